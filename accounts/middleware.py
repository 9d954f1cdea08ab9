"""Puts the actor on every request."""

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from audit.actor import Actor

SIGNED_IN_AT = "signed_in_at"


class Request(HttpRequest):
    """A request as pages get it, for their annotations."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request, and since when the session is open."""
    opened = request.session.get(SIGNED_IN_AT)
    since = dt.datetime.fromisoformat(opened) if opened else None
    return Actor(user=request.user, at=timezone.now(), signed_in_at=since)  # type: ignore[arg-type]


class ActorMiddleware:
    """Sets ``request.actor``; its memory ends with the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name the actor, then go on."""
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)
