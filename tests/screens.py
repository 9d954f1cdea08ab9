"""`make screens`: pictures for the documents, taken from the demo county as it runs."""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bootstrap.sign_in import ACCOUNTS
from bootstrap.steps import ROOT
from tests.browser import DESK, PHONE, launch, sign_in
from tests.stack import PASSWORD, Stack, prepared, running

SCREENS = ROOT / "docs" / "screens"
COUNTY = (["migrate"], ["demo", "--like", "nanzhang", "--as-of", "2026-11-23"])
COLOURS = 128  # enough for pages of text, and a third of the size


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, where, at the page itself or at the first record of its list."""

    name: str
    who: str
    where: str = "/"
    record: bool = False
    phone: bool = False


HOMES = tuple(Picture(f"home-{name}", name) for name in ACCOUNTS)
MAIN_LINE = (
    Picture("term", "director", "/rounds/terms/", record=True),
    Picture("round", "director", "/rounds/", record=True),
    Picture("team", "director", "/rounds/teams/", record=True),
    Picture("assignment", "team-lead", "/rounds/assignments/", record=True),
    Picture("papers", "team-lead", "/rounds/papers/"),
    Picture("paper", "deputy", "/rounds/papers/", record=True),
    Picture("paper-new", "member", "/rounds/papers/new/"),
    Picture("clues", "team-lead", "/clues/"),
    Picture("report", "director", "/rounds/reports/", record=True),
    Picture("feedback", "office", "/rounds/feedback/?state=published", record=True),
    Picture("findings", "director", "/rounds/findings/"),
    Picture("finding", "director", "/rounds/findings/", record=True),
    Picture("ledger", "office", "/rectification/items/"),
    Picture("item", "unit-liaison", "/rectification/items/?state=fixing", record=True),
    Picture("plan", "unit-head", "/rectification/plans/", record=True),
    Picture("monthly", "unit-liaison", "/rectification/monthly/", record=True),
    Picture("results", "office", "/rectification/results/"),
    Picture("airing", "office", "/rectification/airing/"),
    Picture("publication", "office", "/rectification/publications/", record=True),
    Picture("visit", "office", "/supervision/visits/", record=True),
    Picture("assessment", "office", "/supervision/assessments/", record=True),
    Picture("board", "leadership", "/board/"),
    Picture("indicators", "leadership", "/indicators/"),
    Picture("phone-item", "unit-liaison", "/rectification/items/?state=fixing", record=True, phone=True),
    Picture("phone-monthly", "unit-liaison", "/rectification/monthly/", record=True, phone=True),
    Picture("phone-visit", "supervisor", "/supervision/visits/", record=True, phone=True),
    Picture("phone-home", "member", phone=True),
    Picture("phone-papers", "member", "/rounds/papers/", phone=True),
    Picture("phone-paper-new", "member", "/rounds/papers/new/", phone=True),
)


def main(only: list[str]) -> int:
    """Take the pictures; names of pictures on the command line take only those."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in (*HOMES, *MAIN_LINE) if not only or one.name in only]
    with _county() as stack, sync_playwright() as play:
        chromium = launch(play)
        for who, phone in dict.fromkeys((one.who, one.phone) for one in wanted):
            page = _enter(chromium, stack, who, phone=phone)
            for one in wanted:
                if (one.who, one.phone) == (who, phone):
                    _take(page, stack, one)
            page.context.close()
        chromium.close()
    return 0


def _take(page: Page, stack: Stack, one: Picture) -> None:
    page.goto(stack.address + one.where)
    choice = page.locator(".choose a")
    if choice.count():  # a form asks first at which unit
        choice.first.click()
    if one.record:
        page.locator("tr[data-row] a").first.click()
    page.wait_for_load_state("networkidle")
    _keep(page.screenshot(), SCREENS / f"{one.name}.png")
    print(f"docs/screens/{one.name}.png", flush=True)


def _keep(shot: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _enter(chromium: Browser, stack: Stack, who: str, *, phone: bool) -> Page:
    size = PHONE if phone else DESK
    context = chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]},
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
