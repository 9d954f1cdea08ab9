"""Figures of a visit, and its report: what the rows say, no more and no less."""

from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from audit.actor import Actor
from documents.letters import Heading, Paragraph
from documents.models import Job
from documents.papers import Work
from rectification.states import Progress
from supervision.exports import PAPERS
from supervision.exports.visit import visit_report
from supervision.figures import figures_of
from supervision.models import CheckedItem, Visit
from supervision.operations import visit as operations
from supervision.states import Agreement, Drawn
from supervision.tests.factories import (
    Mending,
    accepted,
    look_at,
    make_mending,
    make_recheck,
    make_revisit,
    page,
    sign_in,
    submitted,
)
from tests.standing import standing

rows = st.lists(
    st.builds(
        CheckedItem,
        drawn=st.sampled_from(Drawn.values),
        found=st.sampled_from(["", *Progress.values]),
        agreement=st.sampled_from(["", *Agreement.values]),
    )
)


@given(rows)
def test_figures_add_up(checks: list[CheckedItem]) -> None:
    told = figures_of(checks)
    assert told.same + told.different + told.left == told.total == len(checks)
    assert told.open + told.sampled == told.total
    assert told.done + told.mostly + told.undone == sum(bool(one.found) for one in checks)


@given(rows, st.sampled_from(Agreement.values), st.sampled_from(Progress.values))
def test_one_more_counts_where_it_belongs(checks: list[CheckedItem], agreement: str, found: str) -> None:
    before = figures_of(checks)
    after = figures_of([*checks, CheckedItem(drawn=Drawn.OPEN, agreement=agreement, found=found)])
    assert getattr(after, agreement) == getattr(before, agreement) + 1
    assert getattr(after, found) == getattr(before, found) + 1
    assert (after.open, after.left) == (before.open + 1, before.left)


# ---------------------------------------------------------------- on paper


built, mending = standing(make_mending)


def work_of(by: Actor, visit: Visit, folder: Path) -> Work:
    return Work(by, {"visit": str(visit.pk)}, "20261127-001", folder, lambda _done, _total: None)


@pytest.mark.django_db
def test_report_says_the_numbers_of_the_rows_and_names_what_differs(mending: Mending, tmp_path: Path) -> None:
    visit = accepted(mending)
    written = visit_report(work_of(mending.by("clerk"), visit, tmp_path))
    letter, unit = written.letter, str(mending.assignment.unit)
    body = "\n".join(one.text for one in letter.blocks if isinstance(one, Paragraph))
    assert written.ids == {visit.pk}
    assert (letter.title, letter.to) == (f"关于{unit}巡察整改回访情况的报告", mending.county.office.name)
    assert "共检查问题3个：尚未销号的2个，全部检查；已销号的1个，随机抽查1个（抽取种子123456）。" in body
    assert "与上报一致2个，与上报不符1个。检查认定已完成1个，基本完成1个，未完成1个。" in body
    assert "单位上报未完成，检查认定基本完成。抽查两户，补贴仍未到账。" in body
    assert "总体属实，一个问题不符。" in body
    heads = [one.text for one in letter.blocks if isinstance(one, Heading) and one.level == 2]
    first = visit.checks.first()
    assert first is not None
    assert heads == [f"{first.title}（{first.number}）"]
    assert (letter.signature, letter.mark) == ("第7巡察组", "")
    table = letter.attachments[0].blocks[0]
    assert len(table.rows) == 3  # type: ignore[union-attr]


@pytest.mark.django_db
def test_report_of_a_visit_in_which_everything_agrees_says_so(mending: Mending, tmp_path: Path) -> None:
    visit = make_recheck(mending, sample=0)
    for check in CheckedItem.objects.filter(visit=visit).select_related("visit"):
        look_at(check, mending, "inspector")
    operations.submit_visit(visit, summary="属实。", cooperation=90, by=mending.by("inspector"))
    written = visit_report(work_of(mending.by("clerk"), visit, tmp_path))
    body = "\n".join(one.text for one in written.letter.blocks if isinstance(one, Paragraph))
    assert "没有发现与上报不符的问题。" in body
    assert "随机抽查0个" in body
    assert written.letter.signature == "县委督查组"
    assert written.letter.mark  # not accepted yet


@pytest.mark.django_db
def test_report_out_of_sight_is_not_written(mending: Mending, tmp_path: Path) -> None:
    visit = submitted(mending)
    with pytest.raises(Visit.DoesNotExist):
        visit_report(work_of(make_mending(name="临川").by("clerk"), visit, tmp_path))


@pytest.mark.django_db
def test_report_becomes_word(mending: Mending, tmp_path: Path) -> None:
    made = PAPERS["supervision.visit_word"].build(work_of(mending.by("clerk"), accepted(mending), tmp_path))
    words = "\n".join(paragraph.text for paragraph in Document(str(made.path)).paragraphs)
    assert "与上报不符的问题" in words
    assert made.name.endswith(".docx")


@pytest.mark.django_db
def test_report_is_ordered_once_the_visit_was_sent_in(mending: Mending) -> None:
    visit, clerk = make_revisit(mending), sign_in(mending, "clerk")
    assert clerk.post(page("visit_letter", visit), {"form": "word"}).status_code == 409
    assert "生成 Word" not in clerk.get(page("visit_detail", visit)).content.decode()
    submitted(mending, visit)
    assert "生成 Word" in clerk.get(page("visit_detail", visit)).content.decode()
    assert "生成 Word" not in sign_in(mending, "visitor").get(page("visit_detail", visit)).content.decode()
    assert clerk.post(page("visit_letter", visit), {"form": "word"}).status_code == 302
    assert Job.objects.get().kind == "supervision.visit_word"
    assert sign_in(mending, "visitor").post(page("visit_letter", visit)).status_code == 404
