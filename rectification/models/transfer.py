"""划转: an item passes from one unit to another that answers for it; where it came from stays readable."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import Unit
from rectification.models.duty import duty_q
from rectification.models.item import Item
from rectification.states.transfer import TransferKind


class TransferQuerySet(ScopedQuerySet["Transfer"]):
    """Questions put to what passed from one unit to another."""


class Transfer(Versioned):
    """整改事项划转 of one item: the inspected unit, its number and what was counted stay as they were."""

    VIEW: ClassVar = ("rect.transfer:V",)

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="transfers", verbose_name="整改事项"
    )
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="划出单位")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="承接单位")
    kind = models.CharField("划转情形", max_length=8, choices=TransferKind.choices)
    on = models.DateField("划转日期", db_index=True)
    reason = models.TextField("划转理由")
    document = models.CharField("依据文件", max_length=120)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提请人"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="批准人"
    )
    at = models.DateTimeField("划转时间")

    objects: ClassVar[Any] = TransferQuerySet.as_manager()

    class Meta:
        """The oldest first: the last one says who answers now."""

        verbose_name = "整改事项划转"
        verbose_name_plural = "整改事项划转"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        """Name both units."""
        return f"由{self.from_unit}划转{self.to_unit}"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The office's; the units read on each item what it has been through."""
        return duty_q(scope, role, by, path="item") if scope == Scope.ALL else NOTHING
