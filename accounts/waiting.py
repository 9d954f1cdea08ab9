"""Accounts that somebody has to look after: never used, used no more, without a role."""

import datetime as dt

from django.db.models import QuerySet

from accounts.clock import USERNAME
from accounts.models import RoleHolding, User
from accounts.rules import GRANT
from audit.models import Proposal

DORMANT = dt.timedelta(days=90)


def people() -> QuerySet[User]:
    """Return the accounts of persons, those switched off left out."""
    return User.objects.filter(is_active=True).exclude(username=USERNAME)


def unseen() -> QuerySet[User]:
    """从未登录: the password went astray, or was never handed over."""
    return people().filter(last_login__isnull=True)


def dormant(at: dt.datetime) -> QuerySet[User]:
    """三个月没有登录: to be switched off, unless the person still works here."""
    return people().filter(last_login__lt=at - DORMANT)


def roleless(on: dt.date) -> QuerySet[User]:
    """没有角色: none today, none to come, none proposed; a role waits until the first password is changed."""
    holders = RoleHolding.objects.meeting(on, None).values("user")
    asked = Proposal.objects.pending().filter(act=GRANT).values("record_id")
    ready = people().filter(must_change_password=False)
    return ready.exclude(pk__in=holders).exclude(pk__in=asked)
