"""The trade's table of deadlines and the calendars, written out once more by hand.

Nothing here calls the program or its library of holidays. Local time is UTC + 8 hours and nothing else.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache

DAY = dt.timedelta(days=1)
EAST = dt.timedelta(hours=8)

# From the notices of the State Council: first and last day off; then the days of a weekend that are worked.
# 2024: 国办发明电〔2023〕7号; 2025: 国办发明电〔2024〕12号; 2026: 国办发明电〔2025〕7号 of 2025-11-04
PUBLISHED = {
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0608-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}
# No notice yet: thirteen days of the law, those on a weekend made up on the next working days
ESTIMATED = {2027: "0101-0101 0205-0210 0405-0405 0501-0504 0609-0609 0915-0915 1001-1005"}
# What the office gets when it opens a year itself: only the days that the sun fixes
OPENED = "0101-0101 0501-0502 1001-1003"
OPENED_YEARS = (2028, 2029, 2030, 2031)

DAYS = {
    "notice_before_entry": -10, "clue_opinion": 30, "clue_feedback": 90, "clue_close": 180, "plan_due": 30,
    "democratic_meeting": 30, "immediate_fix": 15, "revisit": 90, "assessment": 30, "proposal_due": 60,
    "publication_period": 15,
}  # fmt: skip
WORKDAYS = {"report_after_exit": 15, "feedback_after_decision": 10, "clue_transfer": 10, "publication": 10}
MONTHS = {"rectification_period": 6}
FIXED_DAY = {"monthly_report": 5}
CODES = (*DAYS, *WORKDAYS, *MONTHS, *FIXED_DAY)


def days_off(year: int) -> Iterator[dt.date]:
    """Every day off that the notice, the estimate or the opened year names."""
    spans = PUBLISHED[year][0] if year in PUBLISHED else ESTIMATED.get(year, OPENED)
    for span in spans.split():
        first, last = (dt.date(year, int(part[:2]), int(part[2:])) for part in span.split("-"))
        while first <= last:
            yield first
            first += DAY


def days_worked(year: int) -> set[dt.date]:
    """Days of a weekend that are worked."""
    found = PUBLISHED[year][1].split() if year in PUBLISHED else []
    return {dt.date(year, int(part[:2]), int(part[2:])) for part in found}


@cache
def worked() -> dict[dt.date, bool]:
    """Each day from 2024 to 2031: is it worked?"""
    found = {}
    for year in range(2024, 2032):
        off, on = set(days_off(year)), days_worked(year)
        day = dt.date(year, 1, 1)
        while day.year == year:
            found[day] = day in on or (day.isoweekday() < 6 and day not in off)
            day += DAY
    return found


def local_day(at: dt.datetime) -> dt.date:
    """The day in China at an instant given in UTC."""
    return (at.replace(tzinfo=None) + EAST).date()


def end_of(due: dt.date) -> dt.datetime:
    """The first instant, in UTC, that is too late."""
    return dt.datetime(due.year, due.month, due.day, tzinfo=dt.UTC) + DAY - EAST


@cache
def due(code: str, anchor: dt.date) -> dt.date:
    """The last day on which the act is still in time."""
    if code in DAYS:
        return dt.date.fromordinal(anchor.toordinal() + DAYS[code])
    if code in WORKDAYS:
        return _walk(anchor, WORKDAYS[code])[-1]
    if code in MONTHS:
        return _turn(anchor, MONTHS[code])
    day = anchor + DAY
    while day.day != FIXED_DAY[code]:
        day += DAY
    return day


@cache
def reaches(code: str, anchor: dt.date) -> int:
    """The last year whose calendar a rule in working days looks at; 0 for other rules."""
    return _walk(anchor, WORKDAYS[code])[-1].year if code in WORKDAYS else 0


def _walk(anchor: dt.date, count: int) -> list[dt.date]:
    """The working days after the anchor, one by one."""
    found: list[dt.date] = []
    day = anchor
    while len(found) < count:
        day += DAY
        if worked()[day]:
            found.append(day)
    return found


def _turn(start: dt.date, months: int) -> dt.date:
    """Turn the leaves of the calendar one by one; the day, or the last that the month has."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 0, -1):
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError
