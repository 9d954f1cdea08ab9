"""划转与月报: what a unit still owes of a month when items are taken from it is owed by who takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from audit import operations as audit
from audit.actor import Actor
from deadlines.operations.deadline import set_deadline
from organizations.models import Unit
from rectification.models import Item, MonthlyLine, MonthlyReport
from rectification.operations.item import place_of
from rectification.operations.month_open import CODE, last_day, open_owed
from rectification.operations.monthly import OWING
from rectification.rules.transferring import APPROVE
from rectification.states import ReportState

__all__ = ["Part", "hand_on", "handed_on", "open_owed"]


@dataclass(frozen=True)
class Part:
    """A report that is still owed, and the lines of it that are passed on: all of them, or some."""

    report: MonthlyReport
    lines: tuple[MonthlyLine, ...]
    whole: bool

    def effect(self, to: Unit) -> str:
        """Say what becomes of the report."""
        if self.whole:
            return f"{self.report}还没有报送，改由{to}报送，已填的内容保留"
        rest = f"其余仍由{self.report.unit}报送"
        return f"{self.report}还没有报送，其中 {len(self.lines)} 个问题改由{to}报送，{rest}"


def handed_on(unit: Unit, to: Unit, moving: Sequence[Item]) -> list[Part]:
    """Return what the unit owes of months about the items; what was accepted stays as it is.

    Raises:
        ValidationError: a report lies with the office, or the other unit has reported that month already.
    """
    rows = MonthlyLine.objects.filter(item__in=[item.pk for item in moving], report__unit=unit)
    lines = list(rows.exclude(report__state=ReportState.FROZEN).order_by("report", "pk"))
    reports = MonthlyReport.objects.select_related("unit", "assignment__unit").in_bulk(
        {line.report_id for line in lines}
    )
    parts = []
    for report in sorted(reports.values(), key=lambda one: (one.month, one.pk)):
        _check(report, to)
        mine = tuple(line for line in lines if line.report_id == report.pk)
        parts.append(Part(report, mine, whole=report.lines.count() == len(mine)))
    return parts


def _check(report: MonthlyReport, to: Unit) -> None:
    if report.state not in OWING:
        raise ValidationError(f"{report}已经报送、还没有接收，请先接收或者退回，再办理划转。")
    there = MonthlyReport.objects.filter(assignment=report.assignment_id, unit=to, month=report.month)
    if there.exists():
        month = f"{report.month.year}年{report.month.month}月"
        raise ValidationError(
            f"{to}已有{month}的月报，请先由{report.unit}报送{month}月报并接收，再办理划转。"
        )


def hand_on(part: Part, to: Unit, *, by: Actor, reason: str) -> MonthlyReport:
    """移交月报: the whole of it changes hands; of a part the other unit owes a report of its own."""
    report = part.report
    if part.whole:
        told: dict[str, Any] = {"unit": to.pk, "unit_before": report.unit_id}
        return audit.edit(report, by=by, act=APPROVE, changes={"unit": to}, reason=reason, **told)
    made = MonthlyReport(
        assignment=report.assignment, unit=to, month=report.month, due_on=report.due_on, opened_at=by.at
    )
    items = [line.item_id for line in part.lines]
    audit.create(made, by=by, act=APPROVE, reason=reason, taken_from=report.pk, items=items)
    MonthlyLine.objects.filter(pk__in=[line.pk for line in part.lines]).update(report=made)
    place = place_of(report.assignment)
    set_deadline(made, CODE, last_day(report.month), by=by, act=APPROVE, **place)
    audit.note(report, by=by, act=APPROVE, reason=f"{len(part.lines)} 个问题划转{to}，由其报送")
    return made
