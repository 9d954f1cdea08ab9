"""设定时限、延期、办结、终止、恢复. The app of the record asks who may; ``act`` is the act it asked for."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from audit import operations as audit
from audit.actor import Actor
from audit.models import type_name
from deadlines.models import Deadline, Extension
from deadlines.reckoning import due_on, live_steps, next_reminder, pick_rule


class Place(TypedDict, total=False):
    """Whose rule applies: a narrower one goes before that of the system."""

    term_id: UUID | None
    round_id: UUID | None
    unit_id: UUID | None


def set_deadlines(
    records: Iterable[models.Model],
    code: str,
    anchor_on: dt.date,
    *,
    by: Actor,
    act: str,
    not_after: dt.date | None = None,
    **place: Unpack[Place],
) -> list[Deadline]:
    """设定时限: give records of one term, round and unit the same due day, reckoned from an event.

    Raises:
        ValidationError: no rule is in force, or a record already has an open deadline of this code.
        MissingCalendar: the due day lies in a year whose working days nobody has entered.
    """
    rule = pick_rule(code, on=anchor_on, **place)
    due = due_on(rule, anchor_on, not_after=not_after)
    made = [
        Deadline(
            rule=rule,
            code=code,
            record_type=type_name(record),
            record_id=record.pk,
            anchor_on=anchor_on,
            original_due=due,
            due=due,
            next_reminder_on=next_reminder(live_steps(rule), due, after=by.on),
        )
        for record in records
    ]
    try:
        with transaction.atomic():
            return audit.create_all(made, by=by, act=act, due=due)
    except IntegrityError:
        raise ValidationError(f"“{rule.name}”的时限已经设定。需要改期的，请办理延期。") from None


def set_deadline(
    record: models.Model,
    code: str,
    anchor_on: dt.date,
    *,
    by: Actor,
    act: str,
    not_after: dt.date | None = None,
    **place: Unpack[Place],
) -> Deadline:
    """设定时限: give one record its due day."""
    return set_deadlines([record], code, anchor_on, by=by, act=act, not_after=not_after, **place)[0]


def extend(
    deadline: Deadline,
    new_due: dt.date,
    *,
    reason: str,
    approver: str,
    by: Actor,
    act: str,
    stage_goal: str = "",
) -> Extension:
    """延期: move the day, with who agreed and why; the original day stays, the ladder starts anew.

    Raises:
        ValidationError: the new day is not later than the present one, or is past.
        Stale: somebody else moved it meanwhile.
    """
    _refuse_closed(deadline)
    if new_due <= deadline.due:
        raise ValidationError(f"新的时限须晚于现在的时限（{deadline}），请改选日期。")
    if new_due <= by.on:
        raise ValidationError("新的时限须晚于今天，请改选日期。")
    extension = Extension(
        deadline=deadline,
        reason=reason,
        approver=approver,
        old_due=deadline.due,
        new_due=new_due,
        stage_goal=stage_goal,
        at=by.at,
    )
    with transaction.atomic():
        audit.create(extension, by=by, act=act, reason=reason)
        upcoming = next_reminder(live_steps(deadline.rule), new_due, after=by.on)
        changes = {"due": new_due, "next_reminder_on": upcoming}
        audit.edit(deadline, by=by, act=act, changes=changes, reason=reason, approver=approver)
    return extension


def meet(deadline: Deadline, on: dt.date, *, by: Actor, act: str) -> Deadline:
    """办结时限: what was due has been done on a day."""
    _refuse_closed(deadline)
    return audit.edit(deadline, by=by, act=act, changes={"met_on": on})


def end(deadline: Deadline, on: dt.date, *, by: Actor, act: str, reason: str = "") -> Deadline:
    """终止时限: it need not be done any more."""
    _refuse_closed(deadline)
    return audit.edit(deadline, by=by, act=act, changes={"ended_on": on}, reason=reason)


def reopen(deadline: Deadline, *, by: Actor, act: str, reason: str = "") -> Deadline:
    """恢复时限: what was done or ended is to be done after all, by the same day."""
    if deadline.is_open:
        raise ValidationError("这一时限没有办结，不需要恢复。")
    upcoming = next_reminder(live_steps(deadline.rule), deadline.due, after=by.on)
    changes = {"met_on": None, "ended_on": None, "next_reminder_on": upcoming}
    return audit.edit(deadline, by=by, act=act, changes=changes, reason=reason)


def _refuse_closed(deadline: Deadline) -> None:
    if not deadline.is_open:
        raise ValidationError("这一时限已经办结或终止，不能再办理。")
