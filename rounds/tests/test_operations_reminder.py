"""到期提醒 of report and feedback: the team and the office; never the unit, never who is recused."""

import datetime as dt

import pytest
from django.utils import timezone

from deadlines.models import Deadline, Notice
from organizations.models import Recusal
from organizations.states import RecusalState
from rounds import tasks
from rounds.operations import timing
from rounds.operations.reminder import remind
from rounds.states import AssignmentState
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def county() -> County:
    """A county whose team has left the unit and owes its report."""
    found = make_county(assignment_state=AssignmentState.LEFT)
    by = found.by("team_lead")
    timing.begin(found.assignment, timing.REPORT, by.on, by=by, act="report.approve:P")
    return found


def due_of(county: County) -> dt.date:
    found: dt.date = Deadline.objects.about(county.assignment).get().due
    return found


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def told(county: County, day: dt.date) -> set[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    remind(at=at(day))
    names = {county.user(name).pk: name for name in county.people}
    return {names[one.recipient_id] for one in Notice.objects.exclude(pk__in=before)}


def test_ladder_tells_the_team_then_its_leader_then_the_office(county: County) -> None:
    due = due_of(county)
    assert told(county, due - 6 * DAY) == set()
    assert told(county, due - 5 * DAY) == {"liaison"}
    assert told(county, due - 5 * DAY) == set(), "once"
    assert told(county, due - 2 * DAY) == {"liaison", "team_lead"}
    office = {"director", "clerk", "second_clerk"}
    assert told(county, due + DAY) == {"liaison", "team_lead", *office}
    assert told(county, due + 8 * DAY) == {"liaison", "team_lead", *office}, "weekly while overdue"
    title = Notice.objects.latest("id").title
    assert title.startswith(f"{county.unit}巡察报告：已逾期 8 天")


def test_unit_hears_nothing_of_its_own_inspection(county: County) -> None:
    told(county, due_of(county) + DAY)
    people = [county.user(name).pk for name in ("unit_head", "unit_liaison")]
    assert not Notice.objects.filter(recipient__in=people).exists()


def test_who_is_recused_is_not_told(county: County) -> None:
    Recusal.objects.create(
        person=county.people["clerk"],
        party_organization=county.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=timezone.now(),
    )
    assert "clerk" not in told(county, due_of(county) + DAY)


def test_report_that_was_made_reminds_nobody(county: County) -> None:
    due, by = due_of(county), county.by("team_lead")
    timing.fulfil(county.assignment, timing.REPORT, by.on, by=by, act="report.approve:P")
    assert told(county, due + DAY) == set()


def test_task_of_the_clock_rings_once(county: County) -> None:
    today = timezone.localdate()
    Deadline.objects.update(due=today - DAY, next_reminder_on=today)
    assert tasks.remind() > 0
    assert tasks.remind() == 0
