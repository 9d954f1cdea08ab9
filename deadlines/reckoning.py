"""Reckoning: which rule, which day, which step of the ladder. Pure, apart from reading rules and calendar."""

import calendar as months
import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from deadlines.models import Deadline, DeadlineRule, ReminderStep
from deadlines.states import NARROWNESS, OffsetUnit, RuleScope
from deadlines.workdays import Calendar

WEEK = dt.timedelta(days=7)


def pick_rule(
    code: str,
    *,
    on: dt.date,
    term_id: UUID | None = None,
    round_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> DeadlineRule:
    """Return the narrowest rule in force on a day; of equals, the one that took effect last."""
    rows = DeadlineRule.objects.in_force(on).filter(code=code).applying_to(term_id, round_id, unit_id)
    found: list[DeadlineRule] = list(rows)
    if not found:
        raise ValidationError("这一事项没有启用的时限规则。请巡察办在“时限规则”中启用后再办理。")
    return max(found, key=lambda rule: (NARROWNESS[RuleScope(rule.scope)], rule.effective_from))


def due_on(
    rule: DeadlineRule,
    anchor_on: dt.date,
    *,
    not_after: dt.date | None = None,
    calendar: Calendar | None = None,
) -> dt.date:
    """Return the last day on which the act is still in time. The anchor day itself is not counted."""
    if rule.unit == OffsetUnit.DAYS:
        due = anchor_on + dt.timedelta(days=rule.offset)
    elif rule.unit == OffsetUnit.WORKDAYS:
        due = (calendar or Calendar()).workdays_after(anchor_on, rule.offset)
    elif rule.unit == OffsetUnit.MONTHS:
        due = _in_month(anchor_on, rule.offset, anchor_on.day)
    else:
        day = rule.fixed_day or 1
        first = 0 if _in_month(anchor_on, 0, day) > anchor_on else 1
        due = _in_month(anchor_on, first + rule.offset - 1, day)
    return min(due, not_after) if not_after else due


def _in_month(start: dt.date, later: int, day: int) -> dt.date:
    """Return a day in the month so many months later, or the last one if the month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + later, 12)
    return dt.date(year, month + 1, min(day, months.monthrange(year, month + 1)[1]))


def ends_at(due: dt.date) -> dt.datetime:
    """Return the first instant that is too late: the local midnight after the due day."""
    return timezone.make_aware(dt.datetime.combine(due + dt.timedelta(days=1), dt.time.min))


def next_reminder(steps: Iterable[ReminderStep], due: dt.date, *, after: dt.date) -> dt.date | None:
    """Return the first day after a day on which a step of the ladder falls."""
    days = [_first_after(step, due, after) for step in steps]
    return min((day for day in days if day), default=None)


def _first_after(step: ReminderStep, due: dt.date, after: dt.date) -> dt.date | None:
    first = due + dt.timedelta(days=step.offset_days)
    if first > after:
        return first
    return first + WEEK * ((after - first) // WEEK + 1) if step.repeat_weekly else None


def _last_until(step: ReminderStep, due: dt.date, on: dt.date) -> dt.date | None:
    first = due + dt.timedelta(days=step.offset_days)
    if first > on:
        return None
    return first + WEEK * ((on - first) // WEEK) if step.repeat_weekly else first


Come = list[tuple[ReminderStep, dt.date]]


def steps_come(deadline: Deadline, on: dt.date) -> Come:
    """Return every step that has come since the last ring, the earliest first, with its occurrence.

    The occurrence is the day on which the step was due to fire; a weekly step counts with its latest one.
    """
    since = deadline.next_reminder_on
    if not deadline.is_open or since is None or since > on:
        return []
    found = [(step, _last_until(step, deadline.due, on)) for step in live_steps(deadline.rule)]
    return sorted(((step, day) for step, day in found if day and day >= since), key=lambda pair: pair[1])


def steps_due(deadline: Deadline, on: dt.date) -> Come:
    """Return the steps to fire on a day, the earliest first, each with its occurrence.

    A step all of whose audiences a later one tells is not fired: after nights that were missed a person
    is told once where things stand, and not once for every night that the clock stood still.
    """
    come = steps_come(deadline, on)
    latest = {audience: day for step, day in come for audience in step.audiences}
    return [(step, day) for step, day in come if any(latest[one] == day for one in step.audiences)]


def paper_due(deadline: Deadline, on: dt.date) -> tuple[ReminderStep, dt.date] | None:
    """Return the step whose paper is to be drafted: of several that have come, the last one."""
    return next(((step, day) for step, day in reversed(steps_come(deadline, on)) if step.paper), None)


def live_steps(rule: DeadlineRule) -> list[ReminderStep]:
    """Return the ladder of a rule; no query where it was prefetched."""
    return [step for step in rule.steps.all() if step.active]
