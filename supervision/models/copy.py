"""抄送的评估结果: to whom a ranking, or the result of one unit, was sent; what it said; who signed for it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.scopes import NOTHING, ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful
from organizations.models import Body, bodies_of, offices_of
from rectification.models.publication import Frozen
from rounds.models import Round, unrecused_q
from rounds.states.review import CopyState
from supervision.models.assessment import Assessment
from supervision.states import COPY_EDGES, CopyTo


class ResultCopyQuerySet(ScopedQuerySet["ResultCopy"]):
    """Questions put to the copies."""

    def awaiting(self, by: Actor) -> Self:
        """Copies that this person is to sign for."""
        return self.filter(waiting_q(self.model, {CopyState.SENT: ("sv.copy:S",)}, by))


class ResultCopy(Frozen, Stateful):
    """抄送的评估结果: frozen as it was sent, as input to the assessment of leaders."""

    EDGES: ClassVar = COPY_EDGES
    TONES: ClassVar = {state.value: state.tone for state in CopyState}
    VIEW: ClassVar = ("sv.copy:V",)

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="result_copies", verbose_name="轮次"
    )
    assessments = models.ManyToManyField(Assessment, related_name="copies", verbose_name="整改评估")
    kind = models.CharField("抄送对象", max_length=8, choices=CopyTo.choices)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抄送部门"
    )
    recipient = models.CharField("收件人", max_length=80)
    title = models.CharField("抄送内容", max_length=120)
    content = models.JSONField("抄送的评估结果正文", editable=False)
    digest = models.CharField("校验码", max_length=64, editable=False)
    sent_on = models.DateField("送达日期")
    sent_by = models.CharField("送出人", max_length=140)
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=140, blank=True)
    state = models.CharField("状态", max_length=10, choices=CopyState.choices, default=CopyState.SENT)

    objects: ClassVar[Any] = ResultCopyQuerySet.as_manager()

    class Meta:
        """The newest first; the same words go to the same person once."""

        verbose_name = "抄送的评估结果"
        verbose_name_plural = "抄送的评估结果"
        ordering: ClassVar = ["-sent_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "recipient", "digest"], name="result_copy_once")
        ]

    def __str__(self) -> str:
        """Name what was sent, and to whom."""
        return f"{self.title}（送{self.recipient}）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office and the leading group see all; a body and a county leader those that are theirs.

        Nobody sees a copy that tells of a unit from which a recusal keeps them.
        """
        if scope == Scope.PORT:
            mine = Assessment.objects.filter(Assessment.scope_q(scope, role, by)).order_by()
            return Q(kind=CopyTo.LEADER, pk__in=_about(mine.values("pk")).values("resultcopy"))
        if scope == Scope.CLUE:
            return Q(kind=CopyTo.BODY, body__in=bodies_of(by)) & _told(by)
        return Q(round__office__in=offices_of(by)) & _told(by) if scope == Scope.ALL else NOTHING


def _about(keys: Any) -> Any:
    """Return which copies tell of which of these assessments."""
    return ResultCopy.assessments.through._default_manager.filter(assessment__in=keys)


def _told(by: Actor) -> Q:
    """Return the condition of copies that tell of no unit from which the actor is kept."""
    closed = Assessment.objects.exclude(unrecused_q(by)).order_by().values("pk")
    return ~Q(Exists(_about(closed).filter(resultcopy=OuterRef("pk")))) if unrecused_q(by) else Q()
