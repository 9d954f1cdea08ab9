"""五年规划、年度计划: two kinds of plan, one way of handling."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from audit.models import Proposal
from rounds.forms.opinion import DecisionForm, EmptyForm
from rounds.forms.plan import AnnualPlanForm, PlanForm
from rounds.models import AnnualPlan, PlannedObject, TermPlan
from rounds.operations import plan as operations
from rounds.operations.making import require
from rounds.rules import plan as rules
from rounds.rules.plan import Plan
from rounds.views import crumbs
from rounds.views.acting import overtaken
from rounds.views.handling import GET_POST, admit, handle, still
from rounds.views.proxy import proxy_links
from rounds.views.request import Request
from rounds.views.term import find_term
from ui.forms import ReasonForm
from ui.pages import show

KINDS: dict[str, Any] = {"term": TermPlan, "annual": AnnualPlan}
NAMES = {"term": "五年规划", "annual": "年度计划"}


def find_plan(request: Request, kind: str, pk: Any) -> Plan:
    """Return a plan of a kind that the person may see."""
    if kind not in KINDS:
        raise Http404
    found: Plan = get_object_or_404(
        KINDS[kind].objects.visible_to(request.actor).select_related("term__office"), pk=pk
    )
    return found


def kind_of(plan: Plan) -> str:
    """Return the word that stands for the plan's kind in addresses."""
    return "term" if isinstance(plan, TermPlan) else "annual"


def page_of(plan: Plan) -> str:
    """Return the address of a plan's page."""
    return reverse("rounds:plan_detail", args=[kind_of(plan), plan.pk])


def way_to(request: Request, plan: Plan, word: str = "") -> crumbs.Crumbs:
    """Lead to a plan, and to one of its pages."""
    way = [*crumbs.to_term(request.actor, plan.term), (NAMES[kind_of(plan)], page_of(plan))]
    return crumbs.here(way, word)


@act("term.plan:V")
@require_safe
def plan_detail(request: Request, kind: str, pk: Any) -> HttpResponse:
    """规划或年度计划."""
    plan, by = find_plan(request, kind, pk), request.actor
    objects = PlannedObject.objects.standing().select_related("party_organization").order_by("year", "id")
    facts = {
        "record": plan,
        "kind": kind,
        "objects": objects.filter(plan=plan)
        if isinstance(plan, TermPlan)
        else objects.filter(plan__term=plan.term, year=plan.year),
        "can_edit": rules.can_edit_plan(by, plan),
        "can_submit": rules.can_submit_plan(by, plan),
        "can_decide": rules.can_decide_plan(by, plan),
        "proxies": proxy_links(by, plan),
        "pending": Proposal.objects.about(plan).pending(),
        "entries": history(plan),
        "crumbs": way_to(request, plan),
    }
    return show(request, "rounds/plan_detail.html", facts)


@act("term.plan:C")
@require_http_methods(GET_POST)
def plan_create(request: Request, pk: Any) -> HttpResponse:
    """草拟五年规划."""
    term = find_term(request, pk)
    require(rules.can_draft_plan(request.actor, term))
    form = PlanForm(request.POST or None, initial={"title": f"{term}巡察工作规划"})
    return handle(
        request,
        form,
        lambda: operations.draft_plan(term, **form.changes(), by=request.actor),
        then="rounds:term_plan",
        done="已建立规划草稿，请列入巡察对象。",
        heading="草拟五年规划",
        verb="保存草稿",
        draft=f"plan-{term.pk}",
        back=reverse("rounds:term_detail", args=[term.pk]),
        crumbs=crumbs.here(crumbs.to_term(request.actor, term), "草拟五年规划"),
    )


@act("term.plan:C")
@require_http_methods(GET_POST)
def annual_create(request: Request, pk: Any) -> HttpResponse:
    """草拟年度计划."""
    term = find_term(request, pk)
    require(rules.can_draft_plan(request.actor, term))
    start = {"year": request.actor.on.year, "title": f"{request.actor.on.year}年度巡察工作计划"}
    form = AnnualPlanForm(request.POST or None, term=term, initial=start)
    return handle(
        request,
        form,
        lambda: operations.draft_annual_plan(
            term, year=form.cleaned_data["year"], **form.changes(), by=request.actor
        ),
        then="rounds:annual_plan",
        done="已建立年度计划草稿。",
        heading="草拟年度计划",
        verb="保存草稿",
        draft=f"annual-{term.pk}",
        back=reverse("rounds:term_detail", args=[term.pk]),
        crumbs=crumbs.here(crumbs.to_term(request.actor, term), "草拟年度计划"),
    )


@act("term.plan:E")
@require_http_methods(GET_POST)
def plan_edit(request: Request, kind: str, pk: Any) -> HttpResponse:
    """修改规划或年度计划."""
    plan = find_plan(request, kind, pk)
    admit(request, rules.can_edit_plan(request.actor, plan), "已报批的规划不能修改，退回后才能改。")
    form = PlanForm(request.POST or None, record=plan)
    return handle(
        request,
        form,
        lambda: operations.edit_plan(
            plan, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then=f"rounds:{kind}_plan",
        done="已保存。",
        heading=f"修改{NAMES[kind]}",
        verb="保存",
        draft=f"plan-{plan.pk}",
        back=page_of(plan),
        crumbs=way_to(request, plan, "修改"),
    )


@act("term.plan:S")
@require_http_methods(GET_POST)
@overtaken
def plan_submit(request: Request, kind: str, pk: Any) -> HttpResponse:
    """报批."""
    plan = find_plan(request, kind, pk)
    still(request, rules.can_submit_plan(request.actor, plan), plan)
    form = EmptyForm(request.POST if request.method == "POST" else None)
    return handle(
        request,
        form,
        lambda: operations.submit(plan, by=request.actor),
        then=f"rounds:{kind}_plan",
        done="已报领导小组审批。",
        template="confirm.html",
        heading=f"报批{NAMES[kind]}",
        verb="报批",
        effects=[f"《{plan}》报领导小组审批", "批准或退回之前不能再修改"],
        back=page_of(plan),
        crumbs=way_to(request, plan, "报批"),
    )


@act("term.plan:A")
@require_http_methods(GET_POST)
@overtaken
def plan_approve(request: Request, kind: str, pk: Any) -> HttpResponse:
    """批准."""
    plan = find_plan(request, kind, pk)
    still(request, rules.can_decide_plan(request.actor, plan), plan)
    form = DecisionForm(request.POST or None, initial={"on": request.actor.on})
    return handle(
        request,
        form,
        lambda: operations.approve(plan, **form.cleaned_data, by=request.actor),
        then=f"rounds:{kind}_plan",
        done="已批准。",
        template="confirm.html",
        heading=f"批准{NAMES[kind]}",
        verb="批准",
        effects=[f"《{plan}》生效，作为本届安排巡察的依据", "批准后内容不能再改"],
        back=page_of(plan),
        crumbs=way_to(request, plan, "批准"),
    )


@act("term.plan:A")
@require_http_methods(GET_POST)
@overtaken
def plan_return(request: Request, kind: str, pk: Any) -> HttpResponse:
    """退回."""
    plan = find_plan(request, kind, pk)
    still(request, rules.can_decide_plan(request.actor, plan), plan)
    form = ReasonForm(request.POST or None)
    return handle(
        request,
        form,
        lambda: operations.send_back(plan, reason=form.cleaned_data["reason"], by=request.actor),
        then=f"rounds:{kind}_plan",
        done="已退回巡察办修改。",
        template="confirm.html",
        heading=f"退回{NAMES[kind]}",
        verb="退回",
        effects=[f"《{plan}》回到草拟，由巡察办修改后重新报批"],
        back=page_of(plan),
        crumbs=way_to(request, plan, "退回"),
    )
