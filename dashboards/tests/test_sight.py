"""What is counted, listed and found is what lies in sight; the next county stands beside it with one of each."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from clues.states import ClueState
from clues.tests.factories import make_clue
from dashboards import counted, rules
from dashboards.overview import chart_of
from dashboards.searching import hits_of
from dashboards.todo import fieldwork, others, rectification
from organizations.models import Body, PartyOrganization, Person, Recusal
from organizations.states import BodyKind, OfficePostKind, RecusalState, TenureKind
from organizations.tests.factories import make_person, sit_in_office, stand_at
from rectification.tests.factories import make_fixing
from rounds.models import Decision, Referral
from rounds.states import AssignmentState, DecisionKind
from rounds.tests.factories import County, make_assignment, make_county, make_published_assignment
from talent_pool.models import Member
from talent_pool.states import MemberState, PoolKind
from talent_pool.tests.factories import appraised, make_member

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 1)


@pytest.fixture
def county() -> County:
    return make_county()


def recuse(person: Person, party: PartyOrganization, at: dt.datetime) -> None:
    facts = {"ground": "配偶在该单位任职", "state": RecusalState.GRANTED, "declared_at": at}
    Recusal.objects.create(person=person, party_organization=party, **facts)


def fill(county: County) -> None:
    """Give a county one row of each kind that the boards count."""
    office = county.office
    Decision.objects.create(office=office, kind=DecisionKind.SECRETARY, held_on=DAY, title="书记专题会")
    body = Body.objects.get(office=office, kind=BodyKind.DISCIPLINE)
    Referral.objects.create(office=office, body=body, title="建议", text="完善制度", sent_on=DAY)
    clue = make_clue(county, ClueState.HANDED)
    clue.subjects.update(filed_on=DAY)
    appraised(make_member(make_person(office, "周敏"), joined_on=DAY))
    make_member(make_person(office, "高远"), MemberState.LEFT, left_unfit=True, left_on=DAY)


@pytest.mark.parametrize(
    "rows",
    [
        lambda: counted.decisions(DecisionKind.SECRETARY),
        lambda: counted.referrals(BodyKind.DISCIPLINE),
        lambda: counted.filed,
        lambda: counted.members(pools=[PoolKind.INSPECTOR], founding=False),
        lambda: counted.unfit,
        lambda: counted.in_pool,
        lambda: counted.appraised(grade="excellent"),
    ],
    ids=["decisions", "referrals", "filed", "members", "unfit", "in_pool", "appraised"],
)
def test_a_board_counts_rows_of_the_own_office(county: County, rows: Any) -> None:
    fill(make_county("外县"))
    assert not rows()(county.by("director")).exists()
    fill(county)
    assert rows()(county.by("director")).exists()


def test_chart_of_a_round_has_no_bar_of_a_task_that_a_recusal_closes(county: County) -> None:
    bars = len(chart_of(county.round, county.by("clerk")).rows)
    closed = make_assignment(county.team)
    recuse(county.people["clerk"], closed.party_organization, county.by("clerk").at)
    assert len(chart_of(county.round, county.by("director")).rows) == bars + 1
    assert len(chart_of(county.round, county.by("clerk")).rows) == bars


def test_hits_of_a_search_are_items_in_sight() -> None:
    mine, other = make_fixing(), make_fixing(name="外县")
    words = other.item.finding.title
    assert words == mine.item.finding.title
    for who in ("clerk", "unit_liaison"):
        found = {one.word: one for one in hits_of(words, mine.by(who))}["整改事项"]
        assert found.total == len([item for item in mine.items if item.finding.title == words])


def test_arrivals_of_a_recused_leader_leave_the_closed_task_out(county: County) -> None:
    closed = make_assignment(county.team, state=AssignmentState.WAITING)
    recuse(county.people["team_lead"], closed.party_organization, county.by("team_lead").at)
    assert [line.object for line in fieldwork.arrivals(county.by("team_lead"))] == [str(county.unit)]


def test_members_to_be_admitted_are_those_of_the_own_office(county: County) -> None:
    for place in (make_county("外县"), county):
        make_member(make_person(place.office, f"{place.unit}周敏"), MemberState.VETTING)
    assert [line.object for line in others.members(county.by("director"))] == [f"{county.unit}周敏"]
    assert Member.objects.filter(state=MemberState.VETTING).count() == 2


def test_claims_wait_for_the_unit_that_was_told(county: County) -> None:
    other = make_published_assignment(county.team)
    assert not list(rectification.claims(county.by("unit_head")))
    stand_at(county.people["unit_head"], other.unit, TenureKind.HEAD)
    assert len(list(rectification.claims(county.by("unit_head")))) == 1


def test_rows_of_an_indicator_are_said_to_be_of_a_unit_in_sight_only(client: Client, county: County) -> None:
    """What ``_said`` says above the rows."""
    other = make_county("外县")
    client.force_login(county.user("director"))
    address = reverse("dashboards:indicator_rows", args=["findings"])
    said = {
        unit.name: client.get(f"{address}?unit={unit.pk}").context["words"]
        for unit in (county.unit, other.unit)
    }
    assert said[county.unit.name] == [county.unit.name]
    assert other.unit.name not in said[other.unit.name]


@pytest.mark.parametrize("role", [*Role], ids=str)
def test_can_see_portfolio_and_can_see_unit_are_theirs_and_nobody_elses(county: County, role: Role) -> None:
    user = make_user("somebody", role)
    if role in {Role.ODR, Role.OST, Role.LDG}:
        sit_in_office(make_person(county.office, "somebody", user), OfficePostKind.CLERK)
    by = actor(user)
    assert rules.can_see_portfolio(by) == (role == Role.SUP)
    assert rules.can_see_unit(by) == (role in {Role.UNH, Role.UNL})
