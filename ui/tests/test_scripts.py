"""Scripts in a real browser, under the policy of the house: pages are rendered here and served from memory."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import RequestFactory
from playwright.sync_api import Dialog, Page, Route, expect

from tests.turns import FIRST_PASS
from ui.charts import Chart, Kind, Mark, Series
from ui.forms import LongText
from ui.frame import Frame, Item, Section
from ui.pages import show
from ui.paging import Pager
from ui.sorting import heads

pytestmark = FIRST_PASS  # no database is touched

HOST = "http://localhost:8399"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"
PHONE = {"width": 390, "height": 844}
FRAME = Frame(
    sections=(
        Section("工作台", "house", (Item("工作台", "/"),)),
        Section(
            "整改",
            "check2-square",
            (Item("台账", "/list", active=True), Item("月报", "/monthly")),
            stage=True,
        ),
    ),
    person="周敏",
    search_url="/search",
    sign_out_url="/out",
    quick=Item("记一条", "/quick"),
)
COLUMNS: Any = {name: (name, "pk") for name in ("编号", "问题", "单位", "责任人", "状态")}


class Line(SimpleNamespace):
    """A row of no model, as the skeleton meets it."""

    pk: int

    def __str__(self) -> str:
        return f"问题{self.pk}"


class PaperForm(forms.Form):
    title = forms.CharField(label="标题")
    body = LongText(label="事实", max_length=300, required=False)


def listing(query: QueryDict) -> dict[str, Any]:
    pager = Pager(query, 60)
    fake = SimpleNamespace(
        params=query,
        rows=[Line(pk=number) for number in range(pager.start, pager.start + 5)],
        total=60,
        pager=pager,
        heads=heads(COLUMNS, query, "编号"),
        chips=[],
        search=("title",),
        words="",
        form=None,
        query="",
        bare="",
        previous_query="",
        told=None,
        cells={},
    )
    return {"listing": fake, "bulk": [("提交", "/submit")]}


def board(_: QueryDict) -> dict[str, Any]:
    kinds: tuple[Kind, ...] = ("bar", "bars_across", "stacked", "line", "ring")
    series = [Series("数", [Mark(3, "/rows"), Mark(2, "/rows")])]
    return {"charts": [Chart(kind, kind, kind, ["甲", "乙"], series, unit="个") for kind in kinds]}


def form(_: QueryDict) -> dict[str, Any]:
    return {"form": PaperForm(), "draft": "p1"}


PAGES: dict[str, tuple[str, Callable[[QueryDict], dict[str, Any]]]] = {
    "/list": ("list.html", listing),
    "/form": ("form.html", form),
    "/secret": ("form.html", lambda query: form(query) | {"sensitive": True}),
    "/board": ("board.html", board),
}


def answer(route: Route) -> None:
    path, _, query = route.request.url.removeprefix(HOST).partition("?")
    headers = {"Content-Security-Policy": POLICY}
    if path.startswith("/static/"):
        route.fulfill(path=str(finders.find(path.removeprefix("/static/"))), headers=headers)
        return
    swaps = {"HX-Request": "true"} if route.request.headers.get("hx-request") else {}
    request = RequestFactory().get(path, headers=swaps)
    person = QueryDict(query).get("person", "")
    request.user = SimpleNamespace(pk=person) if person else AnonymousUser()  # type: ignore[assignment]
    template, facts = PAGES.get(path, ("base.html", lambda _: {}))
    page = show(request, template, {"frame": FRAME, **facts(QueryDict(query))}, part="table")
    route.fulfill(body=page.content.decode(), content_type="text/html; charset=utf-8", headers=headers)


@pytest.fixture
def open_page(visitor: Callable[..., Page]) -> Callable[..., Page]:
    def opened(path: str, **options: Any) -> Page:
        page = visitor(**options)
        page.route(f"{HOST}/**", answer)
        page.goto(HOST + path)
        return page

    return opened


def test_ticks_are_kept_from_page_to_page_and_sent_together(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    expect(page.locator("#bulk")).to_be_hidden()
    page.check("input[name=id][value='1']")
    page.check("input[name=id][value='2']")
    page.click("text=下一页")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 条：")
    page.check("input[name=id][value='26']")
    with page.expect_request(f"{HOST}/submit*") as sent:
        page.click("#bulk >> text=提交")
    data = QueryDict(sent.value.post_data or "")
    assert sorted(data.getlist("id")) == ["1", "2", "26"]


def test_a_hidden_column_stays_hidden(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    page.click("summary:has-text('显示列')")
    page.uncheck(".column-choice label:has-text('责任人') input")
    expect(page.locator("thead th:has-text('责任人')")).to_be_hidden()
    page.reload()
    expect(page.locator("thead th:has-text('责任人')")).to_be_hidden()
    expect(page.locator("thead th:has-text('单位')")).to_be_visible()


def test_without_scripts_a_list_pages_by_links(open_page: Callable[..., Page]) -> None:
    page = open_page("/list", scripts=False)
    page.click("text=下一页")
    expect(page.locator("tbody")).to_contain_text("问题25")


def test_control_k_goes_to_the_search(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()


def test_a_draft_is_kept_offered_and_never_filled_in_silently(open_page: Callable[..., Page]) -> None:
    page = open_page("/form")
    page.fill("#id_title", "灌区水费未入账")
    expect(page.locator("[data-draft-note]")).to_have_text(re.compile(r"已于 \d\d:\d\d 暂存在本机"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{HOST}/form")
    expect(page.locator("#id_title")).to_have_value("")
    page.click(".draft-offer >> text=恢复")
    expect(page.locator("#id_title")).to_have_value("灌区水费未入账")


def test_leaving_a_form_with_unsaved_words_asks(open_page: Callable[..., Page]) -> None:
    page = open_page("/form")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    page.goto(f"{HOST}/list")
    assert asked == []
    page.goto(f"{HOST}/form")
    page.fill("#id_title", "一")
    page.goto(f"{HOST}/list")
    assert asked == ["beforeunload"]


def test_a_sensitive_draft_stays_in_its_window(open_page: Callable[..., Page]) -> None:
    page = open_page("/secret")
    page.fill("#id_title", "不可外传")
    expect(page.locator("[data-draft-note]")).to_contain_text("暂存")
    assert "不可外传" not in page.evaluate("JSON.stringify(localStorage)")
    assert "不可外传" in page.evaluate("JSON.stringify(sessionStorage)")


def drafts(page: Page) -> list[str]:
    keys: list[str] = page.evaluate(
        "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith('draft:'))"
    )
    return keys


def sign_out(page: Page) -> None:
    page.click("summary:has-text('周敏')")
    page.click("text=退出登录")


def answering(page: Page, *, agrees: bool) -> list[str]:
    """Answer every dialog of a page; return what they say as they come."""
    said: list[str] = []

    def answered(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept() if agrees else dialog.dismiss()

    page.on("dialog", answered)
    return said


@pytest.mark.parametrize("path", ["/form", "/secret"])
def test_signing_out_warns_once_and_takes_all_drafts_along(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(f"{path}?person=a")
    page.fill("#id_title", "一")
    expect(page.locator("[data-draft-note]")).to_contain_text("暂存")
    said = answering(page, agrees=True)
    sign_out(page)
    page.wait_for_url("**/out")
    assert (drafts(page), len(said)) == ([], 1)
    assert "暂存着 1 份没有提交的内容" in said[0]


def test_whoever_is_warned_may_stay_and_loses_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page("/form?person=a")
    page.fill("#id_title", "刚刚写的")  # less than a second ago: it is not kept yet
    said = answering(page, agrees=False)
    sign_out(page)
    expect(page.locator("#id_title")).to_have_value("刚刚写的")
    assert (len(said), drafts(page)) == (1, ["draft:a:p1"])
    assert "刚刚写的" in page.evaluate("localStorage.getItem('draft:a:p1')")


def test_what_was_typed_a_moment_before_signing_out_is_not_kept_afterwards(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/form?person=a")
    answering(page, agrees=True)
    page.fill("#id_title", "刚刚写的")

    def late(route: Route) -> None:
        page.wait_for_timeout(1500)  # longer than what was typed waits to be kept
        route.fulfill(body="ok")

    page.route(f"{HOST}/out", late)
    sign_out(page)
    page.wait_for_url("**/out")
    assert "刚刚写的" not in page.evaluate("JSON.stringify(localStorage)")


def test_whoever_holds_nothing_signs_out_without_a_question(open_page: Callable[..., Page]) -> None:
    page = open_page("/form?person=a")
    said = answering(page, agrees=False)
    sign_out(page)
    page.wait_for_url("**/out")
    assert said == []


@pytest.mark.parametrize("path", ["/form", "/secret"])
def test_a_session_that_ran_out_keeps_what_was_typed_for_the_same_person_only(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(f"{path}?person=a")
    page.fill("#id_title", "灌区水费未入账")
    expect(page.locator("[data-draft-note]")).to_contain_text("暂存")
    answering(page, agrees=True)
    page.goto(f"{HOST}/sign-in")  # nobody is signed in
    assert drafts(page) == ["draft:a:p1"]
    page.goto(f"{HOST}{path}?person=a")
    expect(page.locator(".draft-offer")).to_have_count(1)
    page.goto(f"{HOST}/list?person=b")
    assert drafts(page) == []
    page.goto(f"{HOST}{path}?person=a")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_what_another_person_ticked_is_not_ticked_for_the_next(open_page: Callable[..., Page]) -> None:
    page = open_page("/list?person=a")
    page.check("input[name=id][value='1']")
    page.goto(f"{HOST}/list?person=a")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 1 条：")
    page.goto(f"{HOST}/board?person=b")
    page.goto(f"{HOST}/list?person=a")
    expect(page.locator("#bulk")).to_be_hidden()


def test_signed_out_in_another_window_nothing_more_is_kept(open_page: Callable[..., Page]) -> None:
    page = open_page("/form?person=a")
    page.fill("#id_title", "一")
    expect(page.locator("[data-draft-note]")).to_contain_text("暂存")
    other = page.context.new_page()
    other.route(f"{HOST}/**", answer)
    other.goto(f"{HOST}/list?person=a")
    said = answering(other, agrees=True)
    sign_out(other)
    other.wait_for_url("**/out")
    expect(page.locator("[data-draft-note]")).to_contain_text("不再暂存")
    page.fill("#id_title", "二")
    page.wait_for_timeout(1200)
    assert (len(said), drafts(page)) == (1, [])


def test_without_scripts_signing_out_is_a_form(open_page: Callable[..., Page]) -> None:
    page = open_page("/form?person=a", scripts=False)
    page.click("summary:has-text('周敏')")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("text=退出登录")
    assert sent.value.url == f"{HOST}/out"


def test_long_texts_are_counted(open_page: Callable[..., Page]) -> None:
    page = open_page("/form")
    page.fill("#id_body", "经查")
    expect(page.locator(".counter")).to_have_text("已写 2 字，最多 300 字")


def test_every_kind_of_chart_draws_and_a_mark_opens_its_rows(open_page: Callable[..., Page]) -> None:
    page = open_page("/board")
    expect(page.locator("[data-chart] canvas")).to_have_count(5)
    box = page.locator("[data-chart=chart-bars_across-data] canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + 60, box["y"] + box["height"] * 0.25)
    page.wait_for_url("**/rows")


def test_on_a_phone_the_menu_folds_and_the_act_stays_at_the_thumb(open_page: Callable[..., Page]) -> None:
    page = open_page("/list", size=PHONE, scripts=False)
    expect(page.locator("nav.menu")).to_be_hidden()
    expect(page.locator(".thumb")).to_be_in_viewport()
    page.click(".menu-button")
    expect(page.locator("nav.menu >> text=月报")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_board_prints_on_one_sheet_without_the_menu(open_page: Callable[..., Page]) -> None:
    page = open_page("/board")
    expect(page.locator("[data-chart] canvas")).to_have_count(5)
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    expect(page.locator("nav.menu")).to_be_hidden()


def test_on_a_phone_rows_become_cards_with_their_heads(open_page: Callable[..., Page]) -> None:
    page = open_page("/list", size=PHONE)
    expect(page.locator("table.cards thead")).to_be_hidden()
    expect(page.locator("tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_escape_closes_a_drop_down_and_returns_to_it(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    page.click("summary:has-text('周敏')")
    expect(page.locator("text=退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("text=退出登录")).to_be_hidden()
    expect(page.locator("summary:has-text('周敏')")).to_be_focused()


def test_everything_of_a_list_can_be_reached_by_key(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_all_rows_of_the_page_are_ticked_at_once(open_page: Callable[..., Page]) -> None:
    page = open_page("/list")
    page.check("[data-tick-all]")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 5 条：")
    page.check("input[name=everything]")
    expect(page.locator("[data-bulk-count]")).to_have_text("对全部记录：")
    page.uncheck("input[name=everything]")
    page.click("[data-bulk-clear]")
    expect(page.locator("#bulk")).to_be_hidden()


def test_a_draft_thrown_away_is_not_offered_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/form")
    page.fill("#id_title", "一")
    expect(page.locator("[data-draft-note]")).to_contain_text("暂存")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{HOST}/form")
    page.click(".draft-offer >> text=丢弃")
    page.goto(f"{HOST}/form")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_without_scripts_a_form_is_sent_as_it_is(open_page: Callable[..., Page]) -> None:
    page = open_page("/form", scripts=False)
    page.fill("#id_title", "灌区")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("text=提交")
    assert QueryDict(sent.value.post_data or "")["title"] == "灌区"
