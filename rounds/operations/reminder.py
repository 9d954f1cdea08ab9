"""到期提醒: what falls due between the team's leaving and the feedback; the unit is told of none of it."""

import datetime as dt
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.reminder import fire
from deadlines.states import Audience
from organizations.models import OfficePost
from organizations.states import OfficePostKind
from rounds.models import Assignment, Posting
from rounds.states import PostingRole

AT_OFFICE = (OfficePostKind.DIRECTOR, OfficePostKind.CLERK)


def remind(*, at: dt.datetime, limit: int = 500) -> int:
    """发出到期提醒: every step of the ladder that has come, exactly once; return how many notices."""
    due = Deadline.objects.about_all(Assignment).to_remind(timezone.localdate(at))
    waiting = list(due.select_related("rule").order_by("next_reminder_on")[:limit])
    rows = Assignment.objects.select_related("unit", "party_organization")
    records = rows.in_bulk([deadline.record_id for deadline in waiting])
    return sum(_remind(deadline, records[deadline.record_id], at) for deadline in waiting)


def _remind(deadline: Deadline, assignment: Assignment, at: dt.datetime) -> int:
    notices = fire(
        deadline,
        partial(people_of, assignment, at),
        subject=f"{assignment.unit}{deadline.rule}",
        at=at,
        url=reverse("rounds:assignment_detail", args=[assignment.pk]),
        about=assignment.party_organization,
    )
    return len(notices)


def people_of(assignment: Assignment, at: dt.datetime) -> dict[Audience, list[User]]:
    """Return the liaison and the leader of the team, and the office; never the unit before its feedback."""
    on = timezone.localdate(at)
    posted = Posting.objects.on(on).filter(team=assignment.team_id)
    sitting = OfficePost.objects.on(on).filter(office=assignment.office_id, kind__in=AT_OFFICE)
    office = _seeing(sitting.values("person__user"), assignment, at)
    leader = posted.filter(role=PostingRole.LEADER).values("person__user")
    return {
        Audience.HANDLER: _seeing(
            posted.filter(role=PostingRole.LIAISON).values("person__user"), assignment, at
        ),
        Audience.LEADER: _seeing(leader, assignment, at),
        Audience.HEAD: office,
        Audience.OFFICE: office,
    }


def _seeing(users: Any, assignment: Assignment, at: dt.datetime) -> list[User]:
    """Keep those who may see the assignment today: whoever is recused is told nothing."""
    found = User.objects.filter(pk__in=users, is_active=True)
    own = Assignment.objects.filter(pk=assignment.pk)
    return [user for user in found if own.visible_to(Actor(user=user, at=at)).exists()]
