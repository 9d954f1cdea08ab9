"""Sheets and assessments: drafted, adopted, scored, proposed, decided; the lowest are talked to."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.states import PaperKind
from rectification.models import PressingPaper
from rectification.operations import pressing
from rectification.states import PressingState
from rectification.tests.factories_transfer import make_successor, transferred
from rounds.states import AssignmentState
from rounds.tests.factories import make_assignment
from supervision.models import Assessment, ScoreSheet
from supervision.operations import assessment as assessing
from supervision.operations import sheet as sheets
from supervision.sheet_text import read_sheet
from supervision.standing import standings
from supervision.states import AssessmentState, SheetState, Way
from supervision.tests.factories import (
    TEXTS,
    Mending,
    decided,
    make_assessment,
    make_mending,
    make_sheet,
    marks_of,
    proposed,
    recuse,
    scored,
    today,
)
from tests.standing import standing

D = Decimal
NOBODY: dict[str, int] = {}


def build() -> Mending:
    return make_mending(1, 0)


built, mending = standing(build)


# ---------------------------------------------------------------- the text of a sheet


def test_sheet_is_read_from_lines_with_bars_or_tabs() -> None:
    found = read_sheet("甲|乙|60分\n\n丙\t丁\t5\t加分", "办|100%", "瞒报\n\n", "好｜90｜表扬\n差｜0")
    assert [(line.block, line.text, line.most, line.way) for line in found.lines] == [
        ("甲", "乙", D(60), Way.PLAIN),
        ("丙", "丁", D(5), Way.ADD),
    ]
    assert [(one.name, one.weight) for one in found.raters] == [("办", D(100))]
    assert found.vetoes == ("瞒报",)
    assert [(one.name, one.least, one.consequence) for one in found.bands] == [
        ("好", D(90), "表扬"),
        ("差", D(0), ""),
    ]


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("lines", "甲｜乙", "第 1 行看不懂"),
        ("lines", "甲｜乙｜60\n甲｜｜60", "第 2 行看不懂"),
        ("lines", "甲｜乙｜六十", "第 1 行看不懂"),
        ("lines", "甲｜乙｜60｜减分", "第 1 行看不懂"),
        ("lines", "甲｜乙｜60｜加分｜多了", "第 1 行看不懂"),
        ("lines", "甲｜乙｜-1", "0 到 1000"),
        ("lines", "甲｜乙｜1001", "0 到 1000"),
        ("lines", "甲｜乙｜NaN", "0 到 1000"),
        ("raters", "办", "第 1 行看不懂"),
        ("raters", "办｜多", "第 1 行看不懂"),
        ("bands", "好", "第 1 行看不懂"),
        ("bands", "好｜高", "第 1 行看不懂"),
        ("bands", f"{'好' * 41}｜0", "第 1 行太长"),
        ("bands", f"好｜60\n差｜0｜{'约' * 201}", "第 2 行太长"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(field: str, text: str, word: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_sheet(**{**TEXTS, field: text})
    assert list(refused.value.message_dict) == [field]
    assert word in refused.value.message_dict[field][0]


# ---------------------------------------------------------------- 打分表


def test_draft_is_the_next_edition_of_its_name(mending: Mending) -> None:
    by, office = mending.by("clerk"), mending.county.office
    first = sheets.draft_sheet(office, name="打分表", texts=TEXTS, by=by)
    second = sheets.draft_sheet(office, name="打分表", texts=TEXTS, by=by)
    other = sheets.draft_sheet(office, name="专项打分表", texts=TEXTS, by=by)
    assert [first.edition, second.edition, other.edition] == [1, 2, 1]
    assert first.sheet.full == D(100)
    with pytest.raises(ValidationError, match="合计应为 100"):
        sheets.draft_sheet(office, name="打分表", texts={**TEXTS, "raters": "办｜90"}, by=by)
    for who in ("director", "leadership", "team_lead", "unit_head"):
        with pytest.raises(PermissionDenied):
            sheets.draft_sheet(office, name="打分表", texts=TEXTS, by=mending.by(who))
    assert ScoreSheet.objects.count() == 3


def test_edit_is_for_a_draft_only(mending: Mending) -> None:
    sheet = make_sheet(mending, SheetState.DRAFT)
    texts = {**TEXTS, "vetoes": "虚假整改"}
    with pytest.raises(ValidationError, match="从 0 分起"):
        sheets.edit_sheet(sheet, texts={**TEXTS, "bands": "好｜90"}, by=mending.by("clerk"))
    sheet.refresh_from_db()
    assert sheets.edit_sheet(sheet, texts=texts, by=mending.by("clerk")).vetoes == "虚假整改"
    with pytest.raises(PermissionDenied):
        sheets.edit_sheet(sheet, texts=texts, by=mending.by("director"))
    with pytest.raises(PermissionDenied):
        sheets.edit_sheet(make_sheet(mending), texts=texts, by=mending.by("clerk"))


def test_adopting_retires_the_edition_before_and_no_other(mending: Mending) -> None:
    old, other, new = (
        make_sheet(mending),
        make_sheet(mending, name="专项"),
        make_sheet(mending, SheetState.DRAFT),
    )
    far = make_sheet(make_mending(1, 0, name="临川"))
    with pytest.raises(PermissionDenied):
        sheets.adopt_sheet(new, by=mending.by("clerk"))
    sheets.adopt_sheet(new, by=mending.by("director"))
    states = {sheet.pk: sheet.state for sheet in ScoreSheet.objects.all()}
    assert [states[one.pk] for one in (old, other, new, far)] == [
        "retired",
        "in_force",
        "in_force",
        "in_force",
    ]
    with pytest.raises(PermissionDenied):
        sheets.adopt_sheet(ScoreSheet.objects.get(pk=old.pk), by=mending.by("director"))


# ---------------------------------------------------------------- 打分


def test_assessment_keeps_the_edition_it_began_with(mending: Mending) -> None:
    assessment = make_assessment(mending)
    newer = make_sheet(mending, SheetState.DRAFT, lines="甲｜乙｜100")
    sheets.adopt_sheet(newer, by=mending.by("director"))
    assert Assessment.objects.get(pk=assessment.pk).sheet.sheet.lines[0].most == D(60)


def test_start_is_by_a_sheet_in_force_and_once(mending: Mending) -> None:
    by = mending.by("clerk")
    for wrong in (make_sheet(mending, SheetState.DRAFT), make_sheet(make_mending(1, 0, name="临川"))):
        with pytest.raises(ValidationError, match="正在启用"):
            assessing.start_assessment(mending.assignment, sheet=wrong, by=by)
    made = make_assessment(mending)
    with pytest.raises(ValidationError, match="已经开始"):
        assessing.start_assessment(mending.assignment, sheet=made.sheet, by=by)
    with pytest.raises(PermissionDenied):
        assessing.start_assessment(mending.assignment, sheet=made.sheet, by=mending.by("director"))
    waits = make_assignment(mending.county.team, state=AssignmentState.FED_BACK)
    with pytest.raises(PermissionDenied):
        assessing.start_assessment(waits, sheet=made.sheet, by=by)
    assert Assessment.objects.count() == 1


def test_marks_are_kept_and_make_total_band_and_satisfaction(mending: Mending) -> None:
    assessment = scored(mending)
    assessment.refresh_from_db()
    assert assessment.points == marks_of([50, 40, 0, 0], [50, 40, 0, 0])
    assert (assessment.outcome.total, assessment.outcome.band.name) == (D("90.00"), "好")
    assert assessment.satisfaction == D("88.9")
    assert make_assessment(make_mending(1, 0, name="临川")).satisfaction is None


def test_half_a_tenth_of_satisfaction_is_rounded_up(mending: Mending) -> None:
    counts = {"sent": 16, "returned": 16, "satisfied": 1, "mostly": 0, "dissatisfied": 15}
    said: dict[str, Any] = {"marks": {}, "vetoed_by": [], "satisfaction": counts, "by": mending.by("clerk")}
    assert assessing.mark(make_assessment(mending), **said).satisfaction == D("6.3")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"marks": {"1": {"1": D("60.1")}}}, "0 到 60 分"),
        ({"marks": {"1": {"1": D(-1)}}}, "0 到 60 分"),
        ({"marks": {"3": {"1": D(1)}}}, "对不上"),
        ({"marks": {"1": {"5": D(1)}}}, "对不上"),
        ({"vetoed_by": ["3"]}, "对不上"),
        ({"satisfaction": {"sent": 1, "returned": 2, "satisfied": 2}}, "不能多于"),
        ({"satisfaction": {"sent": 9, "returned": 9, "satisfied": 5, "mostly": 3}}, "合计应等于"),
        ({"satisfaction": {"sent": 9, "returned": 7, "satisfied": 5, "mostly": 3}}, "合计应等于"),
    ],
)
def test_marks_that_do_not_fit_are_refused(mending: Mending, change: dict[str, Any], word: str) -> None:
    assessment = make_assessment(mending)
    said: dict[str, Any] = {"marks": {}, "vetoed_by": [], "satisfaction": NOBODY, **change}
    with pytest.raises(ValidationError, match=word):
        assessing.mark(assessment, by=mending.by("clerk"), **said)
    assert Assessment.objects.get().version == 1


def test_the_most_and_nothing_are_marks(mending: Mending) -> None:
    said: dict[str, Any] = {"vetoed_by": ["2"], "satisfaction": NOBODY, "by": mending.by("clerk")}
    found = assessing.mark(make_assessment(mending), marks=marks_of([60, 0, 5, 10]), **said)
    assert found.outcome.by_rater == (D(55), D(0))
    assert found.outcome.band.name == "差"


def test_two_who_score_at_once_do_not_overwrite_each_other(mending: Mending) -> None:
    assessment = make_assessment(mending)
    stale = Assessment.objects.select_related("sheet").get()
    scored(mending, assessment)
    with pytest.raises(Stale):
        scored(mending, stale)


def test_only_clerks_score_and_only_until_it_is_proposed(mending: Mending) -> None:
    assessment = make_assessment(mending)
    said: dict[str, Any] = {"marks": {}, "vetoed_by": [], "satisfaction": NOBODY}
    for who in ("director", "leadership", "team_lead", "unit_head"):
        with pytest.raises(PermissionDenied):
            assessing.mark(assessment, by=mending.by(who), **said)
    proposed(mending, assessment)
    with pytest.raises(PermissionDenied):
        assessing.mark(assessment, by=mending.by("clerk"), **said)


# ---------------------------------------------------------------- 提请、评定、退回


def test_propose_waits_for_every_plain_mark_and_fixes_the_total(mending: Mending) -> None:
    assessment = make_assessment(mending)
    said: dict[str, Any] = {"vetoed_by": [], "satisfaction": NOBODY, "by": mending.by("clerk")}
    assessing.mark(assessment, marks=marks_of([50, 40, 1, 1], [50]), **said)
    assert assessing.unmarked(assessment) == 1
    with pytest.raises(ValidationError, match="还有 1 处"):
        assessing.propose_assessment(assessment, by=mending.by("clerk"))
    assert Assessment.objects.get().total is None
    assessing.mark(assessment, marks=marks_of([50, 40], [50, 0]), **said)
    assert assessing.unmarked(assessment) == 0
    with pytest.raises(PermissionDenied):
        assessing.propose_assessment(assessment, by=mending.by("director"))
    found = assessing.propose_assessment(assessment, by=mending.by("clerk"))
    assert (found.total, found.band, found.consequence) == (D("74.00"), "一般", "")
    entry = Entry.objects.about(found).first()
    assert entry is not None
    assert entry.facts == {"total": "74.00", "band": "一般"}


def test_propose_fixes_the_marks_as_they_stand_not_as_the_page_had_read_them(mending: Mending) -> None:
    assessment = scored(mending)
    read_before = Assessment.objects.select_related("sheet", "assignment").get()
    changed: dict[str, Any] = {
        "marks": marks_of([20, 40, 0, 0], [20, 40, 0, 0]),
        "vetoed_by": ["1"],
        "satisfaction": NOBODY,
    }
    assessing.mark(assessment, **changed, by=mending.by("second_clerk"))
    found = assessing.propose_assessment(read_before, by=mending.by("clerk"))
    kept = Assessment.objects.get()
    assert (found.total, kept.total, kept.band) == (D("60.00"), kept.outcome.total, "差")


def test_propose_what_another_has_just_proposed_is_refused(mending: Mending) -> None:
    assessment = scored(mending)
    read_before = Assessment.objects.select_related("sheet", "assignment").get()
    assessing.propose_assessment(assessment, by=mending.by("second_clerk"))
    with pytest.raises(IllegalMove):
        assessing.propose_assessment(read_before, by=mending.by("clerk"))
    assert Assessment.objects.get().proposed_by == mending.county.user("second_clerk").pk


def test_decide_is_anothers_than_who_proposed(mending: Mending) -> None:
    assessment = proposed(mending)
    for who in ("clerk", "second_clerk", "leadership", "unit_head"):
        with pytest.raises(PermissionDenied):
            assessing.decide_assessment(assessment, by=mending.by(who))
    Assessment.objects.filter(pk=assessment.pk).update(proposed_by=mending.county.user("director").pk)
    assessment.refresh_from_db()
    with pytest.raises(PermissionDenied):
        assessing.decide_assessment(assessment, by=mending.by("director"))
    Assessment.objects.filter(pk=assessment.pk).update(proposed_by=mending.county.user("clerk").pk)
    assessment.refresh_from_db()
    found = assessing.decide_assessment(assessment, by=mending.by("director"), opinion="同意")
    assert (found.state, found.decided_on) == (AssessmentState.DECIDED, today())
    assert found.decided_by == str(mending.county.user("director"))
    with pytest.raises(PermissionDenied):
        assessing.return_assessment(found, reason="重打", by=mending.by("director"))


def test_return_says_why_and_takes_the_total_back(mending: Mending) -> None:
    assessment = proposed(mending)
    with pytest.raises(ValidationError, match="退回的理由"):
        assessing.return_assessment(assessment, reason=" ", by=mending.by("director"))
    found = assessing.return_assessment(assessment, reason="重新核对", by=mending.by("director"))
    assert (found.state, found.total, found.band, found.proposed_by) == ("scoring", None, "", None)


def test_leaders_see_what_is_decided_and_a_neighbour_nothing(mending: Mending) -> None:
    far = make_mending(1, 0, name="临川")
    assessment = proposed(mending)

    def sees(who: str, at: Mending = mending) -> bool:
        return Assessment.objects.visible_to(at.by(who)).filter(pk=assessment.pk).exists()

    assert [sees(who) for who in ("clerk", "director", "leadership", "unit_head", "team_lead")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert not sees("director", far)
    assert Assessment.objects.awaiting(mending.by("director")).exists()
    assert not Assessment.objects.awaiting(mending.by("clerk")).exists()
    assessing.decide_assessment(assessment, by=mending.by("director"))
    assert sees("leadership")
    assert not sees("leadership", far)
    assert not Assessment.objects.awaiting(mending.by("director")).exists()


# ---------------------------------------------------------------- 约谈


def _round_of(mending: Mending, *points: int) -> list[Assessment]:
    """Return decided assessments of one round, the first of the unit itself."""
    found = [decided(mending, points=points[0])]
    for given in points[1:]:
        other = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
        made = assessing.start_assessment(other, sheet=found[0].sheet, by=mending.by("clerk"))
        found.append(decided(mending, made, given))
    return found


def test_the_lowest_are_asked_to_talk_once(mending: Mending) -> None:
    one, two, three = _round_of(mending, 20, 30, 50)
    unscored = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    proposed(mending, assessing.start_assessment(unscored, sheet=one.sheet, by=mending.by("clerk")), 10)
    made = assessing.draft_interviews(mending.county.round, many=2, by=mending.by("clerk"))
    assert {paper.assignment_id for paper in made} == {one.assignment_id, two.assignment_id}
    paper = next(paper for paper in made if paper.assignment_id == one.assignment_id)
    assert (paper.kind, paper.state, paper.deadline) == (PaperKind.INTERVIEW, PressingState.PENDING, None)
    assert "你单位得60.00分，等次为“一般”，在本轮3个单位中列第3位" in paper.text
    assert paper.to == one.assignment.party_organization.name
    again = assessing.draft_interviews(mending.county.round, many=3, by=mending.by("director"))
    assert [paper.assignment_id for paper in again] == [three.assignment_id]
    assert PressingPaper.objects.count() == 3


def test_nobody_ranks_a_round_of_which_one_unit_is_out_of_sight(mending: Mending) -> None:
    _round_of(mending, 20, 30)
    recuse(mending, "clerk")
    with pytest.raises(ValidationError, match="由其他干部办理"):
        assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))
    assert not PressingPaper.objects.exists()
    assert len(assessing.draft_interviews(mending.county.round, many=1, by=mending.by("director"))) == 1


def test_the_unit_that_took_the_problems_over_is_asked_to_talk() -> None:
    mending = make_mending(1, 0)
    decided(mending)
    successor = make_successor(mending)
    transferred(mending, successor)
    [paper] = assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))
    assert (paper.unit, paper.to) == (successor, successor.name)


def test_a_dropped_paper_may_be_drafted_again(mending: Mending) -> None:
    decided(mending)
    [paper] = assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))
    pressing.drop_pressing(paper, opinion="暂不约谈", by=mending.by("director"))
    assert len(assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))) == 1


def test_interview_goes_by_way_of_the_group(mending: Mending) -> None:
    decided(mending)
    [paper] = assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))
    with pytest.raises(PermissionDenied):
        pressing.issue_pressing(paper, by=mending.by("director"))
    pressing.submit_pressing(paper, by=mending.by("director"))
    assert pressing.agree_pressing(paper, by=mending.by("leadership")).state == PressingState.ISSUED


def test_nobody_is_asked_where_nothing_is_decided_or_by_others(mending: Mending) -> None:
    proposed(mending)
    for who in ("clerk", "unit_head"):
        with pytest.raises(ValidationError, match="还没有已评定"):
            assessing.draft_interviews(mending.county.round, many=1, by=mending.by(who))
    assessing.decide_assessment(Assessment.objects.get(), by=mending.by("director"))
    with pytest.raises(PermissionDenied):
        assessing.draft_interviews(mending.county.round, many=1, by=mending.by("leadership"))
    with pytest.raises(ValidationError, match="还没有已评定"):
        assessing.draft_interviews(mending.county.round, many=0, by=mending.by("clerk"))
    assert not PressingPaper.objects.exists()


def test_standings_follow_the_totals_and_mark_the_lowest(mending: Mending) -> None:
    rows = _round_of(mending, 30, 50, 30, 20)
    placed = standings(Assessment.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"), 2)
    assert [one.rank for one in placed] == [1, 2, 2, 4]
    assert [one.assessment.total for one in placed] == [D(90), D(70), D(70), D(60)]
    assert [one.low for one in placed] == [False, True, True, True]


def test_who_was_vetoed_stands_behind_all_others_whatever_its_points(mending: Mending) -> None:
    best, middle, last = _round_of(mending, 50, 30, 20)
    Assessment.objects.filter(pk=best.pk).update(vetoed_by=["1"], band="差")
    rows = Assessment.objects.filter(pk__in=[best.pk, middle.pk, last.pk])
    placed = standings(rows.order_by("pk"), 1)
    assert [(one.rank, one.assessment.pk) for one in placed] == [(1, middle.pk), (2, last.pk), (3, best.pk)]
    assert [one.low for one in placed] == [False, False, True]
    [paper] = assessing.draft_interviews(mending.county.round, many=1, by=mending.by("clerk"))
    assert paper.assignment_id == best.assignment_id
    assert "在本轮3个单位中列第3位" in paper.text
