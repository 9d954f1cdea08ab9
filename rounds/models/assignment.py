"""巡察任务（一托N）, and the reach that hangs on it."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet, reached_above
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful
from organizations.models import Office, PartyOrganization, Person, Recusal, Unit, offices_of, units_of
from organizations.models.dated import Dated, DatedQuerySet
from rounds.models.round import Team, teams_of
from rounds.states import ASSIGNMENT_EDGES, AssignmentState, RoundMode


def recused_from(by: Actor) -> list[UUID]:
    """Return the ids of the party organisations that are closed to the actor by recusal."""
    if "recused" not in by.memo:
        rows = Recusal.objects.denying().filter(person__user=by.user.pk)
        by.memo["recused"] = list(rows.values_list("party_organization", flat=True))
    found: list[UUID] = by.memo["recused"]
    return found


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Questions put to the assignments."""

    def published(self) -> Self:
        """Those whose feedback is published: the rows that published totals count (口径 已反馈)."""
        return self.filter(published_at__isnull=False)

    def in_progress(self) -> Self:
        """Those before feedback (在巡，未计入)."""
        return self.filter(published_at__isnull=True)


class Assignment(Stateful):
    """巡察任务: one team at one party organisation, with dates of its own."""

    EDGES: ClassVar = ASSIGNMENT_EDGES
    VIEW: ClassVar = ("assign.progress:V", "feedback.view:V")

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="assignments", verbose_name="巡察机构"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="assignments", verbose_name="巡察组"
    )
    party_organization = models.ForeignKey(
        PartyOrganization, on_delete=models.PROTECT, related_name="assignments", verbose_name="被巡察党组织"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name="被巡察单位"
    )
    extended = models.ManyToManyField(Unit, related_name="extended_in", verbose_name="延伸对象", blank=True)
    mode = models.CharField("方式", max_length=12, choices=RoundMode.choices, default=RoundMode.PLAIN)
    enters_on = models.DateField("进驻日期")
    leaves_on = models.DateField("撤离日期")
    published_at = models.DateTimeField("反馈发布时间", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=AssignmentState.choices, default=AssignmentState.WAITING
    )

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        """A team goes once to a party organisation."""

        verbose_name = "巡察任务"
        verbose_name_plural = "巡察任务"
        ordering: ClassVar = ["enters_on"]
        indexes: ClassVar = [models.Index(fields=["office", "published_at"], name="assignment_published")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "party_organization"],
                name="assignment_once",
                violation_error_message="该组已承担这一党组织的巡察任务",
            )
        ]

    def __str__(self) -> str:
        """Name the unit that is inspected."""
        return self.unit.name

    def clean(self) -> None:
        """Refuse leaving before entering."""
        if self.leaves_on < self.enters_on:
            raise ValidationError({"leaves_on": "撤离日期早于进驻日期，请改正其中一个日期。"})

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """See ``assignment_q``."""
        return assignment_q(scope, role, by, path="")


class SupervisionTask(Dated):
    """督查任务: which assignments a supervision team re-checks, from when to when."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="巡察机构")
    name = models.CharField("名称", max_length=80)
    people = models.ManyToManyField(Person, related_name="supervision_tasks", verbose_name="督查人员")
    assignments = models.ManyToManyField(
        Assignment, related_name="supervision_tasks", verbose_name="督查对象"
    )

    objects: ClassVar[Any] = DatedQuerySet["SupervisionTask"].as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "督查任务"
        verbose_name_plural = "督查任务"
        ordering: ClassVar = ["-since"]

    def __str__(self) -> str:
        """Name the task."""
        return self.name


def _supervised(by: Actor) -> list[UUID]:
    if "supervised" not in by.memo:
        rows = SupervisionTask.objects.on(by.on).filter(people__user=by.user.pk)
        by.memo["supervised"] = list(rows.values_list("assignments", flat=True))
    found: list[UUID] = by.memo["supervised"]
    return found


def unrecused_q(by: Actor, path: str = "assignment") -> Q:
    """Return the condition of rows that no recusal closes to the actor; a row of no assignment is open.

    Args:
        by: who.
        path: the way from the row to its assignment, empty when the row is one.
    """
    step = f"{path}__" if path else ""
    closed = recused_from(by)
    return ~Q(**{f"{step}party_organization__in": closed}) if closed else Q()


def assignment_q(scope: Scope, role: Role, by: Actor, path: str = "assignment") -> Q:
    """Return the condition of rows whose assignment a role reaches within a scope.

    Units, portfolios and supervision see nothing before feedback is published; a recused person sees nothing.

    Args:
        scope: one of the matrix's @words; one that says nothing of assignments reaches none.
        role: in which capacity.
        by: who, on which day.
        path: the way from the row to its assignment, empty when the row is one.
    """
    step = f"{path}__" if path else ""
    public = Q(**{f"{step}published_at__isnull": False})
    if scope == Scope.ALL:
        reach = Q(**{f"{step}office__in": offices_of(by)})
    elif scope == Scope.TASK:
        reach = Q(**{f"{step}team__in": teams_of(by, role)})
    elif scope in {Scope.UNIT, Scope.PORT}:
        reach = Q(**{f"{step}unit__in": units_of(by, role)}) & public
    elif scope == Scope.SV:
        reach = Q(**{f"{step}pk__in" if step else "pk__in": _supervised(by)}) & public
    else:
        return NOTHING
    return reach & unrecused_q(by, path)


def heir_q(scope: Scope, role: Role, by: Actor) -> Q:
    """As ``assignment_q``, and what a unit was told that was merged: for the unit it became part of.

    Only once its problems have passed on: who is to mend them reads what they were judged by. A part that
    was handed to somebody else opens the whole to nobody. The row has a foreign key ``assignment``.
    """
    reach = assignment_q(scope, role, by)
    if scope not in {Scope.UNIT, Scope.PORT}:
        return reach
    mine, into = units_of(by, role), "assignment__unit__successor"
    merged = Q(**{f"{into}__in": mine}) | Q(**{f"{into}__successor__in": mine})
    taken_over = reached_above(Assignment, "items", scope, role, by).values("assignment")
    return reach | (merged & Q(assignment__in=taken_over))


class AssignmentScoped(Stateful):
    """A record of one assignment, reached as its assignment is."""

    class Meta:
        """No table of its own."""

        abstract = True
