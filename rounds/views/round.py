"""轮次: list, page, making, moving."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from deadlines.rules import can_edit_rules
from rounds.filters.round import RoundFilters
from rounds.forms.round import NewRoundForm, RoundForm, SchemesForm
from rounds.models import Assignment, Decision, Round, Scheme, Team
from rounds.operations import round as operations
from rounds.operations.making import require
from rounds.rules import round as rules
from rounds.rules.team import can_create_team
from rounds.schedule import stage_chart
from rounds.views import crumbs
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.request import Request
from rounds.views.term import find_term
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "number": ("轮次", ("term__starts_on", "number")),
    "kind": ("种类", "kind", "narrow"),
    "mode": ("方式", "mode", "narrow"),
    "starts": ("起", "starts_on", "day"),
    "ends": ("止", "ends_on", "day"),
    "teams": ("组", "many_teams", "num"),
    "units": ("被巡察党组织", "many_units", "num"),
    "state": ("状态", "state", "narrow"),
}


def find_round(request: Request, pk: Any) -> Round:
    """Return a round that the person may see."""
    rows = Round.objects.visible_to(request.actor).select_related("term", "office").distinct()
    return get_object_or_404(rows, pk=pk)


@act(*Round.VIEW)
@require_safe
def round_list(request: Request) -> HttpResponse:
    """轮次."""
    seen = Round.objects.visible_to(request.actor).values("pk")
    rows = Round.objects.filter(pk__in=seen).select_related("term")
    teams = Q(teams__in=Team.objects.visible_to(request.actor).values("pk"))
    tasks = Q(teams__assignments__in=Assignment.objects.visible_to(request.actor).order_by().values("pk"))
    listing = Listing(
        request,
        rows.annotate(
            many_teams=Count("teams", distinct=True, filter=teams),
            many_units=Count("teams__assignments", distinct=True, filter=tasks),
        ),
        sorts=COLUMNS,
        default_sort="-number",
        filters=RoundFilters,
        search=("name__icontains",),
    )
    facts = {"listing": listing, "may_create": may(request.actor, "round.edit:C"), "crumbs": [("轮次", "")]}
    return show(request, "rounds/round_list.html", facts, part="table")


@act(*Round.VIEW)
@require_safe
def round_detail(request: Request, pk: Any) -> HttpResponse:
    """一轮: its teams, assignments, decisions, and how far each has come."""
    round_, by = find_round(request, pk), request.actor
    tasks = Assignment.objects.visible_to(by).filter(team__round=round_).select_related("team", "unit")
    assignments = list(tasks.order_by("team__number", "enters_on"))
    facts = {
        "record": round_,
        "teams": Team.objects.visible_to(by).filter(round=round_).prefetch_related("postings__person"),
        "assignments": assignments,
        "chart": stage_chart(assignments, by.on) if assignments else None,
        "schemes": round_.schemes.all(),
        "decisions": Decision.objects.visible_to(by).filter(round=round_),
        "following": rules.following_state(round_),
        "can_edit": rules.can_edit_round(by, round_),
        "can_advance": rules.can_advance_round(by, round_),
        "can_pause": rules.can_pause_round(by, round_),
        "can_resume": rules.can_resume_round(by, round_),
        "can_create_team": can_create_team(by, round_),
        "can_record": may(by, "decision.record:C"),
        "can_narrow": can_edit_rules(by),
        "entries": history(round_),
        "crumbs": crumbs.here(crumbs.to_round(by, round_)),
    }
    return show(request, "rounds/round_detail.html", facts)


@act("round.edit:C")
@require_http_methods(GET_POST)
def round_create(request: Request, pk: Any) -> HttpResponse:
    """设轮次."""
    term = find_term(request, pk)
    require(rules.can_create_round(request.actor, term))
    number = operations.next_number(term)
    start = {"number": number, "name": operations.proposed_name(number), "rectification_months": 6}
    schemes = Scheme.objects.visible_to(request.actor).current().filter(office=term.office)
    form = NewRoundForm(request.POST or None, initial=start, schemes=schemes)
    return handle(
        request,
        form,
        lambda: operations.create_round(
            term, **form.changes(), schemes=form.cleaned_data["schemes"], by=request.actor
        ),
        then="rounds:round_detail",
        done="已设立轮次，请组建巡察组。",
        heading="设立轮次",
        verb="设立",
        back=reverse("rounds:term_detail", args=[term.pk]),
        crumbs=crumbs.here(crumbs.to_term(request.actor, term), "设立轮次"),
    )


@act("round.edit:E")
@require_http_methods(GET_POST)
def round_edit(request: Request, pk: Any) -> HttpResponse:
    """修改轮次."""
    round_ = find_round(request, pk)
    admit(request, rules.can_edit_round(request.actor, round_), "已归档的轮次不能修改。")
    form = RoundForm(request.POST or None, record=round_)
    return handle(
        request,
        form,
        lambda: operations.edit_round(
            round_, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:round_detail",
        done="已保存。",
        heading="修改轮次",
        verb="保存",
        back=reverse("rounds:round_detail", args=[round_.pk]),
        crumbs=crumbs.here(crumbs.to_round(request.actor, round_), "修改"),
    )


@act("round.edit:E")
@require_http_methods(GET_POST)
def round_schemes(request: Request, pk: Any) -> HttpResponse:
    """选定分类."""
    round_ = find_round(request, pk)
    admit(request, rules.can_edit_round(request.actor, round_), "已归档的轮次不能修改。")
    bound = round_.schemes.values_list("pk", flat=True)
    rows = Scheme.objects.visible_to(request.actor).filter(office=round_.office)
    offered = rows.current() | rows.filter(pk__in=bound)
    form = SchemesForm(request.POST or None, schemes=offered, initial={"schemes": list(bound)})
    return handle(
        request,
        form,
        lambda: operations.bind_schemes(round_, form.cleaned_data["schemes"], by=request.actor),
        then="rounds:round_detail",
        done="已选定本轮使用的分类。",
        heading="选定问题分类",
        verb="保存",
        back=reverse("rounds:round_detail", args=[round_.pk]),
        crumbs=crumbs.here(crumbs.to_round(request.actor, round_), "选定问题分类"),
    )
