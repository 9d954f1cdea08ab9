"""Who may mark findings for special attention."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Finding
from rounds.states import FindingState


def can_mark_finding(by: Actor, finding: Finding) -> bool:
    """The clerk who prepares the feedback, until it is published."""
    return finding.state == FindingState.WAITING and may(by, "feedback.publish:P", finding)
