"""What every page with a form does: try the act and go on, or say what was refused and keep the text."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.overtaking import answer
from audit.operations import IllegalMove, Stale
from rounds.operations.making import require
from rounds.views.acting import NOT_NOW, refuse
from rounds.views.request import Request
from ui.forms import conflict
from ui.pages import show

Run = Callable[[], Model]
GET_POST = ("GET", "HEAD", "POST")


def handle(
    request: Request, form: forms.Form, run: Run, *, then: str, done: str, **facts: Any
) -> HttpResponse:
    """Show a form; upon POST run the act and go to the page of what it returns.

    ``then`` names that page, ``done`` is what it says. The ``facts`` stand beside the form: among them
    ``back``, where one came from, and ``template``, if it is another than the common form.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            record = run()
            messages.success(request, done)
            return redirect(then, record.pk)
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
        except IllegalMove as moved:
            return answer(request, moved, back=facts.get("back", ""))
        except ValidationError as refused:
            refuse(form, refused)
        except PermissionDenied as denied:
            form.add_error(None, str(denied) or NOT_NOW)
            status = 403
    return show(request, facts.pop("template", "form.html"), {"form": form, **facts}, status=status)


def press(request: Request, run: Run, *, then: str, done: str, back: str) -> HttpResponse:
    """Do an act of one button; what is refused is said on the page one came from."""
    try:
        record = run()
    except IllegalMove as moved:
        return answer(request, moved, back=back)
    except ValidationError as refused:
        for word in refused.messages:
            messages.error(request, word)
        return redirect(back)
    messages.success(request, done)
    return redirect(then, record.pk)


def admit(request: Request, allowed: bool, refusal: str = "") -> None:
    """Refuse to open a form that cannot be used; one that was sent is judged with its text kept."""
    require(allowed or request.method == "POST", refusal)


def still(request: Request, allowed: bool, record: Any, refusal: str = "") -> None:
    """Refuse an act that the record no longer waits for; sent from an open page, say it was overtaken."""
    if not allowed and request.method == "POST":
        raise IllegalMove(record, str(getattr(record, "state", "")), "")
    require(allowed, refusal)
