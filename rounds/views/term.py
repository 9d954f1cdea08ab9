"""届次: the term, its plans and rounds, and the ledger of coverage."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from deadlines.rules import can_edit_rules
from rounds.coverage import Coverage, Standing, coverage, ledger, uncovered_units
from rounds.filters.plan import CoverageFilters
from rounds.forms.plan import TermForm
from rounds.models import AnnualPlan, Round, Term, TermPlan
from rounds.operations import plan as operations
from rounds.operations.making import require
from rounds.rules import plan as rules
from rounds.rules.round import can_create_round
from rounds.views import crumbs
from rounds.views.handling import GET_POST, handle
from rounds.views.office import own_office
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("届次", "starts_on"),
    "starts": ("起", "starts_on", "day"),
    "ends": ("止", "ends_on", "day"),
    "plan": ("五年规划", None),
}
TEAM_COLUMNS: Any = {name: column for name, column in COLUMNS.items() if name != "plan"}
LEDGER: Any = {
    "name": ("党组织", "name"),
    "kind": ("类别", ("kind", "name"), "narrow"),
    "standing": ("覆盖情况", ("standing", "name"), "narrow"),
    "year": ("规划年度", "year", "num"),
    "round": ("所在轮次", ("in_round", "name")),
    "reason": ("不纳入的理由", None, "long"),
}


def find_term(request: Request, pk: Any) -> Term:
    """Return a term that the person may see."""
    return get_object_or_404(Term.objects.visible_to(request.actor).select_related("office"), pk=pk)


@act(*Term.VIEW)
@require_safe
def term_list(request: Request) -> HttpResponse:
    """届次; the plan beside it for whoever sees plans."""
    by, plans = request.actor, TermPlan.objects.visible_to(request.actor)
    sees = may(by, "term.plan:V")
    facts = {
        "listing": Listing(
            request,
            Term.objects.visible_to(by).prefetch_related(Prefetch("plan", plans)),
            sorts=COLUMNS if sees else TEAM_COLUMNS,
            default_sort="-starts",
            search=("name__icontains",),
        ),
        "sees_plans": sees,
        "may_create": may(by, "term.plan:C"),
        "crumbs": [("规划", "")],
    }
    return show(request, "rounds/term_list.html", facts, part="table")


@act("term.plan:C")
@require_http_methods(GET_POST)
def term_create(request: Request) -> HttpResponse:
    """设届次."""
    form, office, back = (
        TermForm(request.POST or None),
        own_office(request.actor),
        reverse("rounds:term_list"),
    )
    return handle(
        request,
        form,
        lambda: operations.create_term(office, **form.changes(), by=request.actor),
        then="rounds:term_detail",
        done="已设立届次，可以开始编制五年规划。",
        heading="设立届次",
        verb="设立",
        back=back,
        crumbs=[("规划", back), ("设立届次", "")],
    )


@act("term.plan:E")
@require_http_methods(GET_POST)
def term_edit(request: Request, pk: Any) -> HttpResponse:
    """修改届次."""
    term = find_term(request, pk)
    require(rules.can_edit_term(request.actor, term))
    form = TermForm(request.POST or None, record=term)
    return handle(
        request,
        form,
        lambda: operations.edit_term(
            term, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:term_detail",
        done="已保存。",
        heading="修改届次",
        verb="保存",
        back=reverse("rounds:term_detail", args=[term.pk]),
        crumbs=crumbs.here(crumbs.to_term(request.actor, term), "修改"),
    )


@act(*Term.VIEW)
@require_safe
def term_detail(request: Request, pk: Any) -> HttpResponse:
    """一届: plans, coverage, rounds."""
    term, by = find_term(request, pk), request.actor
    sees = may(by, "term.plan:V", term)
    counted = coverage(term, by) if sees else Coverage({})
    facts = {
        "record": term,
        "plan": TermPlan.objects.visible_to(by).filter(term=term).first(),
        "annual_plans": AnnualPlan.objects.visible_to(by).filter(term=term),
        "rounds": Round.objects.visible_to(by).filter(term=term).order_by("number"),
        "coverage": counted,
        "standings": [(standing, counted.counts.get(standing, 0)) for standing in Standing],
        "sees_ledger": sees,
        "can_edit": rules.can_edit_term(by, term),
        "can_draft": rules.can_draft_plan(by, term),
        "can_create_round": can_create_round(by, term),
        "can_narrow": can_edit_rules(by),
        "entries": history(term),
        "crumbs": crumbs.here([("规划", reverse("rounds:term_list")), *crumbs.to_term(by, term)]),
    }
    return show(request, "rounds/term_detail.html", facts)


@act("term.plan:V")
@require_safe
def term_coverage(request: Request, pk: Any) -> HttpResponse:
    """全覆盖台账."""
    term, by = find_term(request, pk), request.actor
    listing = Listing(
        request,
        ledger(term, by),
        sorts=LEDGER,
        default_sort="name",
        filters=CoverageFilters,
        search=("name__icontains",),
        remember="coverage",
    )
    facts = {
        "listing": listing,
        "term": term,
        "coverage": coverage(term, by),
        "uncovered": uncovered_units(term, by),
        "crumbs": crumbs.here(crumbs.to_term(by, term), "全覆盖台账"),
    }
    return show(request, "rounds/term_coverage.html", facts, part="table")
