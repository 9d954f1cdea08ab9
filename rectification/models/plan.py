"""整改方案 of a unit and the opinions of the bodies that review it jointly."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from organizations.models import Body, bodies_of
from rectification.models.duty import answered_q
from rectification.models.handed import handed_q
from rectification.states import (
    OPEN_STATES,
    OPINION_EDGES,
    PLAN_EDGES,
    OpinionState,
    PlanState,
    tones_of,
)
from rounds.models import Assignment, AssignmentScoped, assignment_q, unrecused_q
from rounds.states import AssignmentState
from ui.counting import counted


def reviewed_q(by: Actor, path: str) -> Q:
    """Return the condition of rows that a body of the actor reviews (送本部门联审), as long as it does.

    From the day the plan is sent to it, through 联审抽查, until the last item is closed or the
    rectification is assessed: then nothing is left to review. A reopened item opens all of it again.
    """
    reviewing = Assignment.objects.filter(state=AssignmentState.RECTIFYING, items__state__in=OPEN_STATES)
    asked = JointOpinion.objects.filter(body__in=bodies_of(by), plan__assignment__in=reviewing)
    return Q(**{f"{path}__in": asked.values("plan__assignment")}) & unrecused_q(by, path)


class PlanQuerySet(ScopedQuerySet["RectificationPlan"]):
    """Questions put to the plans."""

    def awaiting(self, by: Actor) -> Self:
        """Plans that wait for this person: to be written and signed, sent to the bodies, decided."""
        writing = ("rect.plan:C", "rect.plan:S")
        steps = {PlanState.DRAFT: writing, PlanState.RETURNED: writing}
        here = JointOpinion.objects.filter(plan=OuterRef("pk"), edition=OuterRef("edition"))
        joint = {PlanState.JOINT: ("rect.joint:P",)}, {PlanState.JOINT: ("rect.plan:A",)}
        to_ask, to_decide = (waiting_q(self.model, step, by) for step in joint)
        enough = Q(asked__gte=settings.JOINT_BODIES_MIN)
        answered = enough & ~Exists(here.filter(state=OpinionState.ASKED))
        return self.alias(asked=counted(here)).filter(
            waiting_q(self.model, steps, by) | (to_ask & ~enough) | (to_decide & answered)
        )


class RectificationPlan(AssignmentScoped):
    """整改方案: goal, measures, who, by when; the three lists are views of its items."""

    EDGES: ClassVar = PLAN_EDGES
    TONES: ClassVar = tones_of(PlanState)
    VIEW: ClassVar = ("rect.plan:V", "rect.plan:C", "rect.plan:S", "rect.plan:A")
    HANDED_IN: ClassVar = (PlanState.JOINT, PlanState.ACCEPTED)

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="rectification_plan", verbose_name="巡察任务"
    )
    overview = models.TextField("总体安排", blank=True)
    edition = models.PositiveIntegerField("版次", default=1)
    signed_by = models.CharField("签发人", max_length=140, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    accepted_on = models.DateField("通过日期", null=True, blank=True)
    letter = models.TextField("反馈修改意见", blank=True)
    state = models.CharField("状态", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        """One for each assignment."""

        verbose_name = "整改方案"
        verbose_name_plural = "整改方案"

    def __str__(self) -> str:
        """Name the plan by its unit."""
        return f"{self.assignment.unit}整改方案"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Whoever answers for any of its problems; a reviewing body sees the plans sent to it."""
        reach = reviewed_q(by, "assignment") if scope == Scope.REVIEW else answered_q(scope, role, by)
        return reach & handed_q(cls.HANDED_IN, scope, role)


class OpinionQuerySet(ScopedQuerySet["JointOpinion"]):
    """Questions put to the opinions."""

    def awaiting(self, by: Actor) -> Self:
        """Opinions that this person's body was asked for and has not given."""
        return self.current().filter(waiting_q(self.model, {OpinionState.ASKED: ("rect.joint:S",)}, by))

    def current(self) -> Self:
        """Opinions on the edition of a plan that is under review now."""
        return self.filter(plan__state=PlanState.JOINT, edition=F("plan__edition"))


class JointOpinion(AssignmentScoped):
    """联审意见 of one body on one plan."""

    EDGES: ClassVar = OPINION_EDGES
    TONES: ClassVar = tones_of(OpinionState)
    VIEW: ClassVar = ("rect.joint:A", "rect.joint:P", "rect.joint:V")

    plan = models.ForeignKey(
        RectificationPlan, on_delete=models.PROTECT, related_name="opinions", verbose_name="整改方案"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="opinions", verbose_name="联审部门")
    edition = models.PositiveIntegerField("方案版次", default=1)
    text = models.TextField("意见", blank=True)
    asked_on = models.DateField("送审日期")
    given_on = models.DateField("出具日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=OpinionState.choices, default=OpinionState.ASKED)

    objects: ClassVar[Any] = OpinionQuerySet.as_manager()

    class Meta:
        """One for each body and edition."""

        verbose_name = "联审意见"
        verbose_name_plural = "联审意见"
        ordering: ClassVar = ["body"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "body", "edition"], name="opinion_once")
        ]

    def __str__(self) -> str:
        """Name the body."""
        return f"{self.body}联审意见"

    @property
    def is_current(self) -> bool:
        """Whether the opinion is on the edition of the plan that is under review now."""
        return self.plan.state == PlanState.JOINT and self.edition == self.plan.edition

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office's, or one's own body's while it reviews."""
        if scope == Scope.REVIEW:
            return Q(body__in=bodies_of(by)) & reviewed_q(by, "plan__assignment")
        return assignment_q(scope, role, by, path="plan__assignment")
