"""The clock's own account: nobody signs in with it; the trail names it where no person acted."""

import datetime as dt

from accounts.models import User
from audit.actor import Actor

USERNAME = "clock"


def clock(at: dt.datetime) -> Actor:
    """Return the clock as an actor; it holds no role, so no rule lets it do a person's act."""
    fields = {"name": "系统时钟", "is_active": False, "password": "!"}
    user, _ = User.objects.get_or_create(username=USERNAME, defaults=fields)
    return Actor(user=user, at=at)
