"""Who is at work, asked once: roles, offices, recusals, reading of the day, notices, the trail's standing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts.memory import STANDING
from accounts.models import RoleHolding, User
from accounts.prepared import Prepared, Rows, arm, summed
from accounts.rules import apart
from accounts.states import Role
from audit.actor import Actor
from audit.models import Entry
from deadlines.models import Notice
from documents import quota
from organizations.models import Recusal
from organizations.models.body import offices_on

# An act becomes visible when its transaction ends: none lasts as long as this
LONGEST_ACT = dt.timedelta(minutes=10)
UNREAD = "unread"


def _question(user: UUID, day: dt.date, since: dt.datetime, morning: dt.datetime) -> Rows:
    acts = Entry.objects.recorded_since(since)
    roles = arm(RoleHolding.objects.of(user, day), "roles", "role")
    return roles.union(
        arm(User.objects.filter(pk=user), "clearance", "clearance"),
        arm(offices_on(day, user), "offices", "pk"),
        arm(Recusal.objects.denying().filter(person__user=user), "recused", "party_organization"),
        summed(Notice.objects.unread_of(user), UNREAD),
        summed(acts, STANDING),
        *quota.arms(user, day, morning),
        all=True,
    )


WHO = Prepared(_question, user=UUID, day=dt.date, since=dt.datetime, morning=dt.datetime)


def minute_of(at: dt.datetime) -> dt.datetime:
    """Return the full minute of an instant: what is remembered ends with it."""
    return at.replace(second=0, microsecond=0)


def ask_who(by: Actor) -> None:
    """Put into the actor's memo what nearly every page asks about the person, in one question."""
    since = minute_of(by.at) - LONGEST_ACT
    found: dict[str, list[str]] = defaultdict(list)
    for what, told in WHO.ask(user=by.user.pk, day=by.on, since=since, morning=quota.morning(by)):
        found[what].append(told)
    by.memo["roles"] = apart(Role(code) for code in found["roles"])
    by.memo["clearance"] = found["clearance"][0] if found["clearance"] else ""
    by.memo["offices"] = [UUID(key) for key in found["offices"]]
    by.memo["recused"] = [UUID(key) for key in found["recused"]]
    by.memo[UNREAD] = int(found[UNREAD][0]) if found[UNREAD] else 0
    by.memo[STANDING] = (since, found[STANDING][0] if found[STANDING] else "0")
    by.memo[quota.QUOTA] = quota.quota_from(found)


class Standing:
    """Asks who is at work before the page does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask for signed-in users only: the sign-in page needs nothing."""
        by: Actor = request.actor  # type: ignore[attr-defined]
        if by.user.is_authenticated:
            ask_who(by)
        return self.get_response(request)
