"""Who may do what in a visit: state, relation, right, in this order."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Assignment, Round
from rounds.states import AssignmentState
from rounds.states.review import CopyState
from supervision.models import Assessment, FollowUp, ResultCopy, ScoreSheet, Visit
from supervision.states import (
    STANDING,
    AssessmentState,
    FollowState,
    SheetState,
    VisitState,
)

TOLD = frozenset({VisitState.SUBMITTED, VisitState.ACCEPTED})
ORDERED = ("sv.order:C", "sv.order:A")
MENDING = frozenset({AssignmentState.RECTIFYING, AssignmentState.ASSESSED})


def can_order_visit(by: Actor, assignment: Assignment) -> bool:
    """下达 is a clerk's, while the unit mends or has just been assessed."""
    return assignment.state in MENDING and may(by, "sv.order:C", assignment)


def can_check_item(by: Actor, visit: Visit) -> bool:
    """逐项检查 is of those who go, until they have sent the visit in."""
    return visit.state == VisitState.OPEN and may(by, "sv.note:E", visit)


def can_write_note(by: Actor, visit: Visit) -> bool:
    """督查记录 is written by those who go, while they go."""
    return visit.state == VisitState.OPEN and may(by, "sv.note:C", visit)


def can_submit_visit(by: Actor, visit: Visit) -> bool:
    """提交 is of those who go."""
    return visit.state == VisitState.OPEN and may(by, "sv.note:E", visit)


def can_accept_visit(by: Actor, visit: Visit) -> bool:
    """接收 is the office's, never by who sent it in."""
    other = visit.submitted_by != by.user.pk
    return visit.state == VisitState.SUBMITTED and other and may(by, "sv.order:A", visit)


def can_drop_visit(by: Actor, visit: Visit) -> bool:
    """作废 is the office's, before anything was sent in."""
    return visit.state == VisitState.OPEN and may(by, "sv.order:A", visit)


def can_postpone_visit(by: Actor, visit: Visit) -> bool:
    """改期 is the office's, as long as those who go have not sent it in."""
    return visit.state == VisitState.OPEN and may(by, "sv.order:A", visit)


def can_report_visit(by: Actor, visit: Visit) -> bool:
    """回访督查报告 is the office's, once the visit was sent in."""
    return visit.state in TOLD and may(by, "sv.note:V", visit)


def can_edit_sheet(by: Actor, sheet: ScoreSheet) -> bool:
    """打分表 is rewritten until it is in force."""
    return sheet.state == SheetState.DRAFT and may(by, "sv.sheet:E", sheet)


def can_adopt_sheet(by: Actor, sheet: ScoreSheet) -> bool:
    """启用 is the director's."""
    return sheet.state == SheetState.DRAFT and may(by, "sv.sheet:A", sheet)


def can_start_assessment(by: Actor, assignment: Assignment) -> bool:
    """评估 is begun by a clerk, while the unit mends or has just been assessed."""
    return assignment.state in MENDING and may(by, "sv.score:C", assignment)


def can_mark(by: Actor, assessment: Assessment) -> bool:
    """打分 is entered by a clerk until it is proposed."""
    return assessment.state == AssessmentState.SCORING and may(by, "sv.score:E", assessment)


def can_propose_assessment(by: Actor, assessment: Assessment) -> bool:
    """提请评定 is a clerk's."""
    return assessment.state == AssessmentState.SCORING and may(by, "sv.score:P", assessment)


def can_decide_assessment(by: Actor, assessment: Assessment) -> bool:
    """评定 is the director's, never by who proposed it."""
    other = assessment.proposed_by != by.user.pk
    return assessment.state == AssessmentState.PROPOSED and other and may(by, "sv.score:A", assessment)


def can_publish_assessment(by: Actor, assessment: Assessment) -> bool:
    """公布 is the director's, once the result stands."""
    return assessment.state == AssessmentState.DECIDED and may(by, "sv.score:A", assessment)


def can_draft_interview(by: Actor, assessment: Assessment) -> bool:
    """约谈 is drafted by the office from what was decided; it goes out as every such paper does."""
    return assessment.state in STANDING and may(by, "press.paper:E", assessment.assignment)


def can_follow_up(by: Actor, assessment: Assessment) -> bool:
    """结果运用 is recorded by a clerk, once the result stands."""
    return assessment.state in STANDING and may(by, "sv.follow:C", assessment.assignment)


def can_edit_follow_up(by: Actor, follow: FollowUp) -> bool:
    """结果运用 is completed by a clerk: what came of it is known later."""
    return follow.state == FollowState.RECORDED and may(by, "sv.follow:E", follow)


def can_withdraw_follow_up(by: Actor, follow: FollowUp) -> bool:
    """撤销登记 is a clerk's, while nobody has said what came of it."""
    return follow.is_unreported and may(by, "sv.withdraw:E", follow)


def withdraws_follow_ups(by: Actor, assessment: Assessment) -> bool:
    """Say whether the person withdraws what was entered of a unit, before asking it of each."""
    return may(by, "sv.withdraw:E", assessment.assignment)


def can_send_results(by: Actor, round_: Round) -> bool:
    """抄送 is a clerk's, once a result of the round that the clerk sees is published."""
    if not may(by, "sv.copy:C", round_):
        return False
    rows = Assessment.objects.visible_to(by).filter(assignment__team__round=round_)
    return bool(rows.filter(state=AssessmentState.PUBLISHED).exists())


def can_sign_result(by: Actor, copy: ResultCopy) -> bool:
    """签收 is of whom it went to, or the clerk's who confirms the signed receipt."""
    return copy.state == CopyState.SENT and may(by, "sv.copy:S", copy)
