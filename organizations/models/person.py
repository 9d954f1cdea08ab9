"""人员、亲属、回避."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from organizations.models.body import Office, offices_of
from organizations.models.unit import PartyOrganization, Unit
from organizations.states import RECUSAL_EDGES, Effect, Kinship, RecusalState, Trigger


class PersonQuerySet(ScopedQuerySet["Person"]):
    """Questions put to the registry of people."""

    def own(self, by: Actor) -> Self:
        """The actor's own record: what the office keeps about one is open to oneself."""
        return self.filter(user=by.user.pk)


class Person(Versioned):
    """人员: anybody whom the office names; some have an account."""

    VIEW: ClassVar = ("person.registry:V",)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="账号",
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="people", verbose_name="巡察机构"
    )
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=80, blank=True, db_index=True, editable=False)
    sex = models.CharField("性别", max_length=2, choices=[("男", "男"), ("女", "女")], blank=True)
    born_in = models.CharField("出生年月", max_length=7, blank=True, help_text="例如：1980-05")
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    rank = models.CharField("职级", max_length=40, blank=True)
    post = models.CharField("单位及职务", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta:
        """Listed by pinyin."""

        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering: ClassVar = ["pinyin", "name"]

    def __str__(self) -> str:
        """Name the person."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """People of the own office, or oneself."""
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by))
        return Q(user=by.user.pk) if scope == Scope.SELF else NOTHING


class Kin(Versioned):
    """亲属: seen by the person, the director and the office only; never exported."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin", verbose_name="人员")
    kinship = models.CharField("关系", max_length=12, choices=Kinship.choices)
    name = models.CharField("亲属姓名", max_length=40)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="亲属所在单位"
    )
    post = models.CharField("亲属职务", max_length=60, blank=True)

    class Meta:
        """Listed by person."""

        verbose_name = "亲属"
        verbose_name_plural = "亲属"

    def __str__(self) -> str:
        """Name the relation."""
        return f"{self.get_kinship_display()} {self.name}"


class RecusalQuerySet(ScopedQuerySet["Recusal"]):
    """Questions put to the recusals."""

    def open(self) -> Self:
        """Those that wait for a decision or hold."""
        return self.filter(state__in=[RecusalState.DECLARED, RecusalState.GRANTED])

    def denying(self) -> Self:
        """Recusals that close the unit to the person now."""
        return self.filter(state=RecusalState.GRANTED)


class Recusal(Stateful):
    """回避: a person keeps away from a party organisation, declared and decided."""

    EDGES: ClassVar = RECUSAL_EDGES
    TONES: ClassVar = {
        RecusalState.DECLARED: "soon",
        RecusalState.GRANTED: "going",
        RecusalState.REFUSED: "returned",
        RecusalState.ENDED: "idle",
    }
    VIEW: ClassVar = ("recuse.declare:C", "recuse.decide:P", "recuse.decide:A")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals", verbose_name="人员")
    party_organization = models.ForeignKey(
        PartyOrganization, on_delete=models.PROTECT, related_name="recusals", verbose_name="被巡察党组织"
    )
    ground = models.CharField("事由", max_length=200)
    detail = models.TextField("说明", blank=True)
    found_as = models.CharField(
        "核对发现", max_length=12, choices=Trigger.choices, blank=True, editable=False
    )
    state = models.CharField(
        "状态", max_length=10, choices=RecusalState.choices, default=RecusalState.DECLARED
    )
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.UUIDField("录入人", null=True, editable=False)

    objects: ClassVar[Any] = RecusalQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "回避申报"
        verbose_name_plural = "回避申报"
        ordering: ClassVar = ["-declared_at"]

    def __str__(self) -> str:
        """Name person and unit."""
        return f"{self.person} 回避 {self.party_organization}"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Recusals of the own office, or one's own."""
        if scope == Scope.ALL:
            return Q(person__office__in=offices_of(by))
        return Q(person__user=by.user.pk) if scope == Scope.SELF else NOTHING


class RecusalRuleQuerySet(ScopedQuerySet["RecusalRule"]):
    """Questions put to the revisions."""


class RecusalRule(Versioned):
    """回避情形的调整: what the office laid down for one of them, from a day on."""

    VIEW: ClassVar = ("recuse.rule:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="recusal_rules", verbose_name="巡察机构"
    )
    trigger = models.CharField("回避情形", max_length=12, choices=Trigger.choices)
    leaders = models.CharField("组长、副组长、主任", max_length=10, choices=Effect.choices)
    members = models.CharField("其他人员", max_length=10, choices=Effect.choices)
    years = models.PositiveSmallIntegerField("近几年", null=True, blank=True)
    long_years = models.PositiveSmallIntegerField("累计工作满几年", null=True, blank=True)
    since = models.DateField("生效日期")
    reason = models.CharField("依据", max_length=200)

    objects: ClassVar[Any] = RecusalRuleQuerySet.as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = "回避情形调整"
        verbose_name_plural = "回避情形调整"
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        """Name the line that is revised."""
        return str(self.get_trigger_display())

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Of the own office."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING
