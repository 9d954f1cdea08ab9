"""回访督查: the list, one visit, ordering one."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.models import RoleHolding
from accounts.rules import held
from accounts.states import Role
from audit.models import Entry
from deadlines.models import Deadline
from documents.letters import pdf_fault
from documents.pages import order
from organizations.models import Person
from rectification.models import Item
from rounds.models import Assignment, Team
from rounds.states import RoundState
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.exports import PAPERS, REPORT
from supervision.figures import figures_of
from supervision.filters import DueFilters, VisitFilters
from supervision.forms.visit import RecheckForm, RevisitForm
from supervision.models import Assessment, CheckedItem, Visit
from supervision.operations import visit as operations
from supervision.operations.duty import ASSESSMENT, REVISIT
from supervision.states import Drawn, VisitKind
from supervision.views.acting import ASKED, allowed, buttons, crumbs, found, overtaken
from ui.counting import counted
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "unit": ("被巡察单位", ("assignment__unit__name", "-ordered_on")),
    "kind": ("方式", ("kind", "-ordered_on"), "narrow"),
    "visitors": ("检查人员", None),
    "checked": ("已检查", None, "num"),
    "different": ("与上报不符", None, "num"),
    "due": ("应完成日期", ("due_on", "-ordered_on"), "day"),
    "state": ("状态", ("state", "-ordered_on"), "narrow"),
}
DUE: Columns = {
    "unit": ("被巡察单位", ("unit__name", "-published_at")),
    "round": ("轮次", ("team__round__number", "unit__name")),
    "published": ("反馈日期", ("published_at", "unit__name"), "day"),
    "open": ("未销号", ("still_open", "unit__name"), "num"),
    "revisit": ("回访时限", ("revisit_due", "unit__name"), "day"),
    "revisited": ("上次回访", ("revisited", "unit__name"), "day"),
    "rechecked": ("上次再检查", ("rechecked", "unit__name"), "day"),
    "assessment": ("评估时限", ("assessment_due", "unit__name"), "day"),
    "acts": ("办理", None, "narrow"),
}


@act(*Visit.VIEW)
@require_safe
def visit_list(request: Request) -> HttpResponse:
    """回访督查."""
    rows = Visit.objects.visible_to(request.actor).select_related("assignment__unit", "team", "task")
    checks = CheckedItem.objects.filter(visit=OuterRef("pk"))
    listing: Listing[Visit] = Listing(
        request,
        rows.annotate(
            many=counted(checks),
            checked=counted(checks.exclude(agreement="")),
            different=counted(checks.different()),
        ),
        sorts=COLUMNS,
        default_sort="-due",
        filters=VisitFilters,
        search=("assignment__unit__name__icontains",),
        remember="visits",
    )
    facts = {
        "listing": listing,
        "may_order": bool(held(request.actor, "sv.order:C")),
        "crumbs": [("回访督查", "")],
    }
    return show(request, "supervision/visit_list.html", facts, part="table")


@act(*rules.ORDERED)
@require_safe
def visit_due(request: Request) -> HttpResponse:
    """应回访单位: units that mend or were assessed, and when somebody was there last."""
    rows = Assignment.objects.reached_by(request.actor, *rules.ORDERED).filter(state__in=rules.MENDING)
    listing: Listing[Assignment] = Listing(
        request,
        rows.select_related("unit", "team__round").annotate(
            still_open=counted(Item.objects.unfinished().filter(assignment=OuterRef("pk"))),
            revisited=_last(VisitKind.REVISIT),
            rechecked=_last(VisitKind.RECHECK),
            revisit_due=_open_due(REVISIT),
            assessment_due=_open_due(ASSESSMENT),
            revisiting=_under_way(VisitKind.REVISIT),
            rechecking=_under_way(VisitKind.RECHECK),
            scored=Exists(Assessment.objects.filter(assignment=OuterRef("pk"))),
        ),
        sorts=DUE,
        default_sort="published",
        filters=DueFilters,
        search=("unit__name__icontains",),
    )
    facts = {"listing": listing, "crumbs": crumbs(("应回访单位", ""))}
    return show(request, "supervision/visit_due.html", facts, part="table")


def _open_due(code: str) -> Subquery:
    """Return by when a visit, or an assessment, is due, where it is still to be done."""
    rows = Deadline.objects.about_all(Assignment).coded(code).open().filter(record_id=OuterRef("pk"))
    return Subquery(rows.values("due")[:1])


def _under_way(kind: VisitKind) -> Exists:
    """Return whether a visit of a kind is under way: there is one at a time."""
    return Exists(Visit.objects.under_way().filter(kind=kind, assignment=OuterRef("pk")))


def _last(kind: VisitKind) -> Subquery:
    """Return when a visit of a kind was accepted last."""
    rows = Visit.objects.accepted().filter(kind=kind, assignment=OuterRef("pk"))
    return Subquery(rows.order_by("-accepted_on").values("accepted_on")[:1])


@act(*Visit.VIEW)
@require_safe
def visit_detail(request: Request, pk: UUID) -> HttpResponse:
    """一次回访督查: its list, item by item, its notes, how the list was drawn."""
    visit, by = found(request, pk), request.actor
    checks = list(CheckedItem.objects.filter(visit=visit))
    left = next((one for one in checks if not one.agreement), None)
    facts = {
        "record": visit,
        "acts": buttons(request, visit, left),
        "may_check": rules.can_check_item(by, visit),
        "checks": checks,
        "figures": figures_of(checks),
        "sampled": [one.number for one in checks if one.drawn == Drawn.SAMPLED],
        "may_report": rules.can_report_visit(by, visit),
        "without_pdf": pdf_fault(),
        "notes": visit.notes.all(),
        "entries": Entry.objects.about(visit).select_related("user"),
        "crumbs": crumbs((str(visit), "")),
    }
    return show(request, "supervision/visit_detail.html", facts)


@act(REPORT)
@require_POST
@overtaken
def visit_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成回访督查报告: as Word, or as PDF."""
    visit = found(request, pk)
    stand(visit, *rules.TOLD)
    form = "pdf" if request.POST.get("form") == "pdf" else "word"
    return order(request, PAPERS[f"supervision.visit_{form}"], {"visit": str(visit.pk)})  # type: ignore[arg-type]


@act("sv.order:C")
@require_http_methods(ASKED)
@overtaken
def revisit_order(request: Request, pk: UUID) -> HttpResponse:
    """下达回访."""
    assignment, by = _assignment(request, pk), request.actor
    stand(assignment, *rules.MENDING)
    allowed(request, rules.can_order_visit(by, assignment))
    form = RevisitForm(request.POST or None, teams=_teams(assignment))
    asked = _ask(assignment, "下达回访", "已下达，清单已经抽取。")
    return ask_and_do(request, asked, form, lambda said: operations.order_revisit(assignment, by=by, **said))


@act("sv.order:C")
@require_http_methods(ASKED)
@overtaken
def recheck_order(request: Request, pk: UUID) -> HttpResponse:
    """下达再检查."""
    assignment, by = _assignment(request, pk), request.actor
    stand(assignment, *rules.MENDING)
    allowed(request, rules.can_order_visit(by, assignment))
    form = RecheckForm(request.POST or None, people=_supervisors(request))
    asked = _ask(assignment, "下达再检查", "已下达，清单已经抽取。")
    return ask_and_do(request, asked, form, lambda said: operations.order_recheck(assignment, by=by, **said))


def _assignment(request: Request, pk: UUID) -> Assignment:
    rows = Assignment.objects.visible_to(request.actor)
    found_: Assignment = get_object_or_404(
        rows.select_related("unit", "office", "party_organization", "team__round"), pk=pk
    )
    return found_


def _teams(assignment: Assignment) -> "QuerySet[Team]":
    """Return the teams that were formed for visits: they inspect nothing."""
    teams: QuerySet[Team] = Team.objects.filter(round__office=assignment.office_id, assignments=None)
    return teams.exclude(round__state=RoundState.ARCHIVED).select_related("round")


def _supervisors(request: Request) -> "QuerySet[Person]":
    """Return the people of the supervision group of the day, as far as the clerk sees people."""
    holding: Any = RoleHolding.objects.on(request.actor.on).filter(role=Role.SVG)
    rows: QuerySet[Person] = Person.objects.visible_to(request.actor).filter(user__in=holding.values("user"))
    return rows.order_by("name")


def _ask(assignment: Assignment, verb: str, done: str) -> Ask:
    back = reverse("supervision:visit_due")
    return Ask(
        f"{verb}：{assignment}",
        verb,
        back,
        done,
        template="form.html",
        facts={"record": assignment, "crumbs": crumbs((verb, ""))},
    )
