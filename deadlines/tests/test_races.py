"""Eight persons at once: one deadline, one extension, one calendar."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from accounts.states import Role
from audit.models import Entry
from audit.operations import Stale
from deadlines import operations
from deadlines.models import CalendarDay, CalendarYear, Deadline, DeadlineRule, Extension, ReminderStep
from deadlines.tests.factories import ACT, make_actor, make_deadline, make_user, seed, together

pytestmark = pytest.mark.django_db(transaction=True)
D = dt.date


@pytest.fixture(autouse=True)
def _dictionaries() -> None:
    seed()


def counted(work: Callable[[], object]) -> Callable[[], int]:
    """Return the work as one that says 1 when it was done and 0 when it was refused."""

    def run() -> int:
        try:
            work()
        except (Stale, ValidationError):
            return 0
        return 1

    return run


def test_one_of_eight_sets_the_deadline() -> None:
    by, record = make_actor("2026-03-02"), make_user("事项")

    def act() -> Deadline:
        return operations.set_deadline(record, "plan_due", D(2026, 3, 2), by=by, act=ACT)

    assert sum(together(8, counted(act))) == 1
    deadline = Deadline.objects.get()
    assert Entry.objects.about(deadline).count() == Entry.objects.count() == 1


def test_one_of_eight_extends() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    copies = [Deadline.objects.get(pk=deadline.pk) for _ in range(8)]

    def act() -> Extension:
        return operations.extend(copies.pop(), D(2026, 12, 1), reason="资金", approver="县委", by=by, act=ACT)

    assert sum(together(8, counted(act))) == Extension.objects.count() == 1
    assert Deadline.objects.get().version == 2


def test_one_of_eight_meets() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    copies = [Deadline.objects.get(pk=deadline.pk) for _ in range(8)]

    def act() -> Deadline:
        return operations.meet(copies.pop(), D(2026, 8, 20), by=by, act=ACT)

    assert sum(together(8, counted(act))) == 1


def test_one_of_eight_revises_for_the_same_day() -> None:
    by = make_actor("2026-05-06", role=Role.OST)
    rule = DeadlineRule.objects.get(code="plan_due")

    def act() -> DeadlineRule:
        return operations.revise_rule(rule, changes={"offset": 20}, effective_from=D(2026, 6, 1), by=by)

    assert sum(together(8, counted(act))) == 1
    assert DeadlineRule.objects.filter(code="plan_due").count() == 2
    assert ReminderStep.objects.filter(rule__code="plan_due").count() == 2 * 8


def test_eight_clicks_on_one_day_leave_one_row() -> None:
    by = make_actor("2026-12-01", role=Role.OST)
    years = [CalendarYear.objects.get(year=2027) for _ in range(8)]

    def act() -> CalendarYear:
        return operations.mark_days(
            years.pop(), D(2027, 3, 1), D(2027, 3, 1), worked=False, name="停工", by=by
        )

    assert sum(together(8, counted(act))) >= 1
    assert CalendarDay.objects.filter(date=D(2027, 3, 1)).count() == 1
