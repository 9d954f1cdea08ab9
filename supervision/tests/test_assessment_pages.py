"""Pages of sheets, assessments and the ranking: what is shown, done, refused, kept."""

from pathlib import Path

import pytest
from django.test import Client

from documents.letters import Table
from documents.models import Job
from documents.papers import Work
from rectification.models import PressingPaper
from rounds.models import Round
from rounds.states import AssignmentState
from rounds.tests.factories import make_assignment
from supervision.exports.ranking import ranking_letter
from supervision.models import Assessment, ScoreSheet
from supervision.operations import assessment as assessing
from supervision.states import SheetState
from supervision.tests.factories import (
    TEXTS,
    Mending,
    decided,
    make_assessment,
    make_mending,
    make_sheet,
    page,
    proposed,
    scored,
    sign_in,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_mending(1, 0)


built, mending = standing(build)


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


def full(**change: str) -> dict[str, str]:
    """What the page of marks sends when everybody gave something."""
    cells = {
        f"m-{rater}-{line}": points
        for rater in (1, 2)
        for line, points in enumerate(("50", "40", "0", "0"), 1)
    }
    counts = {"sent": "10", "returned": "9", "satisfied": "6", "mostly": "2", "dissatisfied": "1"}
    return {**cells, **counts, "remark": "", "version": "1", **change}


# ---------------------------------------------------------------- 打分表


def test_sheet_is_drafted_rewritten_and_adopted(mending: Mending) -> None:
    clerk, director = sign_in(mending, "clerk"), sign_in(mending, "director")
    wrong = clerk.post(page("sheet_draft"), {"name": "打分表", **TEXTS, "lines": "甲｜乙"}).content.decode()
    assert "第 1 行看不懂" in wrong
    assert "甲｜乙" in wrong
    assert clerk.post(page("sheet_draft"), {"name": "打分表", **TEXTS}).status_code == 302
    sheet = ScoreSheet.objects.get()
    uneven = clerk.post(page("sheet_edit", sheet), {**TEXTS, "raters": "办｜90", "version": "1"})
    assert "合计应为 100" in uneven.content.decode()
    said = {**TEXTS, "vetoes": "弄虚作假", "version": "1"}
    assert clerk.post(page("sheet_edit", sheet), said).status_code == 302
    stale = clerk.post(page("sheet_edit", sheet), {**said, "vetoes": "抵制检查"}).content.decode()
    assert "弄虚作假" in stale
    assert "抵制检查" in stale
    shown = text(director, page("sheet_detail", sheet))
    assert all(word in shown for word in ("弄虚作假", "县委督查组", "约谈主要负责人", "启用"))
    assert director.post(page("sheet_adopt", sheet), {"reason": ""}).status_code == 302
    assert ScoreSheet.objects.get().state == SheetState.IN_FORCE
    assert director.post(page("sheet_adopt", sheet), {"reason": ""}).status_code == 409
    assert clerk.get(page("sheet_edit", sheet)).status_code == 409


def test_next_edition_begins_with_the_text_of_the_last(mending: Mending) -> None:
    make_sheet(mending, vetoes="上一版的情形")
    make_sheet(make_mending(1, 0, name="临川"), name="整改评估打分表", vetoes="邻县的情形")
    shown = text(sign_in(mending, "clerk"), page("sheet_draft"), **{"from": "整改评估打分表"})
    assert "上一版的情形" in shown
    assert "邻县的情形" not in shown


def test_list_of_sheets_asks_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    client = sign_in(mending, "clerk")
    make_sheet(make_mending(1, 0, name="临川"), name="邻县打分表")
    shown = text(client, page("sheet_list"))  # what is remembered between requests is looked up
    counts = []
    for more in (1, 6):
        for _ in range(more):
            make_sheet(mending)
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            shown = text(client, page("sheet_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "整改评估打分表" in shown
    assert "邻县打分表" not in shown


# ---------------------------------------------------------------- 评估


def test_unit_is_scored_proposed_returned_and_decided(mending: Mending) -> None:
    clerk, director = sign_in(mending, "clerk"), sign_in(mending, "director")
    start = page("assessment_start", mending.assignment)
    assert "还没有启用的评估打分表" in text(clerk, start)
    sheet = make_sheet(mending)
    assert clerk.post(start, {"sheet": str(sheet.pk)}).status_code == 302
    assessment = Assessment.objects.get()
    assert "提请评定" not in text(clerk, page("assessment_detail", assessment))
    assert "还有 4 处没有打分" in text(clerk, page("assessment_detail", assessment))
    assert clerk.post(page("assessment_mark", assessment), full()).status_code == 302
    shown = text(clerk, page("assessment_detail", assessment))
    assert all(word in shown for word in ("90.00", "88.9%", "提请评定"))
    assert "得分 90.00，等次“好”" in text(clerk, page("assessment_propose", assessment))
    assert clerk.post(page("assessment_propose", assessment), {"reason": ""}).status_code == 302
    assert "结果运用：通报表扬" in text(director, page("assessment_decide", assessment))
    assert director.post(page("assessment_return", assessment), {"reason": "核对"}).status_code == 302
    assert clerk.post(page("assessment_propose", assessment), {"reason": ""}).status_code == 302
    assert director.post(page("assessment_decide", assessment), {"reason": ""}).status_code == 302
    assert director.post(page("assessment_decide", assessment), {"reason": ""}).status_code == 409
    assert clerk.post(page("assessment_mark", assessment), full()).status_code == 409
    assert "评定人" in text(sign_in(mending, "leadership"), page("assessment_detail", assessment))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"m-1-1": "61"}, "60"),
        ({"returned": "8"}, "合计应等于收回的份数"),
        ({"sent": "8"}, "不能多于发放"),
    ],
)
def test_marks_that_do_not_fit_are_said_and_kept(mending: Mending, change: dict[str, str], word: str) -> None:
    assessment = make_assessment(mending)
    said = full(remark="测评在村委会进行", **change)
    shown = sign_in(mending, "clerk").post(page("assessment_mark", assessment), said).content.decode()
    assert word in shown
    assert "测评在村委会进行" in shown
    assert Assessment.objects.get().version == 1


def test_empty_marks_stay_empty_and_vetoes_are_kept(mending: Mending) -> None:
    assessment, clerk = make_assessment(mending), sign_in(mending, "clerk")
    said = {**full(**{"m-2-2": ""}), "vetoed_by": ["1"]}
    assert clerk.post(page("assessment_mark", assessment), said).status_code == 302
    assessment.refresh_from_db()
    assert "2" not in assessment.marks["2"]
    assert assessment.vetoed_by == ["1"]
    shown = text(clerk, page("assessment_detail", assessment))
    assert "一票否决：虚假整改" in shown
    assert "还有 1 处没有打分" in shown


def test_list_and_ranking_ask_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    first, client = decided(mending), sign_in(mending, "leadership")
    decided(make_mending(1, 0, name="临川"))
    for url in (page("assessment_list"), page("ranking", mending.county.round)):
        counts, shown = [], ""
        for more in (0, 4):
            for _ in range(more):
                other = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
                made = assessing.start_assessment(other, sheet=first.sheet, by=mending.by("clerk"))
                decided(mending, made, 30)
            shown = text(client, url)  # what is remembered while nobody acts is looked up
            with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
                shown = text(client, url)
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert str(mending.assignment.unit) in shown
        assert "临川" not in shown


def test_ranking_marks_the_lowest_and_leads_to_their_papers(mending: Mending) -> None:
    first = decided(mending)
    other = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    low = decided(mending, assessing.start_assessment(other, sheet=first.sheet, by=mending.by("clerk")), 20)
    waits = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    scored(mending, assessing.start_assessment(waits, sheet=first.sheet, by=mending.by("clerk")))
    clerk, url = sign_in(mending, "clerk"), page("ranking", mending.county.round)
    shown = text(clerk, url, many="1")
    assert shown.count("最后几家</span>") == 1
    assert shown.index(str(first.assignment.unit)) < shown.index(str(low.assignment.unit))
    assert "还没有评定的 1 家" in shown
    assert text(clerk, url, many="x").count("最后几家</span>") == 1  # of two the lower
    draft = page("interview_draft", mending.county.round)
    assert draft in shown
    assert draft not in text(sign_in(mending, "leadership"), url)
    assert clerk.post(draft, {"many": "1"}).status_code == 302
    paper = PressingPaper.objects.get()
    assert paper.assignment == low.assignment
    again = clerk.post(draft, {"many": "1"}, follow=True).content.decode()
    assert "都已经有约谈通知" in again
    for name in ("pressing_list", "pressing_detail"):
        args = f"{paper.pk}/" if name == "pressing_detail" else ""
        assert "约谈" in text(clerk, f"/rectification/pressing/{args}")


def test_nothing_is_drafted_where_nothing_is_decided(mending: Mending) -> None:
    proposed(mending)
    url = page("ranking", mending.county.round)
    clerk = sign_in(mending, "clerk")
    assert "还没有已评定的单位" in text(clerk, url)
    refused = clerk.post(page("interview_draft", mending.county.round), {"many": "3"})
    assert "还没有已评定的单位" in refused.content.decode()
    assert not PressingPaper.objects.exists()


def test_pages_of_others_are_not_there(mending: Mending) -> None:
    assessment, far = proposed(mending), make_mending(1, 0, name="临川")
    for who in ("unit_head", "team_lead", "member"):
        client = sign_in(mending, who)
        for name in ("assessment_detail", "assessment_mark", "assessment_decide"):
            assert client.get(page(name, assessment)).status_code == 404
        assert client.get(page("ranking", mending.county.round)).status_code == 404
    assert sign_in(mending, "leadership").get(page("assessment_detail", assessment)).status_code == 404
    assert sign_in(mending, "clerk").get(page("assessment_decide", assessment)).status_code == 404
    assert sign_in(mending, "director").get(page("assessment_mark", assessment)).status_code == 404
    for who in ("clerk", "director"):
        client = sign_in(far, who)
        assert client.get(page("assessment_detail", assessment)).status_code == 404
        assert client.get(page("ranking", mending.county.round)).status_code == 404
        assert client.get(page("sheet_detail", assessment.sheet)).status_code == 404


def test_todo_leads_to_what_waits(mending: Mending) -> None:
    assessment = make_assessment(mending)
    link = page("assessment_detail", assessment)
    assert link in text(sign_in(mending, "clerk"), "/")
    assert link not in text(sign_in(mending, "director"), "/")
    proposed(mending, assessment)
    assert link in text(sign_in(mending, "director"), "/")
    assert link not in text(sign_in(mending, "clerk"), "/")


# ---------------------------------------------------------------- on paper


def test_results_of_a_round_go_on_paper_with_the_satisfaction(mending: Mending, tmp_path: Path) -> None:
    first = decided(mending)
    waits = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    proposed(mending, assessing.start_assessment(waits, sheet=first.sheet, by=mending.by("clerk")))
    params = {"round": str(mending.county.round.pk)}
    work = Work(mending.by("clerk"), params, "20261127-001", tmp_path, lambda _done, _total: None)
    written = ranking_letter(work)
    assert written.ids == {first.pk}
    table = next(block for block in written.letter.blocks if isinstance(block, Table))
    unit = str(first.assignment.unit)
    assert list(table.rows) == [(1, unit, first.total, "好", "通报表扬")]
    asked = written.letter.attachments[0].blocks[0]
    assert isinstance(asked, Table)
    assert list(asked.rows) == [(unit, 10, 9, 6, 2, 1, "88.9%")]
    assert "组织部" in written.letter.to
    far = Work(make_mending(1, 0, name="临川").by("clerk"), params, "1", tmp_path, lambda _a, _b: None)
    with pytest.raises(Round.DoesNotExist):
        ranking_letter(far)


def test_results_are_ordered_from_the_ranking(mending: Mending) -> None:
    decided(mending)
    clerk, url = sign_in(mending, "clerk"), page("ranking_letter", mending.county.round)
    assert url in text(clerk, page("ranking", mending.county.round))
    assert clerk.post(url, {"form": "word"}).status_code == 302
    assert Job.objects.get().kind == "supervision.ranking_word"
    assert sign_in(mending, "unit_head").post(url).status_code == 404
