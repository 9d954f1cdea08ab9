"""Who asks, and about what: sixteen roles in six relations, and where the records of the world lie.

The world is that of `tests/test_access.py`: a published assignment, an early one of a second team at the same
unit, a neighbouring county. Here come a third team in another round, and an office above the own one.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.utils import timezone

from accounts.models import RoleHolding, User
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user
from audit.actor import Actor
from deadlines.models import DeadlineRule
from organizations.models import Body, BodyPost, Office, OfficePost, Person, Portfolio, Tenure, Unit
from organizations.states import BodyKind, OfficePostKind, TenureKind
from organizations.tests.factories import make_body, make_office, make_person, make_unit
from rounds.models import Assignment, ReviewPoint, SupervisionTask, Team
from rounds.states import AssignmentState, PostingRole
from rounds.states.review import PointKind
from rounds.tests.factories import make_assignment, make_round, make_team, post
from talent_pool.models import Expertise
from tests.test_access import World, _recusal, _world

# 本人在任、昨日卸任、在别组别单位、在另一轮（机构则为上级）、在任而回避、毫无关系
LIVE, ENDED, ELSEWHERE, OTHER_ROUND, RECUSED, NONE = (
    "live",
    "ended",
    "elsewhere",
    "other-round",
    "recused",
    "none",
)
RELATIONS = (LIVE, ENDED, ELSEWHERE, OTHER_ROUND, RECUSED, NONE)
OFFICE = {
    Role.ODR: OfficePostKind.DIRECTOR,
    Role.OST: OfficePostKind.CLERK,
    Role.LDG: OfficePostKind.LEADING_GROUP,
}
TEAM = {
    Role.TLD: PostingRole.LEADER,
    Role.TDP: PostingRole.DEPUTY,
    Role.TCO: PostingRole.LIAISON,
    Role.TMB: PostingRole.MEMBER,
}
UNIT = {Role.UNH: TenureKind.HEAD, Role.UNL: TenureKind.LIAISON}
PEOPLE = {
    Role.ODR: "director",
    Role.OST: "clerk",
    Role.LDG: "leadership",
    Role.TLD: "team_lead",
    Role.TDP: "deputy",
    Role.TCO: "liaison",
    Role.TMB: "member",
    Role.UNH: "unit_head",
    Role.UNL: "unit_liaison",
    Role.SUP: "supervisor",
    Role.RCV: "receiver",
    Role.SVG: "supervision",
    Role.SYS: "sysadmin",
    Role.SEC: "secadmin",
    Role.AUD: "auditor",
}
OWN, SECOND, OTHER, FAR, ABOVE = "own", "second", "other", "far", "above"


@dataclass(frozen=True)
class Place:
    """Where the records of a set lie, and what of them is out."""

    office: str
    team: str
    unit: str
    body: str
    watched: str
    round: str
    published: bool


PLACES = {
    "published": Place(OWN, OWN, OWN, OWN, OWN, OWN, published=True),
    "early": Place(OWN, SECOND, OWN, OWN, "", OWN, published=False),
    "neighbour": Place(FAR, FAR, FAR, FAR, FAR, FAR, published=True),
}


@dataclass(frozen=True)
class Player:
    """A person of one role, and the ties of today: each the name of a place, empty when there is none."""

    role: Role
    relation: str
    by: Actor = field(repr=False, compare=False)
    home: str = ""  # the office that keeps the record
    office: str = ""
    team: str = ""
    round: str = ""
    unit: str = ""
    body: str = ""
    watched: str = ""
    recused: bool = False
    holds: bool = True  # the role itself is held today
    who: str = ""  # the name in the world, when the world's records may be this person's own

    def __str__(self) -> str:
        return f"{self.role}-{self.relation}"


@dataclass
class Scene:
    """The world, those who ask, and the records of each place."""

    world: World
    players: list[Player]

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        return {
            "published": self.world.records,
            "early": self.world.early,
            "neighbour": self.world.neighbour,
        }

    def player(self, role: Role, relation: str = LIVE) -> Player:
        return next(one for one in self.players if (one.role, one.relation) == (role, relation))


@dataclass
class Containers:
    """What one can be tied to, by the name of the place."""

    offices: dict[str, Office]
    teams: dict[str, Team]
    units: dict[str, Unit]
    bodies: dict[str, Body]
    tasks: dict[str, Assignment]


def make_scene() -> Scene:
    """Return the world with everybody in it; the own county lies below an office of the city."""
    world = _world()
    world.records |= {
        "account": make_user("somebody"),
        "expertise": Expertise.objects.create(name="财务审计"),
        "rule": DeadlineRule.objects.first(),
    }
    containers = _containers(world)
    return Scene(world, [_player(world, containers, *pair) for pair in product(PEOPLE, RELATIONS)])


def _containers(world: World) -> Containers:
    county, far = world.county, world.neighbour
    above = make_office("云水市委巡察办")
    # It reviews by points of its own, like the others: nobody takes over those delivered twice
    own_point = {"kind": PointKind.EXAMINE, "text": "审核定性", "since": LONG_AGO}
    ReviewPoint.objects.create(office=above, **own_point)
    county.office.parent = above
    county.office.save()
    third = make_team(make_round(county.term, 2), 1)
    other = make_assignment(third, make_unit(county.office, "云岭县黄栌乡"), AssignmentState.FED_BACK)
    return Containers(
        offices={OWN: county.office, FAR: far["office"], ABOVE: above},
        teams={OWN: county.team, SECOND: world.early["assignment"].team, OTHER: third},
        units={OWN: county.unit, FAR: far["unit"], OTHER: other.unit},
        bodies={
            OWN: world.records["body"],
            FAR: far["body"],
            OTHER: make_body(county.office, BodyKind.AUDIT),
        },
        tasks={OWN: county.assignment, FAR: far["assignment"], OTHER: other},
    )


def _site(role: Role, relation: str) -> str:
    if relation == ELSEWHERE:
        return SECOND if role in TEAM else FAR
    if relation == OTHER_ROUND:
        return ABOVE if role in OFFICE else OTHER
    return OWN


def _ties(role: Role, site: str) -> dict[str, Any]:
    if role in TEAM:
        return {"team": site, "round": OTHER if site == OTHER else OWN}
    kinds = {**dict.fromkeys(OFFICE, "office"), **dict.fromkeys(UNIT, "unit")}
    kinds |= {Role.SUP: "unit", Role.RCV: "body", Role.SVG: "watched"}
    return {kinds[role]: site} if role in kinds else {}


def _player(world: World, containers: Containers, role: Role, relation: str) -> Player:
    site = _site(role, relation)
    home = site if site in {FAR, ABOVE} else OWN
    if relation == LIVE:
        name = PEOPLE[role]
        return Player(role, relation, world.county.by(name), home=OWN, who=name, **_ties(role, OWN))
    person, user = _someone(containers.offices[home], f"{role}-{relation}".lower())
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ended = yesterday if relation == ENDED else None
    now = timezone.now()
    by = Actor(user=user, at=now, signed_in_at=now)
    bound = bool(_ties(role, site))
    RoleHolding.objects.create(user=user, role=role, since=LONG_AGO, until=None if bound else ended)
    if relation in {ENDED, NONE} or not bound:
        if relation == ENDED and bound:
            tie(containers, person, role, site, until=ended)
        return Player(role, relation, by, home=home, holds=bound or not ended)
    tie(containers, person, role, site)
    recused = relation == RECUSED
    if recused:
        _recusal(person, world.county.assignment)
    return Player(role, relation, by, home=home, recused=recused, **_ties(role, site))


def _someone(office: Office, name: str) -> tuple[Person, User]:
    user = make_user(name)
    return make_person(office, name, user), user


def tie(containers: Containers, person: Person, role: Role, site: str, until: dt.date | None = None) -> None:
    """Bind a person to a place of the world since long ago, by what the role is bound with."""
    days = {"since": LONG_AGO, "until": until}
    if role in OFFICE:
        office = containers.offices[site]
        OfficePost.objects.create(office=office, person=person, kind=OFFICE[role], title=role.label, **days)
    elif role in TEAM:
        post(containers.teams[site], person, TEAM[role], until=until)
    elif role in UNIT:
        unit = containers.units[site]
        Tenure.objects.create(person=person, unit=unit, kind=UNIT[role], title=role.label, **days)
    elif role == Role.SUP:
        Portfolio.objects.create(unit=containers.units[site], person=person, **days)
    elif role == Role.RCV:
        BodyPost.objects.create(person=person, body=containers.bodies[site], **days)
    elif role == Role.SVG:
        office = containers.tasks[site].office
        task = SupervisionTask.objects.create(office=office, name=f"督查{person.name}", **days)
        task.people.add(person)
        task.assignments.add(containers.tasks[site])
