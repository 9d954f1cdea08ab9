"""How long a sign-in lasts: cut after silence, and after a working day whatever happens."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

OPENED, SEEN = "opened", "seen"
NOTED_EACH = 60.0  # seconds: writing the session at every click would cost a transaction each


class SessionLimits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.hold(request, time.time())
        return self.get_response(request)

    def hold(self, request: HttpRequest, now: float) -> None:
        """Sign out whose time is over; note that the others are here."""
        opened = request.session.setdefault(OPENED, now)
        seen = request.session.get(SEEN, 0.0)
        if seen and (
            now - seen > settings.SESSION_IDLE_SECONDS or now - opened > settings.SESSION_COOKIE_AGE
        ):
            logout(request)
        elif now - seen > NOTED_EACH:
            request.session[SEEN] = now
