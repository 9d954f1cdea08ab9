"""Every URL names its act: decorators that say it, and refuse whoever does not hold it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from accounts.reading import note_reading
from accounts.rules import may

View = Callable[..., HttpResponse]
OPEN, SIGNED_IN = "open", "signed-in"


def act(*names: str) -> Callable[[View], View]:
    """Name the act of a page; whoever holds none of the acts gets the 404 of a page that does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(may(request.actor, name) for name in names):  # type: ignore[attr-defined]
                raise Http404
            answer = view(request, *args, **kwargs)
            note_reading(request, names, answer)
            return answer

        guarded.acts = names  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(view: View) -> View:
    """Mark a page that needs no sign-in."""
    marked = login_not_required(view)
    marked.acts = (OPEN,)  # type: ignore[attr-defined]
    return marked


def signed_in(view: View) -> View:
    """Mark a page that is every signed-in user's own."""
    view.acts = (SIGNED_IN,)  # type: ignore[attr-defined]
    return view
