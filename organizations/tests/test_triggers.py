"""回避情形: the table as the paper counts it, and its revision by the office from a day on."""

import datetime as dt
from typing import Any, cast

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from audit.models import Entry
from organizations.models import Office, Person, RecusalRule
from organizations.operations.triggers import revise_line
from organizations.recusal import hits
from organizations.states import Effect, OfficePostKind, TenureKind, Trigger
from organizations.tests.factories import (
    make_office,
    make_party_organization,
    make_person,
    make_unit,
    sit_in_office,
    stand_at,
)
from organizations.triggers import LINES, lines_on

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Source: roles.md, «Recusal»: leaders, members, silent, years, years for ever
PAPER = {
    "spouse": ("deny", "deny", False, None, None),
    "kin": ("deny", "deny", False, None, None),
    "inlaw": ("deny", "deny", False, None, None),
    "worked": ("deny", "deny", False, 3, 3),
    "superior": ("deny", "warn", False, 3, None),
    "native": ("warn", "none", False, None, None),
    "named": ("deny", "deny", True, None, None),
    "body": ("deny", "deny", True, None, None),
    "objection": ("decided", "decided", False, None, None),
    "declared": ("decided", "decided", False, None, None),
}


@pytest.fixture
def office() -> Office:
    return make_office()


def clerk(office: Office, name: str = "clerk", role: Role = Role.OST) -> Actor:
    user = make_user(name, role)
    sit_in_office(make_person(office, name, user), OfficePostKind.CLERK)
    return actor(user)


def test_the_table_is_that_of_the_paper() -> None:
    table = {
        line.trigger.value: (line.leaders.value, line.members.value, line.silent, line.years, line.long_years)
        for line in LINES
    }
    assert table == PAPER
    assert list(table) == list(PAPER) == [one.value for one in Trigger]


def revise(office: Office, by: Actor, code: Trigger = Trigger.NATIVE, **said: Any) -> RecusalRule:
    line = lines_on(office.pk, by.on)[code]
    facts = {"leaders": "deny", "members": "warn", "since": by.on, "reason": "工作规程第九条", **said}
    return revise_line(line, office, by=by, **facts)


def native(office: Office) -> tuple[Person, Any]:
    person = make_person(office, "周明远")
    person.native_place = "云岭县青石镇"
    return person, make_party_organization(make_unit(office))


def test_revise_line_counts_from_its_day_and_leaves_a_trail(office: Office) -> None:
    by = clerk(office)
    person, party = native(office)
    made = revise(office, by, since=by.on + DAY)
    assert [hit.denies for hit in hits(person, party, by.on, leads=True)] == [False]
    assert [hit.denies for hit in hits(person, party, by.on + DAY, leads=True)] == [True]
    assert [hit.denies for hit in hits(person, party, by.on + DAY, leads=False)] == [False]
    entry = Entry.objects.about(made).get()
    assert (entry.act, entry.reason) == ("recuse.rule:E", "工作规程第九条")


def test_years_are_revised_too(office: Office) -> None:
    by, unit = clerk(office), make_unit(office)
    person, party = make_person(office, "周明远"), make_party_organization(unit)
    tenure = stand_at(person, unit, TenureKind.STAFF)
    tenure.since, tenure.until = by.on - 5 * 365 * DAY, by.on - 4 * 365 * DAY
    tenure.save()
    assert hits(person, party, by.on) == []
    revise(office, by, Trigger.WORKED, members="deny", years=5, long_years=10)
    assert [hit.code for hit in hits(person, party, by.on)] == ["recent"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": dt.date(2020, 1, 1)},
        {"reason": " "},
        {"code": Trigger.NAMED},
        {"code": Trigger.BODY},
        {"code": Trigger.OBJECTION},
        {"code": Trigger.DECLARED},
    ],
)
def test_what_may_not_be_revised_is_refused_and_leaves_nothing(office: Office, wrong: Any) -> None:
    with pytest.raises(ValidationError):
        revise(office, clerk(office), **wrong)
    assert not RecusalRule.objects.exists()


def test_another_office_or_role_revises_nothing(office: Office) -> None:
    far = clerk(make_office("临川县委巡察办"), "far")
    leader = clerk(office, "leader", Role.LDG)
    for by in (far, leader):
        with pytest.raises(PermissionDenied):
            revise(office, by)
    assert not RecusalRule.objects.exists()
    revise(office, clerk(office))
    assert list(RecusalRule.objects.visible_to(far)) == []


def test_an_earlier_revision_does_not_slip_under_a_later_one(office: Office) -> None:
    by = clerk(office)
    revise(office, by, since=by.on + 9 * DAY)
    with pytest.raises(ValidationError, match="已有调整"):
        revise(office, by, since=by.on + DAY)


def test_where_it_is_not_known_who_leads_the_stricter_warns(office: Office) -> None:
    lines = lines_on(office.pk, dt.date(2026, 5, 6))
    assert [lines[one].effect(None) for one in (Trigger.SPOUSE, Trigger.SUPERIOR, Trigger.NATIVE)] == [
        Effect.DENY,
        Effect.WARN,
        Effect.WARN,
    ]


def test_the_pages_of_the_table(client: Client, office: Office) -> None:
    by = clerk(office)
    client.force_login(cast("User", by.user), backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(reverse("organizations:trigger_list")).content.decode()
    assert [one.label for one in Trigger if one.label not in shown] == []
    page = reverse("organizations:trigger_revise", args=["superior"])
    said = {"leaders": "deny", "members": "deny", "years": "5", "since": str(by.on), "reason": "规程"}
    assert client.get(page).status_code == 200
    told = client.post(page, said, follow=True).content.decode()
    assert "近 5 年" in told
    for code in ("named", "nothing"):
        assert client.get(reverse("organizations:trigger_revise", args=[code])).status_code == 404
    leader = clerk(office, "leader", Role.LDG)
    client.force_login(cast("User", leader.user), backend="django.contrib.auth.backends.ModelBackend")
    assert "调整</a>" not in client.get(reverse("organizations:trigger_list")).content.decode()
    assert client.get(page).status_code == 404
