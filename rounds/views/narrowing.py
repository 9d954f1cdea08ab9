"""单独规定时限: a rule of its own for one term or one round, which goes before that of all."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from audit.actor import Actor
from deadlines.models import DeadlineRule
from deadlines.operations import narrow_rule
from deadlines.states import RuleScope
from rounds.forms.narrowing import NarrowRuleForm
from rounds.models import Round, Term
from rounds.views import crumbs
from rounds.views.handling import GET_POST, handle
from rounds.views.request import Request
from rounds.views.round import find_round
from rounds.views.term import find_term

EDIT = ("deadline.rule:E", "deadline.rule:A")
LEAD = "范围越窄的规则越优先：单位、轮次、届、全部。提醒安排照抄原规则，可以再调整；已经设定的时限不变。"


@act(*EDIT)
@require_http_methods(GET_POST)
def term_rule(request: Request, pk: Any) -> HttpResponse:
    """为一届单独规定时限."""
    term = find_term(request, pk)
    way = crumbs.to_term(request.actor, term)
    return _narrow(request, term, RuleScope.TERM, "rounds:term_detail", way)


@act(*EDIT)
@require_http_methods(GET_POST)
def round_rule(request: Request, pk: Any) -> HttpResponse:
    """为一轮单独规定时限."""
    round_ = find_round(request, pk)
    way = crumbs.to_round(request.actor, round_)
    return _narrow(request, round_, RuleScope.ROUND, "rounds:round_detail", way)


def _narrow(
    request: Request, record: Term | Round, scope: RuleScope, page: str, way: crumbs.Crumbs
) -> HttpResponse:
    # The rules of all are everybody's who keeps the dictionary
    offered = DeadlineRule.objects.in_force(request.actor.on).filter(scope=RuleScope.SYSTEM)
    form = NarrowRuleForm(request.POST or None, rules=offered)

    return handle(
        request,
        form,
        lambda: _keep(record, scope, form.cleaned_data, request.actor),
        then=page,
        done="已单独规定，以后发生的事项按新的期限推算。",
        heading=f"为{record}单独规定时限",
        lead=LEAD,
        verb="保存",
        back=reverse(page, args=[record.pk]),
        crumbs=crumbs.here(way, "单独规定时限"),
    )


def _keep(record: Term | Round, scope: RuleScope, said: dict[str, Any], by: Actor) -> Term | Round:
    narrow_rule(
        said["rule"],
        scope,
        record.pk,
        scope_name=str(record)[:100],
        office=record.office,
        changes={"offset": said["offset"]},
        effective_from=said["effective_from"],
        reason=said["reason"],
        by=by,
    )
    return record
