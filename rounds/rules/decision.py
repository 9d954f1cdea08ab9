"""Who may enter the decisions of meetings and the leaders' instructions."""

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Office, offices_of
from rounds.models import Decision


def can_record_decision(by: Actor, office: Office) -> bool:
    """The office."""
    return may(by, "decision.record:C") and office.pk in offices_of(by)


def can_edit_decision(by: Actor, decision: Decision) -> bool:
    """The office."""
    return may(by, "decision.record:E", decision)
