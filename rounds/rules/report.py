"""Who may write a report and take it through its meetings."""

from django.db.models import QuerySet

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from rounds.models import Assignment, Report
from rounds.states import AssignmentState, ReportState

WRITTEN_IN = frozenset({AssignmentState.ON_SITE, AssignmentState.LEFT})
WAY = tuple(ReportState)
HELD_BY = {
    ReportState.DRAFT: "report.advance:S",
    ReportState.TEAM: "report.advance:S",
    ReportState.OFFICE: "report.approve:P",
    ReportState.GROUP: "report.approve:A",
    ReportState.SECRETARY: "report.approve:A",
}
LEADERS_STEPS = frozenset({ReportState.GROUP, ReportState.SECRETARY})


def can_start_report(by: Actor, assignment: Assignment) -> bool:
    """The team, once it has entered and while there is no report."""
    written = assignment.state in WRITTEN_IN and may(by, "report.draft:E", assignment)
    return written and not Report.objects.filter(assignment=assignment).exists()


def wanting_report(by: Actor) -> "QuerySet[Assignment]":
    """Return the assignments whose report the actor is to begin."""
    rows: QuerySet[Assignment] = Assignment.objects.reached_by(by, "report.draft:E")
    return rows.filter(state__in=WRITTEN_IN, report__isnull=True)


def can_edit_report(by: Actor, report: Report) -> bool:
    """The leading ones of the team, while it is a draft."""
    return report.state == ReportState.DRAFT and may(by, "report.draft:E", report)


def can_advance_report(by: Actor, report: Report) -> bool:
    """Whoever holds the step, or, at the leaders' steps, the clerk who confirms their signed paper."""
    act = HELD_BY.get(ReportState(report.state))
    if act is None or (by.acting_for and report.state not in LEADERS_STEPS):
        return False
    return may(by, act, report) and not _handed_on_by(by, report)


def _handed_on_by(by: Actor, report: Report) -> bool:
    """Whoever holds two posts does not take what was handed on by the same hand."""
    changes_hands = report.state in {ReportState.OFFICE, ReportState.GROUP} and not by.acting_for
    return changes_hands and Entry.objects.who_took(report, report.state) == by.user.pk


def can_return_report(by: Actor, report: Report) -> bool:
    """Whoever holds the step, from the team's meeting on."""
    return report.state != ReportState.DRAFT and can_advance_report(by, report)


def following(report: Report) -> ReportState | None:
    """Return the meeting that comes next, none after the last."""
    place = WAY.index(ReportState(report.state))
    return WAY[place + 1] if place + 1 < len(WAY) else None
