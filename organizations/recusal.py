"""回避核对: what speaks against sending a person: recusals, kin, career, superiors, native place.

Source: roles.md, «Recusal». Years are settings of the office (RECUSAL_RECENT_YEARS, RECUSAL_LONG_YEARS).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from organizations.models import Kin, PartyOrganization, Person, Recusal, Tenure, Unit
from organizations.states import TenureKind

RANKS = {TenureKind.HEAD: 2, TenureKind.LEADER: 1}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Hit:
    """Why a person should keep away: a code, the words for the page, and whether it forbids or warns."""

    code: str
    text: str
    denies: bool


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
    return [
        *_declared(person, party_organization),
        *_kin(person, units),
        *_career(person, units, on),
        *_superiors(person, units, on, leads),
        *([] if leads is False else _native(person, units)),
    ]


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day some years earlier; the 28th for a 29 February that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _recent() -> int:
    return int(getattr(settings, "RECUSAL_RECENT_YEARS", 3))


def _long() -> int:
    return int(getattr(settings, "RECUSAL_LONG_YEARS", 3))


def _declared(person: Person, party_organization: PartyOrganization) -> Iterator[Hit]:
    for recusal in Recusal.objects.denying().filter(person=person, party_organization=party_organization):
        yield Hit("declared", f"{person}已核准回避：{recusal.ground}", denies=True)


def _kin(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for kin in Kin.objects.filter(person=person, unit__in=units).select_related("unit"):
        yield Hit("kin", f"{person}的{kin.get_kinship_display()}在{kin.unit}任职", denies=True)


def _career(person: Person, units: list[Unit], on: dt.date) -> Iterator[Hit]:
    rows = Tenure.objects.filter(person=person, unit__in=units, since__lte=on).select_related("unit")
    served = [row for row in rows if row.until is None or row.until >= row.since]
    for tenure in served:
        if _last(tenure, on) >= years_before(on, _recent()):
            yield Hit("recent", f"{person}近{_recent()}年在{tenure.unit}工作过", denies=True)
            return
    if _days(served, on) >= 365 * _long():
        yield Hit("long", f"{person}曾在该单位工作满{_long()}年", denies=True)


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


def _superiors(person: Person, units: list[Unit], on: dt.date, leads: bool | None) -> Iterator[Hit]:
    """Who in the last years worked above or below those who now lead the units, at another unit."""
    began = years_before(on, _recent())
    lately = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gte=began), since__lte=on)
    heads = Tenure.objects.on(on).filter(unit__in=units, kind__in=RANKS).exclude(person=person)
    mine = list(lately.filter(person=person).exclude(unit__in=units))
    places = [row.unit_id for row in mine]
    theirs = lately.filter(person__in=heads.values("person"), unit__in=places).select_related(
        "person", "unit"
    )
    for row in theirs:
        if any(_above_or_below(own, row, began, on) for own in mine):
            words = f"{person}近{_recent()}年在{row.unit}与{row.person}有上下级关系"
            yield Hit("superior", words, denies=leads is True)


def _above_or_below(one: Tenure, other: Tenure, began: dt.date, on: dt.date) -> bool:
    together = max(one.since, other.since, began) <= min(_last(one, on), _last(other, on))
    ranks = {RANKS.get(TenureKind(row.kind), 0) for row in (one, other)}
    return one.unit_id == other.unit_id and together and len(ranks) > 1


def _native(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for unit in units:
        if person.native_place and any(
            name and name in person.native_place for name in (unit.short, unit.name)
        ):
            yield Hit("native", f"{person}的籍贯是{person.native_place}，请组长人选从严把握", denies=False)
