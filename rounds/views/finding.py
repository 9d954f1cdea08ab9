"""问题: the list of all in sight, and one with the paper behind it."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.memory import remembered
from accounts.prepared import Prepared
from accounts.rules import held
from rounds.exports import EXPORT, PROPOSE
from rounds.filters.finding import findings_listed
from rounds.forms.finding import MarkForm
from rounds.models import Finding, Manifestation, WorkingPaper
from rounds.operations import finding as findings
from rounds.operations.making import require
from rounds.rules import finding as rules
from rounds.rules.origin import sees_origin
from rounds.states import FindingState
from rounds.views.acting import Ask, Line, ask_and_do, buttons
from rounds.views.places import places
from rounds.views.request import Request
from ui.pages import show

LINES = Prepared(lambda finding: Manifestation.objects.filter(finding=finding), finding=UUID)
ACTS: list[Line] = [
    (rules.can_mark_finding, "finding_mark", "标注重点关注", "get"),
    (rules.can_settle_repeat, "finding_repeat", "屡查屡犯核对", "get"),
]


@act("find.view:V")
@require_safe
def finding_list(request: Request) -> HttpResponse:
    """问题."""
    facts = {
        "listing": findings_listed(request),
        "may_see_exports": bool(held(request.actor, PROPOSE)),
        "may_export": bool(held(request.actor, EXPORT) or held(request.actor, PROPOSE)),
        "crumbs": [("问题", "")],
    }
    return show(request, "rounds/finding_list.html", facts, part="table")


@act("find.view:V")
@require_safe
def finding_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个问题."""
    finding, by = found(request, pk, "assignment"), request.actor
    trail = history(finding)
    within = sees_origin(by, "find.view:V", finding.assignment)
    facts = {
        "record": finding,
        "acts": buttons(_acts(finding), by, finding),
        "lines": LINES.records(Manifestation, finding=pk),
        "words": remembered(by, ("words", pk), lambda: _words(finding)),
        "paper": WorkingPaper.objects.visible_to(by).filter(finding=finding).first(),
        "linked": _linked(request, finding),
        **_neighbours(request, finding),
        "entries": [one for one in trail if within or one.to_state == FindingState.PUBLISHED],
        "crumbs": places(by, finding.assignment, (finding.title, "")),
    }
    return show(request, "rounds/finding_detail.html", facts)


@act("feedback.publish:P")
@require_http_methods(["GET", "HEAD", "POST"])
def finding_mark(request: Request, pk: UUID) -> HttpResponse:
    """标注重点关注、屡查屡犯: named by its number, for its title is of a higher level than the act."""
    finding, by = found(request, pk), request.actor
    require(rules.can_mark_finding(by, finding), "问题已反馈，或不由您整理，不能再标注。")
    earlier = Finding.objects.visible_to(by).published().filter(assignment__unit=finding.assignment.unit_id)
    initial = {name: getattr(finding, name) for name in ("key_focus", "repeats", "version")}
    ask = Ask(
        heading=f"标注第 {finding.number} 号问题",
        verb="保存",
        back=reverse("rounds:finding_detail", args=[pk]),
        done="已标注。",
        template="form.html",
        facts={"crumbs": places(by, finding.assignment, (finding.number, ""), ("标注", ""))},
    )
    form = MarkForm(request.POST or None, initial=initial, earlier=earlier)
    return ask_and_do(request, ask, form, lambda said: findings.mark_finding(finding, by=by, **said))


def found(request: Request, pk: UUID, *beside: str) -> Finding:
    """Return a finding that the person may see, with the records beside it that its page needs."""
    seen = Finding.objects.visible_to(request.actor).with_earlier()
    rows = seen.select_related(*beside or ("assignment__unit",))
    finding: Finding = get_object_or_404(rows, pk=pk)
    return finding


def _acts(finding: Any) -> list[Line]:
    """Return the acts, without that of comparing where nothing was fed back before."""
    return ACTS if finding.has_earlier else [line for line in ACTS if line[1] != "finding_repeat"]


def _linked(request: Request, finding: Finding) -> list[tuple[str, Finding]]:
    """Return what was fed back before, and what was again, as far as it is in sight."""
    either = Q(pk=finding.repeats_id) | Q(repeats=finding)
    rows = Finding.objects.visible_to(request.actor).filter(either).select_related("assignment__team__round")
    words = {finding.repeats_id: "以前反馈"}
    return [(words.get(row.pk, "此后又反馈"), row) for row in rows.order_by("assignment__published_at")]


def _neighbours(request: Request, finding: Finding) -> dict[str, str]:
    """Return the pages of the findings before and after, in the same assignment."""
    keys = remembered(request.actor, ("sisters", finding.assignment_id), lambda: _sisters(request, finding))
    if finding.pk not in keys:
        return {}
    place = keys.index(finding.pk)
    before, after = keys[:place][-1:], keys[place + 1 :][:1]
    names = ("previous_url", "next_url")
    return {
        name: reverse("rounds:finding_detail", args=found)
        for name, found in zip(names, (before, after), strict=True)
        if found
    }


def _sisters(request: Request, finding: Finding) -> tuple[UUID, ...]:
    rows = Finding.objects.visible_to(request.actor).filter(assignment=finding.assignment_id)
    return tuple(rows.order_by("number").values_list("pk", flat=True))


class Words(NamedTuple):
    """What other records are called on the page of a finding; others: its categories in other schemes."""

    unit: str
    place: str
    category: str
    others: tuple[str, ...]


def _words(finding: Finding) -> Words:
    names = ("assignment__unit__name", "place__name", "category__parent__name", "category__name")
    unit, place, *category = Finding.objects.values_list(*names).get(pk=finding.pk)
    others = finding.others.order_by("scheme__name", "code").values_list("scheme__name", "name")
    told = tuple(f"{scheme}：{name}" for scheme, name in others)
    return Words(unit, place or "", " › ".join(filter(None, category)), told)
