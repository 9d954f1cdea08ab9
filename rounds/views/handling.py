"""What every page with a form does: try the act and go on, or say what was refused and keep the text."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect

from audit.operations import IllegalMove, Stale
from rounds.views.request import Request
from ui.forms import conflict
from ui.pages import show

Run = Callable[[], Model]
GET_POST = ("GET", "HEAD", "POST")


def handle(
    request: Request,
    form: forms.Form,
    run: Run,
    *,
    then: str,
    done: str,
    template: str = "form.html",
    **facts: Any,
) -> HttpResponse:
    """Show a form; upon POST run the act and go to the page of what it returns.

    Args:
        request: what was asked.
        form: what was typed.
        run: the act, called when the form is whole.
        then: the name of the page to go to, of the record that ``run`` returns.
        done: what the page says when it is done.
        template: the page.
        facts: what the page shows beside the form; ``back`` is where one came from.
    """
    if request.method == "POST" and form.is_valid():
        try:
            record = run()
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
        except IllegalMove as moved:
            return overtaken(request, moved, facts.get("back", ""))
        except ValidationError as refused:
            tell(form, refused)
        else:
            messages.success(request, done)
            return redirect(then, record.pk)
    return show(request, template, {"form": form, **facts})


def press(request: Request, run: Run, *, then: str, done: str, back: str) -> HttpResponse:
    """Do an act of one button; what is refused is said on the page one came from."""
    try:
        record = run()
    except IllegalMove as moved:
        return overtaken(request, moved, back)
    except ValidationError as refused:
        for word in refused.messages:
            messages.error(request, word)
        return redirect(back)
    messages.success(request, done)
    return redirect(then, record.pk)


def overtaken(request: Request, moved: IllegalMove, back: str) -> HttpResponse:
    """Say that somebody else was faster."""
    return show(request, "409.html", {"words": str(moved), "back": back}, status=409)


def tell(form: forms.Form, refused: ValidationError) -> None:
    """Put a refusal beside its field, or on top where the form has no such field."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, errors)
