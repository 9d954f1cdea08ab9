"""巡察报告: written by the team, taken through its meetings by whoever holds each step."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from rounds.models import Assignment, Report, WorkingPaper
from rounds.operations import timing
from rounds.operations.making import make, require
from rounds.operations.paper import said
from rounds.rules import report as rules
from rounds.states import AssignmentState, PaperState, ReportState
from rounds.tally import tally_of

APPROVE = "report.approve:A"
TEXTS = frozenset({"overview", "advice", "findings_count", "difference"})


def start_report(assignment: Assignment, *, by: Actor, overview: str = "", advice: str = "") -> Report:
    """起草报告: open the report of an assignment."""
    require(rules.can_start_report(by, assignment), "这项任务已有报告，或现在还不能起草。")
    report = Report(assignment=assignment, overview=overview, advice=advice)
    return make(report, by=by, act="report.draft:E")


def edit_report(report: Report, *, by: Actor, version: int | None = None, **changes: Any) -> Report:
    """改报告: change the text or the stated number while it is a draft.

    Raises:
        Stale: somebody else saved it first.
    """
    require(rules.can_edit_report(by, report), "报告已送审，不能再修改；需要修改请先退回。")
    if unknown := set(changes) - TEXTS:
        raise TypeError(f"not a text of a report: {sorted(unknown)}")
    return audit.edit(report, by=by, act="report.draft:E", changes=changes, version=version)


def advance_report(
    report: Report,
    *,
    by: Actor,
    held_on: dt.date | None = None,
    findings_count: int | None = None,
    difference: str | None = None,
    reason: str = "",
) -> Report:
    """送审: take the report to its next meeting; the numbers agree, or the difference is explained.

    Args:
        report: the report as the caller saw it.
        by: who holds the step.
        held_on: the day of the meeting that agreed, today when left out.
        findings_count: how many findings the report states; the counted ones when it states none yet.
        difference: why the numbers differ.
        reason: the meeting's opinion.
    """
    require(rules.can_advance_report(by, report), "报告现在的环节不由您办理。")
    onward = rules.following(report)
    if onward is None:
        raise audit.IllegalMove(report, report.state, "")
    held = _day_of_meeting(held_on, by)
    with transaction.atomic():
        changes: dict[str, Any] = _reconciled(report, findings_count, difference)
        if onward == ReportState.FINAL:
            changes["decided_on"] = held
        left = str(report.state)
        audit.move(report, onward, by=by, reason=reason, changes=changes, held_on=held.isoformat())
        _take_assignment_along(report, left, onward, held, by)
    return report


def return_report(report: Report, *, by: Actor, reason: str) -> Report:
    """退回报告: send the report back to the team, saying what is to be mended."""
    require(rules.can_return_report(by, report), "报告现在的环节不由您办理。")
    said(reason, "请写明退回的意见，方便巡察组修改。")
    with transaction.atomic():
        audit.move(report, ReportState.DRAFT, by=by, reason=reason)
        if report.assignment.state == AssignmentState.REVIEW:
            audit.move(report.assignment, AssignmentState.LEFT, by=by, reason=f"报告退回：{reason}")
            timing.resume(report.assignment, timing.REPORT, by=by, act=APPROVE, reason=reason)
    return report


def _day_of_meeting(held_on: dt.date | None, by: Actor) -> dt.date:
    held = held_on or by.on
    if held > by.on:
        raise ValidationError({"held_on": "会议日期晚于今天，请在会后登记。"})
    return held


def _reconciled(report: Report, findings_count: int | None, difference: str | None) -> dict[str, Any]:
    """Return the number and the explanation the report goes on with."""
    stated = report.findings_count if findings_count is None else findings_count
    explained = report.difference if difference is None else difference
    tally = tally_of(report.assignment, report=stated)
    if stated is None:
        stated = tally.findings
    if not tally.agrees and not explained.strip():
        raise ValidationError({"difference": f"数量对不上：{tally.words}。请核对，或写明差异的原因。"})
    return {"findings_count": stated, "difference": explained}


def _take_assignment_along(report: Report, left: str, onward: str, held: dt.date, by: Actor) -> None:
    """The team's own meeting closes the writing of papers; the last meeting makes the report final."""
    assignment = report.assignment
    if left == ReportState.TEAM:
        _check_finished(assignment)
        audit.move(assignment, AssignmentState.REVIEW, by=by)
    if onward == ReportState.GROUP:
        timing.fulfil(assignment, timing.REPORT, held, by=by, act="report.approve:P")
    if onward == ReportState.FINAL:
        audit.move(assignment, AssignmentState.FINAL, by=by)
        timing.begin(assignment, timing.FEEDBACK, held, by=by, act=APPROVE)


def _check_finished(assignment: Assignment) -> None:
    if assignment.state != AssignmentState.LEFT:
        raise ValidationError("巡察组还没有撤离，请先登记撤离，再送组办会商。")
    waiting = WorkingPaper.objects.filter(
        assignment=assignment, state__in=[PaperState.DEPUTY, PaperState.LEADER]
    ).count()
    if waiting:
        raise ValidationError(f"还有 {waiting} 份底稿在审核或审签，请先办完，再送组办会商。")
