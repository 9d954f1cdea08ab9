"""要害账号的口令重置: proposed by the system administrator, let out by another, opened by the owner alone.

The proposer hands over a code, the second person a link; neither opens anything without the other.
"""

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import rules
from accounts.models import User
from accounts.operations.password import code_digest, new_link
from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState

DIGITS = 8
NOT_YOURS = (
    "要害账号的口令重置由系统管理员提请、安全保密管理员放行；安全保密管理员的账号由巡察办主任放行。"
    "本人和提请人不能放行。"
)


def propose_reset(user: User, *, reason: str, by: Actor) -> str:
    """提请口令重置: return the code that the owner will be asked for, which is shown once."""
    if not rules.can_propose_reset(by, user):
        raise PermissionDenied("不能提请重置自己、已停用的或不需要放行的账号。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    audit.propose(user, by=by, act=rules.RESET, payload={"code": code_digest(user, code)}, reason=reason)
    return code


def release_reset(proposal: Proposal, *, opinion: str, by: Actor) -> str:
    """放行口令重置: now the link is made; return its secret, which is shown once, to the second person."""
    _admit(proposal, by)
    user = User.objects.get(pk=proposal.record_id)
    if not user.is_active:
        raise ValidationError("这个账号已停用，不能重置口令。")
    with transaction.atomic():
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        maker, code = proposal.proposed_by_id, proposal.payload["code"]
        secret = new_link(user, maker=maker, at=by.at, seconder_id=by.user.pk, code_digest=code)
        said = f"放行口令重置，链接已显示一次：{opinion or '同意'}"
        audit.note(user, by=by, act="acct.reset:A", reason=said, event="link", proposal=str(proposal.pk))
    return secret


def refuse_reset(proposal: Proposal, *, opinion: str, by: Actor) -> Proposal:
    """不同意口令重置: no link is made."""
    _admit(proposal, by)
    if not opinion.strip():
        raise ValidationError({"opinion": "不同意的，请写明理由。"})
    return audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=opinion)


def withdraw_reset(proposal: Proposal, *, by: Actor) -> Proposal:
    """撤回口令重置的提请."""
    if proposal.state == ProposalState.PENDING and not rules.can_withdraw_reset(by, proposal):
        raise PermissionDenied(NOT_YOURS)
    return audit.decide(proposal, ProposalState.WITHDRAWN, by=by)


def _admit(proposal: Proposal, by: Actor) -> None:
    """Who decided already is told so by the trail; anybody else may not."""
    if proposal.state == ProposalState.PENDING and not rules.can_decide_reset(by, proposal):
        raise PermissionDenied(NOT_YOURS)
