"""Who may keep the points of review, and who may review a feedback."""

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Office, offices_of
from rounds.models import Feedback, ReviewPoint
from rounds.states import FeedbackState


def can_adopt_points(by: Actor, office: Office) -> bool:
    """The clerk of an office that still reviews by the points delivered."""
    return can_add_point(by, office) and not ReviewPoint.objects.filter(office=office).exists()


def can_add_point(by: Actor, office: Office) -> bool:
    """The clerk of the office."""
    return may(by, "feedback.review:C") and office.pk in offices_of(by)


def can_edit_point(by: Actor, point: ReviewPoint) -> bool:
    """The office, until an end is set for its own point; those delivered are nobody's to change.

    What has an end is followed by other words, or by none: another end would let both hold, or neither.
    """
    stands = point.office_id is not None and point.until is None
    return stands and may(by, "feedback.review:E", point)


def can_review_feedback(by: Actor, feedback: Feedback) -> bool:
    """The clerk, while it is a draft."""
    return feedback.state == FeedbackState.DRAFT and may(by, "feedback.review:S", feedback)
