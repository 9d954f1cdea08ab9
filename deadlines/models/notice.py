"""通知: the outbox and the in-app notice are one row. It is put down once, delivered once, read once."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from audit.actor import Actor
from deadlines.models.deadline import Deadline
from deadlines.states import NoticeKind
from organizations.models import PartyOrganization, Recusal


def _closed_to(user: Any) -> "models.QuerySet[Any, Any]":
    return Recusal.objects.denying().filter(person__user=user).values("party_organization")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions put to the notices."""

    def waiting(self) -> Self:
        """Put down and not yet delivered."""
        return self.filter(sent_at__isnull=True)

    def delivered(self) -> Self:
        """In the recipient's list."""
        return self.filter(sent_at__isnull=False)

    def visible_to(self, by: Actor) -> Self:
        """Everybody sees the own notices and no others, and none about what a recusal keeps one from."""
        return self.delivered().filter(recipient_id=by.user.pk).exclude(about__in=_closed_to(by.user.pk))

    def unread_of(self, user: AbstractBaseUser | AnonymousUser | UUID) -> Self:
        """Delivered to a user, named by account or key, and not read."""
        key = getattr(user, "pk", user)
        mine = self.delivered().filter(recipient_id=key, read_at__isnull=True)
        return mine.exclude(about__in=_closed_to(key))


class Notice(models.Model):
    """通知: to one person, about one thing, at most once for each occurrence."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    TONES: ClassVar = {NoticeKind.REMINDER: "soon", NoticeKind.OVERDUE: "late", NoticeKind.MESSAGE: "going"}

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", verbose_name="收件人"
    )
    kind = models.CharField("种类", max_length=10, choices=NoticeKind.choices)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", max_length=1000, blank=True)
    url = models.CharField(
        "链接", max_length=200, blank=True, validators=[RegexValidator(r"^/(?![/\\])", "链接只能指向本系统")]
    )
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, null=True, related_name="notices", verbose_name="时限"
    )
    about = models.ForeignKey(
        PartyOrganization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="所涉党组织"
    )
    by_mail = models.BooleanField("电子邮件", default=True)
    by_messenger = models.BooleanField("企业通讯", default=False)
    step = models.CharField("提醒台阶", max_length=8, blank=True)
    occurrence = models.DateField("应发日期", null=True, blank=True)
    key = models.CharField("唯一标识", max_length=120, blank=True)
    created_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    class Meta:
        """The newest first; the two constraints are what "exactly once" rests on."""

        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "read_at"], name="notice_recipient"),
            models.Index(fields=["created_at"], condition=Q(sent_at__isnull=True), name="notice_waiting"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deadline", "step", "occurrence", "recipient"], name="reminder_once"
            ),
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~Q(key=""), name="plain_notice_once"
            ),
        ]

    def __str__(self) -> str:
        """Name the notice by its title."""
        return self.title

    @property
    def is_read(self) -> bool:
        """Opened by its recipient."""
        return self.read_at is not None
