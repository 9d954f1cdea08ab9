"""整改月报汇总: the county's month, made from the reports of the units; kept, edition by edition."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from documents.models import Job
from documents.states import JobState
from organizations.models import Office, offices_of


class SummaryQuerySet(ScopedQuerySet["MonthlySummary"]):
    """Questions put to the summaries."""


class MonthlySummary(Versioned):
    """整改月报汇总 of one office for one month: a table and a letter, each made by a job of its own.

    It keeps no figures: they stand in the papers, and whoever may not see one of the units gets neither.
    """

    VIEW: ClassVar = ("rect.monthly:V",)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="巡察机构")
    month = models.DateField("月份", help_text="当月第一天")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    automatic = models.BooleanField("自动汇总", default=True)
    ordered_at = models.DateTimeField("汇总时间")
    table = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", verbose_name="汇总表")
    letter = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", verbose_name="汇总报告")

    objects: ClassVar[Any] = SummaryQuerySet.as_manager()

    class Meta:
        """The latest first; one of each edition, whatever the clock does."""

        verbose_name = "整改月报汇总"
        verbose_name_plural = "整改月报汇总"
        ordering: ClassVar = ["-month", "-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "month", "edition"], name="monthly_summary_once")
        ]

    def __str__(self) -> str:
        """Name the month and the edition."""
        again = f"（第{self.edition}版）" if self.edition > 1 else ""
        return f"{self.month.year}年{self.month.month}月整改月报汇总{again}"

    @property
    def papers(self) -> tuple[Job, Job]:
        """The table and the letter."""
        return (self.table, self.letter)

    @property
    def is_being_made(self) -> bool:
        """One of its papers is still to come."""
        return not all(job.is_finished for job in self.papers)

    @property
    def is_made(self) -> bool:
        """Both papers came out."""
        return all(job.state == JobState.DONE for job in self.papers)

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """The own office's and those below; a portfolio or a unit has none."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING
