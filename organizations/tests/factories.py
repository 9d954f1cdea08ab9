"""A small county for tests."""

import datetime as dt

from accounts.models import User
from organizations.models import Body, BodyPost, Office, OfficePost, PartyOrganization, Person, Tenure, Unit
from organizations.states import BodyKind, OfficeLevel, OfficePostKind, PartyKind, TenureKind, UnitKind

LONG_AGO = dt.date(2020, 1, 1)


def make_office(name: str = "云岭县委巡察办", parent: Office | None = None) -> Office:
    """Return an inspection office of a county."""
    level = OfficeLevel.COUNTY if parent else OfficeLevel.CITY
    return Office.objects.create(name=name, short=name[:3], level=level, parent=parent)


def make_person(office: Office, name: str, user: User | None = None) -> Person:
    """Return a person registered with the office."""
    return Person.objects.create(office=office, name=name, user=user)


def sit_in_office(person: Person, kind: OfficePostKind = OfficePostKind.CLERK) -> OfficePost:
    """Put the person into their office since long ago."""
    return OfficePost.objects.create(
        office=person.office, person=person, kind=kind, title=kind.label, since=LONG_AGO
    )


def make_unit(office: Office, name: str = "青石镇", kind: UnitKind = UnitKind.TOWNSHIP) -> Unit:
    """Return a unit."""
    return Unit.objects.create(office=office, name=name, kind=kind)


def make_party_organization(unit: Unit) -> PartyOrganization:
    """Return the party organisation that covers the unit since long ago."""
    party = PartyOrganization.objects.create(
        office=unit.office, name=f"中共{unit.name}委员会", kind=PartyKind.COMMITTEE
    )
    party.coverages.create(unit=unit, since=LONG_AGO)
    return party


def stand_at(person: Person, unit: Unit, kind: TenureKind) -> Tenure:
    """Let the person stand at a unit since long ago."""
    return Tenure.objects.create(person=person, unit=unit, kind=kind, title=kind.label, since=LONG_AGO)


def make_body(office: Office, kind: BodyKind = BodyKind.DISCIPLINE) -> Body:
    """Return a receiving body."""
    return Body.objects.create(office=office, name=f"县{kind.label}", kind=kind)


def sit_in_body(person: Person, body: Body) -> BodyPost:
    """Let the person handle for a body since long ago."""
    return BodyPost.objects.create(person=person, body=body, since=LONG_AGO)
