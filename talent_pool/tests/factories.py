"""A small pool for tests: an office with its people, members in and out, a team at work."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from organizations.models import Office, Person
from organizations.tests.factories import LONG_AGO, make_office, make_person, sit_in_office
from talent_pool.models import Appraisal, Member, Service
from talent_pool.states import Grade, MemberState, PoolKind, RankGroup

SEATS = {"clerk": Role.OST, "second": Role.OST, "director": Role.ODR, "leadership": Role.LDG}
PEOPLE = {"team_lead": Role.TLD, "deputy": Role.TDP, "mate": Role.TMB}
SERVES_AS = {"team_lead": "组长", "deputy": "副组长", "mate": "成员"}


@dataclass
class Pool:
    """An office, its accounts by name, the members of its team."""

    office: Office
    team_id: UUID = field(default_factory=uuid4)
    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def by(self, who: str) -> Actor:
        """Return a person at work now."""
        return actor(self.users[who])


def make_member(
    person: Person, state: MemberState = MemberState.IN_POOL, pool: PoolKind = PoolKind.INSPECTOR, **rest: Any
) -> Member:
    """Return a member of the pool."""
    return Member.objects.create(office=person.office, person=person, state=state, pool=pool, **rest)


def serve(
    member: Member, team_id: UUID, role: str = "成员", since: dt.date = LONG_AGO, until: dt.date | None = None
) -> Service:
    """Let a member serve in a team."""
    return Service.objects.create(
        member=member,
        team_id=team_id,
        round_name="第一轮巡察",
        team_name="第1巡察组",
        role=role,
        since=since,
        until=until,
    )


def appraised(member: Member, remark: str = "敢于碰硬") -> Appraisal:
    """Return last year's appraisal of a member."""
    return Appraisal.objects.create(
        member=member,
        year=2025,
        rank_group=RankGroup.GENERAL,
        grade=Grade.EXCELLENT,
        remark=remark,
        appraised_on=dt.date(2025, 12, 20),
    )


def make_pool(place: str = "云岭") -> Pool:
    """Return an office with clerks, director, leaders, and a team of three at work."""
    pool = Pool(make_office(f"{place}县委巡察办"))
    for who, role in (SEATS | PEOPLE).items():
        user = make_user(f"{place}-{who}", role)
        pool.users[who] = user
        person = make_person(pool.office, f"{place}{who}", user)
        if who in SEATS:
            sit_in_office(person)
        else:
            pool.members[who] = make_member(person, MemberState.POSTED)
            serve(pool.members[who], pool.team_id, SERVES_AS[who])
    return pool
