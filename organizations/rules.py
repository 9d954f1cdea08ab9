"""Who may keep the registry and decide a recusal."""

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Recusal
from organizations.states import RecusalState


def can_keep_units(by: Actor) -> bool:
    """名录 is kept by the office's clerks."""
    return may(by, "unit.registry:C")


def can_keep_people(by: Actor) -> bool:
    """人员与任职 are kept by the office's clerks."""
    return may(by, "person.registry:C")


def can_declare_recusal(by: Actor) -> bool:
    """回避 is declared by oneself."""
    return may(by, "recuse.declare:C")


def can_decide_recusal(by: Actor, recusal: Recusal) -> bool:
    """回避 is decided by the right person, never one's own."""
    waiting = recusal.state in {RecusalState.DECLARED, RecusalState.GRANTED}
    return waiting and recusal.person.user_id != by.user.pk and may(by, "recuse.decide:A", recusal)
