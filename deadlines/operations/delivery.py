"""外发: one digest a day for each person and channel, sent at least once; what fails is tried again."""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from deadlines import messenger
from deadlines.models import ChannelChoice, Delivery, Notice
from deadlines.states import Channel, NoticeKind
from deadlines.wording import SUBJECT, digest_text, mail_text
from organizations.models import Recusal

logger = logging.getLogger(__name__)
Send = Callable[[str, Mapping[str, int], dt.datetime], None]
MOST_TRIES = 8
LOOKS_BACK = dt.timedelta(days=7)  # what the first digest counts
# What is being delivered just now is not to be seen yet, and is left to the next digest rather than to none
SETTLED = dt.timedelta(minutes=2)
# A robot takes twenty messages a minute and then closes for ten
A_MINUTE = {Channel.MAIL: 100, Channel.MESSENGER: 18}
COUNTS = {
    "overdue": Count("pk", filter=Q(kind=NoticeKind.OVERDUE)),
    "soon": Count("pk", filter=Q(kind=NoticeKind.REMINDER)),
    "messages": Count("pk", filter=Q(kind=NoticeKind.MESSAGE)),
}


def prepare_digests(*, at: dt.datetime) -> int:
    """归集: after the hour of the day, a row for everybody who has new unread notices; return how many."""
    if timezone.localtime(at).hour < settings.DIGEST_HOUR:
        return 0
    return sum(_prepare(channel, at) for channel in Channel if _is_set_up(channel))


def send_digests(*, at: dt.datetime, senders: Mapping[Channel, Send] | None = None) -> int:
    """外发: send what waits; return how many were taken by the other side.

    A row is put off before it is sent, so that of two workers one sends it. Killed between the other side's
    answer and the note of it, it is sent again: at least once, never lost.
    """
    ways = senders or SENDERS
    return sum(
        _attempt(row, ways[channel], at)
        for channel in Channel
        if _is_set_up(channel)
        for row in _due(channel, at)
    )


def _is_set_up(channel: Channel) -> bool:
    return bool(settings.EMAIL_HOST) if channel == Channel.MAIL else messenger.is_set_up()


def _prepare(channel: Channel, at: dt.datetime) -> int:
    day, until = timezone.localdate(at), at - SETTLED
    made = [
        Delivery(channel=channel, day=day, covers_until=until, next_try_at=at, recipient_id=person, **counts)
        for person, counts in _counts(channel, day, until)
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=400)
    return len(made)


def _counts(channel: Channel, day: dt.date, until: dt.datetime) -> list[tuple[UUID, dict[str, int]]]:
    """Count for each who has no digest of the day what is new and unread, and no recusal keeps from them."""
    every = Delivery.objects.filter(channel=channel)
    done = every.filter(day=day).values("recipient")
    people = ChannelChoice.objects.wanting(channel).exclude(user__in=done).values("user")
    # What was given up told nobody: it is counted again
    told = every.filter(recipient=OuterRef("recipient"), given_up_at__isnull=True).order_by("-covers_until")
    since = Coalesce(Subquery(told.values("covers_until")[:1]), Value(until - LOOKS_BACK))
    closed = Recusal.objects.denying().filter(
        person__user=OuterRef("recipient"), party_organization=OuterRef("about")
    )
    fresh = Notice.objects.filter(recipient__in=people, read_at__isnull=True, **{f"by_{channel.value}": True})
    rows = fresh.filter(sent_at__gt=since, sent_at__lte=until).exclude(Exists(closed))
    numbers = rows.order_by().values("recipient").annotate(**COUNTS).values_list("recipient", *COUNTS)
    return [(person, dict(zip(COUNTS, many, strict=True))) for person, *many in numbers]


def _due(channel: Channel, at: dt.datetime) -> list[Delivery]:
    still = ChannelChoice.objects.wanting(channel).values("user")
    rows = Delivery.objects.waiting(at).filter(channel=channel, recipient__in=still)
    rows = rows.order_by("next_try_at", "id")
    return list(rows[: A_MINUTE[channel]])


def _attempt(row: Delivery, send: Send, at: dt.datetime) -> bool:
    mine: models.QuerySet[Delivery] = Delivery.objects.filter(pk=row.pk, sent_at__isnull=True)
    later = at + dt.timedelta(minutes=2 ** min(row.tries, MOST_TRIES))
    if not mine.filter(tries=row.tries).update(tries=F("tries") + 1, next_try_at=later):
        return False  # another worker has it
    choice: ChannelChoice = ChannelChoice.objects.get(user=row.recipient_id)
    address = choice.address(Channel(row.channel))
    try:
        send(address, {name: getattr(row, name) for name in COUNTS}, at)
    except messenger.NotSent as fault:
        _put_off(mine, row, str(fault), at)
        return False
    mine.update(sent_at=at, fault="")
    return True


def _put_off(mine: "models.QuerySet[Delivery]", row: Delivery, fault: str, at: dt.datetime) -> None:
    ended = at if row.tries + 1 >= MOST_TRIES else None
    mine.update(fault=fault[:100], given_up_at=ended)
    logger.warning("外发 %s 没有发出（第 %s 次）：%s", row.pk, row.tries + 1, fault)


def _by_mail(address: str, counts: Mapping[str, int], _at: dt.datetime) -> None:
    try:
        send_mail(SUBJECT, mail_text(counts), settings.DEFAULT_FROM_EMAIL, [address])
    except (OSError, smtplib.SMTPException):
        raise messenger.NotSent("邮件服务器没有接收") from None


def _by_messenger(account: str, counts: Mapping[str, int], at: dt.datetime) -> None:
    messenger.send(digest_text(counts), account, milliseconds=round(at.timestamp() * 1000))


SENDERS: dict[Channel, Send] = {Channel.MAIL: _by_mail, Channel.MESSENGER: _by_messenger}
