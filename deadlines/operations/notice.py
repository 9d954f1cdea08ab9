"""通知: put down, delivered, read."""

import datetime as dt

from django.db import models, transaction

from audit.actor import Actor
from audit.refusing import check_fields
from deadlines.models import Notice
from deadlines.states import NoticeKind
from organizations.models import PartyOrganization

BATCH = 500


def notify(
    recipient: models.Model,
    *,
    title: str,
    at: dt.datetime,
    key: str,
    text: str = "",
    url: str = "",
    about: PartyOrganization | None = None,
) -> None:
    """通知: put a message for one person into the outbox; the same key reaches a person once.

    Belongs inside the transaction of the act that it tells of. Nothing secret goes into title or text.
    """
    notice = Notice(
        recipient_id=recipient.pk,
        kind=NoticeKind.MESSAGE,
        title=title,
        text=text,
        url=url,
        key=key,
        about=about,
        created_at=at,
    )
    check_fields(notice)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def deliver(*, at: dt.datetime, limit: int = BATCH) -> int:
    """送达: take up to ``limit`` notices out of the outbox into their recipients' lists; return how many.

    The claim is the delivery: of two sweepers one finds the row taken, and a sweeper that is killed
    has done all of its batch or none.
    """
    with transaction.atomic():
        waiting = Notice.objects.waiting().select_for_update(skip_locked=True).order_by("created_at", "id")
        keys = list(waiting.values_list("pk", flat=True)[:limit])
        return int(Notice.objects.waiting().filter(pk__in=keys).update(sent_at=at))


def read_notice(notice: Notice, *, by: Actor) -> Notice:
    """阅知: the recipient has opened it; the first time counts."""
    if Notice.objects.visible_to(by).filter(pk=notice.pk, read_at__isnull=True).update(read_at=by.at):
        notice.read_at = by.at
    return notice


def read_all(notices: "models.QuerySet[Notice]", *, by: Actor) -> int:
    """全部阅知: mark those of the chosen notices that are one's own and unread."""
    mine = Notice.objects.visible_to(by).filter(read_at__isnull=True)
    return int(mine.filter(pk__in=notices.order_by().values("pk")).update(read_at=by.at))
