"""Every half hour of 2024–2030 × every rule × three host zones, against an oracle that shares no code.

`make test` asks a sample, the same at every run; `ORACLE=full` (part of `make soak`) asks everything.
"""

import datetime as dt
import os
import random
import sys
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.states import Role
from audit.actor import Actor
from deadlines import operations
from deadlines.models import CalendarDay, CalendarYear, Deadline, DeadlineRule, Notice
from deadlines.reckoning import due_on, ends_at
from deadlines.tests import oracle
from deadlines.tests.factories import make_actor, make_user
from deadlines.workdays import Calendar, MissingCalendar

pytestmark = pytest.mark.django_db
FULL = os.environ.get("ORACLE") == "full"
FIRST = dt.datetime(2023, 12, 31, 16, tzinfo=dt.UTC)  # the first instant of 2024 in China
LAST = dt.datetime(2030, 12, 31, 16, tzinfo=dt.UTC)
HALF_HOUR = dt.timedelta(minutes=30)
INSTANTS = (LAST - FIRST) // HALF_HOUR
SAMPLE = 6000
ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati")


@pytest.fixture(params=ZONES)
def host_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine's own clock stands in another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def instants(zone: str) -> Iterator[dt.datetime]:
    """All half hours, or a sample of them, the same at every run."""
    dice = random.Random(zone)  # noqa: S311 -- a sample, not a secret
    chosen = range(INSTANTS) if FULL else sorted(dice.sample(range(INSTANTS), SAMPLE))
    return (FIRST + number * HALF_HOUR for number in chosen)


def open_years() -> None:
    by = make_actor("2026-11-27", role=Role.OST)
    for year in oracle.OPENED_YEARS:
        operations.open_year(year, by=by)


def test_every_half_hour_agrees_with_the_oracle(host_zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    open_years()
    rules, calendar, user = list(DeadlineRule.objects.all()), Calendar(), make_user()
    assert {rule.code for rule in rules} == set(oracle.CODES)
    asked, wrong = 0, []
    for at in instants(host_zone):
        by = Actor(user=user, at=at)
        for rule in rules:
            asked += 1
            due = due_on(rule, by.on, calendar=calendar)
            expected = oracle.due(rule.code, oracle.local_day(at))
            if (due, ends_at(due)) != (expected, oracle.end_of(expected)):
                wrong.append((rule.code, at, due, expected))
    if FULL:
        with capsys.disabled():
            told = f"{INSTANTS} 个时刻 × {len(rules)} 条规则，{asked} 次，不符 {len(wrong)} 次"
            sys.stdout.write(f"\n时限核对：主机时区 {host_zone}，{told}\n")
    assert wrong == []
    assert asked == (INSTANTS if FULL else SAMPLE) * 17


def test_lateness_turns_at_the_local_midnight_of_every_rule(host_zone: str) -> None:
    """The due day of each rule from each month on: the last half hour is in time, the next one late."""
    open_years()
    calendar = Calendar()
    for rule in DeadlineRule.objects.all():
        for number in range(84):
            anchor = dt.date(2024 + number // 12, number % 12 + 1, 28)
            due = due_on(rule, anchor, calendar=calendar)
            deadline = Deadline(due=due, original_due=due, anchor_on=anchor)
            end = oracle.end_of(oracle.due(rule.code, anchor))
            late = [
                deadline.is_overdue(timezone.localdate(end + step * HALF_HOUR))
                for step in (-48, -1, 0, 1, 48)
            ]
            assert late == [False, False, True, True, True], (rule.code, anchor, host_zone)


def test_year_that_nobody_entered_stops_the_reckoning_and_nothing_else() -> None:
    rules, calendar = list(DeadlineRule.objects.all()), Calendar()
    day, stopped = dt.date(2024, 1, 1), 0
    while day.year < 2031:
        for rule in rules:
            if oracle.reaches(rule.code, day) >= 2028:
                stopped += 1
                with pytest.raises(MissingCalendar):
                    due_on(rule, day, calendar=calendar)
            elif FULL or day.day % 5 == 0:
                assert due_on(rule, day, calendar=calendar) == oracle.due(rule.code, day), (rule.code, day)
        day += dt.timedelta(days=1 if FULL else 3)
    assert stopped > 1000


# ---------------------------------------------------------------- the calendars themselves


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_published_year_is_the_notice_day_by_day(year: int) -> None:
    calendar, day = Calendar(), dt.date(year, 1, 1)
    assert not CalendarYear.objects.get(year=year).provisional
    while day.year == year:
        assert calendar.is_workday(day) == oracle.worked()[day], day
        day += dt.timedelta(days=1)


def test_2026_names_its_notice_and_holds_each_of_its_days() -> None:
    year = CalendarYear.objects.get(year=2026)
    assert "国办发明电〔2025〕7号" in year.source
    held = dict(CalendarDay.objects.filter(year=year).values_list("date", "is_workday"))
    off = dict.fromkeys(oracle.days_off(2026), False)
    assert held == {**off, **dict.fromkeys(oracle.days_worked(2026), True)}
    assert (len(off), len(oracle.days_worked(2026))) == (33, 6)


def test_2027_is_flagged_as_not_yet_published() -> None:
    year = CalendarYear.objects.get(year=2027)
    assert year.provisional
    assert "暂定" in year.source
    held = CalendarDay.objects.filter(year=year)
    assert not held.filter(is_workday=True).exists(), "no 调休 is made up"
    assert set(held.values_list("date", flat=True)) == set(oracle.days_off(2027))


def test_warning_comes_before_the_year_is_needed_and_once_a_month() -> None:
    clerk = make_actor("2027-07-06", role=Role.OST)
    other = make_user()
    at = clerk.at
    for _ in range(3):
        operations.warn_of_calendar(at=at - dt.timedelta(days=30))
    assert not Notice.objects.filter(recipient_id=clerk.user.pk, title__contains="2028").exists()
    for _ in range(3):
        operations.warn_of_calendar(at=at)
    operations.warn_of_calendar(at=at + dt.timedelta(days=31))
    told = Notice.objects.filter(
        recipient_id=clerk.user.pk, title="2028年的工作日历还没有登记，届时不能推算工作日"
    )
    assert told.count() == 2
    assert not Notice.objects.filter(recipient=other).exists()
