"""Whose entries somebody may read: of business users, of the three administrators, or of both."""

from django.db.models import Q, QuerySet

from accounts.models import RoleHolding
from accounts.rules import may
from accounts.states import ADMINISTRATORS
from audit.actor import Actor
from audit.models import Entry


def trail_of(by: Actor, verb: str = "V") -> "QuerySet[Entry]":
    """Return the entries that a person may read (V) or take home (X)."""
    administrators = RoleHolding.objects.filter(role__in=ADMINISTRATORS).values("user")
    reach = Q(pk__in=())
    if may(by, f"audit.biz:{verb}"):
        reach |= ~Q(user__in=administrators)
    if may(by, f"audit.admin:{verb}"):
        reach |= Q(user__in=administrators)
    return Entry.objects.filter(reach)
