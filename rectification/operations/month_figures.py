"""月报数据: how the items of units stood when a month ended; for many units with a few questions."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from rectification.models import Item, MonthlyLine, MonthlyReport, Result
from rectification.operations.month_open import last_day
from rectification.states import MONEY_KINDS, SYSTEM_KINDS, ItemState, MonthFigure, Progress, ResultKind

LOT = 200  # units of one question: as many keys as every database takes
Figures = dict[str, Any]
Place = tuple[UUID, UUID]  # assignment, and the unit that answers
COUNTED = ("total", "closed", "closed_this_month", "overdue")
NONE: Figures = {
    **dict.fromkeys(MonthFigure.values, 0),
    MonthFigure.MONEY.value: "0",
}


def figures_of(report: MonthlyReport) -> Figures:
    """Return the figures of a month: items by progress, closed, overdue, results accepted so far."""
    return figures_of_all([report])[report.pk]


def figures_of_all(reports: Iterable[MonthlyReport]) -> dict[UUID, Figures]:
    """Return the figures of many reports of one month: five questions for each two hundred units."""
    found: dict[UUID, Figures] = {}
    for lot in _lots(reports):
        last = last_day(lot[0].month)
        keys = [report.assignment_id for report in lot]
        who = Reporters(keys, lot[0].month)
        items, levels, results = (
            _items(keys, lot[0].month, last, who),
            _levels(lot),
            _results(keys, last, who),
        )
        for report in lot:
            key = report.assignment_id, report.unit_id
            found[report.pk] = {**NONE, **items.get(key, {}), **levels[report.pk], **results[key]}
    return found


class Reporters:
    """Who reports of a task in a month: where problems of a unit are counted that reports no more."""

    def __init__(self, keys: Sequence[UUID], month: dt.date) -> None:
        """Ask for the reports of the tasks; the inspected unit comes first, if it reports."""
        rows = MonthlyReport.objects.filter(assignment__in=keys, month=month).order_by()
        self.units: dict[UUID, list[UUID]] = defaultdict(list)
        told = rows.values_list("assignment", "unit", "assignment__unit")
        for task, unit, _ in sorted(told, key=lambda row: (row[1] != row[2], row[1])):
            self.units[task].append(unit)

    def counting(self, task: UUID, unit: UUID) -> Place:
        """Return with which report the problems of a unit are counted: each once, closed or not."""
        units = self.units[task]
        return (task, unit) if unit in units or not units else (task, units[0])


def _lots(reports: Iterable[MonthlyReport]) -> Iterator[list[MonthlyReport]]:
    rest = iter(reports)
    while lot := list(islice(rest, LOT)):
        yield lot


def _items(keys: Sequence[UUID], month: dt.date, last: dt.date, who: Reporters) -> dict[Place, Counter[str]]:
    """Return how the items stood that each report counts, on the last day of the month."""
    closed = Q(state=ItemState.CLOSED, closed_on__lte=last)
    late = ~closed & Q(due_on__lt=last, long_term=False)
    rows = Item.objects.filter(assignment__in=keys).order_by().values("assignment", "unit")
    told: Any = rows.annotate(
        total=Count("pk"),
        closed=Count("pk", filter=closed),
        closed_this_month=Count("pk", filter=closed & Q(closed_on__gte=month)),
        overdue=Count("pk", filter=late),
    )
    found: dict[Place, Counter[str]] = defaultdict(lambda: Counter(dict.fromkeys(COUNTED, 0)))
    for row in told:
        counts = found[who.counting(row["assignment"], row["unit"])]
        for name in COUNTED:
            counts[name] += row[name]
    return found


def _levels(reports: Sequence[MonthlyReport]) -> dict[UUID, Figures]:
    found: dict[UUID, Figures] = defaultdict(lambda: dict.fromkeys(Progress.values, 0))
    rows = MonthlyLine.objects.filter(report__in=[report.pk for report in reports]).order_by()
    for report, progress, many in rows.values_list("report", "progress").annotate(many=Count("pk")):
        found[report][progress] = many
    return found


def _results(keys: Sequence[UUID], last: dt.date, who: Reporters) -> dict[Place, Figures]:
    """Return what the office had accepted of what was claimed by the last day."""
    found: dict[Place, Figures] = defaultdict(dict)
    accepted = Result.objects.accepted().filter(item__assignment__in=keys, claimed_on__lte=last).order_by()
    kinds = accepted.values_list("item__assignment", "item__unit", "kind")
    for assignment, unit, kind, total, many in kinds.annotate(sum=Sum("quantity"), many=Count("pk")):
        figures = found[who.counting(assignment, unit)]
        if kind in SYSTEM_KINDS:
            figures[MonthFigure.SYSTEMS.value] = figures.get(MonthFigure.SYSTEMS.value, 0) + many
        elif kind in MONEY_KINDS:
            money = Decimal(figures.get(MonthFigure.MONEY.value, 0))
            figures[MonthFigure.MONEY.value] = str(money + total)
        elif kind == ResultKind.ACCOUNTABILITY:
            before = figures.get(MonthFigure.ACCOUNTABILITY.value, 0)
            figures[MonthFigure.ACCOUNTABILITY.value] = before + int(total)
    return found
