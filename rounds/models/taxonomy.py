"""问题分类: schemes in versions, each a tree of categories; a round is bound to versions."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import Office, offices_of
from rounds.models.serving import serving_q


class SchemeQuerySet(ScopedQuerySet["Scheme"]):
    """Questions put to the schemes."""

    def current(self) -> Self:
        """The versions in use."""
        return self.filter(retired=False)


class Scheme(Versioned):
    """分类体系: one version of a way to sort findings, or a checklist of common problems."""

    VIEW: ClassVar = ("taxonomy.edit:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="schemes", verbose_name="巡察机构"
    )
    name = models.CharField("名称", max_length=40)
    edition = models.PositiveIntegerField("版次", default=1)
    is_checklist = models.BooleanField("共性问题清单", default=False)
    retired = models.BooleanField("停用", default=False)
    source = models.CharField("来源", max_length=200, blank=True)

    objects: ClassVar[Any] = SchemeQuerySet.as_manager()

    class Meta:
        """One row for each edition."""

        verbose_name = "分类体系"
        verbose_name_plural = "分类体系"
        ordering: ClassVar = ["name", "-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name", "edition"], name="scheme_edition_once")
        ]

    def __str__(self) -> str:
        """Name the scheme and its edition."""
        return f"{self.name}（第{self.edition}版）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Schemes of the own office, or those to which a round is bound in which one serves."""
        if scope == Scope.TASK:
            served = cls._default_manager.filter(serving_q(by, role, "rounds__teams__postings"))
            return Q(pk__in=served.values("pk"))
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class Category(Versioned):
    """类别: a node of a scheme."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="categories", verbose_name="分类体系"
    )
    code = models.CharField("代码", max_length=12)
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级类别",
    )
    retired = models.BooleanField("停用", default=False)

    class Meta:
        """A code stands once in a scheme."""

        verbose_name = "类别"
        verbose_name_plural = "类别"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="category_code_once")
        ]

    def __str__(self) -> str:
        """Name the category."""
        return self.name
