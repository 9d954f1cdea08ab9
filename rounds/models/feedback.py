"""巡察报告、反馈意见、会议与批示、移交部门建议."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models import Body, Office, bodies_of, offices_of
from rounds.models.assignment import Assignment, AssignmentScoped, assignment_q, heir_q, unrecused_q
from rounds.models.finding import Finding
from rounds.models.round import Round
from rounds.states import (
    FEEDBACK_EDGES,
    REFERRAL_EDGES,
    REPORT_EDGES,
    Adoption,
    DecisionKind,
    FeedbackState,
    ReferralState,
    ReportState,
)


class ReportQuerySet(ScopedQuerySet["Report"]):
    """Questions put to the reports."""

    def awaiting(self, by: Actor) -> Self:
        """Reports that wait for this person: to be written, taken on, consulted on, decided, or entered."""
        steps = {
            ReportState.DRAFT: ("report.draft:E",),
            ReportState.TEAM: ("report.advance:S",),
            ReportState.OFFICE: ("report.approve:P",),
            ReportState.GROUP: ("report.approve:A", "proxy.enter:C"),
            ReportState.SECRETARY: ("report.approve:A", "proxy.enter:C"),
        }
        return self.filter(waiting_q(self.model, steps, by))


class Report(AssignmentScoped):
    """巡察报告: drawn from the signed papers, taken through four meetings."""

    EDGES: ClassVar = REPORT_EDGES
    TONES: ClassVar = {state.value: state.tone for state in ReportState}
    VIEW: ClassVar = ("report.draft:V", "report.approve:A")

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="report", verbose_name="巡察任务"
    )
    overview = models.TextField("基本情况和总体评价", blank=True)
    advice = models.TextField("意见建议", blank=True)
    findings_count = models.PositiveIntegerField("报告问题数", null=True, blank=True)
    difference = models.TextField("数量差异说明", blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        """One for each assignment."""

        verbose_name = "巡察报告"
        verbose_name_plural = "巡察报告"

    def __str__(self) -> str:
        """Name the report by its unit."""
        return f"关于巡察{self.assignment.party_organization}情况的报告"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office reads it from the consultation on, leaders from the leading group on."""
        reach = assignment_q(scope, role, by)
        if scope != Scope.ALL:
            return reach
        hidden = ["draft", "team", "office"] if role == Role.LDG else ["draft", "team"]
        return reach & ~Q(state__in=hidden)


class FeedbackQuerySet(ScopedQuerySet["Feedback"]):
    """Questions put to the feedback papers."""

    def awaiting(self, by: Actor) -> Self:
        """Feedback that waits for this person: to be proposed, published, signed for, or entered."""
        steps = {
            FeedbackState.DRAFT: ("feedback.publish:P",),
            FeedbackState.PROPOSED: ("feedback.publish:A",),
            FeedbackState.PUBLISHED: ("feedback.receive:S", "proxy.enter:C"),
        }
        own = Q(state=FeedbackState.PROPOSED, proposed_by=by.user.pk)
        return self.filter(waiting_q(self.model, steps, by)).exclude(own)


class Feedback(AssignmentScoped):
    """反馈意见: proposed by a clerk, published by the director at the meeting, signed for by the unit."""

    EDGES: ClassVar = FEEDBACK_EDGES
    TONES: ClassVar = {state.value: state.tone for state in FeedbackState}
    VIEW: ClassVar = ("feedback.view:V",)

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="feedback", verbose_name="巡察任务"
    )
    number = models.CharField("文号", max_length=60, blank=True)
    overview = models.TextField("总体评价", blank=True)
    demands = models.TextField("整改要求", blank=True)
    meeting_on = models.DateField("反馈会日期", null=True, blank=True)
    attendance = models.CharField("参会人员", max_length=300, blank=True)
    findings_count = models.PositiveIntegerField("反馈问题数", null=True, blank=True)
    difference = models.TextField("数量差异说明", blank=True)
    proposed_by = models.UUIDField("提请人", null=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=140, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=FeedbackState.choices, default=FeedbackState.DRAFT
    )

    objects: ClassVar[Any] = FeedbackQuerySet.as_manager()

    class Meta:
        """One for each assignment."""

        verbose_name = "反馈意见"
        verbose_name_plural = "反馈意见"

    def __str__(self) -> str:
        """Name the paper by its unit."""
        return f"关于巡察{self.assignment.party_organization}的反馈意见"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office sees drafts; everybody else what is published."""
        reach = heir_q(scope, role, by)
        if scope == Scope.ALL and role in {Role.ODR, Role.OST}:
            return reach
        return reach & Q(published_at__isnull=False)


class DecisionQuerySet(ScopedQuerySet["Decision"]):
    """Questions put to the decisions."""


class Decision(Versioned):
    """会议决定与批示."""

    VIEW: ClassVar = ("decision.record:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="decisions", verbose_name="巡察机构"
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="轮次"
    )
    kind = models.CharField("类别", max_length=16, choices=DecisionKind.choices)
    held_on = models.DateField("日期")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", blank=True)
    signer = models.CharField("主持或签批人", max_length=60, blank=True)

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "会议与批示"
        verbose_name_plural = "会议与批示"
        ordering: ClassVar = ["-held_on"]

    def __str__(self) -> str:
        """Name the decision."""
        return self.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Decisions of the own office."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class ReferralQuerySet(ScopedQuerySet["Referral"]):
    """Questions put to the referrals."""

    def awaiting(self, by: Actor) -> Self:
        """Referrals that wait for this person: to be sent, taken up, answered, closed."""
        steps = {
            ReferralState.DRAFT: ("referral.send:A",),
            ReferralState.SENT: ("referral.send:S",),
            ReferralState.RECEIVED: ("referral.send:S",),
            ReferralState.WORKING: ("referral.send:S",),
            ReferralState.ANSWERED: ("referral.send:A",),
        }
        return self.filter(waiting_q(self.model, steps, by))


class Referral(Stateful):
    """移交部门建议: a general problem handed to a department, which answers."""

    EDGES: ClassVar = REFERRAL_EDGES
    VIEW: ClassVar = ("referral.send:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="referrals", verbose_name="巡察机构"
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="referrals", verbose_name="承接部门"
    )
    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="来源问题",
    )
    title = models.CharField("事项", max_length=120)
    text = models.TextField("建议")
    sent_on = models.DateField("移交日期", null=True, blank=True)
    answer = models.TextField("办理情况", blank=True)
    adoption = models.CharField("采纳情况", max_length=10, choices=Adoption.choices, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ReferralState.choices, default=ReferralState.DRAFT
    )

    objects: ClassVar[Any] = ReferralQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "移交部门建议"
        verbose_name_plural = "移交部门建议"
        ordering: ClassVar = ["-sent_on", "-id"]

    def __str__(self) -> str:
        """Name the matter."""
        return self.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Referrals of the own office, or sent to one's body; none of a unit that a recusal closes."""
        open_to = unrecused_q(by, "finding__assignment")
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by)) & open_to
        if scope == Scope.CLUE:
            return Q(body__in=bodies_of(by), sent_on__isnull=False) & open_to
        return NOTHING
