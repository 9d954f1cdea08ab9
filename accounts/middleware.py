"""Who is at work in this request; when the session ends; what happens to a form that comes too late."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.devices import visit_of
from accounts.forms import SignInForm
from accounts.models import SignIn, User
from accounts.operations import session as sessions
from accounts.prepared import Prepared
from accounts.rules import must_change_password, must_have_factor
from audit.actor import Actor
from ui.held import Held
from ui.pages import show

SIGN_IN = "sign_in"  # the session's own row, by its key: keys of sessions change, the row stays
OWN_SESSION = Prepared(lambda key, user: SignIn.objects.filter(pk=key, user_id=user), key=UUID, user=UUID)
WAYS_OUT = {"accounts:password_change", "accounts:logout"}
FACTOR_PAGES = {"accounts:factor_set_up", *WAYS_OUT}


def actor_of(request: HttpRequest, at: dt.datetime, session: SignIn | None) -> Actor:
    """Return who acts in this request, and when the password was given last."""
    user: Any = request.user
    return Actor(user=user, at=at, signed_in_at=session.confirmed_at if session else None)


def hold_session(request: HttpRequest, at: dt.datetime) -> SignIn | None:
    """Return the session while it lives; sign out of one that was ended from anywhere, or has outlived."""
    user = cast("User", request.user)
    session = _session_of(request, user, at)
    if session.ended_at is None and (ending := session.outlived(at)):
        sessions.outlive_session(session, ending, at=at)
    elif session.ended_at is None:
        sessions.touch_session(session, at=at)
        return session
    logout(request)
    return None


def _session_of(request: HttpRequest, user: User, at: dt.datetime) -> SignIn:
    key = request.session.get(SIGN_IN)
    rows = OWN_SESSION.records(SignIn, key=UUID(key), user=user.pk) if key else []
    found = rows[0] if rows else None
    if found is None:
        found = sessions.adopt_session(user, visit=visit_of(request, user.username), opened_at=at)
        request.session[SIGN_IN] = str(found.pk)
    found.user = user
    return found


class ActorMiddleware:
    """Sets ``request.actor``; its memory ends with the request. Pages of signed-in users are never cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session whose time is over, name the actor, then go on."""
        at = timezone.now()
        session = hold_session(request, at) if request.user.is_authenticated else None
        request.sign_in = session  # type: ignore[attr-defined]
        request.actor = actor_of(request, at, session)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Send a person who has to choose a password or set up a second factor to the page for it."""
        match, session = request.resolver_match, request.sign_in  # type: ignore[attr-defined]
        name = match.view_name if match else ""
        if session is None:
            return None
        if name not in WAYS_OUT and must_change_password(request.actor):  # type: ignore[attr-defined]
            return redirect("accounts:password_change")
        asked = name not in FACTOR_PAGES and not session.with_factor
        if asked and must_have_factor(request.actor):  # type: ignore[attr-defined]
            return redirect("accounts:factor_set_up")
        return None


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in; a form that was sent too late waits on the sign-in page and is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Show the sign-in page with the form inside; anything else is redirected as usual."""
        if request.method != "POST" or not request.POST:
            return super().handle_no_permission(request, view_func)
        form, action = SignInForm(), resolve_url(settings.LOGIN_URL)
        facts = {"form": form, "held": Held.of(request), "action": action}
        return show(request, "accounts/sign_in.html", facts, status=401)
