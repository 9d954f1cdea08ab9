"""What goes wrong at a desk, in the browser: each is answered in Chinese, and nothing that was typed is lost.

That nobody closes what he applied for or checked, whatever posts he holds, is proved beside the operations.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import Cast, Someone, days_on
from tests.stack import Stack

NOTE = "修订后的财务管理制度"
WHY = "两户外出务工，追缴需要时间。"
OPINION = "佐证齐全，同意销号。"


@pytest.fixture(scope="module")
def cast(live_city: Stack, browser: Browser) -> Iterator[Cast]:
    people = Cast(browser, live_city)
    yield people
    people.leave()
    assert not people.watch.slips, "\n".join(people.watch.slips)


def open_item(someone: Someone, state: str) -> None:
    """Open the first item of a state that this person sees."""
    someone.page.goto(f"{someone.address}/rectification/items/?state={state}")
    someone.page.locator("td.long a").first.click()
    someone.arrive()


def refused(page: Page, words: str) -> None:
    expect(page.locator(".refusal").first).to_contain_text(words)


def value(page: Page, name: str) -> str:
    return page.locator(f"#form [name={name}]").input_value()


def test_a_due_date_in_the_past(cast: Cast) -> None:
    liaison = cast("unit-liaison")
    open_item(liaison, "fixing")
    liaison.press("申请延期")
    liaison.fill(new_due=days_on(-3), reason=WHY)
    liaison.page.locator("#form .btn-primary").click()
    refused(liaison.page, "申请延至")
    assert value(liaison.page, "reason") == WHY
    assert value(liaison.page, "new_due") == days_on(-3)


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        pytest.param("现场照片汇编.pdf", lambda: b"%PDF-1.4\n" + b"0" * (50 * 2**20), "20 MB 的上限", id="50-MB"),
        pytest.param("财务制度.pdf", lambda: b"MZ\x90\x00" + b"\x00" * 4000, "不是 PDF", id="exe-as-pdf"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken(
    name: str, content: Callable[[], bytes], answer: str, cast: Cast, tmp_path: Path
) -> None:
    liaison = cast("unit-liaison")
    open_item(liaison, "fixing")
    liaison.press("上传佐证")
    (tmp_path / name).write_bytes(content())
    liaison.page.locator("input[name=file]").set_input_files(tmp_path / name)
    liaison.fill(note=NOTE)
    liaison.page.locator("#form .btn-primary").click()
    refused(liaison.page, answer)
    assert value(liaison.page, "note") == NOTE


def test_a_session_that_ends_before_the_form_is_sent(cast: Cast) -> None:
    liaison = cast("unit-liaison")
    open_item(liaison, "fixing")
    item = liaison.page.url
    liaison.press("申请延期")
    liaison.fill(new_due=days_on(80), reason=WHY)
    liaison.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    liaison.page.locator("#form .btn-primary").click()
    expect(liaison.page.locator("[role=alert]").first).to_contain_text("登录已过期，填写的内容没有丢")
    liaison.page.locator("input[name=username]").fill("unit-liaison")
    liaison.page.locator("input[type=password]").fill(cast.stack.env["DEMO_PASSWORD"])
    liaison.page.locator("input[type=password]").press("Enter")
    liaison.press("继续提交")
    assert liaison.page.url == item
    liaison.sees(WHY)


def test_two_persons_close_the_same_item(cast: Cast, browser: Browser) -> None:
    director, beside = cast("director"), Cast(browser, cast.stack)
    other = beside("director")
    open_item(director, "checked")
    other.page.goto(director.page.url)
    for someone in (director, other):
        someone.press("销号")
        someone.fill(reason=OPINION)
    director.send("确认")
    director.state("已销号")
    other.page.locator("#form .btn-primary").click()
    other.sees("您刚才填写的意见或理由")
    other.sees(OPINION)
    other.sees("现在的状态：已销号")
    beside.leave()
