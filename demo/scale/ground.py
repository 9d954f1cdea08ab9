"""Offices, accounts, units, people and posts of the city."""

from collections.abc import Iterator
from itertools import cycle

from accounts.matrix import level_needed
from accounts.models import RoleHolding, User
from accounts.states import Level, Role
from audit.actor import Actor
from demo.county.preparing import line_of
from demo.county.registry import PARTY_KINDS, UNIT_KINDS
from demo.county.shares import deal
from demo.county.world import ACCOUNTS
from demo.scale.city import Bureau, City, Place
from demo.scale.crate import Crate
from demo.scale.naming import BRANCHES, CITY, DISTRICTS, stems, unit_texts
from demo.texts.checklist import schemes
from demo.texts.county import UnitText
from organizations.models import (
    Body,
    BodyPost,
    Coverage,
    Office,
    OfficePost,
    PartyOrganization,
    Person,
    Portfolio,
    Tenure,
    Unit,
)
from organizations.pinyin import spell
from organizations.states import BodyKind, OfficeLevel, OfficePostKind, TenureKind, UnitKind
from rounds.operations import taxonomy

ORDER = (
    User,
    RoleHolding,
    Office,
    Person,
    OfficePost,
    Unit,
    PartyOrganization,
    Coverage,
    Tenure,
    Portfolio,
    Body,
    BodyPost,
)
NONE = "!"  # fits no password
FOUNDED_DAYS_AGO = 1900
CREWS = 4
CREW = ((Role.TLD, "team-lead"), (Role.TDP, "deputy"), (Role.TCO, "liaison"), (Role.TMB, "member"))
# How many days ago the units of an office had their feedback, in turn: the first is in the midst of its work
AGES = (126, 344, 22, 560, 780, 1020, 1260, 1500)
NEWEST = (2, 8, 22, 33)
SEATS: dict[str, tuple[Role, OfficePostKind | None]] = {
    "director": (Role.ODR, OfficePostKind.DIRECTOR),
    "office": (Role.OST, OfficePostKind.CLERK),
    "leadership": (Role.LDG, OfficePostKind.LEADING_GROUP),
    "sysadmin": (Role.SYS, OfficePostKind.ADMINISTRATOR),
    "secadmin": (Role.SEC, OfficePostKind.ADMINISTRATOR),
    "auditor": (Role.AUD, OfficePostKind.ADMINISTRATOR),
    "receiver": (Role.RCV, None),
    "supervisor": (Role.SVG, None),
    "portfolio": (Role.SUP, None),
}


class Registry:
    """Who and what there is, before the first round; accounts other than the demo's have no password."""

    def __init__(self, city: City) -> None:
        """Begin with an empty city."""
        self.city, self.crate = city, Crate(ORDER)
        self.since = city.day(FOUNDED_DAYS_AGO)
        self.ages: Iterator[int] = cycle(AGES)
        self.newest: Iterator[int] = cycle(NEWEST)

    def person(
        self, office: Office, post: str, username: str = "", role: Role | None = None, name: str = ""
    ) -> Person:
        """Register a person, with an account and a role where these are named."""
        said = name or self.city.name()
        user = None
        if username:
            made_at = self.city.at(self.since)
            user = self.crate.put(
                User(
                    username=username,
                    name=said,
                    password=NONE,
                    made_at=made_at,
                    clearance=level_needed(role) if role else Level.S2,
                )
            )
            self.city.users[username] = user
        if user and role:
            self.crate.put(RoleHolding(user=user, role=role, since=self.since, reason="规模数据建档"))
        return self.crate.put(
            Person(office=office, user=user, name=said, pinyin=spell(said, longest=80), post=post)
        )

    def bureau(self, name: str, short: str, number: int, parent: Office | None) -> Bureau:
        """Open an inspection office with its director, clerk and teams, and the body it hands clues to."""
        level = OfficeLevel.COUNTY if parent else OfficeLevel.CITY
        office = Office(name=name, short=short, paper_mark=short, level=level, parent=parent)
        self.crate.put(office)
        users = []
        for username in ("director", "office"):
            role, kind = SEATS[username]
            named = f"{username}-{number}" if parent else username
            person = self.person(office, ACCOUNTS[username][1], named, role)
            self.seat(office, person, kind, ACCOUNTS[username][1])
            users.append(self.city.users[named])
        body = self.crate.put(Body(office=office, name="纪委监委", kind=BodyKind.DISCIPLINE))
        bureau = Bureau(office, users[0], users[1], body)
        for crew in range(CREWS):
            first = not parent and crew == 0
            bureau.crews.append(
                [
                    self.person(office, "巡察干部", name if first else f"{name}-{number}-{crew}", role)
                    for role, name in CREW
                ]
            )
        self.city.bureaus.append(bureau)
        return bureau

    def seat(self, office: Office, person: Person, kind: OfficePostKind | None, title: str) -> None:
        """Give a person a post in an office; whoever only handles for a body has none."""
        if kind:
            self.crate.put(OfficePost(office=office, person=person, kind=kind, title=title, since=self.since))

    def seat_city(self, bureau: Bureau) -> None:
        """Give the demo accounts of the city their seats."""
        for username, (role, kind) in SEATS.items():
            if username in self.city.users:
                continue
            title = ACCOUNTS[username][1]
            person = self.person(bureau.office, title, username, role)
            self.seat(bureau.office, person, kind, title)
            if username == "receiver":
                self.crate.put(
                    BodyPost(body=bureau.discipline, person=person, title="经办人", since=self.since)
                )
            if username == "portfolio":
                for place in bureau.places[:8]:
                    self.crate.put(Portfolio(person=person, unit=place.unit, since=self.since))

    def place(self, bureau: Bureau, text: UnitText) -> None:
        """Register a unit to be inspected, its party organisation, its head and its liaison."""
        office, first = bureau.office, not self.city.bureaus[0].places
        unit = self.unit(office, text.name, text.short, UNIT_KINDS[text.kind])
        party = self.crate.put(
            PartyOrganization(office=office, name=text.organization, kind=PARTY_KINDS[text.party])
        )
        self.crate.put(Coverage(party_organization=party, unit=unit, since=self.since))
        seats = []
        for role, kind, title, username in (
            (Role.UNH, TenureKind.HEAD, text.words["leader"], "unit-head"),
            (Role.UNL, TenureKind.LIAISON, "巡察联络员", "unit-liaison"),
        ):
            number = len(self.city.users)
            name = username if first else f"{username}-{number}"
            person = self.person(office, f"{text.short}{title}", name, role)
            self.crate.put(Tenure(unit=unit, person=person, kind=kind, title=title, since=self.since))
            seats.append(person)
        age = next(self.ages)
        if age == min(AGES):
            age = next(self.newest)
        bureau.places.append(Place(unit, text, party, seats[0], seats[1], age + self.city.rng.randrange(2)))

    def unit(self, office: Office, name: str, short: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
        """Register a unit."""
        pinyin = spell(name, longest=120)
        row = Unit(office=office, name=name, short=short, pinyin=pinyin, kind=kind, parent=parent)
        return self.crate.put(row)

    def extend(self, places: list[Place], count: int, *, villages: bool) -> None:
        """Hang units that are inspected along with another: villages, branches of departments."""
        if not places:
            return
        names = stems(self.city.rng)
        for number in range(count):
            place = places[number % len(places)]
            if villages:
                short, kind = f"{next(names)}{'社区' if number % 4 == 0 else '村'}", UnitKind.VILLAGE
            else:
                turn = number // len(places)
                short = f"{place.unit.short}{BRANCHES[turn % len(BRANCHES)]}"
                kind = UnitKind.INSTITUTION
            name = f"{place.unit.name}{short}" if villages else short
            extended = self.unit(place.unit.office, name, short, kind, place.unit)
            place.extended.append(extended)


def found(city: City) -> None:
    """Register the city, its seven districts, their units and people, and the schemes of problem classes."""
    registry, figures, rng = Registry(city), city.figures, city.rng
    chief = registry.bureau(f"中共{CITY}委巡察工作领导小组办公室", f"{CITY}委巡察办", 0, None)
    for text in unit_texts(CITY, figures.city_units, rng, towns=False):
        registry.place(chief, text)
    registry.seat_city(chief)
    registry.extend(chief.places, figures.city_extended, villages=False)
    shares = _even(figures.district_units, len(DISTRICTS))
    for number, (name, share) in enumerate(zip(DISTRICTS, shares, strict=True), 1):
        bureau = registry.bureau(
            f"中共{name}委巡察工作领导小组办公室", f"{name}委巡察办", number, chief.office
        )
        for text in unit_texts(name, share, rng, towns=True):
            registry.place(bureau, text)
    manned = [bureau for bureau in city.bureaus[1:] if bureau.places]
    for bureau, share in zip(manned, _even(figures.villages, len(manned)), strict=True):
        towns = [place for place in bureau.places if place.text.kind == "town"]
        registry.extend(towns or bureau.places, share, villages=True)
    registry.crate.store()
    _classify(city)
    _deal(city)


def _even(total: int, parts: int) -> list[int]:
    return [total // parts + (place < total % parts) for place in range(parts)]


def _classify(city: City) -> None:
    by = Actor(user=city.users["office"], at=city.at(city.day(FOUNDED_DAYS_AGO)))
    lines = [line_of(one) for one in schemes()]
    city.schemes = taxonomy.seed_schemes(
        city.bureaus[0].office, lines, by=by, source="市委巡察办问题分类手册"
    )
    for scheme in city.schemes:
        if scheme.name == "四个聚焦":
            city.categories = {one.code: one for one in scheme.categories.all()}


def _deal(city: City) -> None:
    """Deal the totals out over the units; systems and clues only where work is old enough for them."""
    places, figures, rng = list(city.places), city.figures, city.rng
    told = [place for place in places if place.age > 60] or places
    for place, count in zip(places, deal(figures.findings, [1.0] * len(places), rng, least=1), strict=True):
        place.count = count
    for place, count in zip(told, deal(figures.systems, [1.0] * len(told), rng), strict=True):
        place.systems = count
    for place, count in zip(told, deal(figures.clues, [1.0] * len(told), rng), strict=True):
        place.clues = count
