"""对账: the numbers that have to agree from the signed papers to the feedback."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from organizations.models import Unit
from rounds.models import Assignment, Category, Finding, WorkingPaper
from rounds.states import OWN_PLACE, Destination

OWN = "own"  # stands for the inspected unit itself where a key of an extended object is asked for


@dataclass(frozen=True)
class Tally:
    """Signed papers for the report, findings, the report's number, the feedback's number."""

    papers: int
    findings: int
    report: int | None = None
    feedback: int | None = None

    @property
    def agrees(self) -> bool:
        """Say whether all numbers known so far are the same."""
        told = {self.papers, self.findings, self.report, self.feedback} - {None}
        return len(told) == 1

    @property
    def words(self) -> str:
        """The numbers in one sentence."""
        parts = [f"进报告底稿 {self.papers} 份", f"问题 {self.findings} 个"]
        if self.report is not None:
            parts.append(f"报告写明 {self.report} 个")
        if self.feedback is not None:
            parts.append(f"反馈 {self.feedback} 个")
        return "，".join(parts)


def tally_of(assignment: Assignment, *, report: int | None = None, feedback: int | None = None) -> Tally:
    """Count the signed papers and findings of an assignment, beside the numbers that its papers state."""
    signed = WorkingPaper.objects.adopted().filter(assignment=assignment)
    return Tally(
        papers=sum(Destination.REPORT in codes for codes in signed.values_list("destinations", flat=True)),
        findings=Finding.objects.filter(assignment=assignment).count(),
        report=report,
        feedback=feedback,
    )


@dataclass(frozen=True)
class Heading:
    """One class of the taxonomy, with the findings that fall under it."""

    category: Category
    findings: list[Finding]


def by_taxonomy(findings: Iterable[Finding]) -> list[Heading]:
    """Sort findings under the upper classes of their taxonomy, in the order of the scheme's codes."""
    tops: dict[Category, list[Finding]] = {}
    for finding in findings:
        tops.setdefault(finding.category.parent or finding.category, []).append(finding)
    return [
        Heading(top, sorted(rows, key=lambda row: (row.category.code, row.number)))
        for top, rows in sorted(tops.items(), key=lambda pair: pair[0].code)
    ]


@dataclass(frozen=True)
class AtPlace:
    """A line of 各延伸对象: its name, its key as the filter of a list takes it, its numbers."""

    name: str
    key: str
    numbers: tuple[int, ...]


def counted_at(rows: "QuerySet[Any]") -> dict[UUID | None, int]:
    """Return how many rows each place has; those found at the inspected unit itself under None."""
    return dict(rows.order_by().values_list("place").annotate(many=Count("pk")))


def by_place(assignment: Assignment, *counted: Mapping[UUID | None, int]) -> list[AtPlace]:
    """Return a line for the inspected unit itself and for each extended object; none where there is none.

    Args:
        assignment: whose extended objects; one that is none any more has a line as long as it is counted.
        counted: place → how many, for each column.
    """
    told = {key for column in counted for key in column if key}
    units = Unit.objects.filter(Q(pk__in=assignment.extended.values("pk")) | Q(pk__in=told)).order_by("name")
    lines = [
        AtPlace(unit.name, str(unit.pk), tuple(column.get(unit.pk, 0) for column in counted))
        for unit in units
    ]
    own = AtPlace(OWN_PLACE, OWN, tuple(column.get(None, 0) for column in counted))
    return [own, *lines] if lines else []
