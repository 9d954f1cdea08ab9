"""开放月报: by the clock, for every unit with items under way; in lots, one for each unit and month."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import DeadlineRule
from deadlines.operations.deadline import Place, set_deadlines
from deadlines.reckoning import due_on, ends_at, pick_rule
from deadlines.states import RuleScope
from organizations.models import Unit
from rectification.models import Cycle, Item, MonthlyLine, MonthlyReport, Transfer
from rectification.operations.item import place_of
from rectification.states import ItemState
from rounds.models import Assignment
from rounds.states import AssignmentState

CODE = "monthly_report"
ACT = "rect.monthly:C"
REPORTED = [ItemState.FIXING, ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED]
LOT = 100  # units of one transaction: a killed worker loses so many, the next hour opens them
BATCH = 400
log = logging.getLogger(__name__)
Spot = tuple[UUID, UUID, UUID | None]  # term, round, and the unit if it has a rule of its own
Reporter = tuple[UUID, UUID]  # assignment, and the unit that answers for items of it
Prefilled = Mapping[UUID, tuple[str, str]]


def month_before(day: dt.date) -> dt.date:
    """Return the first day of the month before."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def last_day(month: dt.date) -> dt.date:
    """Return the last day of a month."""
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def open_month(
    assignment: Assignment, month: dt.date, *, by: Actor, unit: Unit | None = None
) -> MonthlyReport:
    """开放月报: prefilled with where each open item stands; there is one whatever the clock does."""
    reporter = assignment.pk, unit.pk if unit else assignment.unit_id
    made = _open_lot([reporter], month, place_of(assignment), by=by, owing=Item.objects.all())
    if made:
        return made[0]
    known: MonthlyReport = MonthlyReport.objects.get(assignment=assignment, unit=reporter[1], month=month)
    return known


def open_owed(unit: Unit, *, by: Actor) -> None:
    """开放上月月报 of one unit now, whatever the clock has done: before something is taken from it."""
    month = month_before(by.on)
    waiting = [key for key, reports, *_ in _waiting(month) if reports == unit.pk]
    for assignment in Assignment.objects.filter(pk__in=waiting).order_by("pk"):
        place = place_of(assignment)
        _open_lot([(assignment.pk, unit.pk)], month, place, by=by, owing=_owed(month, place, by.on))


def open_due_months(*, by: Actor) -> int:
    """开放上月月报 for every unit that has items under way; doing it again adds nothing."""
    month = month_before(by.on)
    made = 0
    for spot, keys in _by_spot(month).items():
        term, team_round, unit = spot
        place: Place = {"term_id": term, "round_id": team_round, "unit_id": unit}
        try:
            owing = _owed(month, place, by.on)
            for lot in _lots(keys):
                made += len(_open_lot(lot, month, place, by=by, owing=owing))
        except ValidationError:
            # No rule or no calendar for these units: the others get their reports all the same
            log.exception("%s 的月报没有开放", month)
    return made


def _lots(keys: Sequence[Reporter]) -> Iterator[list[Reporter]]:
    rest = iter(keys)
    while lot := list(islice(rest, LOT)):
        yield lot


def _by_spot(month: dt.date) -> dict[Spot, list[Reporter]]:
    """Return who owes a report of the month and has none yet, those of one deadline rule together."""
    rules = DeadlineRule.objects.in_force(last_day(month)).filter(code=CODE, scope=RuleScope.UNIT)
    own = set(rules.values_list("scope_id", flat=True))
    found: dict[Spot, list[Reporter]] = defaultdict(list)
    for key, reports, term, team_round, inspected in _waiting(month):
        found[term, team_round, inspected if inspected in own else None].append((key, reports))
    return found


def _under_way(month: dt.date) -> Any:
    """Items of a month's reports. Who took one over later does not report of that month."""
    taken = Transfer.objects.filter(item=OuterRef("pk"), on__gt=last_day(month))
    return Item.objects.filter(~Exists(taken), state__in=REPORTED)


def _owed(month: dt.date, place: Place, on: dt.date) -> Any:
    """Items of which a report is owed on a day: once it would be late, only what the month itself knew.

    A plan accepted, or a closing revoked, after the month's report was due makes nobody late with it.
    """
    rows, last = _under_way(month), last_day(month)
    if on <= _due(month, place):
        return rows
    shut = Cycle.objects.filter(item=OuterRef("pk"), closed_on__lte=last, ended_at__gte=ends_at(last))
    return rows.filter(~Exists(shut)).exclude(assignment__rectification_plan__accepted_on__gt=last)


def _due(month: dt.date, place: Place) -> dt.date:
    last = last_day(month)
    return due_on(pick_rule(CODE, on=last, **place), last)


def _waiting(month: dt.date) -> Any:
    """Return assignment and unit, term, round and inspected unit, once each."""
    opened = MonthlyReport.objects.filter(
        assignment=OuterRef("assignment"), unit=OuterRef("unit"), month=month
    )
    rows = _under_way(month).filter(
        ~Exists(opened),
        assignment__state=AssignmentState.RECTIFYING,
        assignment__published_at__date__lte=last_day(month),
    )
    place = ("assignment__team__round__term", "assignment__team__round", "assignment__unit")
    return rows.order_by("assignment_id", "unit_id").values_list("assignment", "unit", *place).distinct()


def _open_lot(
    keys: Sequence[Reporter], month: dt.date, place: Place, *, by: Actor, owing: Any
) -> list[MonthlyReport]:
    """Make the reports that are not there yet, their lines and deadlines, all or none.

    Args:
        keys: who reports.
        month: of which month.
        place: whose deadline rules apply.
        by: who.
        owing: items of which a unit must answer for some, still, when the lot is its turn.
    """
    last, due = last_day(month), _due(month, place)
    with transaction.atomic():
        # Another worker at the same lot waits here, and finds the reports made
        tasks = {key for key, _ in keys}
        locked = Assignment.objects.select_for_update().filter(pk__in=tasks).order_by("pk")
        list(locked.values_list("pk", flat=True))
        known = MonthlyReport.objects.filter(assignment__in=tasks, month=month)
        there = set(known.values_list("assignment", "unit"))
        # What was passed on while this waited is not its former unit's to report
        answers = set(owing.filter(assignment__in=tasks).order_by().values_list("assignment", "unit"))
        fresh = [
            MonthlyReport(assignment_id=key, unit_id=unit, month=month, due_on=due, opened_at=by.at)
            for key, unit in keys
            if (key, unit) in answers - there
        ]
        if fresh:
            audit.create_all(fresh, by=by, act=ACT)
            MonthlyLine.objects.bulk_create(_lines(fresh, month), batch_size=BATCH)
            set_deadlines(fresh, CODE, last, by=by, act=ACT, **place)
    return fresh


def _lines(reports: Sequence[MonthlyReport], month: dt.date) -> Iterator[MonthlyLine]:
    """A line for each item under way: as far as it is, in the unit's words, else in those of last month."""
    by_reporter = {(report.assignment_id, report.unit_id): report for report in reports}
    tasks = {report.assignment_id for report in reports}
    before = _said_before(tasks, month)
    rows = _under_way(month).filter(assignment__in=tasks).order_by("pk")
    names = ("pk", "assignment", "unit", "progress", "done_text")
    for key, assignment, unit, progress, text in rows.values_list(*names):
        if (assignment, unit) not in by_reporter:
            continue
        said, late_reason = before.get(key, ("", ""))
        yield MonthlyLine(
            report=by_reporter[assignment, unit],
            item_id=key,
            progress=progress,
            text=text or said,
            late_reason=late_reason,
        )


def _said_before(assignments: Collection[UUID], month: dt.date) -> Prefilled:
    """Return what was said of each item last month: its progress in words, and why it was late."""
    earlier = MonthlyLine.objects.filter(
        report__assignment__in=assignments, report__month=month_before(month)
    )
    return {key: (text, why) for key, text, why in earlier.values_list("item", "text", "late_reason")}
