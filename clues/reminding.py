"""到期提醒 of clues: to whom sees the clue today and to nobody else, in words that tell nothing."""

import datetime as dt
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.actor import Actor
from clues.models import Clue
from deadlines.models import Deadline
from deadlines.operations.reminder import fire
from deadlines.states import Audience
from organizations.models import BodyPost, OfficePost
from organizations.states import OfficePostKind

AT_OFFICE = (OfficePostKind.DIRECTOR, OfficePostKind.CLERK)


def remind(*, at: dt.datetime, limit: int = 500) -> int:
    """Send every step of the ladder that has come, exactly once; return how many notices."""
    due = Deadline.objects.about_all(Clue).to_remind(timezone.localdate(at))
    waiting = list(due.select_related("rule").order_by("next_reminder_on")[:limit])
    rows = Clue.objects.select_related("assignment__party_organization")
    clues = rows.in_bulk([deadline.record_id for deadline in waiting])
    return sum(_remind(deadline, clues[deadline.record_id], at) for deadline in waiting)


def _remind(deadline: Deadline, clue: Clue, at: dt.datetime) -> int:
    notices = fire(
        deadline,
        partial(people_of, clue, at),
        subject=str(deadline.rule),
        at=at,
        url=reverse("clues:clue_detail", args=[clue.pk]),
        about=clue.assignment.party_organization,
    )
    return len(notices)


def people_of(clue: Clue, at: dt.datetime) -> dict[Audience, list[User]]:
    """Return the receiving body's handlers, and of the office whoever may see the clue today."""
    on = timezone.localdate(at)
    handlers = BodyPost.objects.on(on).filter(body=clue.receiver_id)
    sitting = OfficePost.objects.on(on).filter(office=clue.assignment.office_id, kind__in=AT_OFFICE)
    office = _seeing(sitting.values("person__user"), clue, at)
    return {
        Audience.HANDLER: _seeing(handlers.values("person__user"), clue, at),
        Audience.LEADER: office,
        Audience.HEAD: office,
        Audience.OFFICE: office,
    }


def _seeing(users: Any, clue: Clue, at: dt.datetime) -> list[User]:
    """Keep those for whom the clue is there: not who is recused, nor whom it names, nor who left."""
    found = User.objects.filter(pk__in=users, is_active=True)
    own = Clue.objects.filter(pk=clue.pk)
    return [user for user in found if own.visible_to(Actor(user=user, at=at)).exists()]
