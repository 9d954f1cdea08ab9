"""Who is at work in this request; when the session ends; what happens to a form that comes too late."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.forms import SignInForm
from audit.actor import Actor
from ui.held import Held
from ui.pages import show

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
TOUCH = dt.timedelta(minutes=1)
NEEDS_NO_NEW_PASSWORD = {"accounts:password_change", "accounts:logout"}


def _instant(request: HttpRequest, key: str) -> dt.datetime | None:
    text = request.session.get(key)
    return dt.datetime.fromisoformat(text) if text else None


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request, and since when the session is open."""
    user: Any = request.user
    return Actor(user=user, at=timezone.now(), signed_in_at=_instant(request, SIGNED_IN_AT))


def _end_if_idle(request: HttpRequest) -> None:
    if _instant(request, SIGNED_IN_AT) is None:
        request.session[SIGNED_IN_AT] = timezone.now().isoformat()
    now, seen = timezone.now(), _instant(request, SEEN_AT)
    if seen and (now - seen).total_seconds() > settings.SESSION_IDLE_SECONDS:
        logout(request)
    elif seen is None or now - seen > TOUCH:
        request.session[SEEN_AT] = now.isoformat()


class ActorMiddleware:
    """Sets ``request.actor``; its memory ends with the request. Pages of signed-in users are never cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that was idle too long, name the actor, then go on."""
        if request.user.is_authenticated:
            _end_if_idle(request)
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Send a user whose password was set by somebody else to the page where it is changed."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if getattr(request.user, "must_change_password", False) and name not in NEEDS_NO_NEW_PASSWORD:
            return redirect("accounts:password_change")
        return None


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in; a form that was sent too late waits on the sign-in page and is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Show the sign-in page with the form inside; anything else is redirected as usual."""
        if request.method != "POST" or not request.POST:
            return super().handle_no_permission(request, view_func)
        form, action = SignInForm(request), resolve_url(settings.LOGIN_URL)
        facts = {"form": form, "held": Held.of(request), "action": action}
        return show(request, "accounts/sign_in.html", facts, status=401)
