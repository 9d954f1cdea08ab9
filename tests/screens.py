"""`make screens`: pictures for the documents, taken from the demo county as it runs."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bootstrap.sign_in import ACCOUNTS
from bootstrap.steps import ROOT
from tests.browser import DESK, launch, sign_in
from tests.stack import PASSWORD, Stack, prepared, running

SCREENS = ROOT / "docs" / "screens"
COUNTY = (["migrate"], ["demo", "--like", "nanzhang", "--as-of", "2026-11-23"])
MAIN_LINE: tuple[tuple[str, str, str], ...] = ()  # picture, who looks, where


def main(only: list[str]) -> int:
    """Take the pictures; names of pictures on the command line take only those."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    wanted = [(f"home-{name}", name, "/") for name in ACCOUNTS] + list(MAIN_LINE)
    with _county() as stack, sync_playwright() as play:
        chromium = launch(play)
        for picture, who, where in wanted:
            if not only or picture in only:
                _take(chromium, stack, picture, who, where)
        chromium.close()
    return 0


def _take(chromium: Browser, stack: Stack, picture: str, who: str, where: str) -> None:
    page = _enter(chromium, stack, who)
    if where != "/":
        page.goto(stack.address + where)
    page.screenshot(path=SCREENS / f"{picture}.png")
    page.context.close()
    print(f"docs/screens/{picture}.png", flush=True)


def _enter(chromium: Browser, stack: Stack, who: str) -> Page:
    context = chromium.new_context(
        viewport={"width": DESK["width"], "height": DESK["height"]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    sign_in(page, stack.address, who, PASSWORD)
    return page


@contextmanager
def _county() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="xuncha-screens-") as name:
        folder = Path(name)
        (folder / "county").mkdir()
        (folder / "stack").mkdir()
        with prepared(folder / "county", *COUNTY) as template, running(template, folder / "stack") as stack:
            yield stack


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
