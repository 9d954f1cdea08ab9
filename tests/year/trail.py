"""What the trail says: audit entries, folded in the order of their instants; nothing else that changes is read.

Who is who — which item is of which task, which report of which month — comes from the rows, for it never
changes. Everything that does is folded from the entries: states, progress, dates, the unit that answers, what a
report said of each item, results, corrections, who reports.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from audit.models import Entry, EntryKind
from rectification.models import Item, MonthlyLine, MonthlyReport
from rounds.models import Assignment

OPEN = ("fixing", "applied", "checked", "sampled")
LEVELS = ("done", "mostly", "undone")
FIGURES = ("total", "closed", "closed_this_month", "overdue", *LEVELS)
SYSTEMS, MONEY, ACCOUNTABILITY = ("system_new", "system_revised"), "money", "accountability"
KINDS = (
    *("rectification.item", "rectification.monthlyreport", "rectification.monthlyline"),
    *("rectification.result", "rectification.monthlycorrection"),
)
Said = dict[tuple[UUID, UUID], str]  # report and item → how far the unit says it is


@dataclass
class Stood:
    """An item as the trail has it at an instant."""

    task: UUID
    unit: str = ""
    state: str = "unclaimed"
    progress: str = "undone"
    due_on: str = ""
    long_term: bool = False
    closed_on: dt.date | None = None


@dataclass
class Claimed:
    """A result as the trail has it."""

    item: UUID
    kind: str
    quantity: Decimal
    on: dt.date
    accepted: bool = False


@dataclass
class Accepted:
    """A report at the instant at which it was accepted, as the trail has it."""

    report: UUID
    at: dt.datetime
    unit: str
    figures: dict[str, Any]
    lines: dict[UUID, tuple[str, str, str]]  # item → what the unit said, state, progress of the ledger


@dataclass
class Trail:
    """The fold: the world of the trail, and each report as it was accepted."""

    items: dict[UUID, Stood] = field(default_factory=dict)
    results: dict[UUID, Claimed] = field(default_factory=dict)
    said: Said = field(default_factory=dict)
    reporting: dict[UUID, str] = field(default_factory=dict)
    accepted: dict[UUID, Accepted] = field(default_factory=dict)
    corrections: dict[UUID, dict[str, str]] = field(default_factory=dict)
    signers: dict[UUID, UUID] = field(default_factory=dict)
    moved: list[tuple[UUID, str, dt.date]] = field(default_factory=list)
    revoked: int = 0
    extended: int = 0
    entries: int = 0


class Reader:
    """Reads the trail up to an instant."""

    def __init__(self) -> None:
        """Learn who is who."""
        self.task_of = dict(Item.objects.values_list("pk", "assignment"))
        reports = list(MonthlyReport.objects.values_list("pk", "assignment", "month", "unit"))
        self.report_of = {key: (task, month) for key, task, month, _ in reports}
        self.inspected = {task: str(unit) for task, unit in Assignment.objects.values_list("pk", "unit")}
        self.first_unit = {key: str(unit) for key, _, _, unit in reports} | _units_before()
        self.trail = Trail()
        self.folds: dict[str, Callable[[Entry], None]] = {
            "rectification.item": self._item,
            "rectification.monthlyreport": self._report,
            "rectification.monthlyline": self._line,
            "rectification.result": self._result,
            "rectification.monthlycorrection": self._correction,
        }

    def read(self, until: dt.datetime) -> Trail:
        """Fold every entry up to an instant."""
        for entry in self._entries(until):
            self.folds[entry.record_type](entry)
            self.trail.entries += 1
        return self.trail

    def _entries(self, until: dt.datetime) -> Iterator[Entry]:
        rows = Entry.objects.filter(record_type__in=KINDS, at__lte=until).order_by("at", "id")
        yield from rows.exclude(kind__in=(EntryKind.READ, EntryKind.TAKE)).iterator(chunk_size=2000)

    def _item(self, entry: Entry) -> None:
        key, facts = entry.record_id, entry.facts
        if entry.kind == EntryKind.CREATE:
            self.trail.items[key] = Stood(self.task_of[key])
        now = self.trail.items[key]
        if entry.kind == EntryKind.MOVE:
            self.trail.revoked += now.state == "closed"
            now.state = entry.to_state
            now.closed_on = timezone.localdate(entry.at) if entry.to_state == "closed" else None
        for name in ("progress", "due_on", "long_term"):
            if name in facts:
                setattr(now, name, facts[name])
        self.trail.extended += entry.act == "rect.extend:A"
        if "unit" in facts:
            if now.unit:
                self.trail.moved.append((key, facts["unit"], timezone.localdate(entry.at)))
            now.unit = facts["unit"]

    def _report(self, entry: Entry) -> None:
        key, facts = entry.record_id, entry.facts
        if entry.kind == EntryKind.CREATE:
            self._open(key, facts)
        elif "unit" in facts:
            self.trail.reporting[key] = facts["unit"]
        if entry.to_state == "submitted":
            self.trail.signers[key] = entry.user_id
        if entry.to_state == "frozen":
            self._accept(key, entry.at)

    def _open(self, key: UUID, facts: dict[str, Any]) -> None:
        """A report that is opened tells of what its unit mends; one taken from another, of what it took."""
        task, _ = self.report_of[key]
        if "taken_from" in facts:
            former, items = UUID(facts["taken_from"]), [UUID(one) for one in facts["items"]]
            for item in items:
                self.trail.said[key, item] = self.trail.said.pop((former, item))
            self.trail.reporting[key] = self.first_unit[key]
            return
        reports = self.first_unit[key]
        self.trail.reporting[key] = reports
        for item, now in self.trail.items.items():
            if (now.task, now.unit) == (task, reports) and now.state in OPEN:
                self.trail.said[key, item] = now.progress

    def _line(self, entry: Entry) -> None:
        facts = entry.facts
        if "progress" in facts:
            self.trail.said[UUID(facts["report"]), UUID(facts["item"])] = facts["progress"]

    def _result(self, entry: Entry) -> None:
        facts, key = entry.facts, entry.record_id
        if entry.kind == EntryKind.CREATE and "item" in facts:
            day = timezone.localdate(entry.at)
            quantity = Decimal(facts["quantity"])
            self.trail.results[key] = Claimed(UUID(facts["item"]), facts["result"], quantity, day)
        elif entry.kind == EntryKind.MOVE:
            self.trail.results[key].accepted = entry.to_state == "accepted"

    def _correction(self, entry: Entry) -> None:
        facts = entry.facts
        if facts["line"] is None:
            self.trail.corrections.setdefault(UUID(facts["report"]), {})[facts["what"]] = facts["new"]

    def _accept(self, key: UUID, at: dt.datetime) -> None:
        said = {item: level for (report, item), level in self.trail.said.items() if report == key}
        task, month = self.report_of[key]
        last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        unit = self.trail.reporting[key]
        there = self._counts(task, month, unit)
        mine = {one: now for one, now in self.trail.items.items() if now.task == task and now.unit in there}
        self.trail.accepted[key] = Accepted(
            report=key,
            at=at,
            unit=unit,
            figures=self._counted(mine, said, month, last),
            lines={
                item: (level, self._at(item).state, self._at(item).progress) for item, level in said.items()
            },
        )

    def _counts(self, task: UUID, month: dt.date, unit: str) -> set[str]:
        """Of which units a report counts the items: its own, and the first one those of who reports no more."""
        here = {
            self.trail.reporting[key] for key in self.trail.reporting if self.report_of[key] == (task, month)
        }
        first = min(here, key=lambda one: (one != self.inspected[task], one))
        silent = {now.unit for now in self.trail.items.values() if now.task == task} - here
        return {unit} | silent if unit == first else {unit}

    def _at(self, item: UUID) -> Stood:
        return self.trail.items[item]

    def _counted(
        self, mine: dict[UUID, Stood], said: dict[UUID, str], month: dt.date, last: dt.date
    ) -> dict[str, Any]:
        closed = [one for one in mine.values() if one.closed_on and one.closed_on <= last]
        done = {id(one) for one in closed}
        late = [
            one
            for one in mine.values()
            if id(one) not in done and not one.long_term and one.due_on and one.due_on < last.isoformat()
        ]
        levels = {level: sum(told == level for told in said.values()) for level in LEVELS}
        this_month = sum(one.closed_on >= month for one in closed if one.closed_on)
        counts = {"total": len(mine), "closed": len(closed), "closed_this_month": this_month}
        return {**counts, "overdue": len(late), **levels, **self._brought(mine, last)}

    def _brought(self, mine: dict[UUID, Stood], last: dt.date) -> dict[str, Any]:
        rows = [
            one for one in self.trail.results.values() if one.item in mine and one.accepted and one.on <= last
        ]
        money = sum((one.quantity for one in rows if one.kind.startswith(MONEY)), Decimal(0))
        persons = sum((one.quantity for one in rows if one.kind == ACCOUNTABILITY), Decimal(0))
        return {
            "systems": sum(one.kind in SYSTEMS for one in rows),
            "money": money,
            "accountability": int(persons),
        }


def _units_before() -> dict[UUID, str]:
    """Return who owed a report first, where the trail says that it passed on."""
    rows = Entry.objects.filter(record_type="rectification.monthlyreport", facts__has_key="unit_before")
    told = rows.order_by("-at", "-id").values_list("record_id", "facts")
    return {key: facts["unit_before"] for key, facts in told}


def lines_of(reports: list[UUID]) -> dict[UUID, dict[UUID, tuple[str, str, str]]]:
    """Return what the frozen rows say, item by item, of each report."""
    found: dict[UUID, dict[UUID, tuple[str, str, str]]] = {key: {} for key in reports}
    rows = MonthlyLine.objects.filter(report__in=reports)
    for report, item, said, stood, stood_at in rows.values_list(
        "report", "item", "progress", "stood", "stood_at"
    ):
        found[report][item] = (said, stood, stood_at)
    return found
