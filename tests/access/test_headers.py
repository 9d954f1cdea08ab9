"""Every answer of the site carries every header: pages, refusals, failures, redirects, static files, downloads."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from documents.pages import SANDBOX
from tests.test_access import PAGES, Page, World, world
from tests.turns import FULL, in_turn

__all__ = ["world"]
pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-7000-8000-000000000000"
WORDS = {"verb": "send", "code": "findings", "year": 2026, "month": 9}
KINDS = {
    "rounds": "feedback-receive",
    "rectification": "claim",
    "clues": "clue-receipt",
    "supervision": "result-sign",
}
FEW = ("director", "unit_liaison", "receiver")
POLICY = {
    "default-src 'none'",
    *(f"{kind} 'self'" for kind in ("script-src", "style-src", "font-src", "connect-src", "form-action")),
    *(f"{kind} 'none'" for kind in ("frame-ancestors", "base-uri", "object-src")),
    "img-src 'self' data:",
}
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def faults(answer: Any, *, kept: bool = False, policy: set[str] = POLICY) -> list[str]:
    """Return what an answer lacks; only a static file may be kept."""
    headers = answer.headers
    wrong = [name for name, value in EXACT.items() if headers.get(name) != value]
    said = headers.get("Content-Security-Policy", "")
    if {part.strip() for part in said.split(";")} != policy or "unsafe" in said:
        wrong.append(f"Content-Security-Policy: {said}")
    powers = headers.get("Permissions-Policy", "")
    wrong += [power for power in ("camera", "microphone", "geolocation") if f"{power}=()" not in powers]
    if not kept and not {"no-store", "private"} <= set(re.split(r"[\s,]+", headers.get("Cache-Control", ""))):
        wrong.append(f"Cache-Control: {headers.get('Cache-Control')}")
    if any(name in headers for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin")):
        wrong.append("Server")
    return wrong + [f"cookie {name}" for name, morsel in answer.cookies.items() if not _closed(morsel)]


def _closed(morsel: Any) -> bool:
    return bool(morsel["httponly"]) and morsel["samesite"] == "Lax" and morsel["path"] == "/"


def addresses(world: World) -> Iterator[tuple[Page, str]]:
    for page in PAGES:
        record = world.records.get(page.about)
        kind = KINDS.get(page.app, "") if page.name.startswith("proxy") else "term"
        words = {"pk": getattr(record, "pk", NOWHERE), **WORDS, "kind": kind}
        yield page, reverse(str(page), kwargs={name: words[name] for name in page.takes})


def test_every_address_answers_with_every_header(world: World) -> None:
    """Asked for and sent to, by a stranger and by people of several roles; all of them with ``PROVE=full``."""
    wrong: list[str] = []
    statuses: Counter[int] = Counter()
    visitors: dict[str, Client] = {"": Client(raise_request_exception=False)}
    for who in world.county.people if FULL else FEW:
        visitors[who] = Client(raise_request_exception=False)
        visitors[who].force_login(world.county.user(who))
    for page, url in in_turn(addresses(world)):
        for who, client in visitors.items():
            if page.name == "logout":
                client = Client()  # noqa: PLW2901 -- the others go on
            for answer in (client.get(url), client.post(url)):
                statuses[answer.status_code] += 1
                sandboxed = answer.headers.get("Content-Disposition", "").startswith("attachment")
                policy = set(SANDBOX.split("; ")) if sandboxed else POLICY
                if found := faults(answer, policy=policy):
                    wrong.append(f"{who} {answer.request['REQUEST_METHOD']} {url}: {found}")
    print(
        f"证明：{sum(statuses.values())} 个应答（{dict(sorted(statuses.items()))}），缺响应头 {len(wrong)} 个"
    )
    assert wrong == []
    assert {200, 302, 403, 404, 405} <= set(statuses)


@pytest.mark.parametrize("url", ["/nowhere/", "/static/nothing.css", "/healthz/", "/accounts/login/"])
def test_pages_for_strangers_too(client: Client, url: str) -> None:
    for answer in (client.get(url), client.post(url), client.head(url), client.options(url)):
        assert faults(answer) == []


@pytest.mark.parametrize("name", ["css/tokens.css", "vendor/htmx/htmx.min.js"])
def test_static_files_may_be_kept_and_have_the_rest(client: Client, name: str) -> None:
    answer = client.get(f"{settings.STATIC_URL}{name}")
    assert answer.status_code == 200
    assert faults(answer, kept=True) == []
    assert "no-store" not in answer.headers["Cache-Control"]


def test_a_failure_a_wrong_host_and_a_form_without_token_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(world.county.user("clerk"))
    assert faults(asked := client.post(reverse("accounts:logout"))) == []
    assert asked.status_code == 403
    assert faults(asked := client.get("/", headers={"host": "elsewhere.example"})) == []
    assert asked.status_code == 400

    def fail(*_: Any, **__: Any) -> HttpResponse:
        raise RuntimeError

    monkeypatch.setattr("dashboards.views.home.show", fail)
    assert faults(asked := client.get("/")) == []
    assert asked.status_code == 500


@override_settings(SECURE_SSL_REDIRECT=True)
def test_the_way_to_tls_too(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/")
    assert faults(answer) == []


def test_a_locked_sign_in_too(client: Client) -> None:
    User.objects.create_user("zhang", "right-pass-2026", name="张")
    for _ in range(settings.LOGIN_FAILURES + 1):
        answer = client.post(reverse("accounts:login"), {"username": "zhang", "password": "wrong"})
        assert faults(answer) == []
