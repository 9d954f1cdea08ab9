"""Who may pass items from one unit to another."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Unit
from rectification.models import Item

PROPOSE, APPROVE = "rect.transfer:P", "rect.transfer:A"


def can_propose_transfer(by: Actor, unit: Unit) -> bool:
    """划转 is proposed by the office."""
    return may(by, PROPOSE, unit)


def can_decide_transfer(by: Actor, proposal: Proposal, unit: Unit) -> bool:
    """划转 is decided by the director, never by who proposed it, and not by who must keep away."""
    waits = proposal.state == ProposalState.PENDING and proposal.proposed_by_id != by.user.pk
    return waits and may(by, APPROVE, unit) and not keeps_away(by, unit)


def keeps_away(by: Actor, unit: Unit) -> bool:
    """回避: whoever may not see one item of a unit learns and decides nothing of what passes from it."""
    found: bool = Item.objects.filter(unit=unit).hidden_from(by).exists()
    return found


def can_withdraw_transfer(by: Actor, proposal: Proposal) -> bool:
    """提请 is taken back by whoever made it, until it is decided."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk
