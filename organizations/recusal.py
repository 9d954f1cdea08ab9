"""回避核对: what speaks against sending a person: recusals, kin, career, superiors, native place.

Source: roles.md, «Recusal». Effects and years stand in the table (``organizations.triggers``).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from organizations.models import Kin, PartyOrganization, Person, Recusal, Tenure, Unit
from organizations.states import Effect, Kinship, TenureKind, Trigger
from organizations.triggers import OF_KIN, Line, lines_on

RANKS = {TenureKind.HEAD: 2, TenureKind.LEADER: 1}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Hit:
    """Why a person should keep away: a code, the words for the page, and whether it forbids or warns."""

    code: str
    text: str
    denies: bool
    trigger: Trigger = Trigger.DECLARED


def hits(
    person: Person, party_organization: PartyOrganization, on: dt.date, *, leads: bool | None = None
) -> list[Hit]:
    """Return what speaks against the person on a day; empty when nothing is known.

    Args:
        person: who might be sent.
        party_organization: where to.
        on: the day of the check.
        leads: whether as leader or deputy; where it is not known yet, what depends on it warns.
    """
    links = party_organization.coverages.exclude(until__lt=on)
    units = list(Unit.objects.filter(pk__in=links.values("unit")))
    lines = lines_on(party_organization.office_id, on)
    told = [
        *_kin(person, units),
        *_career(person, units, on, lines[Trigger.WORKED]),
        *_superiors(person, units, on, lines[Trigger.SUPERIOR]),
        *_native(person, units),
    ]
    effects = {trigger: line.effect(leads) for trigger, line in lines.items()}
    known = [replace(hit, denies=effects[hit.trigger] == Effect.DENY) for hit in told]
    counted = [hit for hit in known if effects[hit.trigger] != Effect.NONE]
    return [*_declared(person, party_organization), *counted]


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day some years earlier; the 28th for a 29 February that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _declared(person: Person, party_organization: PartyOrganization) -> Iterator[Hit]:
    for recusal in Recusal.objects.denying().filter(person=person, party_organization=party_organization):
        yield Hit("declared", f"{person}已核准回避：{recusal.ground}", denies=True)


def _kin(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for kin in Kin.objects.filter(person=person, unit__in=units).select_related("unit"):
        trigger = OF_KIN[Kinship(kin.kinship)]
        words = f"{person}的{kin.get_kinship_display()}在{kin.unit}任职"
        yield Hit(trigger.value, words, denies=True, trigger=trigger)


def _career(person: Person, units: list[Unit], on: dt.date, line: Line) -> Iterator[Hit]:
    recent, long = line.years or 0, line.long_years or 0
    rows = Tenure.objects.filter(person=person, unit__in=units, since__lte=on).select_related("unit")
    served = [row for row in rows if row.until is None or row.until >= row.since]
    for tenure in served:
        if _last(tenure, on) >= years_before(on, recent):
            words = f"{person}近{recent}年在{tenure.unit}工作过"
            yield Hit("recent", words, denies=True, trigger=Trigger.WORKED)
            return
    if served and _days(served, on) >= 365 * long:
        yield Hit("long", f"{person}曾在该单位工作满{long}年", denies=True, trigger=Trigger.WORKED)


def _last(tenure: Tenure, on: dt.date) -> dt.date:
    return min(tenure.until or on, on)


def _days(tenures: list[Tenure], on: dt.date) -> int:
    """Count the days in any of the posts; two posts at one time count once."""
    total, counted_to = 0, dt.date.min
    for tenure in sorted(tenures, key=lambda row: row.since):
        first, last = max(tenure.since, counted_to + DAY), _last(tenure, on)
        if last >= first:
            total, counted_to = total + (last - first).days + 1, last
    return total


def _superiors(person: Person, units: list[Unit], on: dt.date, line: Line) -> Iterator[Hit]:
    """Who in the last years worked above or below those who now lead the units, at another unit."""
    years = line.years or 0
    began = years_before(on, years)
    lately = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gte=began), since__lte=on)
    heads = Tenure.objects.on(on).filter(unit__in=units, kind__in=RANKS).exclude(person=person)
    mine = list(lately.filter(person=person).exclude(unit__in=units))
    places = [row.unit_id for row in mine]
    theirs = lately.filter(person__in=heads.values("person"), unit__in=places).select_related(
        "person", "unit"
    )
    for row in theirs:
        if any(_above_or_below(own, row, began, on) for own in mine):
            words = f"{person}近{years}年在{row.unit}与{row.person}有上下级关系"
            yield Hit("superior", words, denies=True, trigger=Trigger.SUPERIOR)


def _above_or_below(one: Tenure, other: Tenure, began: dt.date, on: dt.date) -> bool:
    together = max(one.since, other.since, began) <= min(_last(one, on), _last(other, on))
    ranks = {RANKS.get(TenureKind(row.kind), 0) for row in (one, other)}
    return one.unit_id == other.unit_id and together and len(ranks) > 1


def _native(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for unit in units:
        if person.native_place and any(
            name and name in person.native_place for name in (unit.short, unit.name)
        ):
            words = f"{person}的籍贯是{person.native_place}，请组长人选从严把握"
            yield Hit("native", words, denies=False, trigger=Trigger.NATIVE)
