"""Whom a deadline of a unit concerns on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from deadlines.states import Audience
from organizations.models import OfficePost, Recusal, Tenure, Unit
from organizations.states import OfficePostKind, TenureKind
from rectification.models import Delegation, Item
from rounds.models import Assignment

People = dict[Any, list[User]]


def _users(rows: Any, assignment: Assignment) -> list[User]:
    kept_out = Recusal.objects.denying().filter(party_organization=assignment.party_organization_id)
    told = rows.exclude(person__in=kept_out.values("person"))
    return list(User.objects.filter(pk__in=told.values("person__user"), is_active=True))


def unit_of(record: Any) -> Unit:
    """Return the unit that answers for a record; what is of all problems of a task goes with most of them."""
    if hasattr(record, "unit_id"):
        found: Unit = record.unit
        return found
    assignment: Assignment = record.assignment
    key = answering([assignment])[assignment.pk]
    return assignment.unit if key == assignment.unit_id else Unit.objects.get(pk=key)


def answering(assignments: Iterable[Assignment]) -> dict[UUID, UUID]:
    """Return by the key of each task which unit answers for it: the inspected one while it has problems."""
    found = {task.pk: task.unit_id for task in assignments}
    counts: dict[UUID, dict[UUID, int]] = {key: {} for key in found}
    rows = Item.objects.filter(assignment__in=found).order_by().values_list("assignment", "unit")
    for task, unit, many in rows.annotate(many=Count("pk")):
        counts[task][unit] = many
    for task, units in counts.items():
        if units and found[task] not in units:
            found[task] = max(units, key=lambda key: (units[key], key))
    return found


def people_of(assignment: Assignment, on: dt.date, unit: Unit | None = None) -> People:
    """Return whom a deadline of a unit concerns: its liaison, its head, the office's clerks.

    Args:
        assignment: at which the deadline lies.
        on: who stands there on that day.
        unit: the one that answers, if it is not the inspected one.
    """
    tenures = Tenure.objects.on(on).filter(unit=unit or assignment.unit_id)
    clerks = OfficePost.objects.on(on).filter(office=assignment.office_id, kind=OfficePostKind.CLERK)
    head = _users(tenures.filter(kind=TenureKind.HEAD), assignment)
    return {
        Audience.HANDLER: _users(tenures.filter(kind=TenureKind.LIAISON), assignment),
        Audience.LEADER: _users(tenures.filter(kind=TenureKind.LEADER), assignment) or head,
        Audience.HEAD: head,
        Audience.OFFICE: _users(clerks, assignment),
    }


def people_of_item(item: Item, on: dt.date) -> People:
    """Return whom a deadline of one problem concerns: as its unit's, and who is entrusted with it."""
    people = people_of(item.assignment, on, item.unit)
    entrusted = _users(Delegation.objects.on(on).filter(item=item), item.assignment)
    told = [*people[Audience.HANDLER], *entrusted]
    return {**people, Audience.HANDLER: list(dict.fromkeys(told))}
