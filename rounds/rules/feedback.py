"""Who may draft, propose, publish and sign for feedback."""

from django.db.models import QuerySet

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Assignment, Feedback
from rounds.states import AssignmentState, FeedbackState


def can_draft_feedback(by: Actor, assignment: Assignment) -> bool:
    """The clerk, once the report is final and while there is none."""
    final = assignment.state == AssignmentState.FINAL and may(by, "feedback.publish:P", assignment)
    return final and not Feedback.objects.filter(assignment=assignment).exists()


def wanting_feedback(by: Actor) -> "QuerySet[Assignment]":
    """Return the assignments with a final report whose feedback the actor is to begin."""
    rows: QuerySet[Assignment] = Assignment.objects.reached_by(by, "feedback.publish:P")
    return rows.filter(state=AssignmentState.FINAL, feedback__isnull=True)


def can_edit_feedback(by: Actor, feedback: Feedback) -> bool:
    """The clerk, while it is a draft."""
    return feedback.state == FeedbackState.DRAFT and may(by, "feedback.publish:P", feedback)


def can_propose_feedback(by: Actor, feedback: Feedback) -> bool:
    """The clerk, while it is a draft."""
    return can_edit_feedback(by, feedback)


def can_withdraw_feedback(by: Actor, feedback: Feedback) -> bool:
    """Whoever proposed it, before it is published."""
    return feedback.state == FeedbackState.PROPOSED and feedback.proposed_by == by.user.pk


def can_publish_feedback(by: Actor, feedback: Feedback) -> bool:
    """The director, never the person who proposed it."""
    waits = feedback.state == FeedbackState.PROPOSED and feedback.proposed_by != by.user.pk
    return waits and may(by, "feedback.publish:A", feedback)


def can_return_feedback(by: Actor, feedback: Feedback) -> bool:
    """The director, before it is published."""
    return can_publish_feedback(by, feedback)


def can_receive_feedback(by: Actor, feedback: Feedback) -> bool:
    """Head or liaison of the unit, or the clerk who confirms their signed receipt."""
    return feedback.state == FeedbackState.PUBLISHED and may(by, "feedback.receive:S", feedback)
