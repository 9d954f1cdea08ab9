"""What a month's summary tells: each unit's figures beside those of the month before, and who is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from audit.actor import Actor
from rectification.models import MonthlyLine, MonthlyReport
from rectification.operations.month_after import corrected, corrections_of
from rectification.operations.month_figures import NONE, Figures, figures_of_all
from rectification.operations.month_open import month_before
from rectification.operations.monthly import OWING
from rectification.states import MonthFigure, ReportState

LOT = 200
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One unit's month; ``before`` are the figures of the month before, none where it had no report."""

    pk: UUID
    unit: str
    round: str
    state: str
    due_on: dt.date
    submitted_on: dt.date | None
    figures: Figures
    before: Figures | None
    late_reasons: str
    next_steps: str

    @property
    def missing(self) -> bool:
        """The unit still owes it."""
        return self.state in OWING

    def change(self, name: str) -> Decimal | None:
        """Return by how much a figure differs from last month's."""
        if self.before is None:
            return None
        return Decimal(str(self.figures[name])) - Decimal(str(self.before[name]))


@dataclass
class Month:
    """All units of a month, in sight of one person."""

    month: dt.date
    units: list[UnitMonth] = field(default_factory=list)

    @property
    def missing(self) -> list[UnitMonth]:
        """Those that have not reported."""
        return [one for one in self.units if one.missing]

    @property
    def totals(self) -> Figures:
        """The figures of all units together, reported or not: how the ledger stands."""
        return _added(one.figures for one in self.units)

    @property
    def compared(self) -> tuple[Figures, Figures]:
        """Return the sums of this and of last month, over the units that have both."""
        both = [one for one in self.units if one.before is not None]
        return _added(one.figures for one in both), _added(one.before or NONE for one in both)


def _added(rows: Iterator[Figures]) -> Figures:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for name in MonthFigure.values:
            found[name] += Decimal(str(row.get(name, 0)))
    return {name: found[name] for name in MonthFigure.values}


def tell(by: Actor, month: dt.date, step: Step) -> Month:
    """Return a month as a person may see it now; a few questions for each two hundred units."""
    rows = MonthlyReport.objects.visible_to(by).filter(month=month)
    reports = rows.select_related("unit", "assignment__unit", "assignment__team__round")
    ordered = list(reports.order_by("unit__name", "pk"))
    read = set(rows.told_to(by).values_list("pk", flat=True))
    told = Month(month)
    for lot in _lots(ordered):
        told.units += _units(lot, read)
        step(len(told.units), len(ordered))
    return told


def _lots(reports: Sequence[MonthlyReport]) -> Iterator[list[MonthlyReport]]:
    rest = iter(reports)
    while lot := list(islice(rest, LOT)):
        yield lot


def _units(lot: list[MonthlyReport], read: set[UUID]) -> Iterator[UnitMonth]:
    """Yield a unit's month each; the words only of reports that may be read."""
    keys = [report.assignment_id for report in lot]
    earlier = MonthlyReport.objects.filter(month=month_before(lot[0].month), assignment__in=keys)
    last = {(report.assignment_id, report.unit_id): report for report in earlier}
    figures = figures_by_key([*lot]) | figures_by_key([*last.values()])
    reasons = _reasons(lot)
    for report in lot:
        before = last.get((report.assignment_id, report.unit_id))
        yield UnitMonth(
            pk=report.pk,
            unit=report.who,
            round=report.assignment.team.round.name,
            state=report.state,
            due_on=report.due_on,
            submitted_on=report.submitted_on,
            figures=figures[report.pk],
            before=figures[before.pk] if before else None,
            late_reasons="\n".join(reasons[report.pk]) if report.pk in read else "",
            next_steps=report.next_steps if report.pk in read else "",
        )


def figures_by_key(reports: Sequence[MonthlyReport]) -> dict[UUID, Figures]:
    """Return the figures of reports of one month: frozen ones as corrected, the others as they stand."""
    frozen = [report for report in reports if report.state == ReportState.FROZEN]
    right = corrections_of([report.pk for report in frozen])
    found = {report.pk: corrected({**NONE, **report.figures}, right.get(report.pk, ())) for report in frozen}
    return found | figures_of_all([report for report in reports if report.state != ReportState.FROZEN])


def _reasons(lot: Sequence[MonthlyReport]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows: Any = MonthlyLine.objects.filter(report__in=[report.pk for report in lot]).exclude(late_reason="")
    fields = ("report", "item__finding__number", "late_reason")
    for key, number, reason in rows.order_by("item__finding__number").values_list(*fields):
        found[key].append(f"{number}：{reason}")
    return found
