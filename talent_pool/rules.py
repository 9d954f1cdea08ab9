"""Who may change the pool."""

from accounts.rules import may
from audit.actor import Actor
from talent_pool.models import Member
from talent_pool.states import MemberState


def can_propose_member(by: Actor) -> bool:
    """推荐 is entered by a clerk."""
    return may(by, "pool.edit:C")


def can_vet_member(by: Actor, member: Member) -> bool:
    """审查 is asked for by a clerk."""
    return member.state == MemberState.PROPOSED and may(by, "pool.edit:P", member)


def can_decide_member(by: Actor, member: Member) -> bool:
    """入库 is decided by the director, not by who proposed."""
    other = member.proposed_by != by.user.pk
    return member.state == MemberState.VETTING and other and may(by, "pool.edit:A", member)


def can_remove_member(by: Actor, member: Member) -> bool:
    """出库 is decided by the director, with a reason."""
    return member.state == MemberState.IN_POOL and may(by, "pool.edit:A", member)


def can_appraise(by: Actor, member: Member) -> bool:
    """考核 is entered by the office."""
    return member.state in {MemberState.IN_POOL, MemberState.POSTED} and may(by, "pool.appraise:P", member)
