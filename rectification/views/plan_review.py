"""联审与审定: the bodies asked, their opinions, the plan accepted or returned with one merged letter."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.models import Body
from rectification import rules, tasks
from rectification.forms.plan import BodiesForm, JointForm, LetterForm
from rectification.models import Item, JointOpinion, RectificationPlan
from rectification.operations import plan as operations
from rectification.states import OpinionState, PlanState
from rectification.views.acting import (
    ASKED,
    Request,
    ask_and_do,
    overtaken,
    posted,
    stand,
    version_read,
)
from rectification.views.item_acts import allowed
from rectification.views.plan import ask, found
from ui.forms import DecisionForm


@act("rect.joint:P")
@require_http_methods(ASKED)
@overtaken
def opinion_ask(request: Request, pk: UUID) -> HttpResponse:
    """送联审."""
    plan, by = found(request, pk), request.actor
    stand(plan, PlanState.JOINT)
    allowed(request, rules.can_ask_opinions(by, plan))
    form = BodiesForm(posted(request), bodies=_bodies(plan))
    facts = {"lead": f"第 {plan.edition} 版方案送所选部门联审；部门不登录系统的，凭签字盖章的意见代录。"}
    asked = ask(request, plan, "送联审", "已送联审。", template="form.html", facts=facts)
    return ask_and_do(request, asked, form, lambda said: operations.ask_opinions(plan, said["bodies"], by=by))


PASSED = "这一版方案已经不在联审中，不再出具意见；方案重新送审后，请对最新一版出具意见。"


def _bodies(plan: RectificationPlan) -> "QuerySet[Body]":
    asked = plan.opinions.filter(edition=plan.edition).values("body")
    rows: QuerySet[Body] = Body.objects.filter(office=plan.assignment.office_id)
    return rows.exclude(pk__in=asked)


BESIDE = ("body", "plan__assignment__team__round__term", "plan__assignment__unit")


@act("rect.joint:S")
@require_http_methods(ASKED)
@overtaken
def opinion_give(request: Request, pk: UUID) -> HttpResponse:
    """出具联审意见."""
    by = request.actor
    opinion: JointOpinion = get_object_or_404(
        JointOpinion.objects.visible_to(by).select_related(*BESIDE), pk=pk
    )
    plan = opinion.plan  # returned meanwhile, its text is not shown here: what was typed is kept all the same
    stand(opinion, OpinionState.ASKED)
    allowed(request, rules.can_give_opinion(by, opinion), PASSED)
    facts = {"draft": f"opinion-{pk}", "lead": f"{opinion.body}对第 {opinion.edition} 版方案的意见。"}
    asked = ask(request, plan, "出具联审意见", "意见已出具。", template="form.html", facts=facts)
    items = Item.objects.visible_to(by).filter(assignment=plan.assignment_id).select_related("finding")
    form = JointForm(posted(request), items=items.order_by("finding__number"))

    def run(said: dict[str, Any]) -> object:
        told = {"text": said["text"], "lines": form.lines()}
        return operations.give_opinion(opinion, agrees=said["agrees"] == "yes", by=by, **told)

    return ask_and_do(request, asked, form, run)


@act("rect.plan:A")
@require_http_methods(ASKED)
@overtaken
def plan_accept(request: Request, pk: UUID) -> HttpResponse:
    """通过方案."""
    plan, by = found(request, pk), request.actor
    stand(plan, PlanState.JOINT)
    allowed(request, rules.can_decide_plan(by, plan))
    many = plan.assignment.items.count()
    effects = [
        f"通过的是第 {plan.edition} 版方案，{plan.signed_by}签发",
        f"{many} 个问题进入整改，各自的时限开始计算",
        f"{plan.assignment.unit}按方案登记进展、报送月报",
    ]
    asked = ask(request, plan, "通过方案", "方案已通过，进入整改。", effects)
    form = DecisionForm(posted(request), initial={"version": version_read(request, plan)})
    return ask_and_do(request, asked, form, lambda said: _accept(request, plan, said))


def _accept(request: Request, plan: RectificationPlan, said: dict[str, Any]) -> None:
    """Wake the clock: last month's report of a unit that has just begun is opened at once, if in time."""
    operations.accept_plan(plan, by=request.actor, **said)
    transaction.on_commit(partial(tasks.open_monthly_reports.apply_async, retry=False), robust=True)


@act("rect.plan:A")
@require_http_methods(ASKED)
@overtaken
def plan_return(request: Request, pk: UUID) -> HttpResponse:
    """退回修改."""
    plan, by = found(request, pk), request.actor
    stand(plan, PlanState.JOINT)
    allowed(request, rules.can_decide_plan(by, plan))
    form = LetterForm(posted(request), initial={"letter": operations.merged_letter(plan)})
    facts = {"draft": f"letter-{pk}", "lead": "退回后单位修改，形成下一版；修改意见单位可以看到。"}
    asked = ask(request, plan, "退回修改", "已退回单位修改。", template="form.html", facts=facts)
    return ask_and_do(request, asked, form, lambda said: operations.return_plan(plan, by=by, **said))
