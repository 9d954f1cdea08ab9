"""What stands before a story begins: an office, accounts, the registry of units, people and the pool.

Runs inside `manage.py shell` of the system under test, by the operations that the pages use; nothing else.
"""

import datetime as dt
import os

from django.utils import timezone

from accounts import operations as accounts
from accounts.clock import clock
from accounts.models import User
from accounts.states import Role
from audit.actor import Actor
from organizations.models import Body, BodyPost, Office, OfficePost, PartyOrganization, Person, Tenure, Unit
from organizations.operations import registry
from organizations.states import BodyKind, OfficeLevel, OfficePostKind, PartyKind, TenureKind, UnitKind
from rectification.models import RectificationPlan
from rectification.operations import month_open, monthly
from rectification.tasks import open_monthly_reports
from rectification.tests.factories import make_fixing, open_report, oversee
from rounds.models import Assignment
from rounds.operations import taxonomy
from talent_pool import operations as pool
from talent_pool.states import PoolKind

PEOPLE = {
    "clerk": "韩知秋", "second": "陆明远", "director": "沈佑之", "county-leader": "顾长河",
    "lead": "周启明", "deputy": "吴岚", "member": "郑禾", "fellow": "何彬", "other-lead": "许原",
    "other": "冯川", "unit-head": "罗岭", "unit-liaison": "唐溪", "receiver": "秦越",
}  # fmt: skip
SINCE = dt.date(2024, 1, 1)
OFFICE = {
    "director": (Role.ODR, OfficePostKind.DIRECTOR),
    "clerk": (Role.OST, OfficePostKind.CLERK),
    "second": (Role.OST, OfficePostKind.CLERK),
    "county-leader": (Role.LDG, OfficePostKind.LEADING_GROUP),
}
POOL = ("lead", "deputy", "member", "fellow", "other-lead", "other")
SCHEME = [
    {"scheme": "三类问题", "code": "A", "parent": "", "name": "落实决策部署"},
    {"scheme": "三类问题", "code": "A1", "parent": "A", "name": "惠民政策落实不到位"},
    {"scheme": "三类问题", "code": "B", "parent": "", "name": "群众身边作风"},
    {"scheme": "三类问题", "code": "B1", "parent": "B", "name": "村级资金管理不严"},
]


def plant() -> None:
    """Everything, in the order in which an office would enter it."""
    at = timezone.now()
    users = _accounts(clock(at))
    clerk, director = Actor(user=users["clerk"], at=at), Actor(user=users["director"], at=at)
    office = Office(
        name="青岭县委巡察办", short="县委巡察办", level=OfficeLevel.COUNTY, paper_mark="青岭巡办"
    )
    registry.enter(office, by=clerk)
    people = _people(office, users, clerk)
    _units(office, people, clerk)
    for code in POOL:
        kind = PoolKind.LEADER if "lead" in code else PoolKind.INSPECTOR
        member = pool.propose_member(people[code], pool=kind, expertise=[], by=clerk)
        pool.admit_member(pool.vet_member(member, by=clerk), by=director)
    taxonomy.seed_schemes(office, SCHEME, by=clerk, source="县委巡察办")


def _accounts(by: Actor) -> dict[str, User]:
    password = os.environ["DEMO_PASSWORD"]
    users = {
        code: accounts.create_user(code, name, password=password, by=by) for code, name in PEOPLE.items()
    }
    roles = {code: role for code, (role, _) in OFFICE.items()}
    roles |= {"unit-head": Role.UNH, "unit-liaison": Role.UNL, "receiver": Role.RCV}
    for code, role in roles.items():
        accounts.give_role(users[code], role, since=SINCE, by=by, reason="建档")
    return users


def _people(office: Office, users: dict[str, User], by: Actor) -> dict[str, Person]:
    people = {
        code: registry.register_person(Person(office=office, user=users[code], name=name), by=by)
        for code, name in PEOPLE.items()
    }
    for code, (_, kind) in OFFICE.items():
        seat = OfficePost(office=office, person=people[code], kind=kind, title=kind.label, since=SINCE)
        registry.enter(seat, by=by)
    body = Body(office=office, name="县纪委监委", kind=BodyKind.DISCIPLINE)
    registry.enter(body, by=by)
    registry.enter(BodyPost(body=body, person=people["receiver"], title="经办人", since=SINCE), by=by)
    return people


def _units(office: Office, people: dict[str, Person], by: Actor) -> None:
    for name in ("青石镇", "松湾镇"):
        unit = registry.register_unit(Unit(office=office, name=name, kind=UnitKind.TOWNSHIP), by=by)
        party = PartyOrganization(office=office, name=f"中共{name}委员会", kind=PartyKind.COMMITTEE)
        registry.register_party_organization(party, [unit], since=SINCE, by=by)
        if name == "青石镇":
            _seats(unit, people, by)


def _seats(unit: Unit, people: dict[str, Person], by: Actor) -> None:
    kinds = {"unit-head": (TenureKind.HEAD, "党委书记"), "unit-liaison": (TenureKind.LIAISON, "党政办主任")}
    for code, (kind, title) in kinds.items():
        registry.appoint(Tenure(unit=unit, person=people[code], kind=kind, title=title, since=SINCE), by=by)


def let_a_month_pass() -> None:
    """Set publishing and plan back into last month, then ask the worker, as beat does, for monthly reports."""
    last_month = timezone.now().replace(day=1) - dt.timedelta(days=5)
    Assignment.objects.filter(published_at__isnull=False).update(published_at=last_month)
    RectificationPlan.objects.filter(accepted_on__isnull=False).update(accepted_on=last_month.date())
    open_monthly_reports.delay()


NAMES = {
    "unit_liaison": "唐溪", "unit_head": "罗岭", "clerk": "韩知秋", "director": "沈佑之", "supervisor": "顾长河",
}  # fmt: skip


def plant_ordinary_month() -> None:
    """A unit with ten problems under way and a report of the month before; ask for the next one."""
    unit = make_fixing(10, days_ago=70)
    oversee(unit)
    for code, name in NAMES.items():
        user = unit.county.user(code)
        user.username, user.name = code.replace("_", "-"), name
        user.set_password(os.environ["DEMO_PASSWORD"])
        user.save()
    month = month_open.month_before(month_open.month_before(timezone.localdate()))
    report = open_report(unit, month)
    said = {line.pk: {"text": f"上月已清退{place}户。"} for place, line in enumerate(report.lines.all(), 1)}
    by = {who: unit.by(who) for who in ("unit_liaison", "unit_head", "clerk")}
    monthly.write_monthly(
        report,
        summary="逐户清退。",
        next_steps="下月公示清退结果。",
        lines=said,
        send=True,
        by=by["unit_liaison"],
    )
    monthly.accept_monthly(monthly.sign_monthly(report, by=by["unit_head"]), by=by["clerk"])
    open_monthly_reports.delay()
