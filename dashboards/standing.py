"""Who is at work, asked once: roles, offices, recusals of the day, unread notices, the trail's standing."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse

from accounts.memory import STANDING
from accounts.models import RoleHolding
from accounts.prepared import Prepared
from accounts.states import Role
from audit.actor import Actor
from audit.models import Entry
from deadlines.models import Notice
from organizations.models import Recusal
from organizations.models.body import offices_on

# An act becomes visible when its transaction ends: none lasts as long as this
LONGEST_ACT = dt.timedelta(minutes=10)
UNREAD = "unread"
WORDS = CharField()


def _arm(rows: "QuerySet[Any, Any]", what: str, field: Any) -> "QuerySet[Any, Any]":
    told = rows.order_by().annotate(what=Value(what, output_field=WORDS), told=Cast(field, WORDS))
    found: QuerySet[Any, Any] = told.values_list("what", "told")
    return found


def _question(user: UUID, day: dt.date, since: dt.datetime) -> "QuerySet[Any, Any]":
    acts = Entry.objects.recorded_since(since)
    roles = _arm(RoleHolding.objects.of(user, day), "roles", "role")
    return roles.union(
        _arm(offices_on(day, user), "offices", "pk"),
        _arm(Recusal.objects.denying().filter(person__user=user), "recused", "party_organization"),
        _counted(Notice.objects.unread_of(user), UNREAD),
        _counted(acts, STANDING),
        all=True,
    )


def _counted(rows: "QuerySet[Any, Any]", what: str) -> "QuerySet[Any, Any]":
    told = rows.order_by().annotate(what=Value(what, output_field=WORDS)).values("what")
    found: QuerySet[Any, Any] = told.annotate(told=Cast(Count("pk"), WORDS)).values_list("what", "told")
    return found


WHO = Prepared(_question, user=UUID, day=dt.date, since=dt.datetime)


def ask_who(by: Actor) -> None:
    """Put into the actor's memo what nearly every page asks about the person, in one question."""
    since = by.at.replace(second=0, microsecond=0) - LONGEST_ACT
    found: dict[str, list[str]] = {"roles": [], "offices": [], "recused": [], UNREAD: [], STANDING: []}
    for what, told in WHO.ask(user=by.user.pk, day=by.on, since=since):
        found[what].append(told)
    by.memo["roles"] = frozenset(Role(code) for code in found["roles"])
    by.memo["offices"] = [UUID(key) for key in found["offices"]]
    by.memo["recused"] = [UUID(key) for key in found["recused"]]
    by.memo[UNREAD] = int(found[UNREAD][0]) if found[UNREAD] else 0
    by.memo[STANDING] = (since, found[STANDING][0] if found[STANDING] else "0")


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
