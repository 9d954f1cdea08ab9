"""Two beats, two workers: one report for each unit and month, one summary. On both engines."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.clock import clock
from deadlines.models import Deadline
from deadlines.tests.factories import seed
from rectification.models import MonthlyLine, MonthlyReport
from rectification.operations import month_open
from rectification.tests.factories import Mending, make_fixing, today
from rounds.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("云岭", "临川", "石门")


@pytest.fixture
def units() -> list[Mending]:
    seed()
    return [make_fixing(2, name=name, days_ago=70) for name in NAMES]


def race(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment, each on a connection of its own."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[place] = act()
        except Exception as refused:  # noqa: BLE001 -- the test looks at it
            results[place] = refused  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


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
