import csv
import datetime as dt

import pytest
from django.conf import settings

from accounts import operations
from accounts.matrix import UnknownAct, holders, matrix
from accounts.models import RoleHolding
from accounts.rules import may, roles_of
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from organizations.models import Unit
from organizations.states import OfficePostKind, TenureKind
from organizations.tests.factories import (
    make_office,
    make_person,
    make_unit,
    sit_in_office,
    stand_at,
)

pytestmark = pytest.mark.django_db


def test_every_cell_of_the_table_is_read() -> None:
    with (settings.BASE_DIR / "docs" / "permission_matrix.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    cells = {
        (line[0], verb, title.split()[0], part.split("@")[1])
        for line in lines
        for title, cell in zip(head[4:], line[4:], strict=True)
        if cell != "-"
        for part in cell.split(";")
        for verb in part.split("@")[0].split("/")
    }
    read = {
        (row.act, verb, role.value, scope.value)
        for row in matrix().values()
        for verb, pairs in row.holders.items()
        for role, scope in pairs
    }
    assert read == cells
    assert len(matrix()) == len(lines)


@pytest.mark.parametrize("act", ["rect.nothing:A", "rect.close:Z", "rect.close", ""])
def test_an_act_without_a_row_is_an_error(act: str) -> None:
    with pytest.raises(UnknownAct):
        holders(act)


def test_nobody_may_touch_the_trail() -> None:
    assert all(not holders(f"audit.delete:{verb}") for verb in "VMCESPAX")


def test_a_role_holds_from_its_first_to_its_last_day() -> None:
    user = make_user("zhang")
    first, last = dt.date(2026, 3, 1), dt.date(2026, 5, 31)
    operations.give_role(user, Role.OST, since=first, until=last, by=actor(make_user("secadmin")))
    held = {}
    for day in (first - dt.timedelta(days=1), first, last, last + dt.timedelta(days=1)):
        noon = dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC)
        held[day] = Role.OST in roles_of(actor(user, noon))
    assert list(held.values()) == [False, True, True, False]


def test_ending_a_role_takes_it_away_from_that_day_on() -> None:
    user, by = make_user("zhang", Role.OST), actor(make_user("secadmin"))
    operations.end_role(user, Role.OST, on=by.on, by=by)
    assert Role.OST not in roles_of(actor(user))
    assert RoleHolding.objects.get(user=user).until == by.on - dt.timedelta(days=1)


def test_a_switched_off_account_holds_nothing() -> None:
    user = make_user("zhang", Role.OST)
    user.is_active = False
    user.save()
    assert roles_of(actor(user)) == frozenset()


def test_a_right_reaches_the_own_office_and_those_below() -> None:
    city = make_office("市委巡察办")
    county, other = make_office("云岭县委巡察办", parent=city), make_office("青原县委巡察办", parent=city)
    near, far = make_unit(county, "青石镇"), make_unit(other, "白水镇")
    clerk, chief = make_user("clerk", Role.OST), make_user("chief", Role.OST)
    sit_in_office(make_person(county, "文员", clerk))
    sit_in_office(make_person(city, "市办干部", chief))
    assert (may(actor(clerk), "unit.registry:C", near), may(actor(clerk), "unit.registry:C", far)) == (
        True,
        False,
    )
    assert set(Unit.objects.visible_to(actor(clerk))) == {near}
    assert set(Unit.objects.visible_to(actor(chief))) == {near, far}


def test_a_head_sees_the_own_unit_only_and_a_stranger_none() -> None:
    office = make_office()
    mine, _other = make_unit(office, "青石镇"), make_unit(office, "白水镇")
    head, stranger = make_user("head", Role.UNH), make_user("stranger", Role.UNH)
    stand_at(make_person(office, "书记", head), mine, TenureKind.HEAD)
    make_person(office, "外人", stranger)
    assert list(Unit.objects.visible_to(actor(head))) == [mine]
    assert list(Unit.objects.visible_to(actor(stranger))) == []


def test_a_post_without_the_role_opens_nothing() -> None:
    office = make_office()
    make_unit(office)
    user = make_user("former")
    sit_in_office(make_person(office, "前干部", user), OfficePostKind.CLERK)
    assert list(Unit.objects.visible_to(actor(user))) == []


def test_a_clerk_may_enter_for_a_leader_but_not_for_a_colleague() -> None:
    office = make_office()
    clerk = make_user("clerk", Role.OST)
    sit_in_office(make_person(office, "文员", clerk))
    by = actor(clerk).entering_for("章怀瑾（县长）")
    assert may(by, "term.plan:A")
    assert not may(by, "feedback.publish:A")
    assert not may(actor(clerk), "term.plan:A")
