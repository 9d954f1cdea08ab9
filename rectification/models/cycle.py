"""整改周期: what an item had come to when its closing was taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from audit.models import Versioned
from rectification.models.item import Item
from rectification.states.closing import Revocation


class Cycle(Versioned):
    """整改周期 that has ended: the former closing stays readable beside the item's new beginning."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="cycles", verbose_name="整改事项")
    number = models.PositiveIntegerField("第几周期")
    due_on = models.DateField("整改时限", null=True, blank=True)
    done_text = models.TextField("完成情况", blank=True)
    closed_on = models.DateField("销号日期", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="批准销号人",
    )
    kind = models.CharField("撤销情形", max_length=8, choices=Revocation.choices)
    reason = models.TextField("撤销理由")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提请人"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="批准人"
    )
    ended_at = models.DateTimeField("撤销时间")

    class Meta:
        """One for each beginning."""

        verbose_name = "整改周期"
        verbose_name_plural = "整改周期"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "number"],
                name="cycle_number_once",
                violation_error_message="这一周期已经撤销",
            )
        ]

    def __str__(self) -> str:
        """Name the cycle."""
        return f"第{self.number}周期"
