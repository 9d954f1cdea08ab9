"""轮次、组、派任: the teams of a round, who serves in them, and the reach that hangs on it."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts import grants
from accounts.models import Grant
from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import TEAM_ROLES, Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models import Office, Person, offices_of
from organizations.models.dated import Dated, DatedQuerySet
from rounds.models.plan import Term
from rounds.models.taxonomy import Scheme
from rounds.states import ROUND_EDGES, PostingRole, RoundKind, RoundMode, RoundState


class RoundQuerySet(ScopedQuerySet["Round"]):
    """Questions put to the rounds."""

    def running(self) -> Self:
        """Rounds that are not filed away."""
        return self.exclude(state=RoundState.ARCHIVED)


class Round(Stateful):
    """巡察轮次: one wave of inspections in a term."""

    EDGES: ClassVar = ROUND_EDGES
    VIEW: ClassVar = ("round.edit:V", "round.edit:C", "round.edit:A")

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="rounds", verbose_name="巡察机构"
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="rounds", verbose_name="届次")
    number = models.PositiveIntegerField("轮次")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("种类", max_length=12, choices=RoundKind.choices, default=RoundKind.REGULAR)
    mode = models.CharField("方式", max_length=12, choices=RoundMode.choices, default=RoundMode.PLAIN)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    rectification_months = models.PositiveIntegerField("集中整改期（月）", default=6)
    schemes = models.ManyToManyField(
        Scheme, related_name="rounds", verbose_name="问题分类（版次）", blank=True
    )
    state = models.CharField("状态", max_length=12, choices=RoundState.choices, default=RoundState.PREPARING)
    resumes_as = models.CharField("暂停前状态", max_length=12, blank=True, editable=False)

    objects: ClassVar[Any] = RoundQuerySet.as_manager()

    class Meta:
        """Numbered in a term."""

        verbose_name = "轮次"
        verbose_name_plural = "轮次"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "number"],
                name="round_number_once",
                violation_error_message="本届已有这一轮次",
            )
        ]

    def __str__(self) -> str:
        """Name the round."""
        return self.name

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "结束日期早于开始日期，请改正其中一个日期。"})

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Rounds of the own office, or those in which one serves."""
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by))
        if scope != Scope.TASK:
            return NOTHING
        # Not across the join: whoever serves and sits in the office would see a round once for each team
        return Q(pk__in=Team.objects.filter(pk__in=teams_of(by, role)).values("round"))


class TeamQuerySet(ScopedQuerySet["Team"]):
    """Questions put to the teams."""


class Team(Versioned):
    """巡察组: a container of rights (guardian's grants hang here)."""

    VIEW: ClassVar = ("team.assign:V", "team.assign:P", "team.assign:A")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="teams", verbose_name="轮次")
    number = models.PositiveIntegerField("组号")
    name = models.CharField("组名", max_length=60)
    authorized_on = models.DateField("授权日期", null=True, blank=True)
    authorization = models.CharField("授权文号", max_length=60, blank=True)

    objects: ClassVar[Any] = TeamQuerySet.as_manager()

    class Meta:
        """Numbered in a round; ``work_in_team`` is the right that a posting projects."""

        verbose_name = "巡察组"
        verbose_name_plural = "巡察组"
        ordering: ClassVar = ["number"]
        permissions: ClassVar = [("work_in_team", "在组工作")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "number"],
                name="team_number_once",
                violation_error_message="本轮已有这一组号",
            )
        ]

    def __str__(self) -> str:
        """Name the team."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Teams of the own office, or those in which one serves."""
        if scope == Scope.ALL:
            return Q(round__office__in=offices_of(by))
        return Q(pk__in=teams_of(by, role)) if scope == Scope.TASK else NOTHING


class TeamGrant(Grant):
    """guardian's grants on a team, a projection of the postings."""

    content_object = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="grants")


class Posting(Dated):
    """派任: who serves in a team, as what, from when to when. Its dates decide what the person may open."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="postings", verbose_name="巡察组")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings", verbose_name="人员")
    role = models.CharField("组内职务", max_length=3, choices=PostingRole.choices)
    reason = models.CharField("依据", max_length=200, blank=True)
    left_reason = models.CharField("离组原因", max_length=200, blank=True)

    objects: ClassVar[Any] = DatedQuerySet["Posting"].as_manager()

    class Meta:
        """Leader first."""

        verbose_name = "派任"
        verbose_name_plural = "派任"
        ordering: ClassVar = ["since"]
        indexes: ClassVar = [models.Index(fields=["team", "role"], name="posting_team_role")]

    def __str__(self) -> str:
        """Name person and role."""
        return f"{self.person}（{self.get_role_display()}）"


def teams_of(by: Actor, role: Role) -> list[UUID]:
    """Return the ids of the teams where the actor serves in a role today: dates and grant agree."""
    key = ("teams", role)
    if role not in TEAM_ROLES:
        return []
    if key not in by.memo:
        rows = Posting.objects.on(by.on).filter(person__user=by.user.pk, role=role)
        rows = rows.filter(team__in=grants.granted(by, Team, "work_in_team"))
        by.memo[key] = list(rows.values_list("team", flat=True))
    found: list[UUID] = by.memo[key]
    return found
