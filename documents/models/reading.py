"""查阅额度: how much of S3 and S4 a person may read in a day, and who came to the limit."""

import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from documents.states import ALARM_EDGES, POLICY, AlarmState

ANY = Q(pk__isnull=False)
ONLY = UUID("0199c000-0000-7000-8000-000000000001")  # there is one policy, and it is never made twice


def limit_field(word: str, usual: int) -> "models.PositiveIntegerField[int, int]":
    """Return a number of records a day: enough for a day's work, never without end."""
    bounds = [MinValueValidator(20, "不能少于 20"), MaxValueValidator(100_000, "不能多于 100000")]
    return models.PositiveIntegerField(word, default=usual, validators=bounds)


class ReadingPolicy(Versioned):
    """查阅额度: the same for everybody; one row, changed by the security administrator."""

    VIEW: ClassVar = (POLICY,)

    opened = limit_field("每日查阅上限", 300)
    exported = limit_field("每日导出上限", 5000)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        """One row, planted by a migration."""

        verbose_name = "查阅额度"
        verbose_name_plural = "查阅额度"

    def __str__(self) -> str:
        """Name the policy."""
        return "安全策略"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """The one policy, for whoever holds it for all."""
        return ANY if scope == Scope.ALL else NOTHING


class ReadingAlarmQuerySet(ScopedQuerySet["ReadingAlarm"]):
    """Questions put to the alarms."""

    def of(self, user: UUID, day: dt.date) -> Self:
        """What was raised about a person on a day: one or none."""
        return self.filter(user_id=user, day=day)

    def awaiting(self, by: Actor) -> Self:
        """Raised today and not lifted, for whoever may lift them."""
        return self.reached_by(by, POLICY).filter(state=AlarmState.RAISED, day=by.on).exclude(user=by.user.pk)


class ReadingAlarm(Stateful):
    """查阅告警: a person came to the limit of a day; how much was read, never what."""

    EDGES: ClassVar = ALARM_EDGES
    TONES: ClassVar = {state: state.tone for state in AlarmState}
    VIEW: ClassVar = (POLICY, "audit.biz:V")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="查阅人"
    )
    day = models.DateField("日期")
    opened = models.PositiveIntegerField("已查阅")
    exported = models.PositiveIntegerField("已导出")
    raised_at = models.DateTimeField("到限时间")
    state = models.CharField("状态", max_length=10, choices=AlarmState.choices, default=AlarmState.RAISED)
    reason = models.CharField("放开理由", max_length=500, blank=True)

    objects: ClassVar[Any] = ReadingAlarmQuerySet.as_manager()

    class Meta:
        """One a day for each person."""

        verbose_name = "查阅告警"
        verbose_name_plural = "查阅告警"
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="alarm_once_a_day")]

    def __str__(self) -> str:
        """Name the person."""
        return str(self.user)

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """All of them, for whoever holds it for all: the table names two administrators."""
        return ANY if scope == Scope.ALL else NOTHING
