"""角色与安全标记: an account's page, what the security administrator proposes, what the director decides."""

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
from accounts.clock import USERNAME
from accounts.forms import ClearanceForm, EndForm, RoleForm
from accounts.matrix import level_needed
from accounts.models import RoleHolding, User
from accounts.operations import granting
from accounts.states import Change, Level, Role
from accounts.views.filling import Run, filled
from accounts.views.request import Request
from audit.models import Entry, Proposal
from audit.states import ProposalState
from ui.forms import OpinionForm
from ui.pages import show

SEES = ("acct.manage:C", "acct.grant:P", "acct.grant:A")
GET_POST = ["GET", "HEAD", "POST"]
RECENT = 50
PEOPLE = User.objects.exclude(username=USERNAME)


@act(*SEES)
@require_safe
def user_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个账号: roles past and present, clearance, what waits for a decision, what was done to it."""
    user, by = get_object_or_404(PEOPLE, pk=pk), request.actor
    facts = {
        "record": user,
        "holdings": user.holdings.select_related("giver").order_by("-since"),
        "mixed": _mixed(user, by.on),
        "pending": _lines(_pending().filter(record_id=pk), request),
        "may_propose": rules.can_propose_grant(by, user),
        "may_switch": rules.may(by, "acct.manage:E") and user.pk != by.user.pk,
        "entries": Entry.objects.about(user).select_related("user"),
        "crumbs": [("账号", reverse("accounts:user_list")), (str(user), "")],
    }
    return show(request, "accounts/user_detail.html", facts)


@act("acct.grant:P")
@fresh
@require_http_methods(GET_POST)
def role_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请授予角色."""
    user = _of_another(request, pk)
    form = RoleForm(request.POST or None, initial={"since": request.actor.on})

    def run(said: dict[str, Any]) -> None:
        granting.propose_role(user, Role(said.pop("role")), **said, by=request.actor)

    return _ask(request, user, form, run, "提请授予角色")


@act("acct.grant:P")
@fresh
@require_http_methods(GET_POST)
def role_end_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请收回角色."""
    user, by = _of_another(request, pk), request.actor
    roles = [Role(one.role) for one in user.holdings.on(by.on)]
    held = [(role.value, str(role.label)) for role in roles]
    form = EndForm(request.POST or None, held=held, initial={"on": by.on})

    def run(said: dict[str, Any]) -> None:
        granting.propose_end(user, Role(said.pop("role")), **said, by=by)

    return _ask(request, user, form, run, "提请收回角色")


@act("acct.grant:P")
@fresh
@require_http_methods(GET_POST)
def clearance_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请调整安全标记."""
    user = _of_another(request, pk)
    form = ClearanceForm(request.POST or None, initial={"level": user.clearance})

    def run(said: dict[str, Any]) -> None:
        granting.propose_clearance(user, Level(said["level"]), reason=said["reason"], by=request.actor)

    return _ask(request, user, form, run, "提请调整安全标记")


@act("acct.grant:P", "acct.grant:A")
@require_safe
def grant_list(request: Request) -> HttpResponse:
    """授权: what waits for a decision, and what was decided last."""
    rows = _proposals().order_by("-proposed_at")
    facts = {
        "pending": _lines(_pending(), request),
        "decided": _lines(rows.exclude(state=ProposalState.PENDING)[:RECENT], request),
        "crumbs": [("授权", "")],
    }
    return show(request, "accounts/grant_list.html", facts)


@act("acct.grant:A")
@fresh
@require_http_methods(GET_POST)
def grant_approve(request: Request, pk: UUID) -> HttpResponse:
    """批准授权."""
    return _decide(request, pk, "批准", "已批准，下一步操作起生效。", grants=True)


@act("acct.grant:A")
@fresh
@require_http_methods(GET_POST)
def grant_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不同意授权."""
    return _decide(request, pk, "不同意", "已退回提请人。", grants=False)


@act("acct.grant:P")
@require_http_methods(GET_POST)
def grant_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回提请."""
    proposal = get_object_or_404(_proposals(), pk=pk, proposed_by=request.user.pk)

    def run(_said: dict[str, Any]) -> None:
        granting.withdraw_grant(proposal, by=request.actor)

    effects = [_words(proposal, _account_of(proposal)), "撤回后可以重新提请"]
    facts = {"heading": "撤回提请", "verb": "撤回", "effects": effects}
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _confirm(request, form, run, facts, "已撤回。")


def _decide(request: Request, pk: UUID, verb: str, done: str, *, grants: bool) -> HttpResponse:
    proposal = get_object_or_404(_proposals(), pk=pk)
    if not rules.can_decide_grant(request.actor, proposal) and proposal.record_id == request.user.pk:
        raise Http404

    def run(said: dict[str, Any]) -> None:
        granting.decide_grant(proposal, grants=grants, opinion=said["opinion"], by=request.actor)

    effects = [_words(proposal, _account_of(proposal)), f"依据：{proposal.reason}"]
    facts = {"heading": f"{verb}授权", "verb": verb, "effects": effects, "grave": not grants}
    form = OpinionForm(request.POST if request.method == "POST" else None)
    return _confirm(request, form, run, facts, done)


def _pending() -> "QuerySet[Proposal]":
    return _proposals().filter(state=ProposalState.PENDING)


def _proposals() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(act=rules.GRANT).select_related("proposed_by", "decided_by")


def _of_another(request: Request, pk: UUID) -> User:
    user = get_object_or_404(PEOPLE, pk=pk)
    if not rules.can_propose_grant(request.actor, user):
        raise Http404
    return user


def _mixed(user: User, day: Any) -> bool:
    roles = [Role(one.role) for one in RoleHolding.objects.of(user.pk, day)]
    return bool(roles) and not rules.apart(roles)


def _account_of(proposal: Proposal) -> User:
    return User.objects.get(pk=proposal.record_id)


def _words(proposal: Proposal, user: User) -> str:
    """Say what a proposal would do, or did, as a sentence."""
    told, who = proposal.payload, f"{user}（{user.username}）"
    match Change(told["change"]):
        case Change.GIVE:
            role = Role(told["role"])
            until = f" 至 {told['until']}" if told["until"] else "（长期）"
            level = level_needed(role).label
            return f"{who}自 {told['since']}{until}任{role.label}，安全标记不低于{level}"
        case Change.END:
            return f"{who}自 {told['on']} 起不再任{Role(told['role']).label}"
        case Change.CLEARANCE:
            return f"{who}的安全标记定为{Level(told['level']).label}"


def _lines(rows: "QuerySet[Proposal]", request: Request) -> list[dict[str, Any]]:
    """Return proposals in words, each with what the reader may do with it."""
    by, found = request.actor, list(rows)
    users = User.objects.in_bulk([one.record_id for one in found])
    return [
        {
            "proposal": one,
            "words": _words(one, users[one.record_id]),
            "may_decide": rules.can_decide_grant(by, one),
            "may_withdraw": rules.can_withdraw_grant(by, one),
        }
        for one in found
    ]


def _ask(request: Request, user: User, form: forms.Form, run: Run, heading: str) -> HttpResponse:
    back = reverse("accounts:user_detail", args=[user.pk])
    crumbs = [("账号", reverse("accounts:user_list")), (str(user), back), (heading, "")]
    facts = {"heading": f"{heading}：{user}", "verb": "提请", "back": back, "crumbs": crumbs}
    return filled(request, form, run, "form.html", facts, "已提请，由巡察办主任批准后生效。")


def _confirm(
    request: Request,
    form: forms.Form,
    run: Run,
    facts: dict[str, Any],
    done: str,
) -> HttpResponse:
    back = reverse("accounts:grant_list")
    return filled(request, form, run, "confirm.html", {**facts, "back": back}, done)
