"""A sign-in ends after silence and after a working day; a busy one does not."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from xuncha import sessions

IDLE, DAY = 600, 3600


@pytest.fixture
def session(settings: Any) -> SessionStore:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = IDLE, DAY
    return SessionStore()


def visit(session: SessionStore, at: float, monkeypatch: pytest.MonkeyPatch) -> bool:
    """One request at a moment; true while the visitor is still signed in when the page is made."""
    request: Any = RequestFactory().get("/")
    request.session = session
    request.user = SimpleNamespace(is_authenticated=True, is_active=True, pk=1)
    still: list[bool] = []

    def page(asked: HttpRequest) -> HttpResponse:
        still.append(not isinstance(asked.user, AnonymousUser))
        return HttpResponse()

    monkeypatch.setattr("django.contrib.auth.user_logged_out.send", lambda **_: [])
    with time_machine.travel(at, tick=False):
        sessions.SessionLimits(page)(request)
    return still == [True]


def test_silence_ends_it(session: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert visit(session, 1000, monkeypatch)
    assert visit(session, 1000 + IDLE, monkeypatch)
    assert not visit(session, 1000 + 2 * IDLE + 1, monkeypatch)
    assert session.is_empty()


def test_a_working_day_ends_it_even_when_busy(session: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(1000, 1000 + DAY, 300):
        assert visit(session, at, monkeypatch)
    assert not visit(session, 1000 + DAY + 1, monkeypatch)


def test_the_session_is_written_once_a_minute(session: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(session, 1000, monkeypatch)
    session.modified = False
    visit(session, 1030, monkeypatch)
    assert not session.modified
    visit(session, 1061, monkeypatch)
    assert session.modified
