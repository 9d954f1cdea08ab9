"""评估打分表 by edition, and 整改评估: what the raters gave a unit by one of them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful
from organizations.models import Office, offices_of
from rectification.states import tones_of
from rounds.models import Assignment, AssignmentScoped, heir_q
from supervision.scoring import Outcome, Sheet, outcome
from supervision.sheet_text import BAND_NAME, CONSEQUENCE, read_sheet
from supervision.states import ASSESSMENT_EDGES, SHEET_EDGES, STANDING, AssessmentState, SheetState


class ScoreSheetQuerySet(ScopedQuerySet["ScoreSheet"]):
    """Questions put to the sheets."""

    def in_force(self) -> Self:
        """Sheets by which units are scored now."""
        return self.filter(state=SheetState.IN_FORCE)


class ScoreSheet(Stateful):
    """评估打分表: written as lines of text; an edition that was in force never changes."""

    EDGES: ClassVar = SHEET_EDGES
    TONES: ClassVar = tones_of(SheetState)
    VIEW: ClassVar = ("sv.sheet:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="score_sheets", verbose_name="巡察机构"
    )
    name = models.CharField("名称", max_length=80)
    edition = models.PositiveIntegerField("版次", default=1)
    lines = models.TextField("评分项目", max_length=8000)
    raters = models.TextField("评分主体", max_length=2000)
    vetoes = models.TextField("一票否决", max_length=3000, blank=True)
    bands = models.TextField("等次", max_length=2000)
    state = models.CharField("状态", max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)

    objects: ClassVar[Any] = ScoreSheetQuerySet.as_manager()

    class Meta:
        """By name, the latest edition first."""

        verbose_name = "评估打分表"
        verbose_name_plural = "评估打分表"
        ordering: ClassVar = ["name", "-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "name", "edition"],
                name="sheet_edition_once",
                violation_error_message="这一版次刚刚有人登记，请刷新后核对。",
            )
        ]

    def __str__(self) -> str:
        """Name the sheet and its edition."""
        return f"{self.name}（第{self.edition}版）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- one of a row
        """The own office's."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING

    @property
    def sheet(self) -> Sheet:
        """What it says."""
        return read_sheet(self.lines, self.raters, self.vetoes, self.bands)


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    """Questions put to the assessments."""

    def decided(self) -> Self:
        """Assessments that stand, whether the units know it or not."""
        return self.filter(state__in=STANDING)

    def unpublished(self) -> Self:
        """Assessments that stand and that their units do not know."""
        return self.filter(state=AssessmentState.DECIDED)

    def awaiting(self, by: Actor) -> Self:
        """Assessments that wait for this person: to be scored, to be decided by another than who proposed."""
        steps = {AssessmentState.SCORING: ("sv.score:E",), AssessmentState.PROPOSED: ("sv.score:A",)}
        own = Q(state=AssessmentState.PROPOSED, proposed_by=by.user.pk)
        return self.filter(waiting_q(self.model, steps, by)).exclude(own)


class Assessment(AssignmentScoped):
    """整改评估 of a unit: marks by rater and line, vetoes, 满意度; total and band are fixed once proposed."""

    EDGES: ClassVar = ASSESSMENT_EDGES
    TONES: ClassVar = tones_of(AssessmentState)
    VIEW: ClassVar = ("sv.score:V", "sv.result:V")

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="assessment", verbose_name="巡察任务"
    )
    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, related_name="assessments", verbose_name="评估打分表"
    )
    marks = models.JSONField("打分", default=dict, blank=True)
    vetoed_by = models.JSONField("一票否决情形", default=list, blank=True)
    sent = models.PositiveIntegerField("测评表发放（份）", default=0)
    returned = models.PositiveIntegerField("收回（份）", default=0)
    satisfied = models.PositiveIntegerField("满意（份）", default=0)
    mostly = models.PositiveIntegerField("基本满意（份）", default=0)
    dissatisfied = models.PositiveIntegerField("不满意（份）", default=0)
    remark = models.TextField("说明", max_length=2000, blank=True)
    total = models.DecimalField("得分", max_digits=7, decimal_places=2, null=True, blank=True)
    band = models.CharField("等次", max_length=BAND_NAME, blank=True)
    consequence = models.CharField("结果运用", max_length=CONSEQUENCE, blank=True)
    proposed_by = models.UUIDField("提请人", null=True, editable=False)
    decided_by = models.CharField("评定人", max_length=140, blank=True)
    decided_on = models.DateField("评定日期", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=AssessmentState.choices, default=AssessmentState.SCORING
    )

    objects: ClassVar[Any] = AssessmentQuerySet.as_manager()

    class Meta:
        """The best first."""

        verbose_name = "整改评估"
        verbose_name_plural = "整改评估"
        ordering: ClassVar = ["-total", "id"]

    def __str__(self) -> str:
        """Name the unit."""
        return f"{self.assignment.unit}整改评估"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As its assignment; leaders see what is decided, a unit and its county leader what is published."""
        reach = heir_q(scope, role, by)
        if scope in {Scope.UNIT, Scope.PORT}:
            return reach & Q(state=AssessmentState.PUBLISHED)
        return reach & Q(state__in=STANDING) if role == Role.LDG else reach

    @property
    def points(self) -> dict[str, dict[str, Decimal]]:
        """The marks as numbers."""
        return {
            rater: {line: Decimal(value) for line, value in given.items()}
            for rater, given in self.marks.items()
        }

    @property
    def outcome(self) -> Outcome:
        """Total and band of the marks given so far."""
        return outcome(self.sheet.sheet, self.points, self.vetoed_by)

    @property
    def vetoes(self) -> list[str]:
        """What it was vetoed for, in the words of its sheet."""
        return self.sheet.sheet.named(self.vetoed_by)

    @property
    def satisfaction(self) -> Decimal | None:
        """满意度: satisfied and mostly satisfied, of those returned, in hundredths; none without returns."""
        if not self.returned:
            return None
        share = Decimal(self.satisfied + self.mostly) * 100 / self.returned
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)
