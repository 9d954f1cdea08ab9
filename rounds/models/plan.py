"""届、五年规划、年度计划: every party organisation once in a term."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models import Office, PartyOrganization, offices_of
from rounds.models.serving import serving_q
from rounds.states import PLAN_EDGES, PlanState, RoundKind


class TermQuerySet(ScopedQuerySet["Term"]):
    """Questions put to the terms."""


class Term(Versioned):
    """届: the five years of a party committee."""

    VIEW: ClassVar = ("round.edit:V", "round.edit:C", "round.edit:A", "term.plan:V")

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="terms", verbose_name="巡察机构"
    )
    name = models.CharField("届次", max_length=40)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")

    objects: ClassVar[Any] = TermQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering: ClassVar = ["-starts_on"]

    def __str__(self) -> str:
        """Name the term."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Terms of the own office, or those in a round of which one serves."""
        if scope == Scope.TASK:
            served = cls._default_manager.filter(serving_q(by, role, "rounds__teams__postings"))
            return Q(pk__in=served.values("pk"))
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


def _awaiting(by: Actor, model: Any) -> Q:
    """Drafts wait for the director, submitted plans for the leading group."""
    reached = model.objects.reached_by
    return Q(state=PlanState.DRAFT, pk__in=reached(by, "term.plan:S").values("pk")) | Q(
        state=PlanState.SUBMITTED, pk__in=reached(by, "term.plan:A").values("pk")
    )


class TermPlanQuerySet(ScopedQuerySet["TermPlan"]):
    """Questions put to the term plans."""

    def awaiting(self, by: Actor) -> Self:
        """Plans that wait for this person."""
        return self.filter(_awaiting(by, self.model))


class TermPlan(Stateful):
    """五年巡察规划."""

    EDGES: ClassVar = PLAN_EDGES
    VIEW: ClassVar = ("term.plan:V",)

    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="plan", verbose_name="届次")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("总体安排", blank=True)
    state = models.CharField("状态", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    approved_on = models.DateField("批准日期", null=True, blank=True)

    objects: ClassVar[Any] = TermPlanQuerySet.as_manager()

    class Meta:
        """One for each term."""

        verbose_name = "五年规划"
        verbose_name_plural = "五年规划"

    def __str__(self) -> str:
        """Name the plan."""
        return self.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Plans of the own office."""
        return Q(term__office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class PlannedObjectQuerySet(models.QuerySet["PlannedObject"]):
    """Questions put to the planned objects."""

    def standing(self) -> Self:
        """Those that were not taken out of the plan again."""
        return self.filter(dropped=False)


class PlannedObject(Versioned):
    """规划对象: a party organisation, the year and the kind in which it is to be inspected."""

    plan = models.ForeignKey(
        TermPlan, on_delete=models.PROTECT, related_name="objects_planned", verbose_name="五年规划"
    )
    party_organization = models.ForeignKey(
        PartyOrganization, on_delete=models.PROTECT, related_name="planned", verbose_name="党组织"
    )
    year = models.PositiveIntegerField("年度")
    kind = models.CharField("方式", max_length=12, choices=RoundKind.choices, default=RoundKind.REGULAR)
    note = models.CharField("备注", max_length=120, blank=True)
    dropped = models.BooleanField("已移出", default=False, editable=False)

    objects: ClassVar[Any] = PlannedObjectQuerySet.as_manager()

    class Meta:
        """Once in a plan, unless it is looked back on."""

        verbose_name = "规划对象"
        verbose_name_plural = "规划对象"
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "party_organization", "kind"],
                condition=Q(dropped=False),
                name="planned_once",
                violation_error_message="该党组织已列入本届规划",
            )
        ]

    def __str__(self) -> str:
        """Name object and year."""
        return f"{self.party_organization}（{self.year}年）"


class AnnualPlanQuerySet(ScopedQuerySet["AnnualPlan"]):
    """Questions put to the annual plans."""

    def awaiting(self, by: Actor) -> Self:
        """Plans that wait for this person."""
        return self.filter(_awaiting(by, self.model))


class AnnualPlan(Stateful):
    """年度巡察计划."""

    EDGES: ClassVar = PLAN_EDGES
    VIEW: ClassVar = ("term.plan:V",)

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="annual_plans", verbose_name="届次")
    year = models.PositiveIntegerField("年度")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("安排", blank=True)
    state = models.CharField("状态", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    approved_on = models.DateField("批准日期", null=True, blank=True)

    objects: ClassVar[Any] = AnnualPlanQuerySet.as_manager()

    class Meta:
        """One for each year of a term."""

        verbose_name = "年度计划"
        verbose_name_plural = "年度计划"
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "year"],
                name="annual_plan_once",
                violation_error_message="本届该年度已有计划",
            )
        ]

    def __str__(self) -> str:
        """Name the plan."""
        return self.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Plans of the own office."""
        return Q(term__office__in=offices_of(by)) if scope == Scope.ALL else NOTHING
