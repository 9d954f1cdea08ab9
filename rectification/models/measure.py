"""整改措施 and the typed results that come of them."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models

from accounts.scopes import ScopedQuerySet, waiting_q
from audit.actor import Actor
from audit.models import Versioned
from documents.models import StoredFile
from organizations.models import Person
from rectification.models.item import Item, ItemScoped
from rectification.states import RESULT_EDGES, SYSTEM_KINDS, Progress, ResultKind, ResultState, tones_of
from rounds.models import Manifestation


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Questions put to the measures."""

    def undone(self) -> Self:
        """Measures that are not done."""
        return self.exclude(progress=Progress.DONE)

    def overdue(self, on: dt.date) -> Self:
        """Undone measures past their date."""
        return self.undone().filter(due_on__lt=on)


class Measure(Versioned):
    """整改措施: on one manifestation, by one person, by one day."""

    TONES: ClassVar = tones_of(Progress)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="measures", verbose_name="整改事项")
    manifestation = models.ForeignKey(
        Manifestation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name="具体表现",
    )
    order = models.PositiveIntegerField("序", default=1)
    text = models.TextField("整改措施")
    expects = models.CharField(
        "预期成果", max_length=16, choices=ResultKind.choices, default=ResultKind.OTHER
    )
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    progress = models.CharField("完成程度", max_length=8, choices=Progress.choices, default=Progress.UNDONE)
    done_text = models.TextField("完成情况", blank=True)
    dropped = models.BooleanField("作废", default=False)

    objects: ClassVar[Any] = MeasureQuerySet.as_manager()

    class Meta:
        """In order."""

        verbose_name = "整改措施"
        verbose_name_plural = "整改措施"
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        """Tell the measure."""
        return self.text


class ResultQuerySet(ScopedQuerySet["Result"]):
    """Questions put to the results."""

    def awaiting(self, by: Actor) -> Self:
        """Results that this person is to accept or not."""
        return self.filter(waiting_q(self.model, {ResultState.CLAIMED: ("rect.result:A",)}, by))

    def accepted(self) -> Self:
        """Results that the office accepts, the rows that published totals count."""
        return self.filter(state=ResultState.ACCEPTED)

    def systems(self) -> Self:
        """建章立制, new and revised."""
        return self.filter(kind__in=SYSTEM_KINDS)


class Result(ItemScoped):
    """整改成果: claimed with a number and evidence, counted once the office accepts it."""

    EDGES: ClassVar = RESULT_EDGES
    TONES: ClassVar = tones_of(ResultState)
    VIEW: ClassVar = ("rect.view:V",)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="results", verbose_name="整改事项")
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name="整改措施",
        null=True,
        blank=True,
    )
    kind = models.CharField("类型", max_length=16, choices=ResultKind.choices)
    quantity = models.DecimalField(
        "数量", max_digits=12, decimal_places=2, validators=[MinValueValidator(0.01, "数量应大于零")]
    )
    title = models.CharField("名称或说明", max_length=160)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="佐证"
    )
    claimed_on = models.DateField("申报日期")
    state = models.CharField("状态", max_length=10, choices=ResultState.choices, default=ResultState.CLAIMED)

    objects: ClassVar[Any] = ResultQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "整改成果"
        verbose_name_plural = "整改成果"
        ordering: ClassVar = ["-claimed_on"]
        indexes: ClassVar = [models.Index(fields=["kind", "state"], name="result_kind_state")]

    def __str__(self) -> str:
        """Name the result."""
        return self.title

    @property
    def unit(self) -> str:
        """The unit that the number is counted in."""
        return ResultKind(self.kind).unit

    @property
    def is_system(self) -> bool:
        """It is a system, new or revised, and ought to have its text."""
        return self.kind in SYSTEM_KINDS
