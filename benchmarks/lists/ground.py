"""More rounds at the units of the city: inspections with feedback, findings and items, by the thousand."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.utils import timezone

from demo.scale.crate import Crate
from organizations.models import Office
from rectification.models import Item
from rectification.states import ItemState, Progress
from rounds.models import Assignment, Feedback, Finding, Round, Team
from rounds.states import AssignmentState, FeedbackState, FindingState, RoundState

SCHEMES: Any = Round.schemes.through
ORDER = (Round, SCHEMES, Team, Assignment, Feedback, Finding, Item)
NUMBERED_FROM = 100  # the rounds of the city itself have lower numbers
STATES = (
    *(AssignmentState.RECTIFYING,) * 6,
    *(AssignmentState.ASSESSED,) * 2,
    *(AssignmentState.ARCHIVED,) * 2,
)
OPEN = (ItemState.FIXING, ItemState.APPLIED, ItemState.CHECKED, ItemState.CLOSED)


@dataclass
class Ground:
    """What every lot of rows stands on."""

    many: int
    now: dt.datetime = field(default_factory=timezone.now)
    chance: Random = field(default_factory=lambda: Random(1))
    first: list[Assignment] = field(default_factory=list)  # one for each unit, with its problems
    told: list[Assignment] = field(default_factory=list)  # all whose feedback is published

    @property
    def today(self) -> dt.date:
        """The day on which everything stands."""
        return timezone.localdate(self.now)

    def day(self, days_ago: int) -> dt.date:
        """Return a day in the past."""
        return self.today - dt.timedelta(days=days_ago)

    def at(self, days_ago: int) -> dt.datetime:
        """Return an instant in the past."""
        return self.now - dt.timedelta(days=days_ago, minutes=self.chance.randrange(600))


def lay(many: int) -> Ground:
    """Inspect every unit again and again, until so many were fed back; and once more, still on site."""
    ground = Ground(many)
    ground.first = list(Assignment.objects.select_related("unit", "team__round").order_by("office", "pk"))
    ground.told = list(ground.first)
    copies = -(-many // len(ground.first))
    for number in range(copies + 1):
        _inspect(ground, number, coming=number == copies)
    return ground


def _inspect(ground: Ground, number: int, *, coming: bool) -> None:
    crate = Crate(ORDER)
    classes = dict(Finding.objects.filter(number="001").values_list("assignment", "category"))
    for office in Office.objects.order_by("pk"):
        places = [row for row in ground.first if row.office_id == office.pk]
        if places:
            team = _round(crate, ground, places[0].team.round, number, coming=coming)
            for place, row in enumerate(places):
                _assignment(crate, ground, team, row, place, classes.get(row.pk), coming=coming)
    crate.store()


def _round(crate: Crate, ground: Ground, before: Round, number: int, *, coming: bool) -> Team:
    row = Round(
        office_id=before.office_id,
        term_id=before.term_id,
        number=NUMBERED_FROM + number,
        name=f"第{NUMBERED_FROM + number}轮巡察",
        starts_on=ground.day(20 if coming else 250 - number),
        ends_on=ground.day(-40 if coming else 180 - number),
        state=RoundState.ON_SITE if coming else RoundState.RECTIFYING,
    )
    for scheme in before.schemes.all():
        crate.put(SCHEMES(round_id=row.pk, scheme_id=scheme.pk))
    crate.put(row)
    return crate.put(Team(round=row, number=1, name="第1巡察组"))


def _assignment(
    crate: Crate, ground: Ground, team: Team, before: Assignment, place: int, category: Any, *, coming: bool
) -> None:
    ago = 1 + team.round.number % 90
    row = Assignment(
        office_id=before.office_id,
        team=team,
        party_organization_id=before.party_organization_id,
        unit=before.unit,
        enters_on=ground.day(10 if coming else 130 + ago),
        leaves_on=ground.day(-30 if coming else 75 + ago),
        published_at=None if coming else ground.at(ago),
        state=AssignmentState.ON_SITE if coming else STATES[place % len(STATES)],
    )
    crate.put(row)
    if coming:
        return
    ground.told.append(row)
    crate.put(
        Feedback(
            assignment=row,
            number=f"测反〔{ground.today.year}〕{team.round.number}-{place}号",
            overview="巡察发现在四个方面存在问题。",
            demands="按期报送整改方案。",
            meeting_on=ground.day(ago),
            findings_count=1,
            published_at=row.published_at,
            received_on=ground.day(ago),
            received_by="联络员",
            state=FeedbackState.RECEIVED,
        )
    )
    if category:
        _item(crate, ground, row, place, category)


def _item(crate: Crate, ground: Ground, row: Assignment, place: int, category: Any) -> None:
    finding = Finding(
        assignment=row,
        number="001",
        category_id=category,
        title=f"{row.unit.short}落实制度不到位，台账不完整（测量第{row.team.round.number}轮）",
        is_common=place % 3 == 0,
        state=FindingState.PUBLISHED,
    )
    state = OPEN[place % len(OPEN)]
    crate.put(finding)
    crate.put(
        Item(
            assignment=row,
            unit_id=row.unit_id,
            finding=finding,
            due_on=ground.day(place % 90 - 45),
            progress=Progress.DONE if state != ItemState.FIXING else Progress.MOSTLY,
            closed_on=ground.day(1) if state == ItemState.CLOSED else None,
            sampled=place % 40 == 2,
            state=state,
        )
    )
