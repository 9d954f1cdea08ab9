"""Who may write down who came to the meeting, send copies, and sign for them."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Feedback, FeedbackCopy
from rounds.states import FeedbackState
from rounds.states.review import CopyState

OUT = (FeedbackState.PUBLISHED, FeedbackState.RECEIVED)


def can_register_attendance(by: Actor, feedback: Feedback) -> bool:
    """The clerk, once it is published."""
    return feedback.state in OUT and may(by, "feedback.copy:E", feedback)


def can_send_copies(by: Actor, feedback: Feedback) -> bool:
    """The clerk, once it is published."""
    return feedback.state in OUT and may(by, "feedback.copy:C", feedback)


def can_sign_copy(by: Actor, copy: FeedbackCopy) -> bool:
    """Whom it went to, or the clerk who confirms the signed receipt."""
    return copy.state == CopyState.SENT and may(by, "feedback.copy:S", copy)
