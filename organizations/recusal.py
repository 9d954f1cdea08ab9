"""回避核对: what speaks against sending a person: kin, career, recusals, native place.

Source: roles.md, «Recusal». Years and grades are settings of the office.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from organizations.models import Kin, PartyOrganization, Person, Recusal, Tenure, Unit

YEAR = dt.timedelta(days=365)
RECENT_YEARS = getattr(settings, "RECUSAL_RECENT_YEARS", 3)
LONG_YEARS = getattr(settings, "RECUSAL_LONG_YEARS", 3)


@dataclass(frozen=True)
class Hit:
    """Why a person should keep away: a code, the words for the page, and whether it forbids or warns."""

    code: str
    text: str
    denies: bool


def hits(person: Person, party_organization: PartyOrganization, on: dt.date) -> list[Hit]:
    """Return what speaks against the person on a day; empty when nothing is known."""
    units = list(party_organization.units.all())
    return [
        *_declared(person, party_organization),
        *_kin(person, units),
        *_career(person, units, on),
        *_native(person, units),
    ]


def _declared(person: Person, party_organization: PartyOrganization) -> Iterator[Hit]:
    for recusal in Recusal.objects.denying().filter(person=person, party_organization=party_organization):
        yield Hit("declared", f"{person}已核准回避：{recusal.ground}", denies=True)


def _kin(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for kin in Kin.objects.filter(person=person, unit__in=units).select_related("unit"):
        yield Hit("kin", f"{person}的{kin.get_kinship_display()}在{kin.unit}任职", denies=True)


def _career(person: Person, units: list[Unit], on: dt.date) -> Iterator[Hit]:
    total = dt.timedelta()
    for tenure in Tenure.objects.filter(person=person, unit__in=units, since__lte=on).select_related("unit"):
        last = min(tenure.until or on, on)
        total += last - tenure.since
        if on - last <= RECENT_YEARS * YEAR:
            yield Hit("recent", f"{person}近{RECENT_YEARS}年在{tenure.unit}工作过", denies=True)
            return
    if total >= LONG_YEARS * YEAR:
        yield Hit("long", f"{person}曾在该单位工作满{LONG_YEARS}年", denies=True)


def _native(person: Person, units: list[Unit]) -> Iterator[Hit]:
    for unit in units:
        name = unit.short or unit.name
        if person.native_place and name and name in person.native_place:
            yield Hit("native", f"{person}的籍贯是{person.native_place}，请组长人选从严把握", denies=False)
