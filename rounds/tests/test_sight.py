"""谁能看到这份材料: the page names exactly those whom ``visible_to`` lets in, in few questions."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding, User
from accounts.rules import held
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from organizations.models import Portfolio, Recusal, bodies_of
from organizations.states import RecusalState
from organizations.tests.factories import (
    LONG_AGO,
    make_office,
    make_person,
    make_unit,
    sit_in_office,
    stand_at,
)
from rounds.everybody import everybody
from rounds.models import Assignment, SupervisionTask, Team
from rounds.sight import place_of, place_of_team, seers
from rounds.states import AssignmentState, PostingRole
from rounds.tests.factories import AT_UNIT, PUBLISHED_ON, County, make_county, make_team, post
from tests.standing import standing

pytestmark = pytest.mark.django_db
KEPT = ("offices", "recused", "bodies", "supervised", "person", "roles")


def build() -> County:
    """Everybody who could see it, and of each kind somebody who does not: another team, unit, county, day."""
    found = make_county(assignment_state=AssignmentState.FED_BACK)
    make_county("外县", assignment_state=AssignmentState.FED_BACK)
    for who, role in (("portfolio", Role.SUP), ("supervision", Role.SVG)):
        found.people[who] = make_person(found.office, who, make_user(f"{who}-s", role))
    Portfolio.objects.create(person=found.people["portfolio"], unit=found.unit, since=LONG_AGO)
    task = SupervisionTask.objects.create(office=found.office, name="回头看督查", since=LONG_AGO)
    task.people.add(found.people["supervision"])
    task.assignments.add(found.assignment)
    found.people["other"] = make_person(found.office, "other", make_user("other-lead"))
    post(make_team(found.round, 2), found.people["other"], PostingRole.LEADER)
    found.people["former"] = make_person(found.office, "former", make_user("former"))
    post(found.team, found.people["former"], PostingRole.MEMBER, until=dt.date(2026, 4, 1))
    elsewhere = make_unit(found.office, "白鹭乡")
    for who, (role, kind) in AT_UNIT.items():
        person = make_person(found.office, f"far-{who}", make_user(f"far-{who}".replace("_", "-"), role))
        stand_at(person, elsewhere, kind)
    return found


built, county = standing(build)


def let_in(record: Any, at: dt.datetime) -> set[User]:
    model: Any = type(record)
    return {
        user
        for user in User.objects.all()
        if model.objects.visible_to(actor(user, at)).filter(pk=record.pk).exists()
    }


def told(record: Any, county: County, who: str = "director") -> set[User]:
    place = place_of_team(record) if isinstance(record, Team) else place_of(record)
    return {seer.user for seer in seers(record, place, by=county.by(who))}


@pytest.mark.parametrize("published", [True, False])
def test_the_page_names_whom_the_lists_let_in(county: County, published: bool) -> None:
    Assignment.objects.update(published_at=PUBLISHED_ON if published else None)
    task, at = Assignment.objects.get(pk=county.assignment.pk), county.by("director").at
    expected = let_in(task, at)
    assert told(task, county) == expected
    assert (county.user("unit_head") in expected) is published
    assert told(county.team, county) == let_in(county.team, at)


@pytest.mark.parametrize("who", ["director", "team_lead", "unit_head", "portfolio", "supervision", "clerk"])
def test_whoever_loses_sight_leaves_the_page(county: County, who: str) -> None:
    before = told(county.assignment, county, "second_clerk")
    Recusal.objects.create(
        person=county.people[who],
        party_organization=county.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=PUBLISHED_ON,
    )
    after = told(county.assignment, county, "second_clerk")
    assert before - after == {county.user(who)}
    assert after == let_in(county.assignment, county.by("director").at)


def test_what_is_looked_up_for_all_is_what_each_would_look_up(county: County) -> None:
    city = make_office("市委巡察办")
    county.office.parent = city
    county.office.save()
    sit_in_office(make_person(city, "市办主任", make_user("city", Role.ODR)))
    asked = county.by("director")
    for user, one in everybody(asked, list(Role)).items():
        lazy = actor(User.objects.get(pk=user), asked.at)
        for act in (*Assignment.VIEW, "rect.view:V", "clue.result:C"):
            for role, scope in held(lazy, act):
                Assignment.scope_q(scope, role, lazy)
        bodies_of(lazy)
        for key, value in lazy.memo.items():
            known = one.by.memo[key]
            if isinstance(value, list):
                assert (key, sorted(known)) == (key, sorted(value))
            elif key in KEPT:
                assert (key, known) == (key, value)


def test_each_way_in_is_told_with_its_days(county: County) -> None:
    found = {
        seer.user: seer
        for seer in seers(county.assignment, place_of(county.assignment), by=county.by("clerk"))
    }
    words = {
        who: [one.words for one in found[county.user(who)].reasons]
        for who in county.people
        if county.user(who) in found
    }
    assert words["director"] == ["任主任"]
    assert words["team_lead"] == ["派任第1巡察组组长"]
    assert words["portfolio"] == [f"分管{county.unit}"]
    assert words["supervision"] == ["回头看督查"]
    RoleHolding.objects.filter(user=county.user("team_lead")).update(until=dt.date(2027, 1, 31))
    later = seers(county.assignment, place_of(county.assignment), by=county.by("clerk"))
    starts = {seer.user: seer.reasons[0].since for seer in later}
    assert starts[county.user("unit_head")] == PUBLISHED_ON.date()
    ends = {seer.user: seer.reasons[0].until for seer in later}
    assert ends[county.user("team_lead")] == dt.date(2027, 1, 31)


def test_the_questions_do_not_grow_with_the_accounts(
    county: County, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        few = told(county.assignment, county)
    for number in range(60):
        person = make_person(county.office, f"p{number}", make_user(f"clerk-{number}", Role.OST))
        sit_in_office(person)
    with django_assert_max_num_queries(20):
        assert len(told(county.assignment, county)) == len(few) + 60


def page(client: Client, county: County, who: str, name: str, record: Any) -> Any:
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(name, args=[record.pk]))


@pytest.mark.parametrize(
    ("who", "opens"),
    [("director", True), ("clerk", True), ("team_lead", True), ("deputy", False), ("unit_head", False)],
)
def test_the_page_is_for_whom_answers_for_the_record(
    client: Client, county: County, who: str, opens: bool
) -> None:
    for name, record in (("assignment", county.assignment), ("team", county.team)):
        answer = page(client, county, who, f"rounds:{name}_access", record)
        assert answer.status_code == (200 if opens else 404)
    detail = page(client, county, who, "rounds:assignment_detail", county.assignment).content.decode()
    assert ("谁能看到" in detail) is opens


def test_a_recusal_is_told_to_the_office_and_not_to_the_team(client: Client, county: County) -> None:
    Recusal.objects.create(
        person=county.people["member"],
        party_organization=county.assignment.party_organization,
        ground="配偶在该单位",
        state=RecusalState.GRANTED,
        declared_at=PUBLISHED_ON,
    )
    office = page(client, county, "clerk", "rounds:assignment_access", county.assignment).content.decode()
    team = page(client, county, "team_lead", "rounds:assignment_access", county.assignment).content.decode()
    assert "配偶在该单位" in office
    assert "配偶在该单位" not in team
