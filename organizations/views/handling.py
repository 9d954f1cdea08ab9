"""What pages of the registry and of the pool share: ask, do, or say what was refused and keep the text."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.overtaking import answer
from audit.actor import Actor
from audit.operations import IllegalMove, Stale
from organizations.models import Office, OfficePost
from ui.forms import conflict
from ui.pages import show

GET_POST = ("GET", "HEAD", "POST")
Run = Callable[[], Model]
Crumbs = list[tuple[str, str]]


class Request(HttpRequest):
    """A request with the actor that the middleware put on it."""

    actor: Actor


def own_office(by: Actor) -> Office:
    """Return the office for which the person keeps records today; the city's before the county's."""
    posts = OfficePost.objects.on(by.on).filter(person__user=by.user.pk).order_by("office__level", "since")
    first: OfficePost = get_object_or_404(posts.select_related("office")[:1])
    return first.office


def in_sight(model: Any, keys: Iterable[UUID | None], by: Actor) -> set[UUID]:
    """Return the keys whose records the person may open; others are named on a page without a link."""
    rows = model.objects.visible_to(by).filter(pk__in=[key for key in keys if key])
    return set(rows.values_list("pk", flat=True))


def fill(
    request: Request,
    form: forms.Form,
    run: Run,
    *,
    back: str,
    done: str,
    then: str = "",
    template: str = "form.html",
    **facts: Any,
) -> HttpResponse:
    """Show a form; when it comes back whole, run the act, say what was ``done`` and go on.

    ``back`` is where one came from; ``then`` names the page of the record that ``run`` returns, where
    one does not go back. What else the page shows comes as ``facts``.
    """
    if request.method == "POST" and form.is_valid():
        try:
            record = _tried(form, run, facts)
        except IllegalMove as moved:
            return answer(request, moved, back=back)
        if record is not None:
            messages.success(request, done)
            return redirect(then, record.pk) if then else redirect(back)
    return show(request, template, {"form": form, "back": back, **facts})


def _tried(form: forms.Form, run: Run, facts: dict[str, Any]) -> Model | None:
    """Run the act; what stood in the way is put on the form, or both versions among the facts."""
    try:
        return run()
    except Stale as stale:
        facts["conflict"] = conflict(form, stale.current)
    except ValidationError as refused:
        tell(form, refused)
    return None


def tell(form: forms.Form, refused: ValidationError) -> None:
    """Put a refusal beside the field it names, or on top where the form has no such field."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, wrong in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, wrong)
