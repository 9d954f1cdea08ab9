"""督查任务: which units a supervision team re-checks, and who serves in it."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Office, Person
from rounds.models import Assignment, SupervisionTask
from rounds.operations.making import make, require


def assign_supervision(
    office: Office,
    *,
    name: str,
    people: Iterable[Person],
    assignments: Iterable[Assignment],
    since: dt.date,
    by: Actor,
    until: dt.date | None = None,
) -> SupervisionTask:
    """下达督查任务: people, units whose feedback is published, and the days on which they may look."""
    require(may(by, "round.edit:C"))
    chosen = list(assignments)
    if not chosen or any(row.published_at is None for row in chosen):
        raise ValidationError("督查对象须是已发布反馈的单位，请至少选择一家。")
    task = SupervisionTask(office=office, name=name, since=since, until=until)
    with transaction.atomic():
        make(task, by=by, act="round.edit:C")
        task.people.set(people)
        task.assignments.set(chosen)
    return task
