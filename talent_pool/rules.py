"""Who may change the pool and read its appraisals."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from talent_pool.models import Member
from talent_pool.states import MemberState

REMOVE, APPRAISE = "pool.edit:P", "pool.appraise:P"
DECIDES = {REMOVE: "pool.edit:A", APPRAISE: "pool.appraise:A"}


def can_propose_member(by: Actor) -> bool:
    """推荐 is entered by a clerk."""
    return may(by, "pool.edit:C")


def can_edit_member(by: Actor, member: Member) -> bool:
    """库别、专长 are kept by a clerk as long as the person is not out."""
    over = {MemberState.LEFT, MemberState.REFUSED}
    return member.state not in over and may(by, "pool.edit:E", member)


def can_vet_member(by: Actor, member: Member) -> bool:
    """审查 is asked for by a clerk."""
    return member.state == MemberState.PROPOSED and may(by, "pool.edit:P", member)


def can_decide_member(by: Actor, member: Member) -> bool:
    """入库 is decided by the director: not by who proposed, nor about oneself."""
    concerned = by.user.pk in {member.proposed_by, member.person.user_id}
    return member.state == MemberState.VETTING and not concerned and may(by, "pool.edit:A", member)


def can_propose_removal(by: Actor, member: Member) -> bool:
    """出库 is proposed by a clerk, of one who is not out on a posting."""
    return member.state == MemberState.IN_POOL and may(by, "pool.edit:P", member)


def can_appraise(by: Actor, member: Member) -> bool:
    """考核 is proposed by the office, or by the leader for those who serve in the team; never one's own."""
    in_pool = member.state in {MemberState.IN_POOL, MemberState.POSTED}
    own = member.person.user_id == by.user.pk
    return in_pool and not own and (may(by, APPRAISE, member) or may(by, "pool.appraise:C", member))


def can_see_appraisals(by: Actor, member: Member) -> bool:
    """考核 is read by the office and by the person; never by team-mates, nor by the leader."""
    return member.person.user_id == by.user.pk or may(by, "pool.appraise:V", member)


def can_decide_proposal(by: Actor, proposal: Proposal, member: Member) -> bool:
    """核定 is for the right person, not for who proposed, nor about oneself."""
    concerned = by.user.pk in {proposal.proposed_by_id, member.person.user_id}
    waiting = proposal.state == ProposalState.PENDING
    return waiting and not concerned and may(by, DECIDES[proposal.act], member)


def can_withdraw_proposal(by: Actor, proposal: Proposal) -> bool:
    """撤回 is for who proposed."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk
