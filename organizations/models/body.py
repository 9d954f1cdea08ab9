"""巡察机构 (city → county), receiving and reviewing bodies, and who sits there."""

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models.dated import Dated, DatedQuerySet
from organizations.states import BodyKind, OfficeLevel, OfficePostKind


class Office(Versioned):
    """巡察机构: an inspection office; a city's has county offices below it."""

    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=20)
    paper_mark = models.CharField("发文代字", max_length=20, blank=True, help_text="例如：云溪巡办")
    level = models.CharField("层级", max_length=10, choices=OfficeLevel.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        """City before county."""

        verbose_name = "巡察机构"
        verbose_name_plural = "巡察机构"
        ordering: ClassVar = ["level", "name"]

    def __str__(self) -> str:
        """Name the office."""
        return self.name


class OfficePost(Dated):
    """巡察机构任职: who works in an office, as what, from when to when."""

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="posts", verbose_name="巡察机构"
    )
    person = models.ForeignKey(
        "organizations.Person", on_delete=models.PROTECT, related_name="office_posts", verbose_name="人员"
    )
    kind = models.CharField("类别", max_length=16, choices=OfficePostKind.choices)
    title = models.CharField("职务", max_length=60)

    objects: ClassVar[Any] = DatedQuerySet["OfficePost"].as_manager()

    class Meta:
        """Newest last."""

        verbose_name = "巡察机构任职"
        verbose_name_plural = "巡察机构任职"
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        """Name person and post."""
        return f"{self.person} {self.title}"


def offices_on(day: dt.date, user: UUID) -> "models.QuerySet[Office]":
    """Return the offices where a user works on a day, and those below them."""
    own = OfficePost.objects.on(day).filter(person__user=user).values("office")
    return Office.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


def offices_of(by: Actor) -> list[UUID]:
    """Return the ids of the actor's own offices and of those below them (范围“本办及下级”)."""
    if "offices" not in by.memo:
        by.memo["offices"] = list(offices_on(by.on, by.user.pk).values_list("pk", flat=True))
    found: list[UUID] = by.memo["offices"]
    return found


def colleagues_of(by: Actor) -> frozenset[UUID]:
    """Return the accounts of who works today in the actor's own offices and those below them."""
    if "colleagues" not in by.memo:
        rows = OfficePost.objects.on(by.on).filter(office__in=offices_of(by), person__user__isnull=False)
        by.memo["colleagues"] = frozenset(rows.values_list("person__user", flat=True))
    found: frozenset[UUID] = by.memo["colleagues"]
    return found


def bodies_of(by: Actor) -> list[UUID]:
    """Return the ids of the receiving and reviewing bodies that the actor handles for today."""
    if "bodies" not in by.memo:
        rows = BodyPost.objects.on(by.on).filter(person__user=by.user.pk)
        by.memo["bodies"] = list(rows.values_list("body", flat=True))
    found: list[UUID] = by.memo["bodies"]
    return found


class BodyQuerySet(ScopedQuerySet["Body"]):
    """Receiving and reviewing bodies."""


class Body(Versioned):
    """承接部门: a body that receives clues and proposals or reviews plans jointly."""

    VIEW: ClassVar = ("person.registry:V",)

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="bodies", verbose_name="巡察机构"
    )
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=16, choices=BodyKind.choices)

    objects: ClassVar[Any] = BodyQuerySet.as_manager()

    class Meta:
        """Listed by kind."""

        verbose_name = "承接部门"
        verbose_name_plural = "承接部门"
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        """Name the body."""
        return self.name

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Bodies beside one's own office."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class BodyPost(Dated):
    """部门经办人: who handles for a body, from when to when."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts", verbose_name="部门")
    person = models.ForeignKey(
        "organizations.Person", on_delete=models.PROTECT, related_name="body_posts", verbose_name="人员"
    )
    title = models.CharField("职务", max_length=60, blank=True)

    objects: ClassVar[Any] = DatedQuerySet["BodyPost"].as_manager()

    class Meta:
        """Newest last."""

        verbose_name = "部门经办人"
        verbose_name_plural = "部门经办人"
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        """Name person and body."""
        return f"{self.person}（{self.body}）"
