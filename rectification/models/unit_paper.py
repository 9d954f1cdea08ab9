"""专项材料 of a unit: its 专题民主生活会, its head's own report; the county leader's reading."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from documents.models import StoredFile
from rectification.models.duty import answered_q
from rectification.models.handed import handed_q
from rectification.states import tones_of
from rectification.states.unit_paper import UNIT_PAPER_EDGES, UnitPaperKind, UnitPaperState
from rounds.models import Assignment, AssignmentScoped

OUT = (UnitPaperState.SUBMITTED, UnitPaperState.ACCEPTED)


class UnitPaperQuerySet(ScopedQuerySet["UnitPaper"]):
    """Questions put to the papers."""

    def reports(self) -> Self:
        """The heads' own reports."""
        return self.filter(kind=UnitPaperKind.HEAD)

    def awaiting(self, by: Actor) -> Self:
        """Papers that wait for this person: to be written and signed, taken in, read."""
        writing = ("rect.solemn:E", "rect.solemn:S")
        steps = {
            UnitPaperState.DRAFT: writing,
            UnitPaperState.RETURNED: writing,
            UnitPaperState.SUBMITTED: ("rect.solemn:A",),
        }
        read = waiting_q(self.model, dict.fromkeys(OUT, ("rect.review:S",)), by)
        mine = PaperReading.objects.standing().filter(signed_by=by.signature)
        unread = read & Q(kind=UnitPaperKind.HEAD) & ~Q(pk__in=mine.values("paper"))
        return self.filter(waiting_q(self.model, steps, by) | unread)


class UnitPaper(AssignmentScoped):
    """专项材料: written by the unit, signed by its head, handed in with its scan, taken in by the office."""

    EDGES: ClassVar = UNIT_PAPER_EDGES
    TONES: ClassVar = tones_of(UnitPaperState)
    VIEW: ClassVar = ("rect.solemn:V",)
    HANDED_IN: ClassVar = OUT

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="unit_papers", verbose_name="巡察任务"
    )
    kind = models.CharField("材料类别", max_length=8, choices=UnitPaperKind.choices)
    held_on = models.DateField("会议日期", null=True, blank=True)
    presided_by = models.CharField("主持人", max_length=60, blank=True)
    attendance = models.CharField("出席情况", max_length=500, blank=True)
    text = models.TextField("主要情况", blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    signed_by = models.CharField("签发人", max_length=140, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    accepted_on = models.DateField("查收日期", null=True, blank=True)
    opinion = models.TextField("退回意见", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=UnitPaperState.choices, default=UnitPaperState.DRAFT
    )

    objects: ClassVar[Any] = UnitPaperQuerySet.as_manager()

    class Meta:
        """One of each kind for each assignment."""

        verbose_name = "专项材料"
        verbose_name_plural = "专项材料"
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "kind"], name="unit_paper_once")
        ]

    def __str__(self) -> str:
        """Name unit and paper."""
        return f"{self.assignment.unit}{self.get_kind_display()}"

    @property
    def is_meeting(self) -> bool:
        """It tells of the meeting, not of what the head did."""
        return self.kind == UnitPaperKind.MEETING

    @property
    def file_word(self) -> str:
        """What is handed in with it."""
        return UnitPaperKind(self.kind).file_word

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Whoever answers for any problem."""
        return answered_q(scope, role, by) & handed_q(cls.HANDED_IN, scope, role)


class PaperReadingQuerySet(models.QuerySet["PaperReading"]):
    """Questions put to the readings."""

    def standing(self) -> Self:
        """Readings of the report as it is, not of one that was returned to be rewritten."""
        return self.filter(lapsed=False)


class PaperReading(Versioned):
    """分管县领导审阅 of a head's report: read and signed; it lapses when the report is returned."""

    paper = models.ForeignKey(
        UnitPaper, on_delete=models.PROTECT, related_name="readings", verbose_name="专项材料"
    )
    signed_by = models.CharField("审阅人", max_length=140)
    opinion = models.TextField("审阅意见", blank=True)
    read_on = models.DateField("审阅日期")
    lapsed = models.BooleanField("已失效", default=False, editable=False)

    objects: ClassVar[Any] = PaperReadingQuerySet.as_manager()

    class Meta:
        """One that stands for each leader and paper."""

        verbose_name = "专项材料审阅"
        verbose_name_plural = "专项材料审阅"
        ordering: ClassVar = ["read_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "signed_by"],
                condition=Q(lapsed=False),
                name="paper_reading_once",
                violation_error_message="这份报告已经审阅",
            )
        ]

    def __str__(self) -> str:
        """Name the reader."""
        return f"{self.signed_by} 已阅"
