"""授权: the security administrator proposes, the director decides; nobody for oneself (acct.grant, R2)."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import rules
from accounts.models import RoleHolding, User
from accounts.operations.account import clash, end_role, give_role, set_clearance
from accounts.states import Change, Level, Role
from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState

FIRST_SIGN_IN = "请本人先登录一次、改好口令，再提请授予角色。"
NOT_YOURS = "授权由安全保密管理员提请、巡察办主任批准，本人的授权由他人办理。"


def propose_role(
    user: User, role: Role, *, since: dt.date, until: dt.date | None, reason: str, by: Actor
) -> Proposal:
    """提请授予角色.

    Raises:
        ValidationError: the role excludes another of these days, is held already, or the days are no span; or
            whoever made the account still knows its password, and would be given the role with it.
    """
    _admit(user, by)
    if user.must_change_password:
        raise ValidationError(
            {"role": f"{user}还没有登录并换掉初始口令，建账号的人仍然知道。{FIRST_SIGN_IN}"}
        )
    if until and until < since:
        raise ValidationError({"until": "止期早于起期，请改正其中一个日期。"})
    if words := clash(user, role, since, until):
        raise ValidationError({"role": words})
    if RoleHolding.objects.filter(user=user, role=role).meeting(since, until).exists():
        raise ValidationError({"role": f"{user}在这段时间已任{role.label}，请核对起止日期。"})
    days = {"since": since, "until": until}
    return _propose(user, reason, by, change=Change.GIVE, role=role, **days)


def propose_end(user: User, role: Role, *, on: dt.date, reason: str, by: Actor) -> Proposal:
    """提请收回角色, from a day on.

    Raises:
        ValidationError: the person does not hold the role on that day.
    """
    _admit(user, by)
    if not RoleHolding.objects.filter(user=user, role=role).on(on).exists():
        raise ValidationError({"role": f"{user}到那一天已不任{role.label}，不必收回。"})
    return _propose(user, reason, by, change=Change.END, role=role, on=on)


def propose_clearance(user: User, level: Level, *, reason: str, by: Actor) -> Proposal:
    """提请调整安全标记.

    Raises:
        ValidationError: it is so already.
    """
    _admit(user, by)
    if level == user.clearance:
        raise ValidationError({"level": f"{user}的安全标记已经是{level.label}。"})
    return _propose(user, reason, by, change=Change.CLEARANCE, level=level)


def decide_grant(proposal: Proposal, *, grants: bool, opinion: str, by: Actor) -> Proposal:
    """批准授权, or refuse it; what is granted takes effect at the next request.

    Raises:
        PermissionDenied: the actor proposed it, or it is about the actor.
        ValidationError: a refusal without words, or a role that came meanwhile excludes this one.
    """
    if proposal.state == ProposalState.PENDING and not rules.can_decide_grant(by, proposal):
        raise PermissionDenied(NOT_YOURS)
    if not grants and not opinion.strip():
        raise ValidationError({"opinion": "不同意的，请写明理由。"})
    with transaction.atomic():
        to = ProposalState.APPROVED if grants else ProposalState.REJECTED
        decided = audit.decide(proposal, to, by=by, opinion=opinion)
        if grants:
            _carry_out(User.objects.get(pk=proposal.record_id), proposal, by)
    return decided


def withdraw_grant(proposal: Proposal, *, by: Actor) -> Proposal:
    """撤回提请."""
    if proposal.state == ProposalState.PENDING and not rules.can_withdraw_grant(by, proposal):
        raise PermissionDenied(NOT_YOURS)
    return audit.decide(proposal, ProposalState.WITHDRAWN, by=by)


def _admit(user: User, by: Actor) -> None:
    if not rules.can_propose_grant(by, user):
        raise PermissionDenied(NOT_YOURS)


def _propose(user: User, reason: str, by: Actor, **payload: Any) -> Proposal:
    if not reason.strip():
        raise ValidationError({"reason": "请写明依据。"})
    return audit.propose(user, by=by, act=rules.GRANT, payload=payload, reason=reason)


def _carry_out(user: User, proposal: Proposal, by: Actor) -> None:
    told, reason = proposal.payload, proposal.reason
    match Change(told["change"]):
        case Change.GIVE:
            until = dt.date.fromisoformat(told["until"]) if told["until"] else None
            since = dt.date.fromisoformat(told["since"])
            give_role(user, Role(told["role"]), since=since, until=until, by=by, reason=reason)
        case Change.END:
            end_role(user, Role(told["role"]), on=dt.date.fromisoformat(told["on"]), by=by)
        case Change.CLEARANCE:
            set_clearance(user, Level(told["level"]), by=by, reason=reason)
