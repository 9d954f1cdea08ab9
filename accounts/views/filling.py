"""What a page of a two-person act shares: do it and go on, or say what was refused and keep the text."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.overtaking import was_faster
from accounts.views.request import Request
from audit.operations import IllegalMove
from audit.refusing import FASTER
from ui.pages import show

Run = Callable[[dict[str, Any]], HttpResponse | None]


def filled(
    request: Request,
    form: forms.Form,
    run: Run,
    template: str,
    facts: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Show a form; sent, do the act and lead back, or show at once what can be shown only once."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            shown = run(dict(form.cleaned_data))
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
            status = 403
        except ValidationError as refused:
            form.add_error(None, refused)
        except IllegalMove as moved:
            form.add_error(None, FASTER if was_faster(request, moved) else str(moved))
            status = 409
        else:
            return shown or _led_back(request, facts["back"], done)
    return show(request, template, {**facts, "form": form}, status=status)


def _led_back(request: Request, back: str, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect(back)
