"""外发: by which ways beside the list inside the house a person is told, and what was sent by them."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.rules import held
from audit.actor import Actor
from audit.models import Versioned
from deadlines.states import Channel

RUN = "sys.config:E"


class ChannelChoiceQuerySet(models.QuerySet["ChannelChoice"]):
    """Questions put to the choices."""

    def visible_to(self, by: Actor) -> Self:
        """Everybody's own."""
        return self.filter(user_id=by.user.pk)

    def wanting(self, channel: Channel) -> Self:
        """Who asked for a channel, said where, and may still sign in."""
        address = {Channel.MAIL: "mail", Channel.MESSENGER: "messenger_account"}[channel]
        wanted = self.filter(**{f"by_{channel.value}": True}, user__is_active=True)
        return wanted.exclude(**{address: ""})


class ChannelChoice(Versioned):
    """提醒方式 of one person. The list inside the house is always there and is not chosen."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channels", verbose_name="本人"
    )
    by_mail = models.BooleanField("每天一封电子邮件", default=False)
    mail = models.EmailField("电子邮箱", max_length=120, blank=True)
    by_messenger = models.BooleanField("每天一条企业通讯消息", default=False)
    messenger_account = models.CharField(
        "企业通讯账号",
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9._@-]+$", "只能用字母、数字、点、横线、下划线和 @")],
        help_text="通讯录中的账号，不是手机号；消息发在工作群里，用它提到您",
    )

    objects: ClassVar[Any] = ChannelChoiceQuerySet.as_manager()

    class Meta:
        """One for each person."""

        verbose_name = "提醒方式"
        verbose_name_plural = "提醒方式"

    def __str__(self) -> str:
        """Name the chosen channels."""
        return "、".join(["站内", *(str(one.label) for one in Channel if getattr(self, f"by_{one.value}"))])

    def clean(self) -> None:
        """Refuse a channel that leads nowhere."""
        if self.by_mail and not self.mail:
            raise ValidationError({"mail": "要收电子邮件，请填写邮箱。"})
        if self.by_messenger and not self.messenger_account:
            raise ValidationError({"messenger_account": "要收企业通讯消息，请填写账号。"})

    def address(self, channel: Channel) -> str:
        """Where the channel leads."""
        return {Channel.MAIL: self.mail, Channel.MESSENGER: self.messenger_account}[channel]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions put to the deliveries."""

    def visible_to(self, by: Actor) -> Self:
        """Everybody's own."""
        return self.filter(recipient_id=by.user.pk)

    def waiting(self, at: dt.datetime) -> Self:
        """Neither sent nor given up, and their turn has come."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True, next_try_at__lte=at)

    def failing(self, by: Actor, since: dt.date) -> Self:
        """Tried and not sent, of everybody, from a day on: for whoever runs the system."""
        return (
            self.filter(sent_at__isnull=True, tries__gt=0, day__gte=since) if held(by, RUN) else self.none()
        )


class Delivery(models.Model):
    """外发记录: one digest to one person by one channel on one day; it counts and names nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries", verbose_name="收件人"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    day = models.DateField("日期")
    overdue = models.PositiveIntegerField("逾期", default=0)
    soon = models.PositiveIntegerField("临近到期", default=0)
    messages = models.PositiveIntegerField("办理通知", default=0)
    covers_until = models.DateTimeField("统计截止")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    given_up_at = models.DateTimeField("停止时间", null=True, blank=True)
    fault = models.CharField("未发出的原因", max_length=100, blank=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        """The newest first; one a day for each person and channel, whatever the clock does."""

        verbose_name = "外发记录"
        verbose_name_plural = "外发记录"
        ordering: ClassVar = ["-day", "channel"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="delivery_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "channel", "day"], name="delivery_once_a_day")
        ]

    def __str__(self) -> str:
        """Name channel and day."""
        return f"{self.day:%Y-%m-%d} {self.get_channel_display()}"

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        if self.sent_at:
            return "已发出"
        return "多次未成功，已停止" if self.given_up_at else "等待发送"


class FeedLinkQuerySet(models.QuerySet["FeedLink"]):
    """Questions put to the links."""

    def live(self) -> Self:
        """Not revoked, of a person who may still sign in."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class FeedLink(Versioned):
    """日历订阅: a secret address of one person's due days; only its digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feed_links", verbose_name="本人"
    )
    digest = models.CharField("摘要", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects: ClassVar[Any] = FeedLinkQuerySet.as_manager()

    class Meta:
        """One live link for each person."""

        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_live_feed_link"
            )
        ]

    def __str__(self) -> str:
        """Tell since when."""
        return f"{self.made_at:%Y-%m-%d} 生成的订阅地址"
