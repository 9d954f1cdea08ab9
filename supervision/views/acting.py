"""What every page of an act in a visit shares: the record in sight, its buttons, its way back."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.overtaking import answer
from audit.operations import IllegalMove
from rounds.views.acting import Ask, Button
from rounds.views.crumbs import Crumbs
from rounds.views.request import Request
from supervision import rules
from supervision.models import CheckedItem, FollowUp, Visit

ASKED = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]
PAGES = {
    "visit": "supervision:visit_detail",
    "assessment": "supervision:assessment_detail",
    "scoresheet": "supervision:sheet_detail",
    "resultcopy": "supervision:copy_detail",
    "assignment": "rounds:assignment_detail",
    "followup": "supervision:assessment_detail",
}
TYPED = {"reason": "意见或理由", "summary": "检查情况", "note": "检查情况", "text": "记录"}
ACTS: list[tuple[Callable[[Any, Visit], bool], str, str, bool]] = [
    (rules.can_submit_visit, "visit_submit", "提交", True),
    (rules.can_write_note, "note_add", "写督查记录", False),
    (rules.can_accept_visit, "visit_accept", "接收", True),
    (rules.can_accept_visit, "visit_return", "退回", False),
    (rules.can_postpone_visit, "visit_postpone", "改期", False),
    (rules.can_drop_visit, "visit_drop", "作废", False),
]


def buttons(request: Request, visit: Visit, left: CheckedItem | None) -> list[Button]:
    """Return the acts that the rules allow now; a visit is handed in once no problem is left."""
    found_ = [
        Button(verb, reverse(f"supervision:{page}", args=[visit.pk]), "get", primary)
        for rule, page, verb, primary in ACTS
        if rule(request.actor, visit) and not (left and rule is rules.can_submit_visit)
    ]
    if left and rules.can_check_item(request.actor, visit):
        url = reverse("supervision:check_edit", args=[left.pk])
        found_.insert(0, Button(f"继续检查：{left.number}", url, "get", primary=True))
    return found_


def found(request: Request, pk: UUID) -> Visit:
    """Return a visit that the person may see, with what its pages name."""
    rows = Visit.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__office", "assignment__party_organization", "team__round", "task"
    )
    visit: Visit = get_object_or_404(rows, pk=pk)
    return visit


def page_of(visit: Visit) -> str:
    """Return the address of a visit."""
    return reverse("supervision:visit_detail", args=[visit.pk])


def crumbs(*rest: tuple[str, str]) -> Crumbs:
    """Return the way to a place of supervision; those who go see no more of the round than their visit."""
    return [("回访督查", reverse("supervision:visit_list")), *rest]


def ask(visit: Visit, verb: str, done: str, effects: Iterable[str] = (), **rest: Any) -> Ask:
    """Return what the page of an act on a visit looks like."""
    back = page_of(visit)
    facts = {"record": visit, "crumbs": crumbs((str(visit), back), (verb, "")), **rest.pop("facts", {})}
    return Ask(f"{verb}：{visit}", verb, back, done, effects, facts=facts, **rest)


def allowed(request: Request, may_do: bool, why: str = "") -> None:
    """Refuse to show the page of an act; what is sent is refused by the operation, beside what was typed."""
    if request.method != "POST" and not may_do:
        raise PermissionDenied(why or "您没有办理这一步的权限，或者这一步已经办过。")


def overtaken(view: View) -> View:
    """Let a page say that somebody else was faster, or the step not due; what had been typed stands there."""

    @wraps(view)
    def answering(request: Request, *args: Any, **rest: Any) -> HttpResponse:
        try:
            return view(request, *args, **rest)
        except IllegalMove as moved:
            record: Any = moved.record
            key = record.assessment_id if isinstance(record, FollowUp) else record.pk
            typed = [(word, request.POST[name]) for name, word in TYPED.items() if request.POST.get(name)]
            back = reverse(PAGES[str(record._meta.model_name)], args=[key])
            return answer(request, moved, back=back, kept=typed)

    return answering
