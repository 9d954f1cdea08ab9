"""What a plan said in each edition, and what a reviewing body said of single problems."""

from typing import ClassVar

from django.db import models

from audit.models import Versioned
from rectification.models.item import Item
from rectification.models.plan import JointOpinion, RectificationPlan


class PlanEdition(Versioned):
    """方案版次: the plan as the head signed it; nothing of it changes afterwards."""

    plan = models.ForeignKey(
        RectificationPlan, on_delete=models.PROTECT, related_name="editions", verbose_name="整改方案"
    )
    edition = models.PositiveIntegerField("版次")
    signed_by = models.CharField("签发人", max_length=140)
    submitted_on = models.DateField("报送日期")
    content = models.JSONField("方案内容", default=dict)

    class Meta:
        """One for each edition."""

        verbose_name = "方案版次"
        verbose_name_plural = "方案版次"
        ordering: ClassVar = ["edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "edition"], name="plan_edition_once")
        ]

    def __str__(self) -> str:
        """Name the edition."""
        return f"第{self.edition}版"


class OpinionLine(Versioned):
    """逐条联审意见: what a body wants changed in one problem's part of the plan."""

    opinion = models.ForeignKey(
        JointOpinion, on_delete=models.PROTECT, related_name="lines", verbose_name="联审意见"
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="opinion_lines", verbose_name="整改事项"
    )
    text = models.TextField("修改意见")

    class Meta:
        """In the order of the problems, once for each."""

        verbose_name = "逐条联审意见"
        verbose_name_plural = "逐条联审意见"
        ordering: ClassVar = ["item__finding__number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opinion", "item"], name="opinion_line_once")
        ]

    def __str__(self) -> str:
        """Tell what is to be changed."""
        return self.text
