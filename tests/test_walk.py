"""Everybody of the demo county goes everywhere that links lead: no page may err, call out, or speak code.

On the first pass only: what is looked at is the pages, which are the same on both databases.
"""

import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from bootstrap.sign_in import ACCOUNTS
from tests.browser import DESK, Watch, sign_in
from tests.stack import PASSWORD, Stack
from tests.turns import FIRST_PASS

# Who works beside whom: what one of them looked at, the others need not open again
COLLEAGUES = (
    ("office", "director", "leadership"),
    ("team-lead", "deputy", "member", "liaison"),
    ("unit-liaison", "unit-head", "portfolio"),
    ("receiver", "supervisor"),
    ("sysadmin", "secadmin", "auditor"),
)
ARRANGED = {"sort", "page", "size"}  # a list put in order; like one narrowed, it is looked at once for all
LEAST = {"sysadmin": 3, "secadmin": 3, "auditor": 3}  # pages that a role reaches at the very least
LEAST_OF_OTHERS = 8
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHANGING = re.compile(rf"{KEY.pattern}|\b\d{{4}}\b|(?<=^/indicators/)\w+")
CODE = re.compile(r"\bNone\b|\bnan\b|\{\{|\{%|<(?:QuerySet|object)")
WORD = re.compile(r"[A-Za-z]{2,}(?:[-_][A-Za-z]+)*")
# What Chinese offices themselves write in Latin letters, and the keys of the keyboard
LATIN = {"Ctrl", "Word", "PDF", "pdf", "Excel", "MB", "KB", "GB", "IP", "OFD", "VPN", "OA", "App", "APP"}
LATIN |= {"docx", "doc", "xlsx", "xls", "jpg", "jpeg", "png", "ofd", "wps", "et", "mp", "PPP", "KTV", "ETC"}
LATIN |= {"SHA"}  # SHA-256: whoever recomputes a draw asks for the method by its name
READ = """() => ({
  lang: document.documentElement.lang,
  text: document.title + '\\n' + document.body.innerText,
  wide: document.documentElement.scrollWidth > window.innerWidth + 1,
  links: [...document.querySelectorAll('a[href]:not([download])')].map(link => link.href),
})"""


@dataclass
class Walk:
    """One person's way through the pages, breadth first."""

    page: Page
    home: str
    names: set[str]
    narrowed: set[str]
    known: set[str]  # kinds of pages at which a colleague has looked
    seen: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)  # reached, and left to the colleague who looked at it
    patterns: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def go(self) -> None:
        waiting = deque([self.home])
        while waiting:
            url = waiting.popleft()
            if self._wanted(url):
                waiting.extend(urljoin(url, link) for link in self._look(url))

    def _wanted(self, url: str) -> bool:
        plain = url.partition("#")[0]
        target = urlsplit(plain)
        if target.netloc != urlsplit(self.home).netloc or plain in self.seen:
            return False
        keys = {key for key, _ in parse_qsl(target.query)}
        path = CHANGING.sub("*", target.path)
        pattern = path if keys & ARRANGED else f"{path}?{'&'.join(sorted(keys))}"
        if keys and pattern in self.narrowed:
            return False
        if path in self.known:
            self.left.add(path)
            return False
        if self.patterns[pattern]:
            return False
        if keys:
            self.narrowed.add(pattern)
        self.seen.add(plain)
        self.patterns[pattern] += 1
        return True

    def _look(self, url: str) -> list[str]:
        try:
            answer = self.page.goto(url, wait_until="load")
        except BrowserError as fault:
            if "Download is starting" not in str(fault):
                self.faults.append(f"{url}: {fault}")
            return []
        if answer is None or answer.status != 200:
            self.faults.append(f"{url}: answers {answer and answer.status}, linked but not to be opened")
            return []
        read: dict[str, Any] = self.page.evaluate(READ)
        self.faults += [f"{url}: {fault}" for fault in faults_of(read, self.names)]
        return list(read["links"])


def faults_of(read: dict[str, Any], names: set[str]) -> list[str]:
    """Say what a visible text should not hold."""
    text = read["text"]
    found = [f"shows {code.group()}" for code in (CODE.search(text), KEY.search(text)) if code]
    foreign = {word for word in WORD.findall(text) if word not in LATIN and word not in names}
    if foreign:
        found.append(f"speaks English: {', '.join(sorted(foreign)[:8])}")
    if not str(read["lang"]).lower().startswith("zh"):
        found.append(f"says its language is {read['lang']!r}")
    if read["wide"]:
        found.append("is wider than the screen")
    return found


@FIRST_PASS
@pytest.mark.timeout(900)
def test_everybody_walks_everywhere(live_county: Stack, browser: Browser) -> None:
    began, faults, walked, reached, narrowed = time.monotonic(), [], {}, {}, set[str]()
    for people in COLLEAGUES:
        known = set[str]()
        for name in people:
            walk, watch = walk_as(name, browser, live_county.address, narrowed, known)
            known |= {kind.partition("?")[0] for kind in walk.patterns} - {"/"}
            faults += [f"{name} {fault}" for fault in (*walk.faults, *watch.slips)]
            walked[name], reached[name] = len(walk.seen), len(walk.seen | walk.left)
    assert set(walked) == set(ACCOUNTS)
    print(f"{sum(walked.values())} pages in {time.monotonic() - began:.0f} s: {walked}")
    assert not faults, "\n".join(faults)
    poor = {name: many for name, many in reached.items() if many < LEAST.get(name, LEAST_OF_OTHERS)}
    assert not poor, f"these people reach too little: {poor}"


def walk_as(
    name: str, browser: Browser, address: str, narrowed: set[str], known: set[str]
) -> tuple[Walk, Watch]:
    """Let one person walk, in a context of their own."""
    context: BrowserContext = browser.new_context(
        viewport={"width": DESK["width"], "height": DESK["height"]}, locale="zh-CN"
    )
    watch = Watch()
    watch.follow(context)
    page = context.new_page()
    sign_in(page, address, name, PASSWORD)
    walk = Walk(page, f"{address}/", set(ACCOUNTS), narrowed, known)
    walk.go()
    context.close()
    return walk, watch
