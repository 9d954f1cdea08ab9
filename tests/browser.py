"""A browser for journeys. Each page is watched: an error, a blocked resource or a call to another host fails it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from bootstrap.engines import find_chromium

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
HOME = {"127.0.0.1", "localhost"}
SCHEMES_OF_ITS_OWN = {"data", "blob", "about", "chrome-error"}
EXPECTED_REFUSALS = ("status of 401", "status of 403", "status of 404", "status of 409", "status of 422")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-quic",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
]


@dataclass
class Watch:
    """What went wrong in the pages of one context; a refusal that the story asks for is no error."""

    slips: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.slips.append(f"script: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED_REFUSALS):
            self.slips.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in SCHEMES_OF_ITS_OWN and target.hostname not in HOME:
            self.slips.append(f"call to another host: {request.url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, per module: Playwright's loop would keep Django's database from the tests of other modules."""
    with sync_playwright() as play:
        chromium = launch(play)
        yield chromium
        chromium.close()


def launch(play: Playwright) -> Browser:
    program = find_chromium()
    assert program, "测试需要 Chromium,这台机器没有。请先运行 make test,或用 CHROME 指定一个。"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return play.chromium.launch(executable_path=str(program), args=[*QUIET, *sandbox])


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages for several people, each with cookies of their own: `visitor(size=PHONE)`."""
    watched = Watch()
    contexts: list[BrowserContext] = []

    def come(size: dict[str, int] = DESK, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        watched.follow(context)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()
    assert not watched.slips, "\n".join(watched.slips)


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    return visitor()


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    """Enter as a person does, and stand on one's home page."""
    page.goto(address)
    page.locator("input[name=username]").fill(name)
    page.locator("input[type=password]").fill(password)
    page.locator("input[type=password]").press("Enter")
    page.locator("input[type=password]").wait_for(state="detached")
