"""Passwords: changed by their owner, or set anew through a link that is good once."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import ResetLink, SignIn, UsedPassword, User
from accounts.operations.entry import open_doors
from accounts.operations.session import OWN, close_sessions
from accounts.rules import can_reset_password
from accounts.states import Ending
from audit import operations as audit
from audit.actor import Actor

LINK_LIVES = dt.timedelta(minutes=30)
LINK_GONE = "这个链接已经用过、作废或者超过 30 分钟，不能再用。请系统管理员重新发一个。"


def change_password(user: User, password: str, *, by: Actor, but: SignIn | None = None) -> User:
    """修改口令: one's own; other sessions end; the trail says that it was changed, never to what."""
    with transaction.atomic():
        keep_password(user, make_password(password), by=by)
        close_sessions(user, Ending.PASSWORD, by=by, act=OWN, but=but)
    return user


def keep_password(user: User, hashed: str, *, by: Actor, words: str = "修改口令") -> User:
    """保存口令: a password that is hashed already."""
    with transaction.atomic():
        changes = {"password": hashed, "must_change_password": False, "password_set_at": by.at}
        User.objects.filter(pk=user.pk).update(**changes)
        for name, value in changes.items():
            setattr(user, name, value)
        if settings.GRADED_PROTECTION:
            UsedPassword.objects.create(user=user, hashed=hashed, kept_at=by.at)
        audit.note(user, by=by, act=OWN, reason=words, event="password")
    return user


def issue_reset_link(user: User, *, reason: str, by: Actor) -> str:
    """发起口令重置: return the secret of a link, which is shown once; earlier links are void."""
    if not can_reset_password(by, user):
        raise PermissionDenied("不能给自己或已停用的账号发重置链接。")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        ResetLink.objects.filter(user=user, closed_at=None).update(closed_at=by.at)
        ResetLink.objects.create(
            user=user,
            digest=_digest(secret),
            made_at=by.at,
            expires_at=by.at + LINK_LIVES,
            maker_id=by.user.pk,
        )
        audit.note(user, by=by, act="acct.reset:C", reason=f"发出口令重置链接：{reason}", event="link")
    return secret


def link_of(secret: str, *, at: dt.datetime) -> ResetLink | None:
    """Return the link that the secret opens now."""
    links = ResetLink.objects.filter(digest=_digest(secret), closed_at=None, expires_at__gt=at)
    return links.filter(user__is_active=True).select_related("user").first()


def reset_password(secret: str, password: str, *, at: dt.datetime) -> User:
    """凭链接设置新口令: the bearer sets a new password; the link is used up, guesses are forgotten.

    Raises:
        ValidationError: the link is good no more, or the password is against the rules.
    """
    link = link_of(secret, at=at)
    if link is None:
        raise ValidationError(LINK_GONE)
    user = link.user
    validate_password(password, user)
    with transaction.atomic():
        if not ResetLink.objects.filter(pk=link.pk, closed_at=None).update(closed_at=at):
            raise ValidationError(LINK_GONE)
        by = Actor(user=user, at=at)
        keep_password(user, make_password(password), by=by, words="凭一次性链接设置新口令")
        close_sessions(user, Ending.PASSWORD, by=by, act=OWN)
        open_doors(user, at=at)
    return user


def _digest(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
