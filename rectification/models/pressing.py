"""督促文书 and 县领导摘要: the clock drafts them, persons let them out."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful
from deadlines.models import Deadline
from deadlines.states import PaperKind
from organizations.models import Office, Unit, offices_of, units_of
from rectification.models.duty import duty_q
from rectification.states import PRESSING_EDGES, PressingState, tones_of
from rectification.states.briefing import BRIEFING_EDGES, BriefingState
from rounds.models import Assignment, AssignmentScoped


class PressingQuerySet(ScopedQuerySet["PressingPaper"]):
    """Questions put to the papers."""

    def awaiting(self, by: Actor) -> Self:
        """Papers that wait for this person; who put one before the group does not decide it."""
        steps = {
            PressingState.PENDING: ("press.paper:A",),
            PressingState.BEFORE_GROUP: ("press.grave:A",),
        }
        own = Q(state=PressingState.BEFORE_GROUP, submitted_by=by.user.pk)
        return self.filter(waiting_q(self.model, steps, by)).exclude(own)


class PressingPaper(AssignmentScoped):
    """督促文书: one for each step of a ladder and its occurrence, whatever the clock does."""

    EDGES: ClassVar = PRESSING_EDGES
    TONES: ClassVar = tones_of(PressingState)
    VIEW: ClassVar = ("press.paper:V",)

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="pressing_papers", verbose_name="巡察任务"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位")
    deadline = models.ForeignKey(
        Deadline,
        on_delete=models.PROTECT,
        null=True,  # a paper that follows an assessment presses no date
        related_name="pressing_papers",
        verbose_name="时限",
    )
    step = models.CharField("提醒台阶", max_length=8, editable=False)
    occurrence = models.DateField("应发日期")
    kind = models.CharField("文种", max_length=14, choices=PaperKind.choices)
    subject = models.CharField("事由", max_length=200)
    url = models.CharField("所涉事项", max_length=200, editable=False)
    to = models.CharField("主送", max_length=100)
    text = models.TextField("正文", max_length=3000)
    drafted_at = models.DateTimeField("起草时间")
    submitted_by = models.UUIDField("提请人", null=True, editable=False)
    approved_by = models.CharField("批准人", max_length=140, blank=True)
    issued_on = models.DateField("发出日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PressingState.choices, default=PressingState.PENDING
    )

    objects: ClassVar[Any] = PressingQuerySet.as_manager()

    class Meta:
        """The newest first; the constraint is what "one per step and occurrence" rests on."""

        verbose_name = "督促文书"
        verbose_name_plural = "督促文书"
        ordering: ClassVar = ["-drafted_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "drafted_at"], name="pressing_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deadline", "step", "occurrence"], name="pressing_once")
        ]

    def __str__(self) -> str:
        """Name the kind and the unit."""
        return f"{self.unit}{self.get_kind_display()}"

    @property
    def is_grave(self) -> bool:
        """The leading group decides it, after the director."""
        return PaperKind(self.kind).is_grave

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Leaders see what is before them or out, a unit what was sent to it."""
        reach = duty_q(scope, role, by)
        if scope in {Scope.UNIT, Scope.PORT}:
            return reach & Q(state=PressingState.ISSUED) & ~Q(kind=PaperKind.ACCOUNTABILITY)
        if role == Role.LDG:
            return reach & Q(state__in=[PressingState.BEFORE_GROUP, PressingState.ISSUED])
        return reach


class BriefingQuerySet(ScopedQuerySet["LeadersBriefing"]):
    """Questions put to the briefings."""

    def awaiting(self, by: Actor) -> Self:
        """Briefings that this person may release."""
        return self.filter(waiting_q(self.model, {BriefingState.DRAFT: ("brief.leaders:A",)}, by))


class LeadersBriefing(Stateful):
    """县领导摘要 of one office and one week: totals, and the words that the office releases."""

    EDGES: ClassVar = BRIEFING_EDGES
    TONES: ClassVar = tones_of(BriefingState)
    VIEW: ClassVar = ("brief.leaders:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="briefings", verbose_name="巡察机构"
    )
    week = models.DateField("周", help_text="当周星期一")
    figures = models.JSONField("数据", default=dict)
    text = models.TextField("摘要", max_length=3000)
    drafted_at = models.DateTimeField("起草时间")
    released_by = models.CharField("审发人", max_length=140, blank=True)
    released_on = models.DateField("发布日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=BriefingState.choices, default=BriefingState.DRAFT
    )

    objects: ClassVar[Any] = BriefingQuerySet.as_manager()

    class Meta:
        """The newest first; one a week for each office."""

        verbose_name = "县领导摘要"
        verbose_name_plural = "县领导摘要"
        ordering: ClassVar = ["-week"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "week"], name="briefing_once")]

    def __str__(self) -> str:
        """Name the week."""
        return f"整改督办摘要（{self.week.year}年{self.week.month}月{self.week.day}日当周）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office's; leaders of the county see what is released."""
        released = Q(state=BriefingState.RELEASED)
        if scope == Scope.PORT:
            offices = Unit.objects.filter(pk__in=units_of(by, role)).values("office")
            return Q(office__in=offices) & released
        if scope != Scope.ALL:
            return NOTHING
        reach = Q(office__in=offices_of(by))
        return reach & released if role == Role.LDG else reach
