"""Who may make, change and move a round."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Round, Term
from rounds.states import ROUND_EDGES, RoundState


def can_create_round(by: Actor, term: Term) -> bool:
    """The clerk of the term's office."""
    return may(by, "round.edit:C", term)


def can_edit_round(by: Actor, round_: Round) -> bool:
    """The clerk, until the round is filed away."""
    return round_.state != RoundState.ARCHIVED and may(by, "round.edit:E", round_)


def can_advance_round(by: Actor, round_: Round) -> bool:
    """Whoever approves rounds; a paused one resumes first, a filed one stays."""
    return following_state(round_) is not None and may(by, "round.edit:A", round_)


def can_pause_round(by: Actor, round_: Round) -> bool:
    """Whoever approves rounds, from any state on the way."""
    return RoundState.PAUSED in ROUND_EDGES[round_.state] and may(by, "round.edit:A", round_)


def can_resume_round(by: Actor, round_: Round) -> bool:
    """Whoever approves rounds."""
    return round_.state == RoundState.PAUSED and may(by, "round.edit:A", round_)


def following_state(round_: Round) -> RoundState | None:
    """Return the state that comes next on the way, none when paused or at the end."""
    if round_.state == RoundState.PAUSED:
        return None
    onward = [state for state in ROUND_EDGES[round_.state] if state != RoundState.PAUSED]
    return RoundState(onward[0]) if onward else None
