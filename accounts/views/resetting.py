"""要害账号的口令重置: what the system administrator proposed, and what the second person makes of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from accounts.acts import act, fresh
from accounts.models import User
from accounts.operations import resetting
from accounts.views.filling import Run, filled
from accounts.views.request import Request
from accounts.views.security import link_page
from audit.models import Proposal
from audit.states import ProposalState
from ui.forms import OpinionForm, ReasonForm
from ui.pages import show

GET_POST = ["GET", "HEAD", "POST"]
RECENT = 50


@act("acct.reset:P", "acct.reset:A")
@require_safe
def reset_list(request: Request) -> HttpResponse:
    """口令重置: what waits to be let out, and what was decided last."""
    rows = _proposals().order_by("-proposed_at")
    pending = ProposalState.PENDING
    facts = {
        "pending": _lines(rows.filter(state=pending), request),
        "decided": _lines(rows.exclude(state=pending)[:RECENT], request),
        "crumbs": [("口令重置", "")],
    }
    return show(request, "accounts/reset_list.html", facts)


@act("acct.reset:A")
@fresh
@require_http_methods(GET_POST)
def reset_release(request: Request, pk: UUID) -> HttpResponse:
    """放行口令重置: the link is shown once, to be handed to the owner in person."""
    proposal, user = _to_decide(request, pk)

    def run(said: dict[str, Any]) -> HttpResponse:
        secret = resetting.release_reset(proposal, opinion=said["opinion"], by=request.actor)
        return link_page(request, user, secret, back="accounts:reset_list", by_two=True)

    effects = [
        f"{proposal.proposed_by}提请重置{user}（{user.username}）的口令，理由：{proposal.reason}",
        "得到一个链接，只显示这一次，30 分钟内可用一次；请当面核对身份，交给本人，不要经提请人转交",
        "本人另须输入提请人交给他的核对码，您单独打不开",
    ]
    form = OpinionForm(request.POST if request.method == "POST" else None)
    return _confirm(request, form, run, "放行", effects, "")


@act("acct.reset:A")
@fresh
@require_http_methods(GET_POST)
def reset_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不同意口令重置."""
    proposal, user = _to_decide(request, pk)

    def run(said: dict[str, Any]) -> None:
        resetting.refuse_reset(proposal, opinion=said["reason"], by=request.actor)

    effects = [f"不重置{user}（{user.username}）的口令，理由告诉提请人"]
    return _confirm(request, ReasonForm(request.POST or None), run, "不同意", effects, "已退回提请人。")


@act("acct.reset:P")
@require_http_methods(GET_POST)
def reset_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回口令重置的提请."""
    proposal = get_object_or_404(_proposals(), pk=pk, proposed_by=request.user.pk)
    user = User.objects.get(pk=proposal.record_id)

    def run(_said: dict[str, Any]) -> None:
        resetting.withdraw_reset(proposal, by=request.actor)

    effects = [f"不再提请重置{user}（{user.username}）的口令，核对码作废；撤回后可以重新提请"]
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _confirm(request, form, run, "撤回", effects, "已撤回。")


def _to_decide(request: Request, pk: UUID) -> tuple[Proposal, User]:
    """Return a proposal and whose account it is about; the owner, and whose turn it is not, find none."""
    proposal, by = get_object_or_404(_proposals(), pk=pk), request.actor
    pending = proposal.state == ProposalState.PENDING
    if pending and not rules.can_decide_reset(by, proposal):
        raise Http404
    return proposal, User.objects.get(pk=proposal.record_id)


def _proposals() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(act=rules.RESET).select_related("proposed_by", "decided_by")


def _lines(rows: "QuerySet[Proposal]", request: Request) -> list[dict[str, Any]]:
    """Return proposals with whose account each is about, whose turn it is, and what the reader may do."""
    by, found = request.actor, list(rows)
    users = User.objects.in_bulk([one.record_id for one in found])
    return [
        {
            "proposal": one,
            "user": users[one.record_id],
            "second": rules.second_for(by, one.record_id).label,
            "may_decide": rules.can_decide_reset(by, one),
            "may_withdraw": rules.can_withdraw_reset(by, one),
        }
        for one in found
    ]


def _confirm(
    request: Request, form: forms.Form, run: Run, verb: str, effects: list[str], done: str
) -> HttpResponse:
    back = reverse("accounts:reset_list")
    facts: dict[str, Any] = {"heading": f"{verb}口令重置", "verb": verb, "effects": effects, "back": back}
    facts |= {"grave": verb == "不同意", "crumbs": [("口令重置", back), (verb, "")]}
    return filled(request, form, run, "confirm.html", facts, done)
