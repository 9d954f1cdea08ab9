"""会议与批示: list, page, entering."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from rounds.filters.records import DecisionFilters
from rounds.forms.decision import DecisionForm
from rounds.models import Decision, Round
from rounds.operations import decision as operations
from rounds.operations.making import require
from rounds.rules import decision as rules
from rounds.views.handling import GET_POST, handle
from rounds.views.office import own_office
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "held": ("日期", "held_on", "day"),
    "kind": ("类别", ("kind", "held_on"), "narrow"),
    "title": ("标题", "title", "long"),
    "round": ("轮次", ("round__number", "held_on")),
    "signer": ("主持或签批人", "signer"),
}


def find_decision(request: Request, pk: Any) -> Decision:
    """Return a decision that the person may see."""
    return get_object_or_404(Decision.objects.visible_to(request.actor).select_related("round"), pk=pk)


@act("decision.record:V")
@require_safe
def decision_list(request: Request) -> HttpResponse:
    """会议与批示."""
    listing = Listing(
        request,
        Decision.objects.visible_to(request.actor).select_related("round"),
        sorts=COLUMNS,
        default_sort="-held",
        filters=DecisionFilters,
        search=("title__icontains", "text__icontains", "signer__icontains"),
    )
    facts = {
        "listing": listing,
        "may_create": may(request.actor, "decision.record:C"),
        "crumbs": [("会议与批示", "")],
    }
    return show(request, "rounds/decision_list.html", facts, part="table")


@act("decision.record:V")
@require_safe
def decision_detail(request: Request, pk: Any) -> HttpResponse:
    """一次会议或一件批示."""
    decision = find_decision(request, pk)
    facts = {
        "record": decision,
        "can_edit": rules.can_edit_decision(request.actor, decision),
        "entries": history(decision),
        "crumbs": [("会议与批示", reverse("rounds:decision_list")), (str(decision), "")],
    }
    return show(request, "rounds/decision_detail.html", facts)


@act("decision.record:C")
@require_http_methods(GET_POST)
def decision_create(request: Request) -> HttpResponse:
    """登记会议与批示."""
    office = own_office(request.actor)
    start = {"held_on": request.actor.on, "round": request.GET.get("round", "")}
    form = DecisionForm(request.POST or None, rounds=_rounds(request), initial=start)

    def run() -> Decision:
        said = form.changes()
        return operations.record_decision(office, round_=said.pop("round"), **said, by=request.actor)

    return handle(
        request,
        form,
        run,
        then="rounds:decision_detail",
        done="已登记。",
        heading="登记会议与批示",
        verb="登记",
        draft="decision-new",
        sensitive=True,
        back=reverse("rounds:decision_list"),
        crumbs=[("会议与批示", reverse("rounds:decision_list")), ("登记", "")],
    )


@act("decision.record:E")
@require_http_methods(GET_POST)
def decision_edit(request: Request, pk: Any) -> HttpResponse:
    """修改会议与批示."""
    decision = find_decision(request, pk)
    require(rules.can_edit_decision(request.actor, decision))
    form = DecisionForm(request.POST or None, record=decision, rounds=_rounds(request))
    page = reverse("rounds:decision_detail", args=[decision.pk])
    return handle(
        request,
        form,
        lambda: operations.edit_decision(
            decision, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:decision_detail",
        done="已保存。",
        record=decision,
        heading="修改会议与批示",
        verb="保存",
        draft=f"decision-{decision.pk}",
        sensitive=True,
        back=page,
        crumbs=[("会议与批示", reverse("rounds:decision_list")), (str(decision), page), ("修改", "")],
    )


def _rounds(request: Request) -> Any:
    return Round.objects.visible_to(request.actor).select_related("term").order_by("-number")
