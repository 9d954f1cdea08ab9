"""Two beats, two workers: one report for each unit and month, one summary. On both engines."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.clock import clock
from audit.operations import IllegalMove
from deadlines.models import Deadline
from deadlines.tests.factories import seed
from documents.models import Job
from documents.tests.racing import race
from rectification.exports import PAPERS
from rectification.models import MonthlyLine, MonthlyReport, MonthlySummary
from rectification.operations import month_open, month_summary, monthly
from rectification.states import ItemState
from rectification.tests.factories import DAY, Mending, make_fixing, submitted, today
from rounds.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("云岭", "临川", "石门")


@pytest.fixture
def units() -> list[Mending]:
    seed()
    return [make_fixing(2, name=name, days_ago=70) for name in NAMES]


def test_two_beats_and_two_workers_race_and_open_one_report_for_each_unit(
    units: list[Mending], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_open, "LOT", 1)
    by = clock(timezone.now())
    found = race(*[lambda: month_open.open_due_months(by=by)] * 4)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert sum(found) == len(NAMES)
    assert MonthlyReport.objects.count() == len(NAMES)
    assert Deadline.objects.about_all(MonthlyReport).count() == len(NAMES)
    assert MonthlyLine.objects.count() == 2 * len(NAMES)


def test_a_race_of_the_clock_and_of_whoever_opens_one_by_hand_makes_one(units: list[Mending]) -> None:
    by, month = clock(timezone.now()), month_open.month_before(today())
    keys = [unit.assignment.pk for unit in units]

    def by_hand() -> int:
        rows = Assignment.objects.filter(pk__in=keys).select_related("team__round")
        return len([month_open.open_month(row, month, by=by) for row in rows])

    found = race(by_hand, lambda: month_open.open_due_months(by=by), by_hand)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert MonthlyReport.objects.count() == len(NAMES)


def test_of_four_clocks_that_race_to_sum_up_one_orders_the_papers(units: list[Mending]) -> None:
    month_open.open_due_months(by=clock(timezone.now()))
    MonthlyReport.objects.update(due_on=today() - DAY)
    found = race(*[lambda: month_summary.order_due_summaries(PAPERS, at=timezone.now())] * 4)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert sum(len(jobs) for jobs in found) == 2 * len(NAMES) == Job.objects.count()
    assert MonthlySummary.objects.count() == len(NAMES)


def test_of_four_clerks_who_race_to_accept_one_freezes(units: list[Mending]) -> None:
    report = submitted(units[0])
    clerks = [units[0].by(name) for name in ("clerk", "second_clerk")] * 2
    copies = [MonthlyReport.objects.get(pk=report.pk) for _ in clerks]
    pairs = zip(copies, clerks, strict=True)
    found = race(*[partial(monthly.accept_monthly, copy, by=by) for copy, by in pairs])
    assert sum(isinstance(one, MonthlyReport) for one in found) == 1
    assert all(isinstance(one, MonthlyReport | IllegalMove | PermissionDenied) for one in found)
    assert {line.stood for line in report.lines.all()} == {ItemState.FIXING}
