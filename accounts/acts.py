"""Every URL names its act: decorators that say it, and refuse whoever does not hold it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.forms import ConfirmForm
from accounts.matrix import level_of
from accounts.reading import note_reading
from accounts.rules import has_factor, is_fresh, may
from accounts.states import Level
from ui.held import Held
from ui.pages import asks_for_part, show

View = Callable[..., HttpResponse]
OPEN, SIGNED_IN = "open", "signed-in"


def asks_again(name: str) -> bool:
    """Say whether an act asks for the password again: what is sealed (S4), and exports from S3 on.

    Of an export that takes two persons, the order and the decision as well.
    """
    level, is_export = level_of(name), name.endswith(":X") or name.startswith("export.")
    return level == Level.S4 or (level == Level.S3 and is_export)


def act(*names: str) -> Callable[[View], View]:
    """Name the act of a page; whoever holds none of the acts gets the 404 of a page that does not exist.

    Whoever holds one gives the password again where the table's level says so (``asks_again``).
    """

    def decorate(view: View) -> View:
        asked = fresh(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(may(request.actor, name) for name in names):  # type: ignore[attr-defined]
                raise Http404
            answer = (asked if any(map(asks_again, names)) else view)(request, *args, **kwargs)
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


def fresh(view: View) -> View:
    """Ask for the password again when it was given long ago; what was sent waits and is not lost.

    Stands below ``act``, so that whoever may not do the act learns nothing by being asked.
    """

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request.actor) else ask_again(request)  # type: ignore[attr-defined]

    confirmed.fresh = True  # type: ignore[attr-defined]
    return confirmed


def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for the password; then lead back, with what was sent."""
    page = reverse("accounts:confirm")
    if request.method == "POST" and request.POST:
        form = ConfirmForm(with_code=has_factor(request.actor.user))  # type: ignore[attr-defined]
        facts = {"form": form, "held": Held.of(request), "action": page}
        return show(request, "accounts/confirm_form.html", facts, status=401)
    if asks_for_part(request):
        here = request.headers.get("HX-Current-URL", "/")
        return HttpResponseClientRedirect(redirect_to_login(here, page).url)
    return redirect_to_login(request.get_full_path(), page)
