"""抽查: each draw as it was made, the list it was drawn from, and what was found on site."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import offices_of
from rectification.models.item import Item
from rectification.states import tones_of
from rectification.states.closing import SiteFinding
from rounds.models import Assignment, Round, assignment_q, recused_from, unrecused_q


class DrawQuerySet(ScopedQuerySet["Draw"]):
    """Questions put to the draws."""

    def over_the_same_as(self, draw: "Draw") -> Self:
        """Other draws whose list has a problem of this one's in the same cycle, the oldest first."""
        mine = draw.lines.values("item", "cycle")
        same = DrawLine.objects.filter(
            models.Exists(mine.filter(item=models.OuterRef("item"), cycle=models.OuterRef("cycle")))
        )
        return self.filter(pk__in=same.values("draw")).exclude(pk=draw.pk).order_by("drawn_at", "pk")


class Draw(Versioned):
    """抽样: kept as it was made; a second one stands beside the first and never instead of it."""

    VIEW: ClassVar = ("rect.close:P", "rect.close:A")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws", verbose_name="轮次")
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="draws",
        verbose_name="巡察任务",
    )
    seed = models.CharField("随机种子", max_length=40, editable=False)
    asked = models.CharField("抽样比例或个数", max_length=20)
    again = models.BooleanField("再次抽样", default=False, editable=False)
    reason = models.TextField("抽样理由", blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="抽样人"
    )
    drawn_at = models.DateTimeField("抽样时间")

    objects: ClassVar[Any] = DrawQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "抽查抽样"
        verbose_name_plural = "抽查抽样"
        ordering: ClassVar = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        """Name the place that was drawn over."""
        return f"{self.place}抽查抽样"

    @property
    def place(self) -> str:
        """The unit, or the whole round."""
        return str(self.assignment.unit if self.assignment else self.round)

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """In the office unless one must keep away from a unit of the list; elsewhere as the assignment."""
        if scope != Scope.ALL:
            return assignment_q(scope, role, by)
        reach = Q(round__office__in=offices_of(by)) & unrecused_q(by)
        closed = recused_from(by)
        if not closed:
            return reach
        # A draw over a whole round names every unit of its list
        hidden = DrawLine.objects.filter(item__assignment__party_organization__in=closed)
        return reach & ~Q(pk__in=hidden.values("draw"))


class DrawLine(Versioned):
    """抽样名单: one number of the list, where the seed put it, and whether it was drawn."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="lines", verbose_name="抽样")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="drawn", verbose_name="整改事项")
    cycle = models.PositiveIntegerField("整改周期")
    number = models.CharField("编号", max_length=120)
    place = models.PositiveIntegerField("排序")
    is_drawn = models.BooleanField("抽中", default=False)

    class Meta:
        """In the order in which they were drawn."""

        verbose_name = "抽样名单"
        verbose_name_plural = "抽样名单"
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "item"], name="drawn_over_once"),
            models.UniqueConstraint(fields=["draw", "number"], name="draw_number_once"),
        ]

    def __str__(self) -> str:
        """Name the line by its number."""
        return self.number


class SiteCheck(Versioned):
    """现场抽查: who went, when, and whether what the unit says is so."""

    TONES: ClassVar = tones_of(SiteFinding)

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="site_checks", verbose_name="整改事项"
    )
    cycle = models.PositiveIntegerField("整改周期")
    checked_on = models.DateField("抽查日期")
    people = models.CharField("抽查人员", max_length=120)
    found = models.CharField("抽查结论", max_length=8, choices=SiteFinding.choices)
    text = models.TextField("抽查情况")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        """The oldest first."""

        verbose_name = "现场抽查"
        verbose_name_plural = "现场抽查"
        ordering: ClassVar = ["recorded_at", "id"]

    def __str__(self) -> str:
        """Tell what was found."""
        return self.get_found_display()
