"""整改月报: one for each unit and month, prefilled, signed, frozen."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import Unit
from rectification.models.duty import duty_q
from rectification.models.handed import told_q
from rectification.models.item import Item
from rectification.states import REPORT_EDGES, ItemState, Progress, ReportState, tones_of
from rounds.models import Assignment, AssignmentScoped


class MonthlyReportQuerySet(ScopedQuerySet["MonthlyReport"]):
    """Questions put to the monthly reports."""

    def awaiting(self, by: Actor) -> Self:
        """Reports that wait for this person: to be written, signed, accepted; last month's to be read."""
        steps = {
            ReportState.OPEN: ("rect.monthly:C",),
            ReportState.RETURNED: ("rect.monthly:C",),
            ReportState.SIGNING: ("rect.monthly:S",),
            ReportState.SUBMITTED: ("rect.monthly:A",),
        }
        read = dict.fromkeys(self.model.HANDED_IN, ("rect.review:S",))
        last_month = (by.on.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        reading = waiting_q(self.model, read, by) & Q(month__gte=last_month)
        unread = reading & ~Q(reviews__signed_by=by.signature)
        return self.filter(waiting_q(self.model, steps, by) | unread)

    def told_to(self, by: Actor) -> Self:
        """Reports whose text the actor may read: readers see before that only who owes one."""
        return self.filter(told_q(self.model, by))


class MonthlyReport(AssignmentScoped):
    """整改月报 of one month: what a unit answers for of an assignment."""

    EDGES: ClassVar = REPORT_EDGES
    TONES: ClassVar = tones_of(ReportState)
    VIEW: ClassVar = ("rect.monthly:V", "rect.monthly:C", "rect.monthly:S")
    HANDED_IN: ClassVar = (ReportState.SUBMITTED, ReportState.FROZEN)

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="monthly_reports", verbose_name="巡察任务"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位")
    month = models.DateField("月份", help_text="当月第一天")
    due_on = models.DateField("报送时限")
    summary = models.TextField("本月整改情况", blank=True)
    next_steps = models.TextField("下月计划", blank=True)
    signed_by = models.CharField("签发人", max_length=140, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    figures = models.JSONField("数据", default=dict, blank=True)
    opened_at = models.DateTimeField("开放时间")
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.OPEN)

    objects: ClassVar[Any] = MonthlyReportQuerySet.as_manager()

    class Meta:
        """One for each assignment, unit and month, whatever the clock does."""

        verbose_name = "整改月报"
        verbose_name_plural = "整改月报"
        ordering: ClassVar = ["-month"]
        indexes: ClassVar = [models.Index(fields=["month", "state"], name="monthly_month_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "unit", "month"], name="monthly_report_once")
        ]

    def __str__(self) -> str:
        """Name unit and month."""
        return f"{self.who}{self.month.year}年{self.month.month}月整改月报"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The unit that reports."""
        return duty_q(scope, role, by)

    @property
    def who(self) -> str:
        """The unit that reports, and for which one if it took over."""
        found_at, reports = self.assignment.unit, self.unit
        return str(reports) if found_at == reports else f"{reports}（承接{found_at}）"


class MonthlyLine(Versioned):
    """月报事项: what the unit says of one item, and where the ledger had it when the report was accepted."""

    TONES: ClassVar = tones_of(ItemState, Progress)

    report = models.ForeignKey(
        MonthlyReport, on_delete=models.PROTECT, related_name="lines", verbose_name="整改月报"
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="monthly_lines", verbose_name="整改事项"
    )
    progress = models.CharField("完成程度", max_length=8, choices=Progress.choices, default=Progress.UNDONE)
    text = models.TextField("本月进展", blank=True)
    late_reason = models.CharField("逾期原因", max_length=300, blank=True)
    stood = models.CharField(
        "接收时状态", max_length=10, choices=ItemState.choices, blank=True, editable=False
    )
    stood_at = models.CharField(
        "接收时台账完成程度", max_length=8, choices=Progress.choices, blank=True, editable=False
    )

    class Meta:
        """One for each item."""

        verbose_name = "月报事项"
        verbose_name_plural = "月报事项"
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "item"], name="monthly_line_once")]

    def __str__(self) -> str:
        """Tell how far it is."""
        return self.get_progress_display()
