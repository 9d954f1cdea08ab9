"""Pages of pressing papers and briefings: what is shown, done, refused, kept; and the paper as Word."""

from pathlib import Path

import pytest
from django.test import Client

from audit.actor import Actor
from deadlines.states import PaperKind
from documents.models import Job
from documents.papers import Work
from rectification.letters import pressing_letter
from rectification.models import LeadersBriefing, PressingPaper
from rectification.states import PressingState
from rectification.states.briefing import BriefingState
from rectification.tests.factories import (
    DAY,
    Mending,
    make_briefing,
    make_fixing,
    make_pressing,
    page,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
PENDING, GROUP = PressingState.PENDING, PressingState.BEFORE_GROUP


def build() -> Mending:
    return make_fixing(1)


built, mending = standing(build)


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


# ---------------------------------------------------------------- 督促文书


def test_list_shows_what_waits_and_asks_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    client = sign_in(mending, "director")
    url = page("pressing_list")
    for number in range(3):
        make_pressing(mending, PENDING, occurrence=today() + number * DAY)
    shown = text(client, url)
    assert "督办函" in shown
    assert str(mending.assignment.unit) in shown
    counts = []
    for more in (0, 12):
        for number in range(more):
            make_pressing(mending, PENDING, occurrence=today() + (10 + number) * DAY)
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            text(client, url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_director_reads_edits_and_lets_out(mending: Mending) -> None:
    paper, client = make_pressing(mending, PENDING), sign_in(mending, "director")
    shown = text(client, page("pressing_detail", paper))
    assert all(word in shown for word in ("批准发出", "修改", "不予发出", paper.text))
    said = {"to": "青石镇党委", "text": "请于本周内完成。", "version": "1"}
    assert client.post(page("pressing_edit", paper), said).status_code == 302
    assert "请于本周内完成。" in text(client, page("pressing_issue", paper))
    assert client.post(page("pressing_issue", paper), {"reason": "同意"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.text) == (PressingState.ISSUED, "请于本周内完成。")


def test_edit_on_an_old_version_shows_both_texts(mending: Mending) -> None:
    paper, client = make_pressing(mending, PENDING), sign_in(mending, "clerk")
    url = page("pressing_edit", paper)
    client.post(url, {"to": "甲", "text": "先存的稿子", "version": "1"})
    shown = client.post(url, {"to": "甲", "text": "后存的稿子", "version": "1"}).content.decode()
    assert "先存的稿子" in shown
    assert "后存的稿子" in shown
    assert PressingPaper.objects.get().text == "先存的稿子"


def test_interview_goes_by_way_of_the_group(mending: Mending) -> None:
    paper = make_pressing(mending, PENDING, PaperKind.INTERVIEW)
    director, group = sign_in(mending, "director"), sign_in(mending, "leadership")
    assert "提请领导小组" in text(director, page("pressing_detail", paper))
    assert director.post(page("pressing_issue", paper), {"reason": ""}).status_code == 403
    assert group.get(page("pressing_detail", paper)).status_code == 404
    director.post(page("pressing_submit", paper), {"reason": "建议约谈"})
    assert "批准发出" in text(group, page("pressing_detail", paper))
    assert group.post(page("pressing_agree", paper), {"reason": "同意"}).status_code == 302
    assert PressingPaper.objects.get().state == PressingState.ISSUED


def test_group_that_signs_on_paper_is_entered_by_the_office(mending: Mending) -> None:
    paper = make_pressing(mending, GROUP, PaperKind.INTERVIEW)
    shown = text(sign_in(mending, "clerk"), page("pressing_detail", paper))
    assert "代录：领导小组批准督促文书" in shown


def test_dropping_and_returning_ask_for_a_reason_and_keep_what_was_typed(mending: Mending) -> None:
    paper, director = make_pressing(mending, PENDING), sign_in(mending, "director")
    assert director.post(page("pressing_drop", paper), {"reason": ""}).status_code == 200
    assert director.post(page("pressing_drop", paper), {"reason": "已说明"}).status_code == 302
    late = director.post(page("pressing_drop", paper), {"reason": "又点一次"})
    assert late.status_code == 409
    assert "又点一次" in late.content.decode()


def test_unit_reads_what_was_sent_to_it_and_decides_nothing(mending: Mending) -> None:
    paper, head = make_pressing(mending), sign_in(mending, "unit_head")
    shown = text(head, page("pressing_detail", paper))
    assert paper.text in shown
    assert "不予发出" not in shown
    assert head.get(page("pressing_issue", paper)).status_code == 404


def test_stranger_finds_no_paper(mending: Mending) -> None:
    paper, other = make_pressing(mending), make_fixing(1, name="临川")
    for who in ("director", "clerk", "unit_head"):
        assert sign_in(other, who).get(page("pressing_detail", paper)).status_code == 404


# ---------------------------------------------------------------- on paper


def test_paper_is_ordered_as_word(mending: Mending) -> None:
    paper, client = make_pressing(mending), sign_in(mending, "clerk")
    assert client.post(page("pressing_letter", paper), {"form": "word"}).status_code == 302
    assert Job.objects.get().kind == "rectification.pressing_word"


@pytest.mark.parametrize(("state", "marked"), [(PressingState.ISSUED, False), (PENDING, True)])
def test_letter_says_the_text_and_a_draft_bears_a_mark(
    mending: Mending, tmp_path: Path, state: PressingState, marked: bool
) -> None:
    paper, by = make_pressing(mending, state), mending.by("clerk")
    written = pressing_letter(work_of(by, paper, tmp_path))
    assert written.ids == {paper.pk}
    assert written.letter.title == f"关于{mending.assignment.unit}巡察整改工作的督办函"
    assert written.letter.to == paper.to
    assert bool(written.letter.mark) == marked


def work_of(by: Actor, paper: PressingPaper, folder: Path) -> Work:
    return Work(by, {"paper": str(paper.pk)}, "20261127-001", folder, lambda _done, _total: None)


def test_letter_of_a_paper_out_of_sight_is_not_written(mending: Mending, tmp_path: Path) -> None:
    paper = make_pressing(mending, PENDING)
    with pytest.raises(PressingPaper.DoesNotExist):
        pressing_letter(work_of(mending.by("unit_head"), paper, tmp_path))


# ---------------------------------------------------------------- 县领导摘要


def test_briefing_is_edited_and_released_and_then_read_by_the_group(mending: Mending) -> None:
    briefing = make_briefing(mending.county.office, BriefingState.DRAFT)
    director, group = sign_in(mending, "director"), sign_in(mending, "leadership")
    assert group.get(page("briefing_detail", briefing)).status_code == 404
    said = {"text": "本周总体平稳。", "version": "1"}
    assert director.post(page("briefing_edit", briefing), said).status_code == 302
    assert "本周总体平稳。" in text(director, page("briefing_release", briefing))
    assert director.post(page("briefing_release", briefing), {}).status_code == 302
    assert "本周总体平稳。" in text(group, page("briefing_detail", briefing))
    assert "本周总体平稳。" in text(group, page("briefing_list"))
    assert LeadersBriefing.objects.get().state == BriefingState.RELEASED


def test_list_of_briefings_asks_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    client, first = sign_in(mending, "director"), make_briefing(mending.county.office)
    assert f"{first.week:%Y-%m-%d}" in text(client, page("briefing_list"))
    counts = []
    for more in (0, 5):
        for number in range(1, more + 1):
            LeadersBriefing.objects.create(
                office=first.office, week=first.week - number * 7 * DAY, text="x", drafted_at=first.drafted_at
            )
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            text(client, page("briefing_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
