"""Accounts and roles: made, given, ended."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import RoleHolding, User
from accounts.rules import may
from accounts.states import Role
from audit import operations as audit
from audit.actor import Actor


def create_user(username: str, name: str, *, password: str | None, by: Actor) -> User:
    """建账号: make an account; it can do nothing until roles are given."""
    user = User(username=username, name=name, made_at=by.at)
    user.set_password(password)
    return audit.create(user, by=by, act="acct.manage:C")


def give_role(
    user: User, role: Role, *, since: dt.date, by: Actor, until: dt.date | None = None, reason: str = ""
) -> RoleHolding:
    """授予角色: let a user hold a role between two days."""
    holding = RoleHolding(user=user, role=role, since=since, until=until, reason=reason, giver_id=by.user.pk)
    return audit.create(holding, by=by, act="acct.grant:A", role=role)


def end_role(user: User, role: Role, *, on: dt.date, by: Actor) -> None:
    """收回角色: the role ends with the day before."""
    last = on - dt.timedelta(days=1)
    with transaction.atomic():
        for holding in RoleHolding.objects.filter(user=user, role=role).exclude(Q(until__lte=last)):
            until = max(last, holding.since - dt.timedelta(days=1))
            audit.edit(holding, by=by, act="acct.grant:A", changes={"until": until})


def change_password(user: User, password: str, *, by: Actor) -> User:
    """修改口令: one's own; the trail says that it was changed, never to what."""
    return keep_password(user, make_password(password), by=by)


def keep_password(user: User, hashed: str, *, by: Actor) -> User:
    """保存口令: a password that is hashed already."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=hashed, must_change_password=False)
        user.password, user.must_change_password = hashed, False
        audit.note(user, by=by, act="acct.reset:C")
    return user


def open_account(username: str, name: str, *, password: str, by: Actor) -> User:
    """建账号 with a first password that has to be changed at the first sign-in."""
    if not may(by, "acct.manage:C"):
        raise PermissionDenied
    if User.objects.filter(username=username).exists():
        raise ValidationError("这个账号已经有人使用，请换一个。")
    user = User(username=username, name=name, made_at=by.at, must_change_password=True)
    user.set_password(password)
    return audit.create(user, by=by, act="acct.manage:C")


def switch_account(user: User, *, active: bool, reason: str, by: Actor) -> User:
    """停用或启用账号: at the next request."""
    if not may(by, "acct.manage:E") or user.pk == by.user.pk:
        raise PermissionDenied("不能停用自己的账号。")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=active)
        user.is_active = active
        audit.note(user, by=by, act="acct.manage:E", reason=reason, active=active)
    return user
