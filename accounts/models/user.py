"""Accounts, the roles they hold from day to day, and the shape of a grant on a container."""

import datetime as dt
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from guardian.models import UserObjectPermissionBase
from uuid_utils.compat import uuid7

from accounts.states import Role
from audit.models import Versioned


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no way to make a superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Store an account with a hashed password, or with none that fits."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """账号: who signs in. What a user may do comes from roles, posts and grants, never from here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        "账号",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", "账号只能用小写字母、数字、点、横线和下划线")],
        error_messages={"unique": "这个账号已经有人使用，请换一个"},
    )
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改口令", default=False)
    must_set_factor = models.BooleanField("须重新设置动态验证码", default=False)
    password_set_at = models.DateTimeField("口令设置时间", null=True, editable=False)
    made_at = models.DateTimeField("建立时间", null=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = UserManager()

    class Meta:
        """Listed by account name."""

        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        """Name the person."""
        return self.name or self.username


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    """Questions put to the role ledger."""

    def on(self, day: dt.date) -> Self:
        """Holdings that are live on a day."""
        return self.filter(since__lte=day).filter(models.Q(until__isnull=True) | models.Q(until__gte=day))

    def of(self, user: UUID, day: dt.date) -> Self:
        """What a user holds on a day; nothing once the account is switched off."""
        return self.on(day).filter(user_id=user, user__is_active=True)


class RoleHolding(Versioned):
    """角色任用: a role that a user holds from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings", verbose_name="账号")
    role = models.CharField("角色", max_length=3, choices=Role.choices)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    reason = models.CharField("依据", max_length=200, blank=True)
    giver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="授予人", null=True, blank=True
    )

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        """Read by user."""

        verbose_name = "角色任用"
        verbose_name_plural = "角色任用"
        indexes: ClassVar = [models.Index(fields=["user", "role"], name="holding_user_role")]

    def __str__(self) -> str:
        """Name holder and role."""
        return f"{self.user}:{self.get_role_display()}"


class Grant(UserObjectPermissionBase):
    """授权: guardian's row on one container, with its reason, giver and dates. Dates decide."""

    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    reason = models.CharField("依据", max_length=200, blank=True)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="授予人"
    )

    class Meta(UserObjectPermissionBase.Meta):
        """Each container has a table of its own."""

        abstract = True
