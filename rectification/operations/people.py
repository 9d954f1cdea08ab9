"""Whom a deadline of a unit concerns on a day."""

import datetime as dt
from typing import Any

from accounts.models import User
from deadlines.states import Audience
from organizations.models import OfficePost, Recusal, Tenure
from organizations.states import OfficePostKind, TenureKind
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
