"""What becomes of each item: closed in some month, or still on its way on the as-of day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from audit.actor import Actor
from demo.county import rectifying
from demo.county.rectifying import KINDS, Mending
from demo.county.world import World
from demo.texts.problems import MeasureText
from demo.texts.remarks import Remark
from documents.models import StoredFile
from rectification.models import Item, Measure
from rectification.operations import closing, extension, progress, revoking
from rectification.states import SYSTEM_KINDS, ItemState, Progress, ResultKind
from rectification.states.closing import Revocation

MONTHS = 6
MONTH_DAYS = 30


class Fate(Enum):
    """How an item that is not closed by a month stands on the as-of day."""

    APPLIED = auto()
    CHECKED = auto()
    SAMPLED = auto()
    MOSTLY = auto()
    UNDONE = auto()
    LONG_TERM = auto()
    EXTENDED = auto()
    ASKED = auto()
    REOPENED = auto()


UNTIL = {
    Fate.APPLIED: ItemState.APPLIED,
    Fate.CHECKED: ItemState.CHECKED,
    Fate.SAMPLED: ItemState.SAMPLED,
}
OPEN_FATES = (
    Fate.MOSTLY, Fate.APPLIED, Fate.UNDONE, Fate.EXTENDED, Fate.MOSTLY, Fate.CHECKED,
    Fate.LONG_TERM, Fate.ASKED, Fate.SAMPLED, Fate.UNDONE, Fate.REOPENED, Fate.MOSTLY,
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A result to be claimed with a measure, and whether the office accepts it."""

    measure: Measure
    text: MeasureText
    accepted: bool


class Course:
    """The months of one unit."""

    def __init__(self, world: World, mending: Mending, *, closed_share: float) -> None:
        """Deal each item its month or its fate."""
        self.world, self.mending = world, mending
        self.reported: set[dt.date] = set()
        self.claims: dict[object, list[Claim]] = defaultdict(list)
        rows = list(mending.items)
        world.rng.shuffle(rows)
        count = round(len(rows) * closed_share)
        self.by_month: dict[int, list[Item]] = defaultdict(list)
        last = self.months_run
        for row in rows[:count]:
            self.by_month[world.rng.randint(1, last)].append(row)
        start = world.rng.randrange(len(OPEN_FATES))
        self.fates = {
            row: OPEN_FATES[(start + place) % len(OPEN_FATES)] for place, row in enumerate(rows[count:])
        }

    @property
    def months_run(self) -> int:
        """How many months of rectification are over, at most six."""
        return max(1, min(MONTHS, (self.world.as_of - self.mending.published_on).days // MONTH_DAYS - 1))

    @property
    def system_candidates(self) -> list[tuple[Item, Measure, MeasureText]]:
        """Measures of items to be closed that promise a system."""
        closed = [row for rows in self.by_month.values() for row in rows]
        return [
            (row, measure, text)
            for row in sorted(closed, key=lambda item: item.finding.number)
            for measure, text in self.mending.measures[row.pk]
            if text.system
        ]

    def run(self) -> None:
        """Go through the months, then leave the rest where it stands."""
        for month in range(1, self.months_run + 1):
            day = self.mending.published_on + dt.timedelta(days=MONTH_DAYS * month + 4)
            self._close(self.by_month[month], day)
            self._report(day)
        self._leave_open()

    def _close(self, rows: list[Item], day: dt.date) -> None:
        if not rows:
            return
        self._claim(rows, day)
        rectifying.mend(self.world, self.mending, rows, day)
        rectifying.close(self.world, self.mending, rows, day, until=ItemState.CLOSED)

    def _claim(self, rows: list[Item], day: dt.date) -> None:
        by = self.world.as_user(self.mending.liaison, day, 8)
        for row in rows:
            for claim in self.claims[row.pk]:
                kind = KINDS[claim.text.result]
                if kind == ResultKind.SYSTEM_NEW and self.world.rng.random() < 0.3:
                    kind = ResultKind.SYSTEM_REVISED
                whole = max(Decimal(1), claim.text.quantity)
                result = progress.claim_result(
                    row,
                    kind=kind,
                    quantity=Decimal(1) if claim.text.system else whole,
                    title=claim.text.system or claim.text.done[:150],
                    measure=claim.measure,
                    file=self._proof(claim, kind, by),
                    by=by,
                )
                if claim.accepted:
                    checked = self.world.second_clerk(day, 14)
                    progress.accept_result(result, by=checked, opinion="经核对佐证，予以认定。")

    def _proof(self, claim: Claim, kind: ResultKind, by: Actor) -> StoredFile | None:
        """Return the file that is asked for: the text of a system, evidence of what is not accepted yet."""
        if claim.accepted and kind not in SYSTEM_KINDS:
            return None
        return rectifying.scan(self.mending, claim.text, "成果", by=by)

    def _report(self, day: dt.date) -> None:
        month = day.replace(day=1)
        opened = (month + dt.timedelta(days=31)).replace(day=1)
        if opened >= self.world.as_of or month in self.reported:
            return
        self.reported.add(month)
        last = (self.world.as_of - opened).days < MONTH_DAYS
        stop = self.world.rng.choice(["", "", "submitted", "signing", "open"]) if last else ""
        rectifying.report_month(self.world, self.mending, month, stop_at=stop)

    def _leave_open(self) -> None:
        day = min(self.mending.published_on + dt.timedelta(days=170), self.world.day(12))
        for row, fate in self.fates.items():
            if fate in UNTIL:
                self._claim([row], day)
                rectifying.mend(self.world, self.mending, [row], day)
                rectifying.close(self.world, self.mending, [row], day, until=UNTIL[fate])
            elif fate == Fate.REOPENED:
                self._reopen(row, day)
            else:
                self._half(row, fate, day)

    def _reopen(self, row: Item, day: dt.date) -> None:
        rectifying.mend(self.world, self.mending, [row], day - dt.timedelta(days=40))
        rectifying.close(self.world, self.mending, [row], day - dt.timedelta(days=38), until=ItemState.CLOSED)
        reason = self.world.say(Remark.REVOCATION)
        due = min(day + dt.timedelta(days=30), revoking.latest_due(row, day))
        asked = revoking.propose_reopening(
            row, kind=Revocation.REBOUND, reason=reason, new_due=due, by=self.world.clerk(day, 9)
        )
        revoking.approve_reopening(asked, by=self.world.director(day))
        row.refresh_from_db()

    def _half(self, row: Item, fate: Fate, day: dt.date) -> None:
        by = self.world.as_user(self.mending.liaison, day, 10)
        self._claim([row], day)
        if fate != Fate.UNDONE:
            words = self.mending.measures[row.pk]
            for measure, text in words[: max(1, len(words) - 1)]:
                progress.report_measure(measure, progress=Progress.DONE, text=text.done, by=by)
            said = self.world.say(Remark.MONTHLY)
            progress.report_progress(row, progress=Progress.MOSTLY, text=said, by=by)
        if fate == Fate.LONG_TERM:
            closing.make_long_term(
                row,
                look_at_on=self.world.as_of + dt.timedelta(days=60),
                reason="需长期坚持、常态推进",
                by=self.world.clerk(day, 16),
            )
        if fate in {Fate.EXTENDED, Fate.ASKED}:
            self._extend(row, day, approved=fate == Fate.EXTENDED)

    def _extend(self, row: Item, day: dt.date, *, approved: bool) -> None:
        by = self.world.as_user(self.mending.liaison, day, 11)
        base = max(row.due_on or day, day)
        request = extension.ask_extension(
            row,
            new_due=base + dt.timedelta(days=90),
            reason=self.world.say(Remark.EXTENSION),
            by=by,
            stage_goal="年底前完成主体任务",
        )
        extension.sign_extension(request, by=self.mending.signs(day, 17))
        if approved:
            extension.propose_extension(request, by=self.world.clerk(day, 18))
            extension.approve_extension(
                request, by=self.world.director(min(day + dt.timedelta(days=2), self.world.as_of))
            )
