"""Who may form a team, propose and approve who serves in it, and end a posting."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from rounds.models import Posting, Round, Team
from rounds.states import RoundState


def can_create_team(by: Actor, round_: Round) -> bool:
    """The clerk, while the round is not filed away."""
    return round_.state != RoundState.ARCHIVED and may(by, "team.assign:P", round_)


def can_propose_postings(by: Actor, team: Team) -> bool:
    """The clerk, while the round is not filed away."""
    return team.round.state != RoundState.ARCHIVED and may(by, "team.assign:P", team)


def can_decide_postings(by: Actor, proposal: Proposal, team: Team) -> bool:
    """The director, and never the person who proposed."""
    waits = proposal.state == ProposalState.PENDING and proposal.proposed_by_id != by.user.pk
    return waits and may(by, "team.assign:A", team)


def can_withdraw_postings(by: Actor, proposal: Proposal) -> bool:
    """Whoever proposed, until it is decided."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk


def can_end_posting(by: Actor, posting: Posting) -> bool:
    """The director, at once: taking a right away takes one person, giving it takes two."""
    runs = posting.until is None or posting.until >= by.on
    return runs and may(by, "team.assign:A", posting.team)
