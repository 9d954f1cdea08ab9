"""到期提醒: which people a deadline of this app concerns, and the sweep that asks the ladder."""

import datetime as dt
from functools import partial
from typing import Any

from django.urls import reverse

from accounts.clock import clock
from accounts.models import User
from deadlines.models import Deadline
from deadlines.operations.reminder import fire
from deadlines.states import Audience
from organizations.models import OfficePost, Recusal, Tenure
from organizations.states import OfficePostKind, TenureKind
from rectification.models import Item, MonthlyReport, RectificationPlan
from rounds.models import Assignment

People = dict[Any, list[User]]


def _users(rows: Any, assignment: Assignment) -> list[User]:
    kept_out = Recusal.objects.denying().filter(party_organization=assignment.party_organization_id)
    told = rows.exclude(person__in=kept_out.values("person"))
    return list(User.objects.filter(pk__in=told.values("person__user"), is_active=True))


def people_of(assignment: Assignment, on: dt.date) -> People:
    """Return whom a deadline of a unit concerns: its liaison, its head, the office's clerks."""
    tenures = Tenure.objects.on(on).filter(unit=assignment.unit_id)
    clerks = OfficePost.objects.on(on).filter(office=assignment.office_id, kind=OfficePostKind.CLERK)
    head = _users(tenures.filter(kind=TenureKind.HEAD), assignment)
    return {
        Audience.HANDLER: _users(tenures.filter(kind=TenureKind.LIAISON), assignment),
        Audience.LEADER: _users(tenures.filter(kind=TenureKind.LEADER), assignment) or head,
        Audience.HEAD: head,
        Audience.OFFICE: _users(clerks, assignment),
    }


KINDS: tuple[tuple[type[Any], str, str], ...] = (
    (Item, "rectification:item_detail", "整改事项"),
    (MonthlyReport, "rectification:monthly_detail", "整改月报"),
    (RectificationPlan, "rectification:plan_detail", "整改方案"),
)


def remind(*, at: dt.datetime, limit: int = 500) -> int:
    """发出到期提醒: every step of the ladder that has come, exactly once; return how many notices."""
    by = clock(at)
    written = 0
    for model, page, word in KINDS:
        due = Deadline.objects.about_all(model).to_remind(by.on).order_by("next_reminder_on")[:limit]
        waiting = list(due)
        records = model.objects.select_related("assignment__unit", "assignment__party_organization").in_bulk(
            [row.record_id for row in waiting]
        )
        for deadline in waiting:
            record = records[deadline.record_id]
            written += len(
                fire(
                    deadline,
                    partial(people_of, record.assignment, by.on),
                    subject=f"{record.assignment.unit}{word}",
                    at=at,
                    url=reverse(page, args=[record.pk]),
                    about=record.assignment.party_organization,
                )
            )
    return written
