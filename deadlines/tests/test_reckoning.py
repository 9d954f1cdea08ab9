"""Due days against an oracle that shares no code with the reckoning, and the end of the local day."""

import datetime as dt
import os
import time
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import chinese_calendar
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.states import Role
from deadlines.models import CalendarYear, Deadline, DeadlineRule
from deadlines.operations import narrow_rule, revise_rule, switch_rule
from deadlines.reckoning import due_on, ends_at, pick_rule
from deadlines.seeds import RULES
from deadlines.states import RuleScope
from deadlines.tests.factories import make_actor
from deadlines.workdays import Calendar, MissingCalendar, workdays_after
from organizations.tests.factories import make_office

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2027, 6, 30)
# Written by hand from the wall calendar: weekdays off in 2027, as estimated
OFF_2027 = [
    "0101",
    "0205",
    "0208",
    "0209",
    "0210",
    "0405",
    "0503",
    "0504",
    "0609",
    "0915",
    "1001",
    "1004",
    "1005",
]


def oracle_workdays() -> list[dt.date]:
    """Every working day from 2023 to 2027, one after the other."""
    known: list[dt.date] = chinese_calendar.get_workdays(dt.date(2023, 1, 1), dt.date(2026, 12, 31))
    days = [
        dt.date.fromordinal(n)
        for n in range(dt.date(2027, 1, 1).toordinal(), dt.date(2028, 1, 1).toordinal())
    ]
    return known + [day for day in days if day.isoweekday() < 6 and f"{day:%m%d}" not in OFF_2027]


def oracle_month(start: dt.date, months: int) -> dt.date:
    """Turn the leaves of the calendar one by one."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 0, -1):
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError


def oracle_fixed_day(start: dt.date, wanted: int) -> dt.date:
    """Walk on day by day until the day comes."""
    day = start + dt.timedelta(days=1)
    while day.day != wanted:
        day += dt.timedelta(days=1)
    return day


def expected(code: str, anchor: dt.date, worked: list[dt.date]) -> dt.date:
    """The table of the trade, written out once more."""
    days = {
        "notice_before_entry": -10, "clue_opinion": 30, "clue_feedback": 90, "clue_close": 180, "plan_due": 30,
        "democratic_meeting": 30, "immediate_fix": 15, "revisit": 90, "assessment": 30, "proposal_due": 60,
    }  # fmt: skip
    workdays = {
        "report_after_exit": 15,
        "feedback_after_decision": 10,
        "clue_transfer": 10,
        "publication": 10,
    }
    if code in days:
        return dt.date.fromordinal(anchor.toordinal() + days[code])
    if code in workdays:
        return worked[bisect_right(worked, anchor) + workdays[code] - 1]
    return oracle_month(anchor, 6) if code == "rectification_period" else oracle_fixed_day(anchor, 5)


def test_every_rule_on_every_day_agrees_with_the_oracle() -> None:
    worked, calendar, compared = oracle_workdays(), Calendar(), 0
    rules = list(DeadlineRule.objects.all())
    assert {rule.code for rule in rules} == {seed.code for seed in RULES}
    assert len(rules) == 16
    anchor = FIRST
    while anchor <= LAST:
        for rule in rules:
            assert due_on(rule, anchor, calendar=calendar) == expected(rule.code, anchor, worked), (
                rule.code,
                anchor,
            )
            compared += 1
        anchor += dt.timedelta(days=1)
    assert compared == 16 * ((LAST - FIRST).days + 1)


def test_working_days_are_counted_backwards_too() -> None:
    worked, calendar = oracle_workdays(), Calendar()
    for number in range(0, 1000, 7):
        day = dt.date(2024, 3, 1) + dt.timedelta(days=number)
        assert calendar.workdays_after(day, -5) == worked[bisect_left(worked, day) - 5]


def test_fifteen_working_days_from_december_reach_the_next_year() -> None:
    assert workdays_after(dt.date(2026, 12, 11), 15) == dt.date(2027, 1, 4)


def test_make_up_days_are_worked() -> None:
    # 2026-02-14 is a Saturday that is worked for the Spring Festival; the 15th to the 23rd are off
    assert workdays_after(dt.date(2026, 2, 13), 1) == dt.date(2026, 2, 14)
    assert workdays_after(dt.date(2026, 2, 14), 1) == dt.date(2026, 2, 24)


def test_year_nobody_entered_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(MissingCalendar, match="2028年的工作日历还没有登记") as caught:
        workdays_after(dt.date(2027, 12, 20), 15)
    assert caught.value.year == 2028
    assert "工作日历" in caught.value.messages[0]


def test_missing_years_are_named_half_a_year_ahead() -> None:
    assert CalendarYear.objects.missing(dt.date(2027, 6, 1)) == []
    assert CalendarYear.objects.missing(dt.date(2027, 8, 1)) == [2028]


def test_months_end_where_the_month_ends() -> None:
    rule = DeadlineRule.objects.get(code="rectification_period")
    assert due_on(rule, dt.date(2026, 8, 31)) == dt.date(2027, 2, 28)
    assert due_on(rule, dt.date(2027, 8, 31)) == dt.date(2028, 2, 29)


def test_fixed_day_is_the_next_one_and_never_the_same() -> None:
    rule = DeadlineRule.objects.get(code="monthly_report")
    assert due_on(rule, dt.date(2026, 11, 30)) == dt.date(2026, 12, 5)
    assert due_on(rule, dt.date(2026, 12, 5)) == dt.date(2027, 1, 5)
    rule.fixed_day = 31
    assert due_on(rule, dt.date(2027, 1, 31)) == dt.date(2027, 2, 28)


def test_not_after_cuts_the_period_short() -> None:
    rule = DeadlineRule.objects.get(code="immediate_fix")
    exit_on = dt.date(2026, 5, 10)
    assert due_on(rule, dt.date(2026, 5, 1), not_after=exit_on) == exit_on
    assert due_on(rule, dt.date(2026, 4, 1), not_after=exit_on) == dt.date(2026, 4, 16)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def host_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine's own clock stands in another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_due_is_the_end_of_the_local_day_whatever_the_host_says(host_zone: str) -> None:
    for due in (dt.date(2024, 2, 29), dt.date(2026, 12, 31), dt.date(2027, 3, 14)):
        deadline = Deadline(due=due, original_due=due, anchor_on=due)
        start = dt.datetime(due.year, due.month, due.day, tzinfo=dt.UTC) - dt.timedelta(days=1)
        for half_hours in range(48 * 3):
            at = start + dt.timedelta(minutes=30 * half_hours)
            over = (at + dt.timedelta(hours=8)).replace(tzinfo=None) >= dt.datetime(
                due.year, due.month, due.day
            ) + dt.timedelta(days=1)
            assert deadline.is_overdue(timezone.localdate(at)) is over
            assert (at >= ends_at(due)) is over


# ---------------------------------------------------------------- which rule


def test_narrowest_rule_in_force_is_picked() -> None:
    by = make_actor("2026-01-05", role=Role.OST)
    wide = pick_rule("plan_due", on=dt.date(2026, 3, 1))
    from_year = dt.date(2026, 1, 1)
    term_id, round_id, unit_id = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    made, office = {}, make_office()
    for scope, key, days in [
        (RuleScope.UNIT, unit_id, 45),
        (RuleScope.TERM, term_id, 25),
        (RuleScope.ROUND, round_id, 20),
    ]:
        made[scope] = narrow_rule(
            wide,
            scope,
            key,
            scope_name="某",
            office=office,
            changes={"offset": days},
            effective_from=from_year,
            by=by,
        )
    on = dt.date(2026, 3, 1)
    assert pick_rule("plan_due", on=on, term_id=term_id) == made[RuleScope.TERM]
    assert pick_rule("plan_due", on=on, term_id=term_id, round_id=round_id) == made[RuleScope.ROUND]
    assert (
        pick_rule("plan_due", on=on, term_id=term_id, round_id=round_id, unit_id=unit_id)
        == made[RuleScope.UNIT]
    )
    assert pick_rule("plan_due", on=on, unit_id=uuid.uuid4()) == wide
    assert pick_rule("plan_due", on=dt.date(2025, 12, 31), unit_id=unit_id) == wide


def test_revised_rule_counts_from_its_day_on() -> None:
    by = make_actor("2026-01-05", role=Role.OST)
    old = pick_rule("plan_due", on=dt.date(2026, 1, 1))
    new = revise_rule(old, changes={"offset": 20}, effective_from=dt.date(2026, 6, 1), by=by)
    assert pick_rule("plan_due", on=dt.date(2026, 5, 31)) == old
    assert pick_rule("plan_due", on=dt.date(2026, 6, 1)) == new


def test_rule_that_is_off_is_not_picked_and_the_refusal_says_what_to_do() -> None:
    by = make_actor("2026-01-05", role=Role.OST)
    switch_rule(pick_rule("plan_due", on=by.on), active=False, by=by, reason="本县不用")
    with pytest.raises(ValidationError, match="请巡察办在“时限规则”中启用"):
        pick_rule("plan_due", on=by.on)
