"""Accounts and roles: made, given, ended."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.matrix import level_needed
from accounts.models import RoleHolding, User
from accounts.operations.session import close_sessions
from accounts.rules import apart, may
from accounts.states import Ending, Level, Role
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
    """授予角色: let a user hold a role between two days; the clearance rises to what the role touches.

    Raises:
        ValidationError: the role excludes one that the user holds on any of these days.
    """
    if words := clash(user, role, since, until):
        raise ValidationError(words)
    holding = RoleHolding(user=user, role=role, since=since, until=until, reason=reason, giver_id=by.user.pk)
    clearance = max(level_needed(role), Level(user.clearance))
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(clearance=clearance)
        user.clearance = clearance
        return audit.create(holding, by=by, act="acct.grant:A", role=role, clearance=clearance)


def clash(user: User, role: Role, since: dt.date, until: dt.date | None) -> str:
    """Say in words which role of the same days a new one excludes; empty when they may meet."""
    met = RoleHolding.objects.filter(user=user).meeting(since, until).values_list("role", flat=True)
    others = [Role(code) for code in met if not apart({Role(code), role})]
    if not others:
        return ""
    names = "、".join(dict.fromkeys(str(other.label) for other in others))
    return f"{user}在这段时间任{names}，不能同时任{role.label}：三员之间、三员与业务角色之间不能兼任。"


def set_clearance(user: User, level: Level, *, by: Actor, reason: str = "") -> User:
    """设安全标记: what lies above it is closed to the person at the next request, whatever the roles."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(clearance=level)
        before, user.clearance = user.clearance, level
        audit.note(user, by=by, act="acct.grant:A", reason=reason, clearance=level, before=before)
    return user


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
