"""Who sees a visit: the office, those who were sent, on their days; nobody else, whatever the role."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.states import Role
from audit.actor import Actor
from organizations.models import Recusal
from organizations.states import RecusalState
from rectification.tests.factories import oversee
from rounds.models import Posting, SupervisionTask, TeamGrant
from rounds.states import PostingRole
from rounds.tests.factories import post
from supervision import rules
from supervision.models import CheckedItem, DailyNote, Visit
from supervision.operations import visit as operations
from supervision.tests.factories import (
    DAY,
    Mending,
    accepted,
    add_person,
    make_mending,
    make_recheck,
    make_revisit,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
PEOPLE = [
    "director",
    "clerk",
    "second_clerk",
    "leadership",
    "team_lead",
    "deputy",
    "liaison",
    "member",
    "unit_head",
    "unit_liaison",
    "receiver",
    "visit_lead",
    "visitor",
    "inspector",
    "other_inspector",
    "supervisor",
]
OFFICE = {"director", "clerk", "second_clerk"}


def build() -> Mending:
    mending = make_mending()
    add_person(mending, "inspector", Role.SVG)
    add_person(mending, "other_inspector", Role.SVG)
    oversee(mending)
    make_revisit(mending)
    make_recheck(mending)
    make_revisit(make_mending(name="临川"))  # a neighbour's, which could leak
    return mending


built, mending = standing(build)


def seen(rows: "QuerySet[Any]", mending: Mending) -> set[str]:
    model: Any = rows.model
    return {who for who in PEOPLE if model.objects.visible_to(mending.by(who)).filter(pk__in=rows).exists()}


def own(mending: Mending, kind: str) -> "QuerySet[Visit]":
    return Visit.objects.filter(assignment=mending.assignment, kind=kind)


def test_revisit_is_seen_by_the_office_and_by_the_team_that_was_sent(mending: Mending) -> None:
    assert seen(own(mending, "revisit"), mending) == OFFICE | {"visit_lead", "visitor"}


def test_recheck_is_seen_by_the_office_and_by_the_people_of_the_task(mending: Mending) -> None:
    assert seen(own(mending, "recheck"), mending) == OFFICE | {"inspector"}


def test_list_and_notes_are_seen_as_their_visit(mending: Mending) -> None:
    visit = own(mending, "revisit").get()
    operations.write_note(visit, day=today(), text="走访", by=mending.by("visitor"))
    for rows in (CheckedItem.objects.filter(visit=visit), DailyNote.objects.filter(visit=visit)):
        assert seen(rows, mending) == OFFICE | {"visit_lead", "visitor"}


def test_nothing_of_a_neighbour_is_seen(mending: Mending) -> None:
    assert set(Visit.objects.visible_to(mending.by("clerk"))) == set(
        Visit.objects.filter(assignment=mending.assignment)
    )


@pytest.mark.parametrize("ended", [Posting, TeamGrant])
def test_team_sees_nothing_after_its_last_day(mending: Mending, ended: type) -> None:
    ended.objects.update(until=today() - DAY)  # type: ignore[attr-defined]
    assert seen(own(mending, "revisit"), mending) == OFFICE


def test_liaison_of_the_visit_team_is_not_in_the_table(mending: Mending) -> None:
    team = own(mending, "revisit").get().team
    assert team is not None
    post(team, add_person(mending, "visit_liaison"), PostingRole.LIAISON)
    assert not Visit.objects.visible_to(mending.by("visit_liaison")).exists()


def test_group_sees_nothing_before_or_after_its_days(mending: Mending) -> None:
    tomorrow = mending.by("inspector", mending.by("inspector").at + 11 * DAY)
    assert not Visit.objects.visible_to(tomorrow).exists()
    SupervisionTask.objects.update(since=today() + DAY)
    assert not Visit.objects.visible_to(mending.by("inspector")).exists()


def test_recusal_closes_the_visit_to_everybody(mending: Mending) -> None:
    for who in PEOPLE:
        Recusal.objects.create(
            person=mending.county.people[who],
            party_organization=mending.assignment.party_organization,
            ground="配偶在该单位任职",
            state=RecusalState.GRANTED,
            declared_at=mending.by("clerk").at,
        )
    assert seen(Visit.objects.filter(assignment=mending.assignment), mending) == set()


# ---------------------------------------------------------------- whose turn it is


def waiting(mending: Mending, visit: Visit) -> set[str]:
    return {who for who in PEOPLE if Visit.objects.awaiting(mending.by(who)).filter(pk=visit.pk).exists()}


def test_visit_waits_for_who_goes_and_then_for_the_office(mending: Mending) -> None:
    visit = own(mending, "revisit").get()
    assert waiting(mending, visit) == {"visit_lead", "visitor"}
    submitted(mending, visit)
    assert waiting(mending, visit) == OFFICE
    Visit.objects.filter(pk=visit.pk).update(submitted_by=mending.county.user("clerk").pk)
    assert waiting(mending, visit) == OFFICE - {"clerk"}
    visit.refresh_from_db()
    operations.accept_visit(visit, by=mending.by("director"))
    assert waiting(mending, visit) == set()


@pytest.mark.parametrize(
    ("rule", "while_open", "while_submitted"),
    [
        (rules.can_check_item, {"visit_lead", "visitor"}, set()),
        (rules.can_write_note, {"visit_lead", "visitor"}, set()),
        (rules.can_submit_visit, {"visit_lead", "visitor"}, set()),
        (rules.can_accept_visit, set(), OFFICE),
        (rules.can_drop_visit, OFFICE, set()),
    ],
)
def test_rules_are_a_table_of_state_and_person(
    mending: Mending, rule: object, while_open: set[str], while_submitted: set[str]
) -> None:
    def may(by: Actor, visit: Visit) -> bool:
        return bool(rule(by, visit))  # type: ignore[operator]

    visit = own(mending, "revisit").get()
    assert {who for who in PEOPLE if may(mending.by(who), visit)} == while_open
    visit = submitted(mending, visit)
    assert {who for who in PEOPLE if may(mending.by(who), visit)} == while_submitted
    visit = operations.accept_visit(visit, by=mending.by("director"))
    assert not any(may(mending.by(who), visit) for who in PEOPLE)


def test_under_way_and_accepted_are_told_apart(mending: Mending) -> None:
    revisit, recheck = own(mending, "revisit").get(), own(mending, "recheck").get()
    accepted(mending, revisit)
    mine = Visit.objects.filter(assignment=mending.assignment)
    assert list(mine.under_way()) == [recheck]
    assert list(mine.accepted()) == [revisit]


def test_late_is_told_by_the_day() -> None:
    visit = make_revisit(make_mending(), due_on=today() + 2 * DAY)
    late = {day for day in range(5) if visit.is_overdue(today() + dt.timedelta(days=day))}
    assert late == {3, 4}
    assert str(visit.visitors) == "第7巡察组"
    visit.state = "submitted"
    assert not visit.is_overdue(today() + 9 * DAY)
