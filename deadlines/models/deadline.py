"""时限 and 延期: one date to keep for one record; the first date is never forgotten."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from audit.models import Versioned, type_name
from deadlines.models.rule import DeadlineRule

OPEN = Q(met_on__isnull=True, ended_on__isnull=True)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Questions put to the deadlines. The day is an argument; nothing here is stored."""

    def about(self, record: models.Model) -> Self:
        """Deadlines of one record."""
        return self.filter(record_type=type_name(record), record_id=record.pk)

    def about_all(self, model: type[models.Model], keys: Iterable[UUID] | None = None) -> Self:
        """Deadlines of the records of one model, of some of them if their keys are given."""
        rows = self.filter(record_type=type_name(model))
        return rows if keys is None else rows.filter(record_id__in=keys)

    def coded(self, *codes: str) -> Self:
        """Deadlines under these rules."""
        return self.filter(code__in=codes)

    def open(self) -> Self:
        """Neither met nor ended."""
        return self.filter(OPEN)

    def overdue(self, on: dt.date) -> Self:
        """Open, and the due day is over."""
        return self.open().filter(due__lt=on)

    def due_within(self, on: dt.date, days: int) -> Self:
        """Open, and due on this day or in the days after it."""
        return self.open().filter(due__gte=on, due__lte=on + dt.timedelta(days=days))

    def met_in_time(self) -> Self:
        """Met by the due day, extensions counted."""
        return self.filter(met_on__lte=F("due"))

    def met_in_original_time(self) -> Self:
        """Met by the first due day, as the statistics ask."""
        return self.filter(met_on__lte=F("original_due"))

    def to_remind(self, on: dt.date) -> Self:
        """Open, and a step of the ladder has come."""
        return self.open().filter(next_reminder_on__lte=on)

    def record_ids(self) -> models.QuerySet[Any, Any]:
        """Keys of the records, for ``pk__in`` of their own queryset."""
        return self.values("record_id")


class Deadline(Versioned):
    """时限: by when something about a record is to be done."""

    rule = models.ForeignKey(
        DeadlineRule, on_delete=models.PROTECT, related_name="deadlines", verbose_name="时限规则"
    )
    # Beside the rule, so that the database itself can hold one open deadline for a record and a code
    code = models.CharField("规则代号", max_length=40, editable=False)
    record_type = models.CharField("对象类别", max_length=60)
    record_id = models.UUIDField("对象")
    anchor_on = models.DateField("起算日期")
    original_due = models.DateField("原定时限")
    due = models.DateField("时限")
    met_on = models.DateField("完成日期", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    next_reminder_on = models.DateField("下次提醒", null=True, blank=True, editable=False)

    objects: ClassVar[Any] = DeadlineQuerySet.as_manager()

    class Meta:
        """The earliest first; one open deadline for a record and a code."""

        verbose_name = "时限"
        verbose_name_plural = "时限"
        ordering: ClassVar = ["due"]
        indexes: ClassVar = [
            models.Index(fields=["record_type", "record_id"], name="deadline_record"),
            models.Index(fields=["record_type", "code", "due"], name="deadline_due"),
            models.Index(fields=["next_reminder_on"], condition=OPEN, name="deadline_to_remind"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "code"],
                condition=OPEN,
                name="one_open_deadline",
                violation_error_message="该事项的时限已经设定",
            )
        ]

    def __str__(self) -> str:
        """Name the day."""
        return f"{self.due.year}年{self.due.month}月{self.due.day}日"

    @property
    def is_open(self) -> bool:
        """Neither met nor ended."""
        return self.met_on is None and self.ended_on is None

    @property
    def is_extended(self) -> bool:
        """The day has been moved."""
        return self.due != self.original_due

    def is_overdue(self, on: dt.date) -> bool:
        """Open, and the due day is over."""
        return self.is_open and self.due < on


class Extension(Versioned):
    """延期: why the day was moved, who agreed, and what must stand by then."""

    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="extensions", verbose_name="时限"
    )
    reason = models.TextField("延期理由", max_length=1000)
    approver = models.CharField("批准人", max_length=60)
    old_due = models.DateField("原时限")
    new_due = models.DateField("延至")
    stage_goal = models.TextField("阶段目标", max_length=1000, blank=True)
    at = models.DateTimeField("延期时间")

    class Meta:
        """In the order in which they were granted."""

        verbose_name = "延期"
        verbose_name_plural = "延期"
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        """Name the two days."""
        return f"{self.old_due:%Y-%m-%d} 延至 {self.new_due:%Y-%m-%d}"
