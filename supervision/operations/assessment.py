"""整改评估: begun by a sheet, scored, proposed by one, decided by another; the lowest are talked to."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from audit import operations as audit
from audit.actor import Actor
from deadlines.states import PaperKind
from rectification.models import PressingPaper
from rectification.operations.people import unit_of
from rectification.operations.pressing import name_at
from rectification.operations.refusal import require, require_words
from rectification.states import PressingState
from rectification.wording import addressee
from rounds.models import Assignment, Round
from rounds.operations.making import make
from supervision import rules
from supervision.models import Assessment, ScoreSheet
from supervision.scoring import Marks, Sheet
from supervision.standing import standings, whole_round
from supervision.states import AssessmentState, SheetState, Way

SATISFACTION = ("sent", "returned", "satisfied", "mostly", "dissatisfied")
STEP = "lowest"


def start_assessment(assignment: Assignment, *, sheet: ScoreSheet, by: Actor) -> Assessment:
    """开始评估: by a sheet in force, which the assessment keeps whatever edition follows."""
    require(rules.can_start_assessment(by, assignment))
    if sheet.state != SheetState.IN_FORCE or sheet.office_id != assignment.office_id:
        raise ValidationError({"sheet": "请选择本办正在启用的评估打分表。"})
    if Assessment.objects.filter(assignment=assignment).exists():
        raise ValidationError("这一单位已经开始评估。")
    return make(Assessment(assignment=assignment, sheet=sheet), by=by, act="sv.score:C")


def mark(
    assessment: Assessment,
    *,
    marks: Marks,
    vetoed_by: Collection[str],
    satisfaction: Mapping[str, int],
    by: Actor,
    remark: str = "",
    version: int | None = None,
) -> Assessment:
    """打分: what each rater gave for each line, what is vetoed, how satisfied people are."""
    require(rules.can_mark(by, assessment))
    _refuse_marks(assessment.sheet.sheet, marks, vetoed_by)
    counts = {name: satisfaction.get(name, 0) for name in SATISFACTION}
    _refuse_counts(counts)
    kept = {rater: {line: str(points) for line, points in given.items()} for rater, given in marks.items()}
    changes = {"marks": kept, "vetoed_by": sorted(vetoed_by), "remark": remark, **counts}
    return audit.edit(assessment, by=by, act="sv.score:E", changes=changes, version=version)


def propose_assessment(assessment: Assessment, *, by: Actor, opinion: str = "") -> Assessment:
    """提请评定: everybody has given marks; total and band are fixed as they come out."""
    require(rules.can_propose_assessment(by, assessment))
    with transaction.atomic():
        # What is fixed comes of the marks as they stand, not as the page had read them
        held = Assessment.objects.select_for_update()
        assessment.refresh_from_db(fields=("marks", "vetoed_by"), from_queryset=held)
        if left := unmarked(assessment):
            raise ValidationError(f"还有 {left} 处没有打分，补齐后再提请评定。")
        found = assessment.outcome
        changes = {
            "total": found.total,
            "band": found.band.name,
            "consequence": found.band.consequence,
            "proposed_by": by.user.pk,
        }
        facts: dict[str, Any] = {"total": str(found.total), "band": found.band.name}
        return audit.move(
            assessment, AssessmentState.PROPOSED, by=by, reason=opinion, changes=changes, **facts
        )


def decide_assessment(assessment: Assessment, *, by: Actor, opinion: str = "") -> Assessment:
    """评定: another than who proposed it agrees; the result stands."""
    require(rules.can_decide_assessment(by, assessment))
    changes = {"decided_by": by.signature, "decided_on": by.on}
    return audit.move(assessment, AssessmentState.DECIDED, by=by, reason=opinion, changes=changes)


def return_assessment(assessment: Assessment, *, reason: str, by: Actor) -> Assessment:
    """退回: the marks are looked at again."""
    require(rules.can_decide_assessment(by, assessment))
    text = require_words(reason, "reason", "请写明退回的理由。")
    changes: dict[str, Any] = {"total": None, "band": "", "consequence": "", "proposed_by": None}
    return audit.move(assessment, AssessmentState.SCORING, by=by, reason=text, changes=changes)


def unmarked(assessment: Assessment) -> int:
    """Return how many marks are missing: each rater's for each plain line; the others may be none."""
    sheet, points = assessment.sheet.sheet, assessment.points
    plain = [str(place) for place, line in enumerate(sheet.lines, 1) if line.way == Way.PLAIN]
    return sum(
        line not in points.get(str(rater), {}) for rater in range(1, len(sheet.raters) + 1) for line in plain
    )


def draft_interviews(round_: Round, *, many: int, by: Actor) -> list[PressingPaper]:
    """起草约谈: for the lowest of a round, once each; the leading group lets them out as every such paper.

    Raises:
        ValidationError: nothing to rank, or not the whole round in sight.
    """
    rows = whole_round(round_, by).select_related("assignment__unit", "assignment__party_organization")
    placed = standings(rows, many)
    chosen = [one for one in placed if one.low]
    if not chosen:
        raise ValidationError("本轮还没有已评定的单位，或者没有写明约谈几家。")
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round_.pk)
        made = [_interview(one.assessment, one.rank, len(placed), by) for one in chosen]
    return [paper for paper in made if paper]


def _interview(assessment: Assessment, rank: int, of: int, by: Actor) -> PressingPaper | None:
    require(rules.can_draft_interview(by, assessment))
    earlier = PressingPaper.objects.filter(assignment=assessment.assignment, step=STEP)
    if earlier.exclude(state=PressingState.DROPPED).exists():
        return None
    unit = unit_of(assessment)
    paper = PressingPaper(
        assignment=assessment.assignment,
        unit=unit,
        step=STEP,
        occurrence=by.on,
        kind=PaperKind.INTERVIEW,
        subject="巡察整改评估排名靠后",
        url=reverse("rounds:assignment_detail", args=[assessment.assignment_id]),
        to=addressee(PaperKind.INTERVIEW, name_at(assessment.assignment, unit)),
        text=(
            f"在巡察整改评估中，你单位得{assessment.total}分，等次为“{assessment.band}”，"
            f"在本轮{of}个单位中列第{rank}位。现决定约谈你单位主要负责人，"
            "请准备书面说明，着重说明整改中的问题、原因和下一步措施。"
        ),
        drafted_at=by.at,
    )
    return audit.create(paper, by=by, act="press.paper:E", rank=rank)


def _refuse_marks(sheet: Sheet, marks: Marks, vetoed_by: Collection[str]) -> None:
    lines = {str(place): line for place, line in enumerate(sheet.lines, 1)}
    raters = {str(place) for place in range(1, len(sheet.raters) + 1)}
    vetoes = {str(place) for place in range(1, len(sheet.vetoes) + 1)}
    given = [(line, points) for row in marks.values() for line, points in row.items()]
    if (
        not set(marks) <= raters
        or not set(vetoed_by) <= vetoes
        or any(line not in lines for line, _ in given)
    ):
        raise ValidationError("打分与评估打分表对不上，请刷新页面后重新填写。")
    for line, points in given:
        if not Decimal(0) <= points <= lines[line].most:
            raise ValidationError(f"“{lines[line].text}”应在 0 到 {lines[line].most} 分之间。")


def _refuse_counts(counts: Mapping[str, int]) -> None:
    if counts["returned"] > counts["sent"]:
        raise ValidationError({"returned": "收回的份数不能多于发放的份数。"})
    if counts["satisfied"] + counts["mostly"] + counts["dissatisfied"] != counts["returned"]:
        raise ValidationError({"returned": "满意、基本满意、不满意三项合计应等于收回的份数。"})
