"""Sign in over HTTP as a person does, with the standard library alone."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

ACCOUNTS = (
    "office", "director", "leadership", "team-lead", "deputy", "member", "liaison", "unit-liaison",
    "unit-head", "portfolio", "receiver", "supervisor", "sysadmin", "secadmin", "auditor",
)  # fmt: skip
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def can_sign_in(port: int, name: str, password: str) -> bool:
    """Tell whether this account gets past the sign-in page to its own home page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    home = f"http://127.0.0.1:{port}/"
    try:
        with browser.open(home, timeout=30) as page:
            sign_in, token = page.url, TOKEN.search(page.read().decode())
        if token is None:
            return False
        form = {"csrfmiddlewaretoken": token.group(1), "username": name, "password": password}
        request = urllib.request.Request(sign_in, urllib.parse.urlencode(form).encode(), {"Referer": sign_in})
        with browser.open(request, timeout=30) as answer:
            return bool(urllib.parse.urlsplit(answer.url).path != urllib.parse.urlsplit(sign_in).path)
    except (urllib.error.URLError, OSError):
        return False
