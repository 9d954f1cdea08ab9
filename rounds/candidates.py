"""Who can be proposed for a team: the pool's free members, and the office's own people."""

import datetime as dt

from django.db.models import Q, QuerySet

from audit.actor import Actor
from organizations.models import OfficePost, Person
from organizations.states import OfficePostKind
from rounds.models import Posting, Team
from talent_pool.models import Member

SERVES = (OfficePostKind.DIRECTOR, OfficePostKind.CLERK)


def candidates(team: Team, by: Actor, on: dt.date) -> QuerySet[Person]:
    """Return the people whom the pool or the office can spare, without those who serve in the round."""
    free = Member.objects.available().filter(office=team.round.office).values("person")
    staff = OfficePost.objects.on(on).filter(office=team.round.office, kind__in=SERVES).values("person")
    busy = Posting.objects.filter(team__round=team.round).exclude(until__lt=on).values("person")
    rows: QuerySet[Person] = Person.objects.visible_to(by)
    return rows.filter(Q(pk__in=free) | Q(pk__in=staff)).exclude(pk__in=busy)
