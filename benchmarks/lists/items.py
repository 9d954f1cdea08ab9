"""What the lists of rectification hold by problem: extensions, results, transfers, papers, draws."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from accounts.models import User
from benchmarks.lists.ground import Ground
from benchmarks.lists.mending import LONG, mixed, stored
from deadlines.models import Deadline
from deadlines.states import PaperKind
from documents.models import StoredFile
from organizations.models import Person
from rectification.models import (
    Delegation,
    Draw,
    DrawLine,
    Evidence,
    ExtensionRequest,
    Item,
    PressingPaper,
    Result,
    Transfer,
)
from rectification.states import EvidenceState, ExtensionState, PressingState, ResultKind, ResultState
from rectification.states.transfer import TransferKind
from rounds.models import Assignment

ORDER = (ExtensionRequest, Result, Evidence, Transfer, Delegation, PressingPaper, Draw, DrawLine)
DRAWN_OVER = 5  # so many problems of a unit stand in the list of a draw
LASTING = 50  # of so many delegations, one is not over


class Filling:
    """Rows about single problems."""

    def __init__(self, ground: Ground) -> None:
        """Look up what every row needs."""
        self.ground = ground
        self.items = list(Item.objects.select_related("assignment").order_by("pk")[: ground.many])
        self.clerk, self.director = (User.objects.get(username=name) for name in ("office", "director"))
        self.liaison = Person.objects.get(user__username="unit-liaison")
        self.proof = StoredFile.objects.first()
        self.deadlines = dict(Deadline.objects.about_all(Item).values_list("record_id", "pk"))

    def run(self) -> None:
        """Fill one list after the other."""
        for lot in (
            *(self._extensions(), self._results(), self._evidence(), self._transfers()),
            *(self._delegations(), self._pressing(), self._draws()),
        ):
            stored(ORDER, lot)

    def _extensions(self) -> Iterator[ExtensionRequest]:
        states = mixed(
            *((ExtensionState.APPROVED, 7), (ExtensionState.REFUSED, 1)),
            *((ExtensionState.APPLIED, 1), (ExtensionState.PROPOSED, 1)),
        )
        for number, item in enumerate(self.items):
            yield ExtensionRequest(
                item=item,
                new_due=self.ground.day(-60),
                reason=LONG,
                asked_at=self.ground.at(number % 300),
                asked_by=self.clerk.pk,
                state=next(states),
            )

    def _results(self) -> Iterator[Result]:
        states = mixed((ResultState.ACCEPTED, 7), (ResultState.CLAIMED, 2), (ResultState.REFUSED, 1))
        kinds = cycle(ResultKind)
        for number, item in enumerate(self.items):
            yield Result(
                item=item,
                kind=next(kinds),
                quantity=Decimal(number % 90 + 1),
                title=f"修订管理办法第{number}号",
                claimed_on=self.ground.day(number % 300),
                state=next(states),
            )

    def _evidence(self) -> Iterator[Evidence]:
        for number, item in enumerate(self.items):
            at = self.ground.at(number % 300)
            yield Evidence(
                item=item, file=self.proof, note=f"佐证{number}", added_at=at, state=EvidenceState.SUBMITTED
            )

    def _transfers(self) -> Iterator[Transfer]:
        units = cycle(self.ground.first)
        for number, item in enumerate(self.items):
            yield Transfer(
                item=item,
                from_unit_id=item.unit_id,
                to_unit=next(units).unit,
                kind=TransferKind.SPLIT,
                on=self.ground.day(number % 300),
                reason=LONG,
                document=f"县委编委〔2026〕{number}号",
                proposed_by=self.clerk,
                decided_by=self.director,
                at=self.ground.at(number % 300),
            )

    def _delegations(self) -> Iterator[Delegation]:
        """Delegate everything to one person, most of it long ago."""
        for number, item in enumerate(self.items):
            yield Delegation(
                item=item,
                person=self.liaison,
                since=self.ground.day(100),
                until=self.ground.day(1) if number % LASTING else None,
                reason=LONG,
                given_by=self.clerk,
            )

    def _pressing(self) -> Iterator[PressingPaper]:
        states = mixed((PressingState.ISSUED, 7), (PressingState.PENDING, 2), (PressingState.BEFORE_GROUP, 1))
        kinds = cycle(PaperKind)
        for number, item in enumerate(self.items):
            state, day = next(states), self.ground.day(number % 300)
            yield PressingPaper(
                assignment_id=item.assignment_id,
                unit_id=item.unit_id,
                deadline_id=self.deadlines.get(item.pk),
                step="+10",
                occurrence=day,
                kind=next(kinds),
                subject=f"第{number}件整改事项逾期",
                url=f"/rectification/items/{item.pk}/",
                to="党组",
                text=LONG,
                drafted_at=self.ground.at(number % 300),
                state=state,
                issued_on=day if state == PressingState.ISSUED else None,
            )

    def _draws(self) -> Iterator[Any]:
        """Draw over single units again and again, and once over everything that an office has."""
        mine: dict[Any, list[Item]] = {}
        for item in self.items:
            mine.setdefault(item.assignment_id, []).append(item)
        for number, row in enumerate(islice(cycle(self.ground.first), self.ground.many), 1):
            yield from self._draw(number, row, mine.get(row.pk, [])[:DRAWN_OVER])
        first = self.ground.first[0]
        whole = [item for item in self.items if item.assignment.office_id == first.office_id]
        yield from self._draw(0, first, whole, of_round=True)

    def _draw(
        self, number: int, row: Assignment, items: Sequence[Item], *, of_round: bool = False
    ) -> Iterator[Any]:
        draw = Draw(
            round_id=row.team.round_id,
            assignment=None if of_round else row,
            seed=f"{number:08d}",
            asked="20%",
            drawn_by=self.clerk,
            drawn_at=self.ground.at(number % 300),
        )
        yield draw
        for place, item in enumerate(items):
            name = f"{number}-{place}"
            yield DrawLine(draw=draw, item=item, cycle=1, number=name, place=place, is_drawn=place % 5 == 0)
