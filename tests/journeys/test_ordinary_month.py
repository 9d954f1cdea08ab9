"""An ordinary month: ten problems under way, three changed, two files; by few clicks, also on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import PHONE, sign_in
from tests.journeys.steps import Cast, Someone, small_pdf
from tests.stack import PASSWORD, Stack

MOST_CLICKS = 25
IN_A_DIALOG = 2  # the file, and 「打开」, in the browser's own window, which no page sees
COUNTING = """
document.addEventListener("pointerdown", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
"""


@pytest.fixture(scope="module")
def cast(live_stack: Stack, browser: Browser) -> Iterator[Cast]:
    live_stack.manage("shell", "-c", "from tests.journeys.seed import *; plant_ordinary_month()")
    people = Cast(browser, live_stack)
    yield people
    people.leave()
    assert not people.watch.slips, "\n".join(people.watch.slips)


def clicks(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.clicks || 0)"))


def problems(someone: Someone) -> Locator:
    return someone.page.locator(".month-row")


def choose_file(page: Page, row: Locator, path: Path) -> int:
    """Choose a file as a person does; return the clicks that no page sees."""
    with page.expect_file_chooser() as dialog:
        row.locator("input[type=file]").click()
    dialog.value.set_files(path)
    return IN_A_DIALOG


def test_01_the_liaison_finishes_the_month_in_few_clicks(cast: Cast, tmp_path: Path) -> None:
    liaison = cast("unit-liaison")
    page = liaison.page
    page.add_init_script(COUNTING)
    liaison.home()
    liaison.reloads_until("填报月报")
    page.evaluate("sessionStorage.clicks = 0")
    page.locator(".todo-line", has_text="填报月报").first.click()
    liaison.arrive()
    liaison.press("填报")
    rows = problems(liaison)
    expect(rows).to_have_count(10)
    expect(rows.nth(4).locator("textarea").first).to_have_value("上月已清退5户。")
    unseen = 0
    for place in range(3):
        row = rows.nth(place)
        row.locator(".month-now .month-level label", has_text="基本完成").click()
        row.locator(".month-now textarea").click()
        page.keyboard.press("Control+A")
        page.keyboard.type(f"本月又清退{place + 6}户，余下签了协议。")
        row.locator("summary").click()
        row.locator(".month-measure label", has_text="已完成").first.click()
        if place < 2:
            unseen += choose_file(page, row, small_pdf(tmp_path, f"清退凭证{place}.pdf", f"proof {place}"))
    page.locator("[name=next_steps]").click()
    page.keyboard.type("余下各户签字确认。")
    liaison.send("保存并送签")
    liaison.state("待签发")
    counted = clicks(page) + unseen
    print(
        f"月报点击：页面内 {clicks(page)} 次，文件对话框 {unseen} 次，共 {counted} 次，上限 {MOST_CLICKS} 次"
    )
    assert 10 < counted <= MOST_CLICKS
    liaison.sees("本月又清退6户")
    cast.known["report"] = liaison.path


def test_02_what_was_typed_once_stands_in_the_ledger_with_its_evidence(cast: Cast) -> None:
    liaison = cast("unit-liaison")
    liaison.page.locator("main .long a").first.click()
    liaison.arrive()
    liaison.sees("本月又清退6户")
    liaison.sees("清退凭证0.pdf")
    liaison.sees("已提交")
    liaison.sees("已完成")


def test_03_the_head_signs_the_leader_reads_the_office_accepts_and_corrects(cast: Cast) -> None:
    head, leader, clerk = cast("unit-head"), cast("supervisor"), cast("clerk")
    head.take("签发月报")
    head.confirm("签发报送")
    leader.take("审阅月报")
    leader.confirm("签阅", opinion="抓紧余下各户。")
    leader.sees("抓紧余下各户")
    clerk.take("接收月报")
    clerk.press("接收")
    clerk.state("已接收")
    clerk.press("更正")
    clerk.choose(what="挽回损失")
    clerk.fill(new="3.5", reason="漏计一笔")
    clerk.send("确认")
    clerk.sees("漏计一笔")


def test_04_the_office_sees_the_month_and_gets_both_papers(cast: Cast) -> None:
    clerk = cast("clerk")
    clerk.open("整改", "整改月报")
    clerk.page.locator("main .page-head a", has_text="报送情况").click()
    clerk.arrive()
    clerk.sees("已接收 1")
    clerk.press("重新汇总")
    clerk.reloads_until("汇总表")
    for name in ("汇总表", "汇总报告"):
        link = clerk.page.locator(".month-summary a[download]", has_text=name)
        while not link.count():
            clerk.page.wait_for_timeout(500)
            clerk.page.reload()
        with clerk.page.expect_download() as taken:
            link.first.click()
        assert Path(taken.value.path()).stat().st_size > 3000


def test_05_the_form_of_a_month_fits_a_phone(cast: Cast, live_stack: Stack) -> None:
    cast("clerk")
    live_stack.manage(
        "shell", "-c", "from rectification.models import *; MonthlyReport.objects.update(state='open')"
    )
    context = cast.browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    cast.watch.follow(context)
    page = context.new_page()
    sign_in(page, live_stack.address, "unit-liaison", PASSWORD)
    page.goto(f"{live_stack.address}{cast.known['report']}edit/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    label = page.locator(".month-level label").first.bounding_box()
    assert label
    assert label["height"] >= 40
    context.close()
