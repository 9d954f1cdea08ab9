"""What the ledger tells of an item: words and days, without a record for each text.

A ledger of 20,000 items has 150,000 texts beside them; to make a record of each costs more than the workbook.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from rectification.models import Evidence, Item, Measure, Result
from rectification.models.item import name_place
from rectification.states import ResultState
from rounds.models import Manifestation

FIELDS = (
    "pk",
    "finding",
    "finding__category__name",
    "finding__title",
    "finding__place__name",
    "goal",
    "leader__name",
    "assignment__unit__name",
    "department",
    "handler__name",
    "due_on",
    "progress",
    "done_text",
    "closed_on",
    "state",
    "long_term",
    "finding__key_focus",
    "finding__is_common",
    "finding__repeats",
    "reopened",
    "unit__name",
)
UNIT, GOAL = FIELDS.index("assignment__unit__name"), FIELDS.index("goal")


class Told(NamedTuple):
    """One item as the ledger tells it; the fields of ``FIELDS`` but the last, then the texts beside it."""

    pk: UUID
    finding: UUID
    category: str
    title: str
    place: str | None
    goal: str
    leader: str | None
    unit: str
    department: str
    handler: str | None
    due_on: dt.date | None
    progress: str
    done_text: str
    closed_on: dt.date | None
    state: str
    long_term: bool
    key_focus: bool
    is_common: bool
    repeats: UUID | None
    reopened: int
    shows: list[str]
    measures: list[str]
    results: list[tuple[str, Decimal, str]]
    evidence: list[str]


class ToldItems:
    """The items of a selection, in its order, told lot by lot: five questions for each lot."""

    model = Item

    def __init__(
        self, rows: "QuerySet[Item]", evidence: "QuerySet[Evidence]", unread: Collection[UUID] = ()
    ) -> None:
        """Take the items, the evidence that may be told of them, and those whose plan is not read yet."""
        self.rows, self.evidence, self.unread = rows, evidence, unread

    def count(self) -> int:
        """Return how many there are."""
        return self.rows.count()

    def iterator(self, chunk_size: int) -> Iterator[Told]:
        """Yield one after another."""
        source = iter(self.rows.values_list(*FIELDS).iterator(chunk_size=chunk_size))
        while lot := list(islice(source, chunk_size)):
            yield from self._told(lot)

    def _told(self, lot: list[tuple[Any, ...]]) -> Iterator[Told]:
        items, findings = [row[0] for row in lot], [row[1] for row in lot]
        shown = Manifestation.objects.filter(finding__in=findings).order_by("order")
        planned = Measure.objects.filter(item__in=items, dropped=False).order_by("order")
        made = Result.objects.filter(item__in=items, state=ResultState.ACCEPTED)
        proved = self.evidence.filter(item__in=items)
        shows = _by_first(shown.values_list("finding", "text"))
        measures = _by_first(planned.values_list("item", "text"))
        results = _by_first(made.values_list("item", "kind", "quantity", "title"))
        evidence = _by_first(proved.values_list("item", "note", "file__name"))
        for row in lot:
            item, finding = row[0], row[1]
            *told, answers = row
            told[UNIT] = name_place(told[UNIT], answers)
            writing = item in self.unread
            told[GOAL] = "" if writing else told[GOAL]
            beside = (
                [text for _, text in shows[finding]],
                [] if writing else [text for _, text in measures[item]],
                [rest for _, *rest in results[item]],
                [note or name for _, note, name in evidence[item]],
            )
            yield Told._make((*told, *beside))


def _by_first(rows: Any) -> dict[UUID, list[Any]]:
    """Return the rows under their first value."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
