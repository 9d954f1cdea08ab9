"""回访 and 再检查: a list of problems drawn by the program, looked at one by one."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from rectification.models import Item
from rectification.states import ItemState, Progress, tones_of
from rounds.models import (
    Assignment,
    AssignmentScoped,
    SupervisionTask,
    Team,
    assignment_q,
    teams_of,
    unrecused_q,
)
from supervision.states import VISIT_EDGES, Agreement, Drawn, VisitKind, VisitState

SEEN_BY = ("sv.note:V", "sv.note:C", "sv.note:E")
UNDER_WAY = (VisitState.OPEN, VisitState.SUBMITTED)


class VisitQuerySet(ScopedQuerySet["Visit"]):
    """Questions put to the visits."""

    def under_way(self) -> Self:
        """Visits that are neither accepted nor dropped."""
        return self.filter(state__in=UNDER_WAY)

    def accepted(self) -> Self:
        """Visits that the office accepted: what papers and the next team rest on."""
        return self.filter(state=VisitState.ACCEPTED)

    def awaiting(self, by: Actor) -> Self:
        """Visits that wait for this person: to be made, to be accepted by another than who sent them in."""
        steps = {VisitState.OPEN: ("sv.note:E",), VisitState.SUBMITTED: ("sv.order:A",)}
        own = Q(state=VisitState.SUBMITTED, submitted_by=by.user.pk)
        return self.filter(waiting_q(self.model, steps, by)).exclude(own)


class Visit(AssignmentScoped):
    """回访督查: one team, or the supervision group, at one unit, with one list."""

    EDGES: ClassVar = VISIT_EDGES
    TONES: ClassVar = tones_of(VisitState)
    VIEW: ClassVar = SEEN_BY

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="visits", verbose_name="巡察任务"
    )
    kind = models.CharField("方式", max_length=8, choices=VisitKind.choices)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="回访组"
    )
    task = models.ForeignKey(
        SupervisionTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="督查任务",
    )
    ordered_on = models.DateField("下达日期")
    due_on = models.DateField("应完成日期")
    seed = models.PositiveIntegerField("抽取种子", editable=False)
    drawn_from = models.JSONField("抽取时已销号的问题", default=list, blank=True, editable=False)
    sample = models.PositiveIntegerField("抽查已销号问题（个）", default=0)
    summary = models.TextField("检查情况", max_length=3000, blank=True)
    cooperation = models.PositiveSmallIntegerField(
        "配合情况评分", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    submitted_by = models.UUIDField("提交人", null=True, editable=False)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    signed_by = models.CharField("提交人姓名", max_length=140, blank=True)
    accepted_on = models.DateField("接收日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=VisitState.choices, default=VisitState.OPEN)

    objects: ClassVar[Any] = VisitQuerySet.as_manager()

    class Meta:
        """The newest first; one of a kind under way at a unit."""

        verbose_name = "回访督查"
        verbose_name_plural = "回访督查"
        ordering: ClassVar = ["-ordered_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="visit_state_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(state__in=["open", "submitted"]),
                name="one_visit_under_way",
                violation_error_message="这一单位已有一次同样的检查在进行，请先办结那一次。",
            )
        ]

    def __str__(self) -> str:
        """Name unit and kind."""
        return f"{self.assignment.unit}{self.get_kind_display()}"

    @property
    def visitors(self) -> str:
        """Who goes, in words."""
        return str(self.team or Role.SVG.label)

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Who goes sees what it is sent to; a posting in the team that inspected opens no visit."""
        if scope == Scope.TASK:
            return Q(kind=VisitKind.REVISIT, team__in=teams_of(by, role)) & unrecused_q(by)
        reach = assignment_q(scope, role, by)
        return reach & Q(kind=VisitKind.RECHECK) if scope == Scope.SV else reach

    def is_overdue(self, on: dt.date) -> bool:
        """Say whether the visit is late on a day."""
        return self.state == VisitState.OPEN and self.due_on < on


class VisitScoped(Versioned):
    """A record of one visit, seen as the visit is."""

    VIEW: ClassVar = SEEN_BY

    class Meta:
        """No table of its own."""

        abstract = True

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As the visit; the record has a foreign key ``visit``."""
        return Q(visit__in=Visit.objects.filter(Visit.scope_q(scope, role, by)).order_by().values("pk"))


class CheckedItemQuerySet(ScopedQuerySet["CheckedItem"]):
    """Questions put to the list."""

    def unchecked(self) -> Self:
        """Problems that nobody has looked at yet."""
        return self.filter(agreement="")

    def different(self) -> Self:
        """Problems that were found otherwise than reported."""
        return self.filter(agreement=Agreement.DIFFERENT)


class CheckedItem(VisitScoped):
    """逐项检查: what the unit had reported when the list was drawn, and what was found."""

    TONES: ClassVar = tones_of(Agreement, Progress, ItemState)

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="checks", verbose_name="回访督查")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="checks", verbose_name="整改事项")
    drawn = models.CharField("列入原因", max_length=8, choices=Drawn.choices)
    number = models.CharField("编号", max_length=30)
    title = models.CharField("反馈问题", max_length=120)
    shows = models.TextField("具体表现", blank=True)
    item_state = models.CharField("抽取时状态", max_length=10, choices=ItemState.choices)
    reported = models.CharField("上报完成程度", max_length=8, choices=Progress.choices)
    reported_text = models.TextField("上报完成情况", blank=True)
    measures = models.TextField("上报整改措施", blank=True)
    found = models.CharField("检查认定", max_length=8, choices=Progress.choices, blank=True)
    agreement = models.CharField("比对结果", max_length=10, choices=Agreement.choices, blank=True)
    note = models.TextField("检查情况", max_length=1000, blank=True)
    checked_by = models.CharField("检查人", max_length=140, blank=True)
    checked_on = models.DateField("检查日期", null=True, blank=True)

    objects: ClassVar[Any] = CheckedItemQuerySet.as_manager()

    class Meta:
        """In the order of the problems; each once."""

        verbose_name = "逐项检查"
        verbose_name_plural = "逐项检查"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "item"], name="checked_once_in_a_visit")
        ]

    def __str__(self) -> str:
        """Name the problem."""
        return self.title

    @property
    def is_different(self) -> bool:
        """It was found otherwise than reported."""
        return self.agreement == Agreement.DIFFERENT


class DailyNoteQuerySet(ScopedQuerySet["DailyNote"]):
    """Questions put to the notes."""


class DailyNote(VisitScoped):
    """督查记录: what was done and seen on a day; written once, a mistake is put right by another."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes", verbose_name="回访督查")
    day = models.DateField("日期")
    text = models.TextField("记录", max_length=3000)
    written_by = models.CharField("记录人", max_length=140)
    written_at = models.DateTimeField("记录时间")

    objects: ClassVar[Any] = DailyNoteQuerySet.as_manager()

    class Meta:
        """Day by day."""

        verbose_name = "督查记录"
        verbose_name_plural = "督查记录"
        ordering: ClassVar = ["day", "written_at"]

    def __str__(self) -> str:
        """Name the day."""
        return f"{self.day:%Y-%m-%d} 督查记录"
