"""规划对象: which party organisation in which year."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.models import PartyOrganization
from rounds.coverage import ledger
from rounds.forms.plan import ObjectsForm, ShiftForm
from rounds.models import PlannedObject, TermPlan
from rounds.operations import plan as operations
from rounds.rules import plan as rules
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.plan import find_plan, page_of, way_to
from rounds.views.request import Request
from ui.forms import ReasonForm

CLOSED = "已报批的规划不能修改，退回后才能改。"


def _find(request: Request, pk: Any) -> PlannedObject:
    plans = TermPlan.objects.visible_to(request.actor)
    rows = PlannedObject.objects.standing().filter(plan__in=plans)
    planned: PlannedObject = get_object_or_404(
        rows.select_related("plan__term__office", "party_organization"), pk=pk
    )
    admit(request, rules.can_edit_plan(request.actor, planned.plan), CLOSED)
    return planned


@act("term.plan:E")
@require_http_methods(GET_POST)
def planned_add(request: Request, pk: Any) -> HttpResponse:
    """列入规划."""
    plan: Any = find_plan(request, "term", pk)
    admit(request, rules.can_edit_plan(request.actor, plan), CLOSED)
    taken = PlannedObject.objects.standing().filter(plan=plan).values("party_organization")
    free = ledger(plan.term, request.actor).filter(in_coverage=True).exclude(pk__in=taken)
    rows = PartyOrganization.objects.filter(pk__in=free.values("pk"))
    form = ObjectsForm(request.POST or None, term=plan.term, rows=rows)

    def run() -> TermPlan:
        operations.add_objects(plan, **form.cleaned_data, by=request.actor)
        return plan  # type: ignore[no-any-return]

    return handle(
        request,
        form,
        run,
        then="rounds:term_plan",
        done="已列入规划。",
        heading="列入巡察对象",
        verb="列入规划",
        back=page_of(plan),
        crumbs=way_to(request, plan, "列入巡察对象"),
    )


@act("term.plan:E")
@require_http_methods(GET_POST)
def planned_shift(request: Request, pk: Any) -> HttpResponse:
    """调整年度."""
    planned = _find(request, pk)
    form = ShiftForm(request.POST or None, record=planned, term=planned.plan.term)

    def run() -> TermPlan:
        version = form.cleaned_data["version"]
        operations.shift_object(planned, **form.changes(), version=version, by=request.actor)
        return planned.plan

    return handle(
        request,
        form,
        run,
        then="rounds:term_plan",
        done="已调整。",
        heading=f"调整安排：{planned.party_organization}",
        verb="保存",
        back=page_of(planned.plan),
        crumbs=way_to(request, planned.plan, "调整安排"),
    )


@act("term.plan:E")
@require_http_methods(GET_POST)
def planned_drop(request: Request, pk: Any) -> HttpResponse:
    """移出规划."""
    planned = _find(request, pk)
    form = ReasonForm(request.POST or None)

    def run() -> TermPlan:
        operations.drop_object(planned, reason=form.cleaned_data["reason"], by=request.actor)
        return planned.plan

    return handle(
        request,
        form,
        run,
        then="rounds:term_plan",
        done="已移出规划。",
        template="confirm.html",
        heading="移出规划",
        verb="移出",
        effects=[f"{planned.party_organization}不再列入本届规划", "理由保留在办理过程中，需要时可以重新列入"],
        back=page_of(planned.plan),
        crumbs=way_to(request, planned.plan, "移出规划"),
    )
