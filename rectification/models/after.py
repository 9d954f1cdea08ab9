"""What comes after a monthly report: 更正 beside what is frozen, 审阅 by the county leader."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from rectification.models.duty import duty_q
from rectification.models.report import MonthlyLine, MonthlyReport
from rectification.states import Corrected, MonthFigure


class CorrectionQuerySet(models.QuerySet["MonthlyCorrection"]):
    """Questions put to the corrections."""

    def in_order(self) -> Self:
        """The oldest first: of several on one thing the last one counts."""
        return self.order_by("at", "pk")


class MonthlyCorrection(Versioned):
    """月报更正: the frozen report stays as it is; what was wrong, and what is right, stands beside it."""

    report = models.ForeignKey(
        MonthlyReport, on_delete=models.PROTECT, related_name="corrections", verbose_name="整改月报"
    )
    line = models.ForeignKey(
        MonthlyLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="月报事项",
    )
    what = models.CharField("更正内容", max_length=20, choices=[*Corrected.choices, *MonthFigure.choices])
    old = models.TextField("原内容", blank=True)
    new = models.TextField("更正为")
    reason = models.TextField("更正理由")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="更正人"
    )
    at = models.DateTimeField("更正时间")

    objects: ClassVar[Any] = CorrectionQuerySet.as_manager()

    class Meta:
        """The oldest first."""

        verbose_name = "月报更正"
        verbose_name_plural = "月报更正"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        """Name what was put right."""
        return str(self.get_what_display())


class ReviewQuerySet(ScopedQuerySet["MonthlyReview"]):
    """Questions put to the reviews."""


class MonthlyReview(Versioned):
    """分管县领导审阅: read and signed, with an opinion if there is one."""

    VIEW: ClassVar = ("rect.review:V", "rect.review:S")

    report = models.ForeignKey(
        MonthlyReport, on_delete=models.PROTECT, related_name="reviews", verbose_name="整改月报"
    )
    signed_by = models.CharField("审阅人", max_length=140)
    opinion = models.TextField("审阅意见", blank=True)
    read_on = models.DateField("审阅日期")

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        """One for each leader and report."""

        verbose_name = "月报审阅"
        verbose_name_plural = "月报审阅"
        ordering: ClassVar = ["read_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "signed_by"],
                name="monthly_review_once",
                violation_error_message="这份月报已经审阅",
            )
        ]

    def __str__(self) -> str:
        """Name the reader."""
        return f"{self.signed_by} 已阅"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As the report."""
        return duty_q(scope, role, by, path="report")
