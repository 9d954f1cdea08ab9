"""The watch over pages must see what it is there to see."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser import Watch

PAGES = {
    "/quiet": "<p>好</p>",
    "/refused": "<img src='/absent' alt=''>",
    "/inline": "<script>window.x = 1</script>",
    "/broken": "<script src='/broken.js'></script>",
    "/elsewhere": "<img src='http://elsewhere.invalid/x.png' alt=''>",
    "/broken.js": "notThere();",
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path in PAGES
            self.send_response(200 if known else 404)
            kind = "text/javascript" if self.path.endswith(".js") else "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'self'; img-src * data:")
            self.end_headers()
            icon = "<link rel='icon' href='data:,'>" if kind == "text/html" else ""
            self.wfile.write((icon + PAGES.get(self.path, "")).encode())

        def log_message(self, *_told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def slips(browser: Browser, address: str) -> list[str]:
    watch = Watch()
    context = browser.new_context()
    watch.follow(context)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    context.close()
    return watch.slips


@pytest.mark.parametrize("path", ["/quiet", "/refused", "/absent"])
def test_a_quiet_page_and_a_refusal_are_no_slips(path: str, site: str, browser: Browser) -> None:
    assert slips(browser, site + path) == []


@pytest.mark.parametrize(
    ("path", "word"),
    [("/inline", "Content Security Policy"), ("/broken", "notThere"), ("/elsewhere", "call to another host")],
)
def test_a_slip_is_seen(path: str, word: str, site: str, browser: Browser) -> None:
    assert any(word in slip for slip in slips(browser, site + path))
