"""上次未了事项: what is handed on to the next team, and to nobody else."""

import datetime as dt
from typing import Any

import pytest

from organizations.models import Recusal
from organizations.states import RecusalState
from rectification.models import Item
from rectification.tests.factories import reopened
from rectification.tests.factories_transfer import make_successor, transferred
from rounds.models import Assignment
from rounds.states import AssignmentState, PostingRole
from rounds.tests.factories import make_assignment, make_finding, make_round, make_team, post
from supervision.carrying import carried_over, taking_over
from supervision.models import CheckedItem
from supervision.operations import visit as operations
from supervision.tests.factories import (
    Mending,
    accepted,
    add_person,
    closed,
    differ,
    look_at,
    make_mending,
    make_revisit,
    page,
    sign_in,
)

pytestmark = pytest.mark.django_db


def make_next(mending: Mending, days: int = 200) -> Assignment:
    """Return the next inspection of the same unit, by a team of a later round with a leader of its own."""
    team = make_team(make_round(mending.county.term, 2), 1)
    post(team, add_person(mending, "next_lead"), PostingRole.LEADER)
    enters = mending.assignment.enters_on + dt.timedelta(days=days)
    return make_assignment(
        team,
        mending.assignment.unit,
        AssignmentState.WAITING,
        enters_on=enters,
        leaves_on=enters + dt.timedelta(days=40),
    )


def told(mending: Mending, following: Assignment, who: str = "next_lead") -> dict[str, tuple[str, ...]]:
    return {one.item.finding.number: one.reasons for one in carried_over(following, mending.by(who))}


def test_open_reopened_and_different_are_handed_on() -> None:
    mending = make_mending(findings=4, shut=0)
    for item in mending.items[1:]:
        closed(mending, item)
    again = reopened(mending, mending.items[2])
    closed(mending, again)
    following = make_next(mending)
    first, _done, third, fourth = (item.finding.number for item in mending.items)
    assert told(mending, following) == {first: ("尚未销号",), third: ("曾撤销销号",)}
    visit = make_revisit(mending, sample=3)
    checks = {one.number: one for one in CheckedItem.objects.filter(visit=visit).select_related("visit")}
    for number, check in checks.items():
        differ(check, mending) if number == fourth else look_at(check, mending)
    assert fourth not in told(mending, following)  # nobody has accepted it yet
    sent = operations.submit_visit(visit, summary="属实", cooperation=90, by=mending.by("visitor"))
    operations.accept_visit(sent, by=mending.by("clerk"))
    assert told(mending, following) == {
        first: ("尚未销号",),
        third: ("曾撤销销号",),
        fourth: ("检查与上报不符",),
    }
    [one] = [one for one in carried_over(following, mending.by("next_lead")) if one.differences]
    assert [check.note for check in one.differences] == ["抽查两户，补贴仍未到账。"]


def test_only_what_was_published_before_at_the_same_unit_is_handed_on() -> None:
    mending = make_mending(findings=1, shut=0)
    following = make_next(mending)
    make_finding(make_assignment(make_team(mending.county.round, 3), state=AssignmentState.RECTIFYING))
    assert list(told(mending, following)) == [mending.item.finding.number]
    assert carried_over(make_assignment(mending.county.team), mending.by("clerk")) == []
    assert carried_over(mending.assignment, mending.by("clerk")) == []
    Assignment.objects.filter(pk=mending.assignment.pk).update(published_at=None)
    assert told(mending, following) == {}


def test_what_a_unit_took_over_is_handed_on_at_it_and_no_more_where_it_was_found() -> None:
    mending = make_mending(findings=2, shut=0)
    stays, goes = mending.items
    heir = make_successor(mending)
    at_home = make_next(mending)
    at_heir = make_assignment(at_home.team, heir, AssignmentState.WAITING, enters_on=at_home.enters_on)
    assert told(mending, at_heir) == {}
    transferred(mending, heir, (goes.pk,))
    assert told(mending, at_home) == {stays.finding.number: ("尚未销号",)}
    came_from = f"从{mending.assignment.unit}划转"
    assert told(mending, at_heir) == {goes.finding.number: ("尚未销号", came_from)}
    rows = taking_over(mending.by("next_lead"))
    assert {row.pk: row.carried for row in rows} == {at_home.pk: 1, at_heir.pk: 1}  # type: ignore[attr-defined]


def test_nothing_is_handed_on_to_whom_a_recusal_keeps_from_the_unit_of_then() -> None:
    mending = make_mending(findings=1, shut=0)
    following = make_next(mending)
    Recusal.objects.create(
        person=mending.county.people["next_lead"],
        party_organization=mending.assignment.party_organization,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=mending.by("clerk").at,
    )
    assert told(mending, following) == {}
    assert told(mending, following, "clerk") != {}
    assert sign_in(mending, "next_lead").get(page("carried_detail", following)).status_code == 404


def test_page_is_the_next_teams_and_the_offices() -> None:
    mending = make_mending(findings=2, shut=1)
    accepted(mending)
    following = make_next(mending)
    url = page("carried_detail", following)
    for who in ("next_lead", "clerk", "director"):
        shown = sign_in(mending, who).get(url).content.decode()
        assert mending.items[0].finding.title in shown
        assert "抽查两户，补贴仍未到账。" in shown
    for who in ("team_lead", "visitor", "unit_head", "leadership"):
        assert sign_in(mending, who).get(url).status_code == 404
    far = make_mending(name="临川")
    assert sign_in(far, "director").get(url).status_code == 404
    assert Item.objects.visible_to(mending.by("next_lead")).count() == 0  # the page, not the ledger


def test_list_counts_what_is_left_and_asks_a_constant_number_of_questions(
    django_assert_max_num_queries: object,
) -> None:
    mending = make_mending(findings=3, shut=1)
    following = make_next(mending)
    rows = taking_over(mending.by("next_lead"))
    assert [(row.pk, row.carried) for row in rows] == [(following.pk, 2)]  # type: ignore[attr-defined]
    client, url = sign_in(mending, "clerk"), page("carried_list")
    assert page("carried_detail", following) in client.get(url).content.decode()
    assert page("carried_detail", mending.assignment) not in client.get(url).content.decode()
    counts = []
    for more in (0, 5):
        for _ in range(more):
            make_assignment(following.team)
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_taking_over_counts_at_a_unit_its_own_and_what_it_took_over() -> None:
    mending = make_mending(findings=3, shut=1)
    following = make_next(mending)
    other = make_mending(name="临川")
    found = Item.objects.filter(assignment=other.assignment).unfinished()
    many = 2 + found.update(unit=mending.assignment.unit)
    rows: Any = taking_over(mending.by("clerk")).filter(pk=following.pk)
    assert [row.carried for row in rows] == [many]
