"""What every page of an act shares: ask, do, say what stood in the way, keep what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.overtaking import answer
from audit.actor import Actor
from audit.models import Stateful
from audit.operations import IllegalMove, Stale
from rounds.views.request import Request
from ui.forms import conflict
from ui.pages import show


@dataclass(frozen=True)
class Ask:
    """What a page asks before an act: how it looks, and where it leads back to."""

    heading: str
    verb: str
    back: str
    done: str
    effects: Iterable[str] = ()
    grave: bool = False
    template: str = "confirm.html"
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Button:
    """An act that this person may take now."""

    label: str
    url: str
    method: str
    primary: bool


View = Callable[..., HttpResponse]
PAGES = {
    "termplan": "rounds:term_plan",
    "annualplan": "rounds:annual_plan",
    "round": "rounds:round_detail",
    "team": "rounds:team_detail",
    "assignment": "rounds:assignment_detail",
    "referral": "rounds:referral_detail",
    "workingpaper": "rounds:paper_detail",
    "report": "rounds:report_detail",
    "feedback": "rounds:feedback_detail",
}
NOT_NOW = "现在不能这样办理：可能已被他人办理，或者不由您办理。填写的内容还在，请核对最新情况。"
BACKWARD = frozenset({"退回", "撤回", "不采用", "并入其他底稿"})
Line = tuple[Callable[[Actor, Any], bool], str, str, str]


def buttons(lines: Iterable[Line], by: Actor, record: Any) -> list[Button]:
    """Return the acts (rule, page, verb, method) open now; the first is primary unless it leads back."""
    open_now = [line for line in lines if line[0](by, record)]
    return [
        Button(verb, reverse(f"rounds:{page}", args=[record.pk]), method, not place and verb not in BACKWARD)
        for place, (_, page, verb, method) in enumerate(open_now)
    ]


def ask_and_do(
    request: Request, ask: Ask, form: forms.Form, run: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show the form; sent and valid, do the act and go back; refused, say why and keep what was typed."""
    facts: dict[str, Any] = {"form": form, **ask.facts}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except PermissionDenied as denied:
            form.add_error(None, str(denied) or NOT_NOW)
            status = 403
        except ValidationError as refused:
            refuse(form, refused)
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
        else:
            messages.success(request, ask.done)
            return redirect(ask.back)
    facts |= {"heading": ask.heading, "verb": ask.verb, "back": ask.back}
    return show(request, ask.template, facts | {"effects": ask.effects, "grave": ask.grave}, status=status)


def just_do(request: Request, back: str, done: str, run: Callable[[], object]) -> HttpResponse:
    """Do an act of one button; refused, say why on the record's page."""
    try:
        run()
        messages.success(request, done)
    except ValidationError as refused:
        for words in refused.messages:
            messages.error(request, words)
    return redirect(back)


def overtaken(view: View) -> View:
    """Let a page say that somebody else was faster or the step is not due, and lead to the record."""

    @wraps(view)
    def answering(request: Request, *args: Any, **rest: Any) -> HttpResponse:
        try:
            return view(request, *args, **rest)
        except IllegalMove as moved:
            page = PAGES.get(str(moved.record._meta.model_name))
            return answer(request, moved, back=reverse(page, args=[moved.record.pk]) if page else "")

    return answering


def stand(record: Stateful, *states: str) -> None:
    """Refuse a record that does not stand where the act is due.

    Raises:
        IllegalMove: it stands elsewhere.
    """
    if record.state not in states:
        raise IllegalMove(record, str(record.state), "", due=states)


def refuse(form: forms.Form, refused: ValidationError) -> None:
    """Put what an operation refused beside the field it names, or on top."""
    named = getattr(refused, "error_dict", {NON_FIELD_ERRORS: [refused]})
    for name, wrong in named.items():
        form.add_error(name if name in form.fields else None, wrong)
