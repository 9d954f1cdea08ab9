"""How people come in: sessions, doors that count wrong guesses, links and codes that are good once."""

import datetime as dt
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from accounts.models.user import User
from accounts.states import Ending
from audit.actor import Actor


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Questions put to the sessions."""

    def visible_to(self, by: Actor) -> Self:
        """One's own."""
        return self.filter(user_id=by.user.pk)

    def live(self, at: dt.datetime) -> Self:
        """Sessions that were neither ended nor outlived."""
        idle = at - dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        oldest = at - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return self.filter(ended_at=None, seen_at__gte=idle, opened_at__gte=oldest)


class SignIn(models.Model):
    """登录: one session, from the password to its end. The session knows its key, not it the session's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins", verbose_name="账号")
    opened_at = models.DateTimeField("登录时间")
    confirmed_at = models.DateTimeField("最近输入口令")
    seen_at = models.DateTimeField("最近操作")
    device = models.CharField("设备", max_length=40)
    address = models.CharField("网络地址", max_length=45, blank=True)
    with_factor = models.BooleanField("经动态验证码", default=False)
    ended_at = models.DateTimeField("结束时间", null=True)
    ending = models.CharField("结束原因", max_length=10, choices=Ending.choices, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="结束人", null=True
    )

    objects = SignInQuerySet.as_manager()

    class Meta:
        """The newest first."""

        verbose_name = "登录"
        verbose_name_plural = "登录"
        ordering: ClassVar = ["-opened_at"]
        indexes: ClassVar = [models.Index(fields=["user", "-opened_at"], name="sign_in_user")]

    def __str__(self) -> str:
        """Name the device."""
        return self.device

    def outlived(self, at: dt.datetime) -> Ending | None:
        """Say which limit the session has passed: silence, or a working day."""
        if (at - self.opened_at).total_seconds() > settings.SESSION_COOKIE_AGE:
            return Ending.LONG
        if (at - self.seen_at).total_seconds() > settings.SESSION_IDLE_SECONDS:
            return Ending.IDLE
        return None


class Door(models.Model):
    """登录失败计数: wrong guesses in a row for one account, from strangers or from one known device.

    The key is a keyed digest: unknown names count too, and people type passwords into the field of the name.
    """

    key = models.CharField("标识", primary_key=True, max_length=64)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    failed_at = models.DateTimeField("最近失败", db_index=True)

    class Meta:
        """Read by key."""

        verbose_name = "登录失败计数"
        verbose_name_plural = "登录失败计数"

    def __str__(self) -> str:
        """Name the count."""
        return f"{self.failures} 次"


class ResetLink(models.Model):
    """口令重置链接: lets its bearer set a new password once; only the digest of its secret is kept.

    A vital account's was let out by a second person, and asks for the code that the first one handed over.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reset_links", verbose_name="账号")
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="发出人")
    seconder = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="放行人", null=True
    )
    code_digest = models.CharField("核对码摘要", max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField("核对次数", default=0)
    closed_at = models.DateTimeField("用过或作废时间", null=True)

    class Meta:
        """Read by digest."""

        verbose_name = "口令重置链接"
        verbose_name_plural = "口令重置链接"

    def __str__(self) -> str:
        """Name whose it is."""
        return str(self.user)


class RecoveryCode(models.Model):
    """恢复码: stands once for the code of a phone that was lost; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="recovery_codes", verbose_name="账号"
    )
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        """Read by user."""

        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"

    def __str__(self) -> str:
        """Name whose it is."""
        return str(self.user)


class UsedPassword(models.Model):
    """用过的口令: hashed, kept in 等保 mode so that none of the last is taken again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="used_passwords", verbose_name="账号"
    )
    hashed = models.CharField("口令摘要", max_length=128)
    kept_at = models.DateTimeField("设置时间")

    class Meta:
        """The newest first."""

        verbose_name = "用过的口令"
        verbose_name_plural = "用过的口令"
        ordering: ClassVar = ["-kept_at", "-id"]

    def __str__(self) -> str:
        """Name whose it is."""
        return str(self.user)
