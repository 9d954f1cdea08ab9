"""Accounts and roles: made, given, ended."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import RoleHolding, User
from accounts.operations.session import close_sessions
from accounts.rules import may
from accounts.states import Ending, Role
from audit import operations as audit
from audit.actor import Actor


def create_user(username: str, name: str, *, password: str | None, by: Actor) -> User:
    """建账号: make an account; it can do nothing until roles are given."""
    user = User(username=username, name=name, made_at=by.at, password_set_at=by.at)
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


def open_account(username: str, name: str, *, password: str, by: Actor) -> User:
    """建账号 with a first password that has to be changed at the first sign-in.

    Raises:
        ValidationError: the account exists, or the password is against the rules.
    """
    if not may(by, "acct.manage:C"):
        raise PermissionDenied
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": "这个账号已经有人使用，请换一个。"})
    user = User(username=username, name=name, made_at=by.at, must_change_password=True)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from None
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
        if not active:
            close_sessions(user, Ending.SWITCHED, by=by, act="acct.manage:E", reason=reason)
    return user
