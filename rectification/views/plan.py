"""整改方案: the list, one plan as three lists, claiming, signing, deciding."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from audit.actor import Actor
from audit.models import Entry
from deadlines.models import Deadline
from rectification import rules
from rectification.filters.records import PlanFilters
from rectification.forms.plan import PlanForm
from rectification.models import Item, JointOpinion, Measure, OpinionLine, RectificationPlan, Result
from rectification.models.outcome import outcomes
from rectification.operations import plan as operations
from rectification.rules.joint import bar_of_joint
from rectification.rules.publication import can_start_publication
from rectification.rules.signing import bar_of_signing
from rectification.states import ItemState, PlanState
from rectification.views.acting import (
    ASKED,
    Ask,
    Line,
    Request,
    as_read,
    ask_and_do,
    buttons,
    overtaken,
    posted,
    stand,
)
from rectification.views.item_acts import allowed
from rectification.views.proxy import pending_on, proxy_links
from rounds.tally import AtPlace, by_place
from rounds.views.access_link import access_link
from rounds.views.places import places
from ui.counting import counted
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = RectificationPlan.VIEW
WRITING = (PlanState.DRAFT, PlanState.RETURNED)
COLUMNS: Columns = {
    "unit": ("被巡察单位", "assignment__unit__name"),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "items": ("问题数", None, "num"),
    "edition": ("版次", ("edition", "assignment__unit__name"), "num"),
    "submitted": ("报送日期", ("submitted_on", "assignment__unit__name"), "day"),
    "accepted": ("通过日期", ("accepted_on", "assignment__unit__name"), "day"),
    "state": ("状态", ("state", "assignment__unit__name"), "narrow"),
}
LISTS = {"problems": "问题清单", "tasks": "任务清单", "duties": "责任清单"}
ACTS: list[Line] = [
    (rules.can_accept_plan, "plan_accept", "通过", "get"),
    (rules.can_ask_opinions, "opinion_ask", "送联审", "get"),
    (rules.can_submit_plan, "plan_submit", "签发报送", "get"),
    (rules.can_edit_plan, "plan_edit", "编写总体安排", "get"),
    (rules.can_decide_plan, "plan_return", "退回修改", "get"),
    (can_start_publication, "publication_start", "编制公开稿", "get"),
]


@act(*SEE)
@require_safe
def plan_list(request: Request) -> HttpResponse:
    """整改方案."""
    rows = RectificationPlan.objects.visible_to(request.actor)
    listing: Listing[RectificationPlan] = Listing(
        request,
        rows.select_related("assignment__unit", "assignment__team__round").annotate(
            many=counted(Item.objects.filter(assignment=OuterRef("assignment")))
        ),
        sorts=COLUMNS,
        default_sort="-round",
        filters=PlanFilters,
        search=("assignment__unit__name__icontains",),
        remember="plans",
    )
    facts = {"listing": listing, "crumbs": [("整改方案", "")]}
    return show(request, "rectification/plan_list.html", facts, part="table")


@act(*SEE)
@require_safe
def plan_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份整改方案: its three lists are views of one table."""
    plan, by = found(request, pk), request.actor
    listed, items = request.GET.get("list", ""), list(_items(request, plan))
    facts = {
        "record": plan,
        "acts": as_read(buttons(ACTS, by, plan), "plan_accept", plan),
        "bar": bar_of_joint(plan) if _hears_bar(by, plan) else "",
        "tabs": LISTS,
        "listed": listed if listed in LISTS else "problems",
        "items": items,
        "spread": _spread(plan, items),
        "can_edit": rules.can_edit_plan(by, plan),
        "bare": bar_of_signing(plan) if plan.state in WRITING else "",
        "opinions": _opinions(request, plan),
        "results": outcomes(Result.objects.visible_to(by).filter(item__assignment=plan.assignment_id)),
        "deadline": Deadline.objects.about(plan).order_by("-due").first(),
        "links": proxy_links(by, plan),
        "beside": access_link(by, plan, "rectification:plan_access"),
        "pending": pending_on(plan),
        "entries": history(plan),
        "crumbs": places(by, plan.assignment, ("整改方案", "")),
    }
    return show(request, "rectification/plan_detail.html", facts)


@dataclass(frozen=True)
class Opinion:
    """One line of 联审意见: who signed it where it was entered from paper, and what may be done with it."""

    row: JointOpinion
    signer: str
    can_give: bool
    links: list[tuple[str, str]]


def _opinions(request: Request, plan: RectificationPlan) -> list[Opinion]:
    by = request.actor
    told = JointOpinion.objects.visible_to(by).filter(plan=plan).select_related("body", "plan")
    told = told.prefetch_related(Prefetch("lines", OpinionLine.objects.select_related("item__finding")))
    rows = list(told.order_by("-edition", "body"))
    signers = Entry.objects.signers_of(rows)
    return [
        Opinion(row, signers.get(row.pk, ""), rules.can_give_opinion(by, row), proxy_links(by, row))
        for row in rows
    ]


def _items(request: Request, plan: RectificationPlan) -> "QuerySet[Item]":
    rows: QuerySet[Item] = Item.objects.visible_to(request.actor).filter(assignment=plan.assignment_id)
    measures = Measure.objects.filter(dropped=False).select_related("responsible").order_by("order")
    return (
        rows.select_related("finding__category", "finding__place", "leader", "handler")
        .prefetch_related("finding__manifestations", Prefetch("measures", measures))
        .order_by("finding__number")
    )


def _spread(plan: RectificationPlan, items: list[Item]) -> list[AtPlace]:
    """Return how many problems each extended object has, and how many of them are open and closed."""
    every = Counter(item.finding.place_id for item in items)
    if not any(every):
        return []
    closed = Counter(item.finding.place_id for item in items if item.state == ItemState.CLOSED)
    return [one for one in by_place(plan.assignment, every, every - closed, closed) if one.numbers[0]]


def _hears_bar(by: Actor, plan: RectificationPlan) -> bool:
    """Say whether the person reads what keeps a plan from being accepted: who decides, or asks bodies."""
    return rules.can_decide_plan(by, plan) or rules.can_ask_opinions(by, plan)


@act("rect.plan:C")
@require_http_methods(ASKED)
@overtaken
def plan_edit(request: Request, pk: UUID) -> HttpResponse:
    """编写总体安排."""
    plan, by = found(request, pk), request.actor
    stand(plan, *WRITING)
    allowed(request, rules.can_edit_plan(by, plan))
    form = PlanForm(posted(request), initial={"overview": plan.overview, "version": plan.version})
    asked = ask(
        request, plan, "编写总体安排", "已保存。", template="form.html", facts={"draft": f"plan-{pk}"}
    )
    return ask_and_do(request, asked, form, lambda said: operations.edit_plan(plan, by=by, **said))


@act("rect.plan:S")
@require_http_methods(ASKED)
@overtaken
def plan_submit(request: Request, pk: UUID) -> HttpResponse:
    """签发报送."""
    plan, by = found(request, pk), request.actor
    stand(plan, *WRITING)
    allowed(request, rules.can_submit_plan(by, plan))
    effects = ["方案送巡察办组织联审，退回前不能修改", f"签发人记为{by.user}"]
    asked = ask(request, plan, "签发报送", "方案已报送。", effects)
    return ask_and_do(
        request, asked, forms.Form(posted(request)), lambda _said: operations.submit_plan(plan, by=by)
    )


def found(request: Request, pk: UUID) -> RectificationPlan:
    """Return a plan that the person may see, with what its pages name."""
    rows = RectificationPlan.objects.visible_to(request.actor).select_related(
        "assignment__team__round__term", "assignment__unit"
    )
    plan: RectificationPlan = get_object_or_404(rows, pk=pk)
    return plan


def page_of(plan: RectificationPlan) -> str:
    """Return the address of a plan."""
    return reverse("rectification:plan_detail", args=[plan.pk])


def ask(
    request: Request, plan: RectificationPlan, verb: str, done: str, effects: Any = (), **rest: Any
) -> Ask:
    """Return what the page of an act on a plan looks like."""
    crumbs = places(request.actor, plan.assignment, ("整改方案", page_of(plan)), (verb, ""))
    facts = {"crumbs": crumbs, **rest.pop("facts", {})}
    return Ask(f"{verb}：{plan}", verb, page_of(plan), done, effects=effects, facts=facts, **rest)
