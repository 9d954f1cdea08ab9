"""反馈会的参会情况, and the copies of the feedback, each signed for."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models import Body
from rounds.models.assignment import assignment_q
from rounds.models.feedback import Feedback
from rounds.states.review import COPY_EDGES, TO_SUPERVISOR, TO_UNIT, CopyKind, CopyState, Guests


class Attendance(Versioned):
    """参会情况: how many of one group came to the feedback meeting, and who."""

    feedback = models.ForeignKey(
        Feedback, on_delete=models.PROTECT, related_name="attendances", verbose_name="反馈意见"
    )
    group = models.CharField("参会人员类别", max_length=12, choices=Guests.choices)
    number = models.PositiveSmallIntegerField("参会人数", default=0)
    names = models.CharField("参会人员姓名", max_length=500, blank=True)

    class Meta:
        """One for each group."""

        verbose_name = "参会情况"
        verbose_name_plural = "参会情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback", "group"], name="attendance_once")
        ]

    def __str__(self) -> str:
        """Name the group."""
        return str(self.get_group_display())


class FeedbackCopyQuerySet(ScopedQuerySet["FeedbackCopy"]):
    """Questions put to the copies."""

    def awaiting(self, by: Actor) -> Self:
        """Copies that this person is to sign for."""
        return self.filter(waiting_q(self.model, {CopyState.SENT: ("feedback.copy:S",)}, by))


class FeedbackCopy(Stateful):
    """抄送的反馈意见: to whom one copy went, and who signed for it."""

    EDGES: ClassVar = COPY_EDGES
    TONES: ClassVar = {state.value: state.tone for state in CopyState}
    VIEW: ClassVar = ("feedback.copy:V",)

    feedback = models.ForeignKey(
        Feedback, on_delete=models.PROTECT, related_name="copies", verbose_name="反馈意见"
    )
    kind = models.CharField("抄送对象", max_length=12, choices=CopyKind.choices)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抄送部门"
    )
    recipient = models.CharField("收件人", max_length=80)
    sent_on = models.DateField("送达日期")
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=140, blank=True)
    state = models.CharField("状态", max_length=10, choices=CopyState.choices, default=CopyState.SENT)

    objects: ClassVar[Any] = FeedbackCopyQuerySet.as_manager()

    class Meta:
        """As they were sent."""

        verbose_name = "抄送的反馈意见"
        verbose_name_plural = "抄送的反馈意见"
        ordering: ClassVar = ["sent_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feedback", "kind", "recipient"], name="feedback_copy_once")
        ]

    def __str__(self) -> str:
        """Name the paper and to whom it went."""
        return f"{self.feedback}（送{self.recipient}）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Office and team see all of them; the unit and the county leader those that are theirs."""
        reach = assignment_q(scope, role, by, path="feedback__assignment")
        if scope == Scope.UNIT:
            return reach & Q(kind__in=TO_UNIT)
        return reach & Q(kind__in=TO_SUPERVISOR) if scope == Scope.PORT else reach
