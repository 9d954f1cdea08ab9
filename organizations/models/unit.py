"""党组织、单位, what covers what, and who leads them from when to when."""

import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet, reached_above
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models.body import Office, offices_of
from organizations.models.dated import Dated, DatedQuerySet
from organizations.states import PartyKind, TenureKind, UnitKind


class UnitQuerySet(ScopedQuerySet["Unit"]):
    """Questions put to the registry of units."""

    def standing(self, on: dt.date) -> Self:
        """Units that exist on a day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def blank(self, on: dt.date) -> Self:
        """空白: standing units that no standing party organisation covers on a day.

        A village is inspected with its town and is none of them.
        """
        links = Coverage.objects.on(on).exclude(party_organization__ended_on__lte=on)
        return self.standing(on).filter(parent=None).exclude(pk__in=links.values("unit"))


class Unit(Versioned):
    """单位: a town, department, enterprise, school or village."""

    VIEW: ClassVar = ("unit.registry:V", "unit.registry:A", "unit.registry:C")

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="units", verbose_name="巡察机构"
    )
    name = models.CharField("单位名称", max_length=80)
    short = models.CharField("简称", max_length=30, blank=True)
    pinyin = models.CharField("拼音", max_length=120, blank=True, db_index=True, editable=False)
    kind = models.CharField("类别", max_length=16, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="villages",
        verbose_name="所属乡镇",
    )
    ended_on = models.DateField("撤并日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="并入单位",
    )

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        """Listed by kind and name; a name stands once in an office."""

        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="unit_name_once",
                violation_error_message="已有同名单位，请核对名录",
            )
        ]

    def __str__(self) -> str:
        """Name the unit."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Units of the own office, of the team's tasks (延伸对象 too), the own unit, or the own portfolio."""
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by))
        if scope in {Scope.UNIT, Scope.PORT}:
            return Q(pk__in=units_of(by, role))
        if scope == Scope.TASK:
            tasks = reached_above(cls, "assignments", scope, role, by)
            return Q(pk__in=tasks.values("unit")) | Q(pk__in=tasks.values("extended"))
        return NOTHING


class PartyOrganizationQuerySet(ScopedQuerySet["PartyOrganization"]):
    """Questions put to the registry of party organisations."""

    def open_to_declare(self, by: Actor) -> Self:
        """Those of the office that keeps the actor's record: whom one may be sent to, names only."""
        return self.standing(by.on).filter(office__people__user=by.user.pk)

    def covered(self) -> Self:
        """Those that a term has to inspect."""
        return self.filter(in_coverage=True)

    def standing(self, on: dt.date) -> Self:
        """Those that exist on a day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def with_main_kind(self, on: dt.date) -> Self:
        """Each with the kind of the unit that it has covered longest: it counts once, whatever it covers."""
        covered = Coverage.objects.on(on).filter(party_organization=models.OuterRef("pk"))
        longest = covered.order_by("since", "unit__name", "pk").values("unit__kind")[:1]
        return self.annotate(main_kind=models.Subquery(longest))


class PartyOrganization(Versioned):
    """被巡察党组织: the object of inspection, over one or several units."""

    VIEW: ClassVar = Unit.VIEW

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="party_organizations", verbose_name="巡察机构"
    )
    name = models.CharField("党组织名称", max_length=100)
    kind = models.CharField("类别", max_length=16, choices=PartyKind.choices)
    units = models.ManyToManyField(
        Unit, through="Coverage", related_name="party_organizations", verbose_name="覆盖单位"
    )
    in_coverage = models.BooleanField("纳入全覆盖", default=True)
    coverage_reason = models.CharField("不纳入的理由", max_length=200, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    objects: ClassVar[Any] = PartyOrganizationQuerySet.as_manager()

    class Meta:
        """Listed by name."""

        verbose_name = "党组织"
        verbose_name_plural = "党组织"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Name the party organisation."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Party organisations of the own office, of the team's tasks, or over the own unit or portfolio."""
        if scope == Scope.ALL:
            return Q(office__in=offices_of(by))
        if scope == Scope.TASK:
            tasks = reached_above(cls, "assignments", scope, role, by)
            return Q(pk__in=tasks.values("party_organization"))
        if scope in {Scope.UNIT, Scope.PORT}:
            # IN a subquery, for a join would tell an organisation over two of the units twice
            links = Coverage.objects.on(by.on).filter(unit__in=units_of(by, role))
            return Q(pk__in=links.values("party_organization"))
        return NOTHING


class Coverage(Dated):
    """覆盖关系: which units a party organisation covers, from when to when."""

    party_organization = models.ForeignKey(
        PartyOrganization, on_delete=models.PROTECT, related_name="coverages", verbose_name="党组织"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="coverages", verbose_name="单位")

    objects: ClassVar[Any] = DatedQuerySet["Coverage"].as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = "覆盖关系"
        verbose_name_plural = "覆盖关系"
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        """Name both ends."""
        return f"{self.party_organization} — {self.unit}"


class Tenure(Dated):
    """任职: who is or was head, leader, liaison or staff of a unit. It is the career of the person, too."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tenures", verbose_name="单位")
    person = models.ForeignKey(
        "organizations.Person", on_delete=models.PROTECT, related_name="tenures", verbose_name="人员"
    )
    kind = models.CharField("类别", max_length=10, choices=TenureKind.choices)
    title = models.CharField("职务", max_length=60)

    objects: ClassVar[Any] = DatedQuerySet["Tenure"].as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering: ClassVar = ["since"]
        indexes: ClassVar = [models.Index(fields=["unit", "kind"], name="tenure_unit_kind")]

    def __str__(self) -> str:
        """Name person and post."""
        return f"{self.person} {self.title}"


class Portfolio(Dated):
    """分管: which units a county leader oversees, from when to when."""

    person = models.ForeignKey(
        "organizations.Person", on_delete=models.PROTECT, related_name="portfolios", verbose_name="分管县领导"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="portfolios", verbose_name="单位")

    objects: ClassVar[Any] = DatedQuerySet["Portfolio"].as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = "分管"
        verbose_name_plural = "分管"
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        """Name leader and unit."""
        return f"{self.person} — {self.unit}"


HEADED_AS = {Role.UNH: TenureKind.HEAD, Role.UNL: TenureKind.LIAISON}


def units_of(by: Actor, role: Role) -> list[UUID]:
    """Return the ids of the units that the actor heads, liaises for or oversees today, by role."""
    key = ("units", role)
    if key not in by.memo:
        model: Any = Portfolio if role == Role.SUP else Tenure
        rows = model.objects.on(by.on).filter(person__user=by.user.pk)
        if role != Role.SUP:
            rows = rows.filter(kind=HEADED_AS.get(role, ""))
        by.memo[key] = list(rows.values_list("unit", flat=True))
    found: list[UUID] = by.memo[key]
    return found
