"""Who sees a clue, and when: each person by the list, compared whole, and by the page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from clues.models import Clue
from clues.states import ClueState
from clues.tests.factories import SECRET, make_clue
from organizations.models import Body, Portfolio, Recusal
from organizations.states import BodyKind, RecusalState
from organizations.tests.factories import LONG_AGO, make_body, make_person, sit_in_body
from rounds.models import Assignment
from rounds.states import AssignmentState, PostingRole
from rounds.tests.factories import PUBLISHED_ON, County, make_assignment, make_county, make_team, post

pytestmark = pytest.mark.django_db

HANDED = {ClueState.HANDED, ClueState.RECEIVED, ClueState.WORKING, ClueState.ANSWERED, ClueState.CLOSED}
ALWAYS = {"director", "team_lead", "deputy"}
PEOPLE = (
    "director", "clerk", "second_clerk", "leadership", "team_lead", "deputy", "liaison", "member",
    "unit_head", "unit_liaison", "receiver", "portfolio", "supervisor", "other_lead", "other_body",
)  # fmt: skip


@pytest.fixture
def county() -> County:
    found = make_county()
    seats = {"portfolio": Role.SUP, "supervisor": Role.SVG, "other_body": Role.RCV, "other_lead": None}
    for who, role in seats.items():
        user = make_user(f"{who}-x", *([role] if role else []))
        found.people[who] = make_person(found.office, who, user)
    Portfolio.objects.create(person=found.people["portfolio"], unit=found.unit, since=LONG_AGO)
    sit_in_body(found.people["other_body"], make_body(found.office, BodyKind.FINANCE))
    post(make_team(found.round, 2), found.people["other_lead"], PostingRole.LEADER)
    return found


def discipline(county: County) -> Body:
    return Body.objects.get(office=county.office, kind=BodyKind.DISCIPLINE)


def clue_in(county: County, state: ClueState) -> Clue:
    Body.objects.exclude(kind=BodyKind.DISCIPLINE).update(office=make_county("别处").office)
    return make_clue(county, state)


def sees(state: ClueState) -> set[str]:
    seen = set(ALWAYS)
    if state in HANDED:
        seen.add("receiver")
    if state == ClueState.APPROVAL:
        seen.add("leadership")
    return seen


@pytest.mark.parametrize("state", ClueState)
def test_who_sees_a_clue_in_each_state(client: Client, county: County, state: ClueState) -> None:
    clue = clue_in(county, state)
    make_clue(make_county("外县"))  # another county's, which could leak
    expected = sees(state)
    for who in PEOPLE:
        listed = list(Clue.objects.visible_to(county.by(who)))
        assert listed == ([clue] if who in expected else []), who
        client.force_login(county.user(who))
        answer = client.get(reverse("clues:clue_detail", args=[clue.pk]))
        assert (answer.status_code == 200) is (who in expected), who
        if who not in expected:
            assert answer.status_code == 404, who
            assert SECRET not in answer.content.decode()


def test_who_holds_the_right_but_not_the_clue_meets_a_page_that_does_not_exist(
    client: Client, county: County
) -> None:
    clue = clue_in(county, ClueState.TEAM)
    for who in ("other_lead", "receiver", "other_body", "leadership"):
        client.force_login(county.user(who))
        assert client.get(reverse("clues:clue_detail", args=[clue.pk])).status_code == 404, who


def test_published_feedback_opens_no_clue_to_the_unit(county: County) -> None:
    clue_in(county, ClueState.CLOSED)
    rows = Assignment.objects.filter(pk=county.assignment.pk)
    rows.update(state=AssignmentState.FED_BACK, published_at=PUBLISHED_ON)
    for who in ("unit_head", "unit_liaison", "portfolio", "supervisor", "clerk"):
        assert list(Clue.objects.visible_to(county.by(who))) == []


def test_a_recused_person_sees_the_clues_of_that_unit_no_longer(county: County) -> None:
    clue = clue_in(county, ClueState.HANDED)
    other = make_clue(county, assignment=make_assignment(county.team))
    for who in ("director", "team_lead", "receiver"):
        Recusal.objects.create(
            person=county.people[who],
            party_organization=clue.assignment.party_organization,
            ground="亲属",
            state=RecusalState.GRANTED,
            declared_at=PUBLISHED_ON,
        )
    assert list(Clue.objects.visible_to(county.by("director"))) == [other]
    assert list(Clue.objects.visible_to(county.by("team_lead"))) == [other]
    assert list(Clue.objects.visible_to(county.by("receiver"))) == []


def test_who_leaves_the_team_or_the_body_sees_nothing_from_the_next_day(county: County) -> None:
    clue = clue_in(county, ClueState.HANDED)
    yesterday = county.by("director").on.replace(day=1)
    for who in ("team_lead", "receiver"):
        person: Any = county.people[who]
        assert list(Clue.objects.visible_to(county.by(who))) == [clue]
        person.postings.update(until=yesterday) if who == "team_lead" else person.body_posts.update(
            until=yesterday
        )
        later: User = county.user(who)
        assert list(Clue.objects.visible_to(actor(later))) == []


def test_a_leader_of_another_county_does_not_see_a_clue_that_waits_for_approval(county: County) -> None:
    clue = clue_in(county, ClueState.APPROVAL)
    assert list(Clue.objects.visible_to(county.by("leadership"))) == [clue]
    assert list(Clue.objects.visible_to(make_county("外县").by("leadership"))) == []
