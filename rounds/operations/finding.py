"""问题: taken up from signed papers; one record for life."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from audit import operations as audit
from audit.actor import Actor
from rounds.models import Finding, Manifestation, WorkingPaper
from rounds.operations.making import require
from rounds.operations.numbering import numbered
from rounds.rules import finding as rules
from rounds.states import FindingState

BATCH = 400


def take_up(papers: list[WorkingPaper], *, by: Actor) -> list[Finding]:
    """入报告: make the finding of each signed paper, with its categories and manifestations."""
    prefetch_related_objects(papers, "others")
    numbers = {paper.pk: number for paper, number in numbered(papers, Finding)}
    drawn = [_finding(paper, numbers[paper.pk]) for paper in papers]
    made = audit.create_all(drawn, by=by, act="find.confirm:A")
    beside = Finding.others.through
    beside.objects.bulk_create(
        (
            beside(finding_id=finding.pk, category_id=category.pk)
            for finding, paper in zip(made, papers, strict=True)
            for category in paper.others.all()
        ),
        batch_size=BATCH,
    )
    _attach(made)
    return made


def extend(paper: WorkingPaper) -> None:
    """Give the finding of a signed paper the manifestations of what was merged into it since."""
    _attach(list(Finding.objects.filter(paper=paper, state=FindingState.WAITING)))


def mark_finding(
    finding: Finding,
    *,
    by: Actor,
    key_focus: bool,
    version: int | None = None,
    repeats: Finding | None = None,
    reason: str = "",
) -> Finding:
    """重点关注: mark a finding for special attention, or as found again, before it is fed back."""
    require(rules.can_mark_finding(by, finding), "问题已反馈，或不由您整理，不能再标注。")
    changes = {"key_focus": key_focus, "repeats": repeats}
    return audit.edit(
        finding, by=by, act="feedback.publish:P", changes=changes, version=version, reason=reason
    )


def settle_repeat(
    finding: Finding, *, earlier: Finding | None, reason: str, by: Actor, version: int | None = None
) -> Finding:
    """屡查屡犯核对: link a finding to what was fed back to the unit in another round, or say that it is new.

    Raises:
        ValidationError: the reason is missing, or the other finding is not an earlier one of the same unit.
    """
    require(rules.can_settle_repeat(by, finding), "问题还没有反馈，或不由您核对。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明核对的依据，例如两次反馈的相同之处。"})
    fits = earlier is None or Finding.objects.earlier_at_unit(finding).filter(pk=earlier.pk).exists()
    if not fits:
        raise ValidationError({"earlier": "只能选同一单位以前轮次反馈的问题，请重新选择。"})
    changes = {"repeats": earlier, "repeat_settled": True}
    words = reason.strip()
    return audit.edit(finding, by=by, act="find.repeat:E", changes=changes, version=version, reason=words)


def publish_all(findings: Iterable[Finding], *, by: Actor) -> list[Finding]:
    """反馈: every finding of an assignment goes out with its feedback."""
    return audit.move_all(findings, FindingState.PUBLISHED, by=by)


def _finding(paper: WorkingPaper, number: str) -> Finding:
    return Finding(
        assignment_id=paper.assignment_id,
        paper=paper,
        number=number,
        category_id=paper.category_id,
        place_id=paper.place_id,
        title=paper.title,
        amount=paper.amount,
        is_common=paper.is_common,
    )


def _attach(findings: list[Finding]) -> None:
    """Hang the lines of each paper, and of all that was merged into it, on its finding."""
    origin = _origins({finding.paper_id: finding for finding in findings})
    lines: dict[Any, list[Manifestation]] = defaultdict(list)
    own_first = Manifestation.objects.filter(paper__in=origin).order_by("paper__draft_number", "order")
    for line in own_first:
        lines[origin[line.paper_id].pk].append(line)
    for finding in findings:
        rows = sorted(lines[finding.pk], key=lambda line: line.paper_id != finding.paper_id)
        for place, line in enumerate(rows, start=1):
            line.finding, line.order = finding, place
    every = [line for rows in lines.values() for line in rows]
    Manifestation.objects.bulk_update(every, ["finding", "order"], batch_size=BATCH)


def _origins(signed: dict[Any, Finding]) -> dict[Any, Finding]:
    """Return paper → finding for signed papers and their sources, and the sources of these."""
    known, latest = dict(signed), list(signed)
    while latest:
        merged = WorkingPaper.objects.filter(merged_into__in=latest).values_list("pk", "merged_into")
        found = {source: known[target] for source, target in merged if source not in known}
        known |= found
        latest = list(found)
    return known
