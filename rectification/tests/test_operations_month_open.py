"""开放月报: in lots, prefilled from last month, one for each unit and month."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.clock import clock
from audit.models import Entry
from deadlines.models import Deadline, DeadlineRule
from deadlines.reckoning import pick_rule
from deadlines.states import RuleScope
from rectification.models import Cycle, Item, MonthlyLine, MonthlyReport, RectificationPlan
from rectification.operations import month_open, monthly, progress
from rectification.states import Progress
from rectification.tests.factories import DAY, Mending, make_fixing, open_report, reopened, today
from rounds.models import Assignment
from rounds.states import AssignmentState

pytestmark = pytest.mark.django_db
NAMES = ("云岭", "临川", "石门")


@pytest.fixture
def units() -> list[Mending]:
    return [make_fixing(2, name=name, days_ago=70) for name in NAMES]


def months() -> set[tuple[Any, dt.date]]:
    return set(MonthlyReport.objects.values_list("assignment", "month"))


def test_the_clock_opens_all_units_with_lines_deadlines_and_a_trail(units: list[Mending]) -> None:
    assert month_open.open_due_months(by=clock(timezone.now())) == len(NAMES)
    month = month_open.month_before(today())
    assert months() == {(unit.assignment.pk, month) for unit in units}
    assert MonthlyLine.objects.count() == 2 * len(NAMES)
    for report in MonthlyReport.objects.all():
        assert Deadline.objects.about(report).coded("monthly_report").get().due == report.due_on
        assert Entry.objects.about(report).get().act == "rect.monthly:C"


def test_opening_costs_the_same_for_one_unit_and_for_three(units: list[Mending]) -> None:
    """Units of one round: one rule, one lot."""
    rounds = units[0].assignment.team.round
    for number, unit in enumerate(units[1:], 11):
        unit.assignment.team.round, unit.assignment.team.number = rounds, number
        unit.assignment.team.save()
    others = Assignment.objects.exclude(pk=units[0].assignment.pk)
    others.update(state=AssignmentState.ASSESSED)
    with CaptureQueriesContext(connection) as one:
        assert month_open.open_due_months(by=clock(timezone.now())) == 1
    others.update(state=AssignmentState.RECTIFYING)
    with CaptureQueriesContext(connection) as two:
        assert month_open.open_due_months(by=clock(timezone.now())) == len(NAMES) - 1
    assert _statements(two) == _statements(one)


def _statements(captured: CaptureQueriesContext) -> list[str]:
    """Return what was asked; the ladder of reminders is asked for by each deadline, which is not of this app."""
    asked = [query["sql"].split(" WHERE ")[0][:60] for query in captured]
    return [words for words in asked if "reminderstep" not in words and "SAVEPOINT" not in words]


def test_a_unit_with_a_rule_of_its_own_has_its_own_day(units: list[Mending]) -> None:
    system = DeadlineRule.objects.get(code="monthly_report")
    unit = units[1].assignment.unit
    DeadlineRule.objects.create(
        code=system.code, name=system.name, anchor=system.anchor, offset=system.offset, unit=system.unit,
        fixed_day=15, scope=RuleScope.UNIT, scope_id=unit.pk, effective_from=system.effective_from,
    )  # fmt: skip
    month_open.open_due_months(by=clock(timezone.now()))
    days = dict(MonthlyReport.objects.values_list("assignment__unit__name", "due_on"))
    assert {name: day.day for name, day in days.items()}[unit.name] == 15
    assert [day.day for name, day in days.items() if name != unit.name] == [5, 5]


def test_units_without_a_rule_do_not_keep_the_others_from_their_reports(
    units: list[Mending], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, pick = units[0].assignment.team.round_id, pick_rule

    def picking(code: str, **place: Any) -> DeadlineRule:
        if place["round_id"] == lost:
            raise ValidationError("这一事项没有启用的时限规则。")
        return pick(code, **place)

    monkeypatch.setattr(month_open, "pick_rule", picking)
    assert month_open.open_due_months(by=clock(timezone.now())) == 2


def test_the_new_month_begins_with_the_words_of_the_last_one() -> None:
    unit = make_fixing(3, days_ago=70)
    by, (said, told, plain) = unit.by("unit_liaison"), unit.items
    earlier = open_report(unit, month_open.month_before(month_open.month_before(today())))
    words = {
        earlier.lines.get(item=said).pk: {"text": "上月已清退两村", "late_reason": "等待财政批复"},
        earlier.lines.get(item=told).pk: {"text": "上月的话"},
    }
    monthly.write_monthly(earlier, summary="好", next_steps="", lines=words, by=by)
    Item.objects.filter(pk=said.pk).update(done_text="")
    progress.report_progress(
        Item.objects.get(pk=told.pk), progress=Progress.MOSTLY, text="台账里更新的话", by=by
    )
    lines = {line.item_id: line for line in open_report(unit).lines.all()}
    assert (lines[said.pk].text, lines[said.pk].late_reason) == ("上月已清退两村", "等待财政批复")
    assert (lines[told.pk].text, lines[told.pk].progress) == ("台账里更新的话", Progress.MOSTLY)
    assert lines[plain.pk].text == ""


def on(day: dt.date) -> Any:
    return clock(timezone.make_aware(dt.datetime.combine(day, dt.time(9))))


def test_a_plan_accepted_after_the_day_of_a_report_makes_nobody_late_with_it() -> None:
    unit, month = make_fixing(1, days_ago=70), month_open.month_before(today())
    begun = today().replace(day=1)
    RectificationPlan.objects.update(accepted_on=begun)
    assert month_open.open_due_months(by=on(begun + 19 * DAY)) == 0
    month_open.open_owed(unit.assignment.unit, by=on(begun + 19 * DAY))
    assert months() == set()
    assert month_open.open_due_months(by=on(begun + 4 * DAY)) == 1, "on its day it is still in time"
    assert months() == {(unit.assignment.pk, month)}


def test_a_night_that_was_missed_opens_the_month_late_all_the_same() -> None:
    unit, month = make_fixing(1, days_ago=70), month_open.month_before(today())
    RectificationPlan.objects.update(accepted_on=month_open.last_day(month))
    assert month_open.open_due_months(by=on(today().replace(day=1) + 19 * DAY)) == 1
    assert months() == {(unit.assignment.pk, month)}


@pytest.mark.parametrize(("shut", "opened"), [(-1, 0), (0, 1)])
def test_a_closing_revoked_after_the_day_makes_nobody_late_with_a_month_that_it_was_closed_in(
    shut: int, opened: int
) -> None:
    """Closed on the last day of the month there was nothing to report; a day later there was."""
    unit, first = make_fixing(1, days_ago=70), today().replace(day=1)
    reopened(unit)
    ended = timezone.make_aware(dt.datetime.combine(first + 10 * DAY, dt.time(9)))
    Cycle.objects.update(closed_on=first + shut * DAY, ended_at=ended)
    assert month_open.open_due_months(by=on(first + 19 * DAY)) == opened
