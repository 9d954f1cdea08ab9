"""反馈意见: drafted and proposed by a clerk, published by the director, signed for by the unit."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Office
from rounds.models import Assignment, Feedback, Finding
from rounds.operations import finding as findings
from rounds.operations import review, timing
from rounds.operations.making import make, require
from rounds.operations.paper import said
from rounds.rules import feedback as rules
from rounds.states import AssignmentState, FeedbackState
from rounds.tally import tally_of

PROPOSE = "feedback.publish:P"
TEXTS = frozenset({"overview", "demands"})


def draft_feedback(assignment: Assignment, *, by: Actor, overview: str = "", demands: str = "") -> Feedback:
    """起草反馈意见: open the feedback of an assignment whose report is final."""
    require(rules.can_draft_feedback(by, assignment), "报告定稿后才能起草反馈意见，每项任务一份。")
    feedback = Feedback(assignment=assignment, overview=overview, demands=demands)
    return make(feedback, by=by, act=PROPOSE)


def edit_feedback(feedback: Feedback, *, by: Actor, version: int | None = None, **changes: Any) -> Feedback:
    """改反馈意见: change the text while it is a draft; what was reviewed is to be reviewed again.

    Raises:
        Stale: somebody else saved it first.
    """
    require(rules.can_edit_feedback(by, feedback), "反馈意见已提请发布，不能再修改；需要修改请先撤回。")
    if unknown := set(changes) - TEXTS:
        raise TypeError(f"not a text of a feedback paper: {sorted(unknown)}")
    altered = any(getattr(feedback, name) != value for name, value in changes.items())
    with transaction.atomic():
        audit.edit(feedback, by=by, act=PROPOSE, changes=changes, version=version)
        if altered:
            review.lapse(feedback, by=by)
    return feedback


def propose_feedback(feedback: Feedback, *, by: Actor, reason: str = "") -> Feedback:
    """提请发布: put the feedback, once it is reviewed, before the director."""
    require(rules.can_propose_feedback(by, feedback))
    if not feedback.overview.strip():
        raise ValidationError({"overview": "总体评价还没有写，请补充后再提请发布。"})
    changes = {"proposed_by": by.user.pk}
    with transaction.atomic():
        review.hold(feedback)
        review.require_reviewed(feedback, by=by, then="请先办理“反馈前审核”，再提请发布。")
        return audit.move(feedback, FeedbackState.PROPOSED, by=by, reason=reason, changes=changes)


def withdraw_feedback(feedback: Feedback, *, by: Actor, reason: str = "") -> Feedback:
    """撤回: whoever proposed it takes it back before it is published."""
    require(rules.can_withdraw_feedback(by, feedback), "只有提请人可以在发布之前撤回。")
    return audit.move(feedback, FeedbackState.DRAFT, by=by, reason=reason or "提请人撤回")


def return_feedback(feedback: Feedback, *, by: Actor, reason: str) -> Feedback:
    """退回: the director sends it back, saying what is to be mended."""
    require(rules.can_return_feedback(by, feedback), NOT_BY_PROPOSER)
    said(reason, "请写明退回的意见，方便修改。")
    return audit.move(feedback, FeedbackState.DRAFT, by=by, reason=reason)


NOT_BY_PROPOSER = "反馈意见须由另一人发布：提请人不能发布自己提请的反馈意见。"


def publish_feedback(
    feedback: Feedback,
    *,
    meeting_on: dt.date,
    attendance: str,
    number: str,
    by: Actor,
    difference: str = "",
    reason: str = "",
) -> Feedback:
    """发布反馈: at the meeting the paper, its findings and its assignment become 已反馈, all or none."""
    require(rules.can_publish_feedback(by, feedback), NOT_BY_PROPOSER)
    _check_meeting(feedback, meeting_on, attendance, by)
    review.require_reviewed(feedback, by=by, then="提请以后要点有变动的，请退回补审。")
    assignment = feedback.assignment
    with transaction.atomic():
        _check_number(assignment, number)
        waiting = list(Finding.objects.filter(assignment=assignment))
        changes = {
            "meeting_on": meeting_on,
            "attendance": attendance.strip(),
            "number": number.strip(),
            "findings_count": len(waiting),
            "difference": _explained(assignment, len(waiting), difference),
            "published_at": by.at,
        }
        audit.move(feedback, FeedbackState.PUBLISHED, by=by, reason=reason, changes=changes)
        findings.publish_all(waiting, by=by)
        audit.move(assignment, AssignmentState.FED_BACK, by=by, changes={"published_at": by.at})
        timing.fulfil(assignment, timing.FEEDBACK, meeting_on, by=by, act="feedback.publish:A")
    return feedback


def receive_feedback(
    feedback: Feedback, *, by: Actor, received_on: dt.date | None = None, received_by: str = ""
) -> Feedback:
    """签收反馈: the unit signs for what was published."""
    require(rules.can_receive_feedback(by, feedback), "反馈意见由被巡察单位主要负责人或联络员签收。")
    day = received_on or by.on
    if day > by.on or (feedback.meeting_on and day < feedback.meeting_on):
        raise ValidationError({"received_on": "签收日期应在反馈会当天或之后，且不晚于今天。"})
    signer = received_by or by.signature
    changes = {"received_on": day, "received_by": signer}
    return audit.move(feedback, FeedbackState.RECEIVED, by=by, changes=changes)


def _check_meeting(feedback: Feedback, meeting_on: dt.date, attendance: str, by: Actor) -> None:
    if meeting_on > by.on:
        raise ValidationError({"meeting_on": "反馈会日期晚于今天，请在反馈会当天或之后发布。"})
    report = getattr(feedback.assignment, "report", None)
    if report is None or report.decided_on is None:
        raise ValidationError("巡察报告还没有定稿，不能发布反馈意见。")
    if meeting_on < report.decided_on:
        raise ValidationError(
            {"meeting_on": f"反馈会日期早于报告审定日期（{report.decided_on:%Y-%m-%d}），请核对。"}
        )
    if not attendance.strip():
        raise ValidationError({"attendance": "请填写参加反馈会的人员。"})


def _check_number(assignment: Assignment, number: str) -> None:
    """Refuse an empty or a used number; the office's row is locked until the transaction ends."""
    if not number.strip():
        raise ValidationError({"number": "请填写反馈意见的文号。"})
    Office.objects.select_for_update().filter(pk=assignment.office_id).values_list("pk").get()
    same = Feedback.objects.filter(assignment__office=assignment.office_id, number=number.strip())
    if same.exists():
        raise ValidationError({"number": f"文号{number}已经用过，请核对。"})


def _explained(assignment: Assignment, feedback: int, difference: str) -> str:
    tally = tally_of(assignment, report=assignment.report.findings_count, feedback=feedback)
    if not tally.agrees and not difference.strip():
        raise ValidationError({"difference": f"数量对不上：{tally.words}。请核对，或写明差异的原因。"})
    return difference.strip()
