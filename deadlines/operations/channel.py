"""提醒方式 and 日历订阅: each person's own."""

import hashlib
import secrets
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from audit import operations as audit
from audit.actor import Actor
from deadlines.models import ChannelChoice, FeedLink

OWN = "acct.own:E"
TWICE = "刚刚在另一个窗口里已经办理，请刷新后查看。"


def choose_channels(
    choice: ChannelChoice, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> ChannelChoice:
    """选定提醒方式: by which ways one is told beside the list inside the house; always one's own.

    The trail says which fields were changed; it keeps no address.
    """
    if choice.user_id != by.user.pk:
        raise PermissionDenied
    if ChannelChoice.objects.filter(pk=choice.pk).exists():
        return audit.edit(choice, by=by, act=OWN, changes=changes, version=version)
    for name, value in changes.items():
        setattr(choice, name, value)
    try:
        with transaction.atomic():
            return audit.create(choice, by=by, act=OWN)
    except IntegrityError:
        raise ValidationError(TWICE) from None


def own_channels(*, by: Actor) -> ChannelChoice:
    """提醒方式: one's own as it stands, or as it is before the first choice, which is not stored."""
    found: ChannelChoice | None = ChannelChoice.objects.visible_to(by).first()
    return found or ChannelChoice(user_id=by.user.pk)


def renew_feed(*, by: Actor) -> str:
    """换发订阅地址: the old address is dead from now on; the new one is told once and not kept."""
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            revoke_feed(by=by)
            audit.create(FeedLink(user_id=by.user.pk, digest=_digest(token), made_at=by.at), by=by, act=OWN)
    except IntegrityError:
        raise ValidationError(TWICE) from None
    return token


def revoke_feed(*, by: Actor) -> bool:
    """停用订阅地址: whoever has it sees nothing from the next request on."""
    held = FeedLink.objects.filter(user_id=by.user.pk, revoked_at__isnull=True).first()
    if held is not None:
        audit.edit(held, by=by, act=OWN, changes={"revoked_at": by.at})
    return held is not None


def person_of_feed(token: str) -> User | None:
    """Return whose calendar a secret address is; nobody's when it is unknown or revoked."""
    link = FeedLink.objects.live().filter(digest=_digest(token)).select_related("user").first()
    return link.user if link else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
