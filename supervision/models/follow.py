"""结果运用: what was done with a unit after its assessment."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful
from documents.models import StoredFile
from rectification.states import tones_of
from rounds.models import assignment_q
from supervision.models.assessment import Assessment
from supervision.states import FOLLOW_EDGES, FollowKind, FollowState


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    """Questions put to what followed."""


class FollowUp(Stateful):
    """结果运用: a talk, a public questioning, an account given, a look back, and what came of it."""

    EDGES: ClassVar = FOLLOW_EDGES
    TONES: ClassVar = tones_of(FollowState)
    VIEW: ClassVar = ("sv.follow:V",)

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="follow_ups", verbose_name="整改评估"
    )
    kind = models.CharField("方式", max_length=12, choices=FollowKind.choices)
    held_on = models.DateField("日期")
    people = models.CharField("主持和参加人员", max_length=200)
    result = models.TextField("结果", max_length=2000, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="材料"
    )

    withdrawn_because = models.CharField("撤销理由", max_length=500, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=FollowState.choices, default=FollowState.RECORDED)

    objects: ClassVar[Any] = FollowUpQuerySet.as_manager()

    class Meta:
        """The latest first."""

        verbose_name = "评估结果运用"
        verbose_name_plural = "评估结果运用"
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        """Name the kind and the unit."""
        return f"{self.assessment.assignment.unit}{self.get_kind_display()}"

    @property
    def is_unreported(self) -> bool:
        """It stands, and nobody has said yet what came of it."""
        return self.state == FollowState.RECORDED and not self.result

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As the assignment of its assessment."""
        return assignment_q(scope, role, by, path="assessment__assignment")
