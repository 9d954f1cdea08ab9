"""工作日历: the years the office has entered, and the days that differ from the week."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned

AHEAD = dt.timedelta(days=180)
# The State Council announces a year's holidays in late October or November of the year before
ANNOUNCED = dt.timedelta(days=45)

# An empty Q would vanish beside the one that lets nothing through
ANY = Q(pk__isnull=False)


class CalendarYearQuerySet(ScopedQuerySet["CalendarYear"]):
    """Questions put to the calendar."""

    def provisional(self) -> Self:
        """Years whose notice has not been entered yet."""
        return self.filter(provisional=True)

    def missing(self, on: dt.date) -> list[int]:
        """Years that half a year's work from a day reaches and that nobody has entered."""
        wanted = {on.year, (on + AHEAD).year}
        return sorted(wanted - set(self.filter(year__in=wanted).values_list("year", flat=True)))

    def unsettled(self, on: dt.date) -> list[int]:
        """Years that have begun or soon begin and still are 暂定."""
        near = {on.year, (on + ANNOUNCED).year}
        return sorted(self.provisional().filter(year__in=near).values_list("year", flat=True))


class CalendarYear(Versioned):
    """日历年度: a year of which the holidays are known, or only estimated."""

    VIEW: ClassVar = ("deadline.rule:V",)

    year = models.PositiveSmallIntegerField("年份", unique=True)
    provisional = models.BooleanField("暂定", default=False)
    source = models.CharField("依据", max_length=300, blank=True)

    objects: ClassVar[Any] = CalendarYearQuerySet.as_manager()

    class Meta:
        """The newest first."""

        verbose_name = "工作日历"
        verbose_name_plural = "工作日历"
        ordering: ClassVar = ["-year"]

    def __str__(self) -> str:
        """Name the year."""
        return f"{self.year}年"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """The whole calendar, for whoever holds it for the office."""
        return ANY if scope == Scope.ALL else NOTHING


class CalendarDay(models.Model):
    """特殊日: a holiday, or a weekend day that is worked (调休)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.ForeignKey(
        CalendarYear, on_delete=models.PROTECT, related_name="days", verbose_name="日历年度"
    )
    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=20, blank=True)

    class Meta:
        """In the order of the year."""

        verbose_name = "特殊日"
        verbose_name_plural = "特殊日"
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        """Name the day."""
        return f"{self.date:%Y-%m-%d} {self.name}".strip()
