"""人才库: who is in which pool, what they can, where they served, how they were appraised."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models import Office, Person, offices_of
from organizations.models.dated import Dated, DatedQuerySet
from talent_pool.states import MEMBER_EDGES, Grade, MemberState, PoolKind, RankGroup


class Expertise(Versioned):
    """专长: a word of the office's dictionary."""

    name = models.CharField("专长", max_length=30, unique=True)

    class Meta:
        """Listed by name."""

        verbose_name = "专长"
        verbose_name_plural = "专长"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Tell the word."""
        return self.name


class MemberQuerySet(ScopedQuerySet["Member"]):
    """Questions put to the pool."""

    def in_pool(self) -> Self:
        """Members of the pool, those out on a posting too."""
        return self.filter(state__in=[MemberState.IN_POOL, MemberState.POSTED])

    def available(self) -> Self:
        """Members who can be posted now."""
        return self.filter(state=MemberState.IN_POOL)

    def free(self, since: dt.date, until: dt.date | None) -> Self:
        """Members of the pool without a service that touches these days; an open end is for ever."""
        busy = Service.objects.exclude(until__lt=since).exclude(until__lt=F("since"))
        if until is not None:
            busy = busy.exclude(since__gt=until)
        return self.in_pool().exclude(pk__in=busy.values("member"))

    def own(self, by: Actor) -> Self:
        """The actor's own record."""
        return self.filter(person__user=by.user.pk)


class Member(Stateful):
    """入库人员."""

    EDGES: ClassVar = MEMBER_EDGES
    TONES: ClassVar = {
        MemberState.PROPOSED: "soon",
        MemberState.VETTING: "soon",
        MemberState.IN_POOL: "done",
        MemberState.POSTED: "going",
        MemberState.LEFT: "idle",
        MemberState.REFUSED: "returned",
    }
    VIEW: ClassVar = ("pool.view:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="pool_members", verbose_name="巡察机构"
    )
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="membership", verbose_name="人员"
    )
    pool = models.CharField("库别", max_length=10, choices=PoolKind.choices)
    expertise = models.ManyToManyField(Expertise, related_name="members", verbose_name="专长", blank=True)
    proposed_by = models.UUIDField("推荐录入人", null=True, editable=False)
    recommended_by = models.CharField("推荐单位", max_length=80, blank=True)
    founding = models.BooleanField("建库时入库", default=False)
    joined_on = models.DateField("入库日期", null=True, blank=True)
    left_on = models.DateField("出库日期", null=True, blank=True)
    left_reason = models.CharField("出库原因", max_length=200, blank=True)
    left_unfit = models.BooleanField("因不适合调整出库", default=False)
    state = models.CharField("状态", max_length=10, choices=MemberState.choices, default=MemberState.PROPOSED)

    objects: ClassVar[Any] = MemberQuerySet.as_manager()

    class Meta:
        """Listed by name."""

        verbose_name = "入库人员"
        verbose_name_plural = "入库人员"
        ordering: ClassVar = ["person__pinyin", "person__name"]

    def __str__(self) -> str:
        """Name the person."""
        return self.person.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Members of the own office's pool; for a team leader, those who serve in the team today."""
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by))
        if scope == Scope.TASK:
            return Q(pk__in=_led_by(by, role))
        return NOTHING


# 组内职务, as a service keeps it in words
TEAM_WORDS = {Role.TLD: "组长"}


class Service(Dated):
    """参巡经历: written by an operation when a posting begins and ends."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="services", verbose_name="入库人员"
    )
    team_id = models.UUIDField("巡察组", db_index=True)
    round_name = models.CharField("轮次", max_length=80)
    team_name = models.CharField("组", max_length=60)
    role = models.CharField("组内职务", max_length=20)

    objects: ClassVar[Any] = DatedQuerySet["Service"].as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "参巡经历"
        verbose_name_plural = "参巡经历"
        ordering: ClassVar = ["-since"]

    def __str__(self) -> str:
        """Name round and role."""
        return f"{self.round_name} {self.role}"


def _led_by(by: Actor, role: Role) -> models.QuerySet[Any]:
    """Return the keys of those who serve today in the teams in which the actor holds the role today."""
    today = Service.objects.on(by.on)
    led = today.filter(member__person__user=by.user.pk, role=TEAM_WORDS.get(role, "")).values("team_id")
    return today.filter(team_id__in=led).exclude(member__person__user=by.user.pk).values("member")


class AppraisalQuerySet(ScopedQuerySet["Appraisal"]):
    """Questions put to the appraisals."""


class Appraisal(Versioned):
    """参巡考核: after a round or for a year; seen by the office and the person."""

    VIEW: ClassVar = ("pool.appraise:V",)

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="appraisals", verbose_name="入库人员"
    )
    year = models.PositiveIntegerField("年度")
    round_name = models.CharField("轮次", max_length=80, blank=True)
    rank_group = models.CharField("职级分组", max_length=10, choices=RankGroup.choices)
    grade = models.CharField("等次", max_length=10, choices=Grade.choices)
    remark = models.TextField("评语", blank=True)
    appraised_on = models.DateField("考核日期")

    objects: ClassVar[Any] = AppraisalQuerySet.as_manager()

    class Meta:
        """Once for a member, year and round."""

        verbose_name = "参巡考核"
        verbose_name_plural = "参巡考核"
        ordering: ClassVar = ["-appraised_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "year", "round_name"],
                name="appraised_once",
                violation_error_message="该同志本轮已有考核记录",
            )
        ]

    def __str__(self) -> str:
        """Name grade and year."""
        return f"{self.year}年 {self.get_grade_display()}"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Appraisals of the own office's pool."""
        return Q(member__office__in=offices_of(by)) if scope == Scope.ALL else NOTHING
