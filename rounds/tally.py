"""对账: the numbers that have to agree from the signed papers to the feedback."""

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.models import Assignment, Category, Finding, WorkingPaper
from rounds.states import Destination


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
