"""The system stands: web, worker and beat as processes, and the sign-in page in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE
from tests.stack import Stack


def test_a_visitor_is_shown_to_the_sign_in_page(live_stack: Stack, page: Page) -> None:
    answer = page.goto(live_stack.address)
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.evaluate("document.documentElement.lang").lower().startswith("zh")


@pytest.mark.parametrize("size", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desk"])
def test_the_sign_in_page_fits_its_screen(
    size: dict[str, int], live_stack: Stack, visitor: Callable[..., Page]
) -> None:
    page = visitor(size)
    page.goto(live_stack.address)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_wrong_password_is_refused_in_chinese_without_scripts(
    live_stack: Stack, visitor: Callable[..., Page]
) -> None:
    page = visitor(scripts=False)
    page.goto(live_stack.address)
    page.locator("input[name=username]").fill("office")
    page.locator("input[type=password]").fill("not-the-password")
    page.locator("input[type=password]").press("Enter")
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.locator("input[name=username]").input_value() == "office"
    assert any("一" <= letter <= "鿿" for letter in page.get_by_role("alert").first.inner_text())


def test_worker_and_beat_run_beside_the_web(live_stack: Stack) -> None:
    commands = live_stack.processes().values()
    assert any("worker" in command for command in commands)
    assert any("beat" in command for command in commands)
