"""时限: what falls due between the team's leaving and the feedback, and what meets it."""

import datetime as dt

from audit.actor import Actor
from deadlines import operations as deadlines
from deadlines.models import Deadline, DeadlineRule
from deadlines.operations.deadline import Place
from rounds.models import Assignment

REPORT, FEEDBACK = "report_after_exit", "feedback_after_decision"


def begin(assignment: Assignment, code: str, anchor_on: dt.date, *, by: Actor, act: str) -> None:
    """设定时限: something falls due from an event on, unless the office has switched the rule off."""
    round_ = assignment.team.round
    place: Place = {"term_id": round_.term_id, "round_id": round_.pk, "unit_id": assignment.unit_id}
    rules = (
        DeadlineRule.objects.in_force(anchor_on)
        .filter(code=code)
        .applying_to(round_.term_id, round_.pk, assignment.unit_id)
    )
    if rules.exists():
        deadlines.set_deadline(assignment, code, anchor_on, by=by, act=act, **place)


def fulfil(assignment: Assignment, code: str, on: dt.date, *, by: Actor, act: str) -> None:
    """办结时限: what was due has been done."""
    for deadline in Deadline.objects.about(assignment).coded(code).open():
        deadlines.meet(deadline, on, by=by, act=act)


def resume(assignment: Assignment, code: str, *, by: Actor, act: str, reason: str) -> None:
    """恢复时限: what had been done is to be done again, by the same day."""
    done = Deadline.objects.about(assignment).coded(code).filter(met_on__isnull=False)
    if (last := done.order_by("-met_on").first()) and not _open(assignment, code):
        deadlines.reopen(last, by=by, act=act, reason=reason)


def _open(assignment: Assignment, code: str) -> bool:
    found: bool = Deadline.objects.about(assignment).coded(code).open().exists()
    return found
