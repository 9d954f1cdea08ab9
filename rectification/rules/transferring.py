"""Who may pass items from one unit to another."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Unit

PROPOSE, APPROVE = "rect.transfer:P", "rect.transfer:A"


def can_propose_transfer(by: Actor, unit: Unit) -> bool:
    """划转 is proposed by the office."""
    return may(by, PROPOSE, unit)


def can_decide_transfer(by: Actor, proposal: Proposal, unit: Unit) -> bool:
    """划转 is decided by the director, never by the person who proposed it."""
    waits = proposal.state == ProposalState.PENDING and proposal.proposed_by_id != by.user.pk
    return waits and may(by, APPROVE, unit)


def can_withdraw_transfer(by: Actor, proposal: Proposal) -> bool:
    """提请 is taken back by whoever made it, until it is decided."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk
