"""反馈前审核: what an office looks at before a feedback goes out, and what was found when somebody looked."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import Office, offices_of
from organizations.models.dated import Dated
from rounds.models.feedback import Feedback
from rounds.states.review import PointKind


class ReviewPointQuerySet(ScopedQuerySet["ReviewPoint"]):
    """Questions put to the points of review."""

    def on(self, day: dt.date) -> Self:
        """Points that hold on a day."""
        return self.filter(Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day)))

    def of(self, office: Office) -> Self:
        """The points by which an office reviews: its own if it ever made any, otherwise those delivered."""
        own = self.filter(office=office)
        return own if own.exists() else self.filter(office=None)


class ReviewPoint(Dated):
    """审核要点: one thing to be looked at, from a day to a day; its words stand as long as it does."""

    VIEW: ClassVar = ("feedback.review:V",)

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_points",
        verbose_name="巡察机构",
    )
    kind = models.CharField("环节", max_length=8, choices=PointKind.choices)
    order = models.PositiveSmallIntegerField("序", default=1)
    text = models.CharField("审核要点", max_length=200)
    required = models.BooleanField("必审", default=True)

    objects: ClassVar[Any] = ReviewPointQuerySet.as_manager()

    class Meta:
        """As they are gone through."""

        verbose_name = "审核要点"
        verbose_name_plural = "审核要点"
        ordering: ClassVar = ["order", "since", "id"]

    def __str__(self) -> str:
        """Tell what is looked at."""
        return self.text

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Those of the own office, and those delivered to all."""
        return Q(office=None) | Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class ReviewMarkQuerySet(models.QuerySet["ReviewMark"]):
    """Questions put to the marks."""

    def in_order(self) -> Self:
        """As the points are gone through, each with its reviewer."""
        return self.select_related("point", "marked_by").order_by("point__order", "point__since")


class ReviewMark(Versioned):
    """审核记录: one point looked at on one feedback, by whom and when; it lapses when the text changes."""

    feedback = models.ForeignKey(
        Feedback, on_delete=models.PROTECT, related_name="review_marks", verbose_name="反馈意见"
    )
    point = models.ForeignKey(
        ReviewPoint, on_delete=models.PROTECT, related_name="marks", verbose_name="审核要点"
    )
    passed = models.BooleanField("已审核", default=False)
    remark = models.CharField("审核说明", max_length=300, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="审核人"
    )
    marked_on = models.DateField("审核日期")

    objects: ClassVar[Any] = ReviewMarkQuerySet.as_manager()

    class Meta:
        """One for each point."""

        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback", "point"], name="review_mark_once")
        ]

    def __str__(self) -> str:
        """Name the point."""
        return str(self.point)
