"""Accounts, offices, units, people and posts of the county, registered by its clerks."""

import datetime as dt

from accounts import operations as accounts
from accounts.clock import clock
from accounts.states import Role
from demo.county.world import ACCOUNTS, SECOND_CLERK, World
from demo.texts import county
from organizations.models import (
    Body,
    BodyPost,
    Office,
    OfficePost,
    PartyOrganization,
    Person,
    Portfolio,
    Tenure,
    Unit,
)
from organizations.operations import registry
from organizations.states import (
    BodyKind,
    OfficeLevel,
    OfficePostKind,
    PartyKind,
    TenureKind,
    UnitKind,
)

FOUNDED_DAYS_AGO = 1500
UNIT_KINDS = {
    "town": UnitKind.TOWNSHIP,
    "dept": UnitKind.DEPARTMENT,
    "organ": UnitKind.DEPARTMENT,
    "blank": UnitKind.DEPARTMENT,
    "soe": UnitKind.ENTERPRISE,
    "school": UnitKind.INSTITUTION,
    "hospital": UnitKind.INSTITUTION,
    "vertical": UnitKind.VERTICAL,
    "village": UnitKind.VILLAGE,
}
PARTY_KINDS = {
    "党委": PartyKind.COMMITTEE,
    "党组": PartyKind.GROUP,
    "党总支": PartyKind.GENERAL_BRANCH,
    "党支部": PartyKind.BRANCH,
}
BODY_KINDS = {kind.value: kind for kind in BodyKind}
OFFICE_ROLES = {
    ACCOUNTS["director"][0]: (Role.ODR, OfficePostKind.DIRECTOR),
    ACCOUNTS["office"][0]: (Role.OST, OfficePostKind.CLERK),
    SECOND_CLERK: (Role.OST, OfficePostKind.CLERK),
    ACCOUNTS["sysadmin"][0]: (Role.SYS, OfficePostKind.ADMINISTRATOR),
    ACCOUNTS["secadmin"][0]: (Role.SEC, OfficePostKind.ADMINISTRATOR),
    ACCOUNTS["auditor"][0]: (Role.AUD, OfficePostKind.ADMINISTRATOR),
}


def account_names(world: World) -> dict[str, str]:
    """Return person code → account name of the demo accounts."""
    fixed = {code: name for name, (code, _) in ACCOUNTS.items()}
    return fixed | {code: name for name, code in world.places.items()}


def open_accounts(world: World, codes: list[tuple[str, str]]) -> None:
    """Open an account without a password for each person, named after the demo account or the code."""
    by = clock(world.at(world.day(FOUNDED_DAYS_AGO), 8))
    fixed = account_names(world)
    for code, name in codes:
        username = fixed.get(code, code.lower())
        world.users[code] = accounts.create_user(username, name, password=None, by=by)


def give(world: World, code: str, role: Role, *, since: dt.date, until: dt.date | None = None) -> None:
    """Let a person hold a role, as the security administrator proposed and the director approved."""
    by = clock(world.at(world.day(FOUNDED_DAYS_AGO), 8))
    accounts.give_role(world.users[code], role, since=since, until=until, by=by, reason="演示县建档")


def register_offices(world: World) -> None:
    """The city's office and the two county offices below it; then the county's own people."""
    day = world.day(FOUNDED_DAYS_AGO)
    for code, (role, _) in OFFICE_ROLES.items():
        give(world, code, role, since=day)
    by = world.clerk(day)
    known: dict[str, Office] = {}
    for text in county.offices():
        office = Office(
            name=text.name,
            short=text.short,
            level=OfficeLevel(text.level),
            parent=known.get(text.parent),
            paper_mark=text.short.replace("县委巡察办", "巡办").replace("市委巡察办", "巡办"),
        )
        registry.enter(office, by=by)
        known[text.code] = office
    world.office = known["X01"]


def register_people(world: World) -> None:
    """Everybody the office names, those with accounts tied to them."""
    by = world.clerk(world.day(FOUNDED_DAYS_AGO))
    places = {text.code: text.short for text in county.units()}
    for text in county.people():
        home = places.get(text.unit, "")
        person = Person(
            office=world.office,
            user=world.users.get(text.code),
            name=text.name,
            sex=text.sex,
            born_in=text.born,
            native_place=text.native_place,
            rank=text.rank,
            post=f"{home}{text.post}",
        )
        world.people[text.code] = registry.register_person(person, by=by)
    for leader in county.leaders():
        person = Person(
            office=world.office, user=world.users.get(leader.code), name=leader.name, post=leader.post
        )
        world.people[leader.code] = registry.register_person(person, by=by)


def seat_office(world: World) -> None:
    """Directors, clerks, administrators and the leading group take their seats."""
    day = world.day(FOUNDED_DAYS_AGO)
    by = world.clerk(day)
    for code, (_, kind) in OFFICE_ROLES.items():
        person = world.people[code]
        registry.enter(
            OfficePost(office=world.office, person=person, kind=kind, title=person.post, since=day), by=by
        )
    for leader in county.leaders():
        if leader.group and leader.code in world.users:
            give(world, leader.code, Role.LDG, since=day)
            seat = OfficePost(
                office=world.office,
                person=world.people[leader.code],
                kind=OfficePostKind.LEADING_GROUP,
                title=f"领导小组{leader.group}",
                since=day,
            )
            registry.enter(seat, by=by)


def register_units(world: World) -> None:
    """Units and villages, and the party organisations that cover them."""
    day = world.day(FOUNDED_DAYS_AGO)
    by = world.clerk(day)
    for text in (*county.units(), *county.villages()):
        unit = Unit(
            office=world.office,
            name=text.name,
            short=text.short,
            kind=UNIT_KINDS[text.kind],
            parent=world.units.get(text.town),
        )
        world.units[text.code] = registry.register_unit(unit, by=by)
    texts = {text.code: text for text in county.units()}
    for organization in county.organizations():
        first = texts[organization.units[0]]
        party = PartyOrganization(
            office=world.office,
            name=organization.name,
            kind=PARTY_KINDS[organization.kind],
            in_coverage=first.covered,
            coverage_reason="" if first.covered else first.reason,
        )
        covered = [world.units[code] for code in organization.units]
        registry.register_party_organization(party, covered, since=day, by=by)
        for code in organization.units:
            world.parties[code] = party


def seat_units(world: World) -> None:
    """Heads with their dates, liaisons, and the present posts of those who serve in the pool."""
    by = world.clerk(world.day(FOUNDED_DAYS_AGO), 10)
    for text in sorted(county.tenures(world.as_of), key=lambda tenure: tenure.since):
        head = Tenure(
            unit=world.units[text.unit],
            person=world.people[text.person],
            kind=TenureKind.HEAD,
            title=text.post,
            since=text.since,
            until=text.until,
        )
        registry.appoint(head, by=by)
        if text.person in world.users:
            give(world, text.person, Role.UNH, since=text.since, until=text.until)
    day = world.day(FOUNDED_DAYS_AGO)
    kinds = {"liaison": TenureKind.LIAISON, "pool": TenureKind.STAFF}
    for person in county.people():
        if person.part in kinds and person.unit in world.units:
            tenure = Tenure(
                unit=world.units[person.unit],
                person=world.people[person.code],
                kind=kinds[person.part],
                title=person.post,
                since=day,
            )
            registry.appoint(tenure, by=by)
            if person.part == "liaison":
                give(world, person.code, Role.UNL, since=day)


def seat_bodies(world: World) -> None:
    """Receiving and reviewing bodies, their handlers, and the portfolios of the county's leaders."""
    day = world.day(FOUNDED_DAYS_AGO)
    by = world.clerk(day, 11)
    for text in county.bodies():
        body = Body(office=world.office, name=text.short, kind=BODY_KINDS.get(text.kind, BodyKind.OTHER))
        registry.enter(body, by=by)
        world.bodies[text.code] = body
    for person in county.people():
        if person.part == "body":
            handler = world.people[person.code]
            registry.enter(
                BodyPost(body=world.bodies[person.unit], person=handler, title=person.post, since=day), by=by
            )
            give(world, person.code, Role.SVG if person.unit == "B07" else Role.RCV, since=day)
    for leader in county.leaders():
        for code in leader.units:
            seat = Portfolio(person=world.people[leader.code], unit=world.units[code], since=day)
            registry.enter(seat, by=by)
        if leader.units and leader.code in world.users:
            give(world, leader.code, Role.SUP, since=day)


def people_with_accounts() -> list[tuple[str, str]]:
    """Return code and name of everybody who acts in the history."""
    staff = [(person.code, person.name) for person in county.people()]
    return [*staff, *((leader.code, leader.name) for leader in county.leaders())]


def register(world: World) -> None:
    """The county, before its first round."""
    open_accounts(world, people_with_accounts())
    register_offices(world)
    register_people(world)
    seat_office(world)
    register_units(world)
    seat_units(world)
    seat_bodies(world)
