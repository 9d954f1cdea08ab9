"""Every ladder, walked day by day and with nights left out, against a list written out by an oracle."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines.models import Deadline, DeadlineRule
from deadlines.reckoning import due_on, live_steps, next_reminder, steps_due
from deadlines.tests.factories import seed
from deadlines.workdays import Calendar

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Fired = list[tuple[dt.date, str, dt.date]]


def deadline_of(rule: DeadlineRule, anchor: dt.date, calendar: Calendar) -> Deadline:
    due = due_on(rule, anchor, calendar=calendar)
    first = next_reminder(live_steps(rule), due, after=anchor)
    return Deadline(rule=rule, anchor_on=anchor, original_due=due, due=due, next_reminder_on=first)


def walk(deadline: Deadline, days: list[dt.date]) -> Fired:
    """Let the clock come by on these days."""
    fired: Fired = []
    for on in days:
        come = steps_due(deadline, on)
        if come:
            fired += [(on, step.key, occurrence) for step, occurrence in come]
            deadline.next_reminder_on = next_reminder(live_steps(deadline.rule), deadline.due, after=on)
    return fired


def oracle(deadline: Deadline, until: dt.date) -> list[tuple[str, dt.date]]:
    """Write out every occurrence from the day after the anchor."""
    found = []
    for step in deadline.rule.steps.all():
        day = deadline.due + step.offset_days * DAY
        while day <= until:
            if day > deadline.anchor_on:
                found.append((step.key, day))
            if not step.repeat_weekly:
                break
            day += 7 * DAY
    return sorted(found, key=lambda pair: pair[1])


def rules() -> list[DeadlineRule]:
    seed()
    return list(DeadlineRule.objects.prefetch_related("steps"))


def test_clock_that_never_fails_fires_every_occurrence_on_its_day() -> None:
    calendar = Calendar()
    for rule in rules():
        for anchor in (dt.date(2026, 1, 31), dt.date(2026, 4, 30), dt.date(2026, 9, 25)):
            deadline = deadline_of(rule, anchor, calendar)
            until = max(deadline.due, anchor) + 40 * DAY
            days = [anchor + number * DAY for number in range((until - anchor).days + 1)]
            expected = [(key, day) for key, day in oracle(deadline, until)]
            assert [(key, day) for _, key, day in walk(deadline, days)] == expected, rule.code
            assert all(on == day for on, _, day in walk(deadline_of(rule, anchor, calendar), days))


def test_every_rule_warns_before_it_is_due() -> None:
    calendar = Calendar()
    for rule in rules():
        if rule.offset < 0:
            continue
        for month in range(1, 13):
            deadline = deadline_of(rule, dt.date(2026, month, 1) - DAY, calendar)
            before = [day for _, day in oracle(deadline, deadline.due)]
            assert len(before) == 2, rule.code


@settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_clock_that_misses_nights_fires_nothing_twice_and_forgets_nothing_standing(
    data: st.DataObject,
) -> None:
    chosen = rules()
    rule = data.draw(st.sampled_from(chosen))
    anchor = data.draw(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)))
    deadline = deadline_of(rule, anchor, Calendar())
    until = max(deadline.due, anchor) + 40 * DAY
    span = (until - anchor).days
    awake = sorted(data.draw(st.sets(st.integers(0, span), max_size=20)) | {span})
    fired = walk(deadline, [anchor + number * DAY for number in awake])
    whole = oracle(deadline, until)
    occurrences = [(key, day) for _, key, day in fired]
    assert len(set(occurrences)) == len(occurrences)
    assert set(occurrences) <= set(whole)
    # On each day the clock is awake, the latest occurrence that stands has been fired by then
    for number in awake:
        on = anchor + number * DAY
        standing = [pair for pair in whole if pair[1] <= on]
        told = [(key, day) for at, key, day in fired if at <= on]
        assert told[-1:] == standing[-1:]
    assert all(occurrence <= on for on, _, occurrence in fired)


def test_planting_again_changes_nothing() -> None:
    seed()
    before = (DeadlineRule.objects.count(), {rule.pk for rule in DeadlineRule.objects.all()})
    seed()
    assert (DeadlineRule.objects.count(), {rule.pk for rule in DeadlineRule.objects.all()}) == before
