"""People for tests: an account with roles, and the actor it is today."""

import datetime as dt

from django.utils import timezone

from accounts.models import RoleHolding, User
from accounts.states import Role
from audit.actor import Actor

LONG_AGO = dt.date(2020, 1, 1)


def make_user(username: str, *roles: Role, name: str = "") -> User:
    """Return an account that holds the roles since long ago; its password is ``巡察-口令-2026``."""
    user = User.objects.create_user(username, "巡察-口令-2026", name=name or username)
    RoleHolding.objects.bulk_create(RoleHolding(user=user, role=role, since=LONG_AGO) for role in roles)
    return user


def actor(user: User, at: dt.datetime | None = None) -> Actor:
    """Return the account at work now, or at another instant; it has just signed in."""
    at = at or timezone.now()
    return Actor(user=user, at=at, signed_in_at=at)
