"""Passwords: changed by their owner, or set anew through a link that is good once."""

import datetime as dt
import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.clock import clock
from accounts.devices import Visit
from accounts.models import ResetLink, SignIn, UsedPassword, User
from accounts.operations.entry import open_doors
from accounts.operations.session import OWN, close_sessions
from accounts.rules import can_reset_password, is_vital_account
from accounts.states import Ending
from audit import operations as audit
from audit.actor import Actor

LINK_LIVES = dt.timedelta(minutes=30)
MOST_TRIES = 5
WRONG_CODE = "核对码不对。请核对系统管理员交给您的 8 位数字；连续输错 5 次，链接作废。"
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
        raise PermissionDenied("不能给自己或已停用的账号发重置链接；要害账号须提请另一人放行。")
    with transaction.atomic():
        secret = new_link(user, maker=by.user.pk, at=by.at)
        audit.note(user, by=by, act="acct.reset:C", reason=f"发出口令重置链接：{reason}", event="link")
    return secret


def new_link(user: User, *, maker: UUID, at: dt.datetime, **second: Any) -> str:
    """Store a link and return its secret; earlier links are void."""
    secret = secrets.token_urlsafe(32)
    ResetLink.objects.filter(user=user, closed_at=None).update(closed_at=at)
    ResetLink.objects.create(
        user=user, digest=_digest(secret), made_at=at, expires_at=at + LINK_LIVES, maker_id=maker, **second
    )
    return secret


def link_of(secret: str, *, at: dt.datetime) -> ResetLink | None:
    """Return the link that the secret opens now; none of one person's opens what became vital since."""
    links = ResetLink.objects.filter(digest=_digest(secret), closed_at=None, expires_at__gt=at)
    rows = links.filter(user__is_active=True, tries__lt=MOST_TRIES)
    link = rows.select_related("user").first()
    alone = link is not None and link.seconder_id is None
    return None if link and alone and is_vital_account(link.user, timezone.localdate(at)) else link


def open_link(secret: str, *, visit: Visit, at: dt.datetime) -> ResetLink | None:
    """打开链接: return the link; that it was looked at, and on what device, is written down."""
    link = link_of(secret, at=at)
    if link:
        told = {"event": "link-opened", "device": str(visit)}
        audit.read(link.user, by=clock(at), act="acct.reset:C", place=f"{link.pk}{visit}", **told)
    return link


def code_digest(user: User, code: str) -> str:
    """Return what is kept of the code that goes with a link; spaces and signs between digits do not count."""
    digits = "".join(sign for sign in code if sign.isdigit())
    return salted_hmac("accounts.reset", f"{user.pk}{digits}", algorithm="sha256").hexdigest()


def _check_code(link: ResetLink, code: str) -> None:
    """Count the try before it is looked at: no race makes more of them."""
    rows = ResetLink.objects.filter(pk=link.pk, closed_at=None, tries__lt=MOST_TRIES)
    if not rows.update(tries=F("tries") + 1):
        raise ValidationError(LINK_GONE)
    if not constant_time_compare(link.code_digest, code_digest(link.user, code)):
        raise ValidationError({"code": WRONG_CODE})


def reset_password(secret: str, password: str, *, at: dt.datetime, code: str = "") -> User:
    """凭链接设置新口令: the bearer sets a new password; the link is used up, guesses are forgotten.

    Raises:
        ValidationError: the link is good no more, its code is wrong, or the password is against the rules.
    """
    link = link_of(secret, at=at)
    if link is None:
        raise ValidationError(LINK_GONE)
    user = link.user
    validate_password(password, user)
    if link.code_digest:
        _check_code(link, code)
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
