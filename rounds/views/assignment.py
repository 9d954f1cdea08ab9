"""巡察任务: list, page, making."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from deadlines.models import Deadline
from organizations.models import PartyOrganization, Unit
from rounds.filters.round import AssignmentFilters
from rounds.forms.assignment import AssignmentForm, ExtendedForm, NewAssignmentForm
from rounds.models import Assignment, Finding, Posting, Team, WorkingPaper
from rounds.operations import assignment as operations
from rounds.rules import assignment as rules
from rounds.states import PaperState
from rounds.tally import by_place, counted_at
from rounds.views import crumbs
from rounds.views.access_link import access_link
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.request import Request
from rounds.views.team import by_rank, find_team, page_of, serves
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "unit": ("被巡察单位", "unit__name"),
    "party": ("党组织", "party_organization__name"),
    "round": ("轮次", ("team__round__number", "team__number")),
    "team": ("组", ("team__number", "unit__name")),
    "enters": ("进驻", "enters_on", "day"),
    "leaves": ("撤离", "leaves_on", "day"),
    "state": ("状态", ("state", "enters_on"), "narrow"),
}
SECTIONS = (
    ("底稿", "paper_list", ("find.draft:V", "work.paper:V", "work.paper:C")),
    ("问题", "finding_list", ("find.view:V",)),
    ("巡察报告", "report_list", ("report.draft:V", "report.approve:A")),
    ("反馈意见", "feedback_list", ("feedback.view:V",)),
)


def find_assignment(request: Request, pk: Any) -> Assignment:
    """Return an assignment that the person may see."""
    rows = Assignment.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("team__round__term", "unit", "party_organization"), pk=pk)


def page_of_assignment(assignment: Assignment) -> str:
    """Return the address of an assignment's page."""
    return reverse("rounds:assignment_detail", args=[assignment.pk])


@act(*Assignment.VIEW)
@require_safe
def assignment_list(request: Request) -> HttpResponse:
    """巡察任务."""
    rows = Assignment.objects.visible_to(request.actor)
    listing = Listing(
        request,
        rows.select_related("team__round", "unit", "party_organization"),
        sorts=COLUMNS,
        default_sort="-enters",
        filters=AssignmentFilters,
        search=("unit__name__icontains", "party_organization__name__icontains", "unit__pinyin__icontains"),
        remember="assignments",
    )
    facts = {"listing": listing, "crumbs": [("巡察任务", "")]}
    return show(request, "rounds/assignment_list.html", facts, part="table")


@act(*Assignment.VIEW)
@require_safe
def assignment_detail(request: Request, pk: Any) -> HttpResponse:
    """一个任务: its unit, people, dates, and the way to its papers."""
    task, by = find_assignment(request, pk), request.actor
    sees_team = may(by, "team.assign:V", task.team) or may(by, "team.assign:A", task.team)
    postings = Posting.objects.filter(team=task.team).select_related("person")
    inside = may(by, "assign.progress:V", task)
    facts = {
        "record": task,
        "people": by_rank(row for row in postings if serves(row, request)) if sees_team or inside else [],
        "extended": task.extended.all(),
        "spread": _spread(request, task),
        "deadlines": Deadline.objects.about(task).open().select_related("rule") if inside else [],
        "sections": _sections(request, task),
        "notice_open": Deadline.objects.about(task).coded(operations.NOTICE).open().exists(),
        "can_edit": rules.can_edit_assignment(by, task),
        "can_enter": rules.can_enter(by, task),
        "can_leave": rules.can_leave(by, task),
        "can_go_back": rules.can_go_back(by, task),
        "entries": history(task) if inside else [],
        "inside": inside,
        "links": access_link(by, task, "rounds:assignment_access"),
        "crumbs": crumbs.here(crumbs.to_assignment(by, task)),
    }
    return show(request, "rounds/assignment_detail.html", facts)


def _spread(request: Request, task: Assignment) -> dict[str, Any]:
    """Return how many problems and papers in sight each extended object has; no line where none is."""
    by, void = request.actor, [PaperState.MERGED, PaperState.DROPPED]
    written = WorkingPaper.objects.visible_to(by).filter(assignment=task).exclude(state__in=void)
    papers = counted_at(written)
    findings = counted_at(Finding.objects.visible_to(by).filter(assignment=task))
    lines = by_place(task, findings, papers) if findings or papers else []
    return {"lines": lines, "papers": bool(papers)}


def _sections(request: Request, task: Assignment) -> list[tuple[str, str]]:
    """Return the lists that hang on an assignment and that the person may open."""
    return [
        (word, f"{reverse(f'rounds:{name}')}?assignment={task.pk}")
        for word, name, acts in SECTIONS
        if any(may(request.actor, one, task) for one in acts)
    ]


def offered(team: Team, request: Request) -> "tuple[Any, Any]":
    """Return the party organisations and units to which a team can be sent."""
    by, office = request.actor, team.round.office
    taken = Assignment.objects.filter(team=team).values("party_organization")
    parties = PartyOrganization.objects.visible_to(by).filter(office=office, ended_on__isnull=True)
    units = Unit.objects.visible_to(by).standing(by.on).filter(office=office, parent__isnull=True)
    return parties.exclude(pk__in=taken), units


@act("round.edit:C")
@require_http_methods(GET_POST)
def assignment_create(request: Request, pk: Any) -> HttpResponse:
    """下达任务."""
    team = find_team(request, pk)
    admit(request, rules.can_create_assignment(request.actor, team), "已归档的轮次不能再下达任务。")
    parties, units = offered(team, request)
    start = {"enters_on": team.round.starts_on, "leaves_on": team.round.ends_on, "mode": team.round.mode}
    form = NewAssignmentForm(request.POST or None, parties=parties, units=units, initial=start)
    return handle(
        request,
        form,
        lambda: operations.create_assignment(team, **form.changes(), by=request.actor),
        then="rounds:assignment_detail",
        done="已下达任务。",
        heading=f"下达任务：{team}",
        verb="下达",
        back=page_of(team),
        crumbs=crumbs.here(crumbs.to_team(request.actor, team), "下达任务"),
    )


@act("round.edit:E")
@require_http_methods(GET_POST)
def assignment_edit(request: Request, pk: Any) -> HttpResponse:
    """调整任务."""
    task = find_assignment(request, pk)
    admit(request, rules.can_edit_assignment(request.actor, task), "巡察组已经撤离，不能再调整日期。")
    form = AssignmentForm(request.POST or None, record=task)
    return handle(
        request,
        form,
        lambda: operations.edit_assignment(
            task, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:assignment_detail",
        done="已调整。",
        heading="调整任务",
        verb="保存",
        back=page_of_assignment(task),
        crumbs=crumbs.here(crumbs.to_assignment(request.actor, task), "调整任务"),
    )


@act("round.edit:E")
@require_http_methods(GET_POST)
def assignment_extend(request: Request, pk: Any) -> HttpResponse:
    """确定延伸对象."""
    task = find_assignment(request, pk)
    admit(request, rules.can_edit_assignment(request.actor, task), "巡察组已经撤离，不能再调整延伸对象。")
    bound = list(task.extended.values_list("pk", flat=True))
    beside = Q(parent=task.unit) | Q(party_organizations=task.party_organization) | Q(pk__in=bound)
    units = Unit.objects.visible_to(request.actor).filter(beside).exclude(pk=task.unit_id).distinct()
    form = ExtendedForm(request.POST or None, units=units, initial={"extended": bound})
    return handle(
        request,
        form,
        lambda: operations.set_extended(task, form.cleaned_data["extended"], by=request.actor),
        then="rounds:assignment_detail",
        done="已确定延伸对象。",
        heading="确定延伸对象",
        lead="" if units else "这个单位在名录中没有下级单位。请先在单位名录中登记，再来选定。",
        verb="保存",
        back=page_of_assignment(task),
        crumbs=crumbs.here(crumbs.to_assignment(request.actor, task), "延伸对象"),
    )
