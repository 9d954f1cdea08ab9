"""Who may mark findings for special attention, and as found again."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Finding
from rounds.states import FindingState


def can_mark_finding(by: Actor, finding: Finding) -> bool:
    """The clerk who prepares the feedback, until it is published."""
    return finding.state == FindingState.WAITING and may(by, "feedback.publish:P", finding)


def can_settle_repeat(by: Actor, finding: Finding) -> bool:
    """屡查屡犯 is confirmed, or denied, by the office once the finding is fed back."""
    return finding.state == FindingState.PUBLISHED and may(by, "find.repeat:E", finding)
