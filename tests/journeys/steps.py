"""What people do in a journey: enter, click, fill in, read. Words are those of the pages."""

import datetime as dt
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, Watch, sign_in
from tests.stack import PASSWORD, Stack

TODAY = dt.date.today().isoformat()
CODES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\bNone\b|\b(true|false)\b|\{\{|\{%")


def days_on(days: int) -> str:
    """Return the day so many days from today, as a date field takes it."""
    return (dt.date.fromisoformat(TODAY) + dt.timedelta(days=days)).isoformat()


@dataclass
class Someone:
    """A person at a browser of their own."""

    page: Page
    address: str

    def arrive(self) -> None:
        """Wait for the page, and read it as a person does: no code, no key, no forgotten value."""
        self.page.wait_for_load_state()
        found = CODES.search(self.page.locator("main").inner_text())
        assert not found, f"{found.group()} on {self.page.url}"

    def home(self) -> None:
        self.page.goto(f"{self.address}/")

    def open(self, chapter: str, line: str) -> None:
        """Go through the menu; a chapter of one line is itself the link."""
        menu = self.page.get_by_role("navigation", name="主菜单")
        link = menu.locator(".menu-items a").filter(has_text=line)
        if not link.count():
            link = menu.get_by_role("link", name=chapter)
        elif not link.first.is_visible():
            menu.locator("summary").filter(has_text=chapter).click()
        link.first.click()
        self.arrive()

    def take(self, act: str, about: str = "") -> None:
        """Open a line of 今天要办的 on the home page."""
        self.home()
        line = self.page.locator(".todo-line").filter(has=self.page.locator(".todo-act", has_text=act))
        line.filter(has_text=about).first.click()
        self.arrive()

    def follow(self, words: str) -> None:
        """Click a link in the page, not in the menu."""
        self.page.locator("main").get_by_role("link", name=words, exact=True).first.click()
        self.arrive()

    def press(self, words: str) -> None:
        """Click an act of the page, whether it is a link or a button."""
        content = self.page.locator("main")
        act = content.get_by_role("link", name=words, exact=True).or_(
            content.get_by_role("button", name=words, exact=True)
        )
        act.first.click()
        self.arrive()

    def fill(self, **fields: str) -> None:
        """Type into the fields of the form."""
        for name, text in fields.items():
            self.page.locator(f"#form [name='{name.replace('__', '-')}']").fill(text)

    def choose(self, **fields: str) -> None:
        """Choose from lists."""
        for name, label in fields.items():
            box = self.page.locator(f"#form select[name='{name.replace('__', '-')}']")
            value = box.locator("option", has_text=label).first.get_attribute("value")
            box.select_option(value=value)

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.locator("#form").get_by_label(label, exact=False).first.check()

    def send(self, words: str) -> None:
        """Press the button of the form; it is accepted when no refusal stands above it."""
        button = re.compile(f"^{re.escape(words)}")
        self.page.locator("#form .form-acts").get_by_role("button", name=button).first.click()
        self.arrive()
        refusal = self.page.locator(".refusal")
        assert not refusal.count(), f"{words}: {refusal.first.inner_text()}"

    def confirm(self, words: str, **fields: str) -> None:
        """Take the second step of an act."""
        self.press(words)
        self.fill(**fields)
        self.send("确认")

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def sees_not(self, words: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(words)

    def state(self, words: str) -> None:
        """Read the state of the record."""
        expect(self.page.locator(".record-line")).to_contain_text(words)

    def finds_nothing_at(self, path: str) -> None:
        """Meet a page that does not exist."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 404, f"{path} answers {answer.status}"

    def reloads_until(self, words: str, patience: float = 60) -> None:
        """Look again until the worker has done its part."""
        deadline = time.monotonic() + patience
        while words not in self.page.locator("main").inner_text():
            assert time.monotonic() < deadline, f"still no {words}"
            time.sleep(0.5)
            self.page.reload()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


@dataclass
class Cast:
    """The people of a story, each signed in once, and what the story has to remember."""

    browser: Browser
    stack: Stack
    watch: Watch = field(default_factory=Watch)
    known: dict[str, str] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)

    def __call__(self, name: str) -> Someone:
        if name not in self.people:
            self.people[name] = self._enter(name)
        return self.people[name]

    def _enter(self, name: str) -> Someone:
        context = self.browser.new_context(
            viewport={"width": DESK["width"], "height": DESK["height"]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        self.watch.follow(context)
        page = context.new_page()
        sign_in(page, self.stack.address, name, PASSWORD)
        return Someone(page, self.stack.address)

    def leave(self) -> None:
        for someone in self.people.values():
            someone.page.context.close()


def small_pdf(folder: Path, name: str, words: str = "proof") -> Path:
    """Write a real PDF of one page."""
    stream = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    path = folder / name
    path.write_bytes(bytes(out))
    return path
