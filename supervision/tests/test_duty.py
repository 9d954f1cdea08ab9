"""时限 of visits and assessments: begun once the months of mending are over, kept, resumed, ended, told."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.clock import clock
from audit.models import Entry
from deadlines.models import Deadline, DeadlineRule, Notice
from rectification.operations.item import archive, period_end
from rounds.models import Assignment
from rounds.operations.reminder import remind
from rounds.states import AssignmentState
from supervision import tasks
from supervision.operations import publishing
from supervision.operations import visit as operations
from supervision.operations.duty import begin_duties
from supervision.tests.factories import (
    DAY,
    Mending,
    decided,
    make_mending,
    make_recheck,
    make_revisit,
    page,
    published,
    sign_in,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
LONG_AGO = 250  # days: the six months of mending are over, those of the visit are not


def build() -> Mending:
    return make_mending(days_ago=LONG_AGO)


built, mending = standing(build)


def begin(days: int = 0) -> int:
    return begin_duties(by=clock(timezone.now() + days * DAY))


def duty(mending: Mending, code: str) -> Deadline:
    found: Deadline = Deadline.objects.about(mending.assignment).coded(code).get()
    return found


# ---------------------------------------------------------------- begun


def test_days_are_counted_from_the_end_of_the_months_and_once(mending: Mending) -> None:
    make_mending(name="临川")  # in the middle of its months
    assert begin() == 2
    over = period_end(mending.assignment)
    assert {row.anchor_on for row in Deadline.objects.about(mending.assignment)} == {over}
    assert duty(mending, "revisit").due == over + 90 * DAY
    assert duty(mending, "assessment").due == over + 30 * DAY
    assert begin() == 0
    told = Entry.objects.about(duty(mending, "revisit")).get()
    assert (told.act, told.user.username) == ("sv.order:C", "clock")
    assert tasks.begin_duties() == 0


def test_the_last_day_of_the_months_is_the_units_own() -> None:
    begin()  # for the one that stands
    mending = make_mending()
    left = (period_end(mending.assignment) - today()).days
    assert begin(left) == 0
    assert begin(left + 1) == 2


@pytest.mark.parametrize("state", [AssignmentState.FED_BACK, AssignmentState.ARCHIVED])
def test_nothing_begins_where_nobody_mends(mending: Mending, state: AssignmentState) -> None:
    Assignment.objects.filter(pk=mending.assignment.pk).update(state=state)
    assert begin() == 0


def test_a_rule_that_was_switched_off_begins_nothing_and_stops_no_other(mending: Mending) -> None:
    DeadlineRule.objects.filter(code="revisit").update(active=False)
    assert begin() == 1
    assert not Deadline.objects.about(mending.assignment).coded("revisit").exists()
    assert duty(mending, "assessment").is_open


# ---------------------------------------------------------------- kept, resumed


def test_a_visit_handed_in_keeps_the_day_and_a_returned_one_resumes_it(mending: Mending) -> None:
    begin()
    visit = make_revisit(mending)
    assert duty(mending, "revisit").is_open
    submitted(mending, visit)
    assert duty(mending, "revisit").met_on == today()
    operations.return_visit(visit, reason="再看一户", by=mending.by("clerk"))
    assert duty(mending, "revisit").is_open
    operations.submit_visit(visit, summary="属实", cooperation=80, by=mending.by("visitor"))
    assert duty(mending, "revisit").met_on == today()
    assert duty(mending, "assessment").is_open


def test_a_second_visit_that_is_returned_resumes_nothing(mending: Mending) -> None:
    begin()
    first = submitted(mending)
    operations.accept_visit(first, by=mending.by("clerk"))
    again = submitted(mending, make_revisit(mending, first.team))
    operations.return_visit(again, reason="再看一户", by=mending.by("clerk"))
    assert duty(mending, "revisit").met_on == today()


def test_a_check_by_the_supervision_group_is_no_visit_of_the_team(mending: Mending) -> None:
    begin()
    visit = submitted(mending, make_recheck(mending), "inspector")
    assert duty(mending, "revisit").is_open
    operations.return_visit(visit, reason="再看一户", by=mending.by("clerk"))
    assert duty(mending, "revisit").is_open


def test_what_was_done_before_the_clock_looked_is_counted(mending: Mending) -> None:
    submitted(mending)
    published(mending)
    assert begin() == 2
    assert duty(mending, "revisit").met_on == today()
    assert duty(mending, "assessment").met_on == today()


def test_a_visit_within_the_months_keeps_no_day_a_published_result_does() -> None:
    mending = make_mending()
    submitted(mending)
    published(mending)
    left = (period_end(mending.assignment) - today()).days
    begin(left + 1)
    assert duty(mending, "revisit").is_open
    assert duty(mending, "assessment").met_on == today()


def test_a_result_keeps_the_day_once_it_is_published(mending: Mending) -> None:
    begin()
    decided(mending)
    assert duty(mending, "assessment").is_open
    publishing.publish_assessments(mending.county.round, by=mending.by("director"))
    assert duty(mending, "assessment").met_on == today()
    assert duty(mending, "revisit").is_open


def test_what_is_open_ends_when_the_unit_is_filed_away(mending: Mending) -> None:
    begin()
    submitted(mending)
    Assignment.objects.filter(pk=mending.assignment.pk).update(state=AssignmentState.ASSESSED)
    mending.assignment.refresh_from_db()
    archive(mending.assignment, by=mending.by("director"))
    assert (duty(mending, "assessment").ended_on, duty(mending, "revisit").ended_on) == (today(), None)


# ---------------------------------------------------------------- told, shown


def test_the_office_is_reminded_and_the_unit_is_not(mending: Mending) -> None:
    begin()
    due = duty(mending, "revisit").due
    at = timezone.now() + dt.timedelta(days=(due - today()).days - 20)
    assert remind(at=at) > 0
    told = Notice.objects.filter(deadline__code="revisit")
    assert {row.recipient_id for row in told} == {mending.county.user("liaison").pk}
    late = at + 30 * DAY
    remind(at=late)
    heard = set(told.values_list("recipient__username", flat=True))
    names = {
        who: mending.county.user(who).username for who in ("director", "clerk", "unit_head", "unit_liaison")
    }
    assert {names["director"], names["clerk"]} <= heard
    assert heard.isdisjoint({names["unit_head"], names["unit_liaison"]})


def test_list_of_what_is_due_shows_the_days(mending: Mending) -> None:
    client, url = sign_in(mending, "clerk"), page("visit_due")
    begin()
    assert f"{duty(mending, 'revisit').due:%Y-%m-%d}" in client.get(url).content.decode()
    submitted(mending)
    assert f"{duty(mending, 'revisit').due:%Y-%m-%d}" not in client.get(url).content.decode()
