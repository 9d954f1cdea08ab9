"""专项材料: the meeting with its minutes and deadline, the head's report with its signature page and reader."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline, Notice
from documents.letters import Table
from documents.tests.factories import make_file, upload
from rectification.letters import head_report_letter
from rectification.models import PaperReading, UnitPaper
from rectification.operations import unit_paper
from rectification.operations.item import published_on
from rectification.operations.reminder import remind
from rectification.rules import unit_paper as rules
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState
from rectification.tests.factories import Mending, make_planning, oversee, page, sign_in
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SAID = {"presided_by": "何书记", "attendance": "应到9人，实到9人", "text": "对照反馈的问题逐项查摆。"}


built, mending = standing(make_planning)


def paper_of(mending: Mending, kind: UnitPaperKind) -> UnitPaper:
    return UnitPaper.objects.get(assignment=mending.assignment, kind=kind)


def written(mending: Mending, kind: UnitPaperKind = UnitPaperKind.MEETING) -> UnitPaper:
    """Return a paper that is complete."""
    by = mending.by("unit_liaison")
    changes = SAID | {"held_on": published_on(mending.assignment) + 5 * DAY}
    return unit_paper.write_paper(
        paper_of(mending, kind), changes=changes, file=make_file(by, "扫描.pdf"), by=by
    )


def handed_in(mending: Mending, kind: UnitPaperKind = UnitPaperKind.MEETING) -> UnitPaper:
    return unit_paper.submit_paper(written(mending, kind), by=mending.by("unit_head"))


def test_claiming_opens_both_papers_and_gives_the_meeting_its_deadline(mending: Mending) -> None:
    assert set(UnitPaper.objects.values_list("kind", "state")) == {("meeting", "draft"), ("head", "draft")}
    meeting, report = (paper_of(mending, kind) for kind in UnitPaperKind)
    deadline = Deadline.objects.about(meeting).get()
    assert (deadline.code, deadline.due) == (
        "democratic_meeting",
        published_on(mending.assignment) + 30 * DAY,
    )
    assert not Deadline.objects.about(report).exists()
    assert Entry.objects.about(meeting).get().act == "rect.claim:S"


def test_the_meeting_that_comes_due_is_told_by_its_name() -> None:
    mending = make_planning(days_ago=5)
    meeting = paper_of(mending, UnitPaperKind.MEETING)
    day = Deadline.objects.about(meeting).get().due - 20 * DAY
    remind(at=timezone.make_aware(dt.datetime.combine(day, dt.time(9))))
    told = Notice.objects.get(url=page("unit_paper_detail", meeting))
    assert told.recipient == mending.county.user("unit_liaison")
    assert "专题民主生活会" in told.title


def test_write_paper_by_the_unit_keeps_what_belongs_to_its_kind(mending: Mending) -> None:
    report = written(mending, UnitPaperKind.HEAD)
    assert (report.text, report.held_on, report.presided_by) == (SAID["text"], None, "")
    meeting = written(mending)
    assert (meeting.presided_by, meeting.file is not None) == ("何书记", True)
    kept = unit_paper.write_paper(
        meeting, changes=SAID | {"held_on": meeting.held_on}, by=mending.by("unit_head")
    )
    assert kept.file == meeting.file


@pytest.mark.parametrize("who", ["clerk", "director", "receiver"])
def test_write_paper_by_others_is_refused_and_leaves_nothing(mending: Mending, who: str) -> None:
    meeting = paper_of(mending, UnitPaperKind.MEETING)
    with pytest.raises(PermissionDenied):
        unit_paper.write_paper(meeting, changes=SAID | {"held_on": None}, by=mending.by(who))
    assert paper_of(mending, UnitPaperKind.MEETING).version == 1


def test_a_meeting_before_the_feedback_or_tomorrow_is_refused(mending: Mending) -> None:
    meeting, by = paper_of(mending, UnitPaperKind.MEETING), mending.by("unit_liaison")
    for day in (published_on(mending.assignment) - DAY, by.on + DAY):
        with pytest.raises(ValidationError, match="反馈以后"):
            unit_paper.write_paper(meeting, changes=SAID | {"held_on": day}, by=by)
    on_the_day = SAID | {"held_on": published_on(mending.assignment)}
    assert unit_paper.write_paper(paper_of(mending, UnitPaperKind.MEETING), changes=on_the_day, by=by).held_on


def test_write_paper_upon_an_old_version_is_stale(mending: Mending) -> None:
    meeting = paper_of(mending, UnitPaperKind.MEETING)
    written(mending)
    changes = SAID | {"held_on": published_on(mending.assignment)}
    with pytest.raises(Stale):
        unit_paper.write_paper(meeting, changes=changes, version=1, by=mending.by("unit_liaison"))


def test_submit_paper_says_what_is_missing_and_is_the_heads_alone(mending: Mending) -> None:
    with pytest.raises(ValidationError, match="主要情况、签字页"):
        unit_paper.submit_paper(paper_of(mending, UnitPaperKind.HEAD), by=mending.by("unit_head"))
    with pytest.raises(ValidationError, match="会议日期、主持人、出席情况、主要情况、会议记录"):
        unit_paper.submit_paper(paper_of(mending, UnitPaperKind.MEETING), by=mending.by("unit_head"))
    meeting = written(mending)
    with pytest.raises(PermissionDenied):
        unit_paper.submit_paper(meeting, by=mending.by("unit_liaison"))
    assert paper_of(mending, UnitPaperKind.MEETING).state == UnitPaperState.DRAFT
    unit_paper.submit_paper(meeting, by=mending.by("unit_head"))
    stored = paper_of(mending, UnitPaperKind.MEETING)
    assert (stored.state, stored.submitted_on) == (UnitPaperState.SUBMITTED, mending.by("clerk").on)
    with pytest.raises(PermissionDenied):
        unit_paper.write_paper(
            stored, changes=SAID | {"held_on": stored.held_on}, by=mending.by("unit_liaison")
        )


def test_submit_paper_from_the_signed_paper_is_marked(mending: Mending) -> None:
    meeting = written(mending)
    unit_paper.submit_paper(meeting, by=mending.by("clerk").entering_for("何书记（镇党委书记）"))
    assert paper_of(mending, UnitPaperKind.MEETING).signed_by == "何书记（镇党委书记）（代录）"


def test_accept_paper_meets_the_deadline_on_the_day_of_the_meeting(mending: Mending) -> None:
    meeting = handed_in(mending)
    with pytest.raises(PermissionDenied):
        unit_paper.accept_paper(meeting, by=mending.by("unit_head"))
    unit_paper.accept_paper(meeting, by=mending.by("clerk"))
    assert Deadline.objects.about(meeting).get().met_on == meeting.held_on
    assert paper_of(mending, UnitPaperKind.MEETING).state == UnitPaperState.ACCEPTED
    meeting.state = UnitPaperState.SUBMITTED
    with pytest.raises(IllegalMove):
        unit_paper.accept_paper(meeting, by=mending.by("clerk"))


def test_return_paper_with_the_reason_and_hand_it_in_again(mending: Mending) -> None:
    meeting = handed_in(mending)
    with pytest.raises(ValidationError, match="退回修改的意见"):
        unit_paper.return_paper(meeting, reason=" ", by=mending.by("clerk"))
    unit_paper.return_paper(meeting, reason="补充批评意见", by=mending.by("clerk"))
    stored = paper_of(mending, UnitPaperKind.MEETING)
    assert (stored.state, stored.opinion) == (UnitPaperState.RETURNED, "补充批评意见")
    assert Deadline.objects.about(meeting).get().is_open
    unit_paper.submit_paper(stored, by=mending.by("unit_head"))
    unit_paper.accept_paper(stored, by=mending.by("director"))
    assert paper_of(mending, UnitPaperKind.MEETING).opinion == ""


def test_the_office_waits_for_what_is_handed_in_and_the_unit_for_what_is_not(mending: Mending) -> None:
    def waiting(who: str) -> list[str]:
        return sorted(UnitPaper.objects.awaiting(mending.by(who)).values_list("kind", flat=True))

    assert (waiting("unit_liaison"), waiting("unit_head"), waiting("clerk")) == (
        ["head", "meeting"],
        ["head", "meeting"],
        [],
    )
    handed_in(mending)
    assert (waiting("unit_liaison"), waiting("clerk")) == (["head"], ["meeting"])


def test_read_paper_by_the_county_leader_once_and_only_the_report(mending: Mending) -> None:
    """By its ``scope_q`` a paper is the unit's until it is handed in."""
    leader = oversee(mending)
    assert not UnitPaper.objects.visible_to(leader).exists()
    report, meeting = handed_in(mending, UnitPaperKind.HEAD), handed_in(mending)
    assert set(UnitPaper.objects.visible_to(leader)) == {report, meeting}
    assert list(UnitPaper.objects.awaiting(leader)) == [report]
    for who in ("clerk", "unit_head", "director"):
        with pytest.raises(PermissionDenied):
            unit_paper.read_paper(report, by=mending.by(who))
    with pytest.raises(PermissionDenied):
        unit_paper.read_paper(meeting, by=leader)
    unit_paper.read_paper(report, by=leader, opinion=" 抓紧清退。 ")
    reading = PaperReading.objects.get()
    assert (reading.opinion, reading.read_on, reading.signed_by) == (
        "抓紧清退。",
        leader.on,
        leader.signature,
    )
    assert Entry.objects.about(reading).get().act == "rect.review:S"
    assert not UnitPaper.objects.awaiting(leader).exists()
    assert not rules.can_read_paper(leader, report)


def test_reading_lapses_when_the_report_is_returned_and_is_given_anew(mending: Mending) -> None:
    leader, report = oversee(mending), handed_in(mending, UnitPaperKind.HEAD)
    first = unit_paper.read_paper(report, by=leader, opinion="同意")
    unit_paper.return_paper(report, reason="重写成效", by=mending.by("clerk"))
    first.refresh_from_db()
    lapsed = Entry.objects.about(first).first()
    assert lapsed is not None
    assert (first.lapsed, lapsed.act) == (True, "rect.solemn:A")
    unit_paper.submit_paper(report, by=mending.by("unit_head"))
    assert list(UnitPaper.objects.awaiting(leader)) == [report]
    assert "须重新审阅" in words(mending, "clerk", page("unit_paper_detail", report))
    unit_paper.read_paper(report, by=leader)
    assert not UnitPaper.objects.awaiting(leader).exists()
    assert sorted(PaperReading.objects.values_list("lapsed", flat=True)) == [False, True]
    with pytest.raises(PermissionDenied):
        unit_paper.read_paper(report, by=leader)


def test_what_was_returned_meanwhile_is_not_read(mending: Mending) -> None:
    leader, report = oversee(mending), handed_in(mending, UnitPaperKind.HEAD)
    read_before = UnitPaper.objects.get(pk=report.pk)
    unit_paper.return_paper(report, reason="重写成效", by=mending.by("clerk"))
    with pytest.raises(PermissionDenied):
        unit_paper.read_paper(read_before, by=leader)
    assert not PaperReading.objects.exists()


def test_read_paper_from_the_signed_page(mending: Mending) -> None:
    report = handed_in(mending, UnitPaperKind.HEAD)
    by = mending.by("second_clerk").entering_for("齐县长（副县长）")
    unit_paper.read_paper(report, by=by, opinion="同意")
    assert PaperReading.objects.get().signed_by == "齐县长（副县长）（代录）"
    assert Entry.objects.about(PaperReading.objects.get()).get().acting_for == "齐县长（副县长）"


# Pages


def words(mending: Mending, who: str, url: str) -> str:
    return sign_in(mending, who).get(url).content.decode()


def test_the_meeting_from_writing_to_taking_in_in_the_browser(mending: Mending) -> None:
    meeting, liaison = paper_of(mending, UnitPaperKind.MEETING), sign_in(mending, "unit_liaison")
    assert "会议记录" in words(mending, "unit_liaison", page("unit_paper_detail", meeting))
    day = published_on(mending.assignment) + DAY
    sent: dict[str, Any] = SAID | {"held_on": f"{day:%Y-%m-%d}", "version": "1"}
    liaison.post(page("unit_paper_write", meeting), sent | {"file": upload("记录.pdf")})
    head = sign_in(mending, "unit_head")
    head.post(page("unit_paper_submit", meeting))
    clerk = sign_in(mending, "clerk")
    assert page("unit_paper_accept", meeting) in words(mending, "clerk", page("unit_paper_detail", meeting))
    answer = clerk.get(page("unit_paper_download", meeting))
    assert answer["Content-Disposition"].startswith("attachment")
    clerk.post(page("unit_paper_accept", meeting), {"reason": ""})
    assert paper_of(mending, UnitPaperKind.MEETING).state == UnitPaperState.ACCEPTED
    assert clerk.get(page("unit_paper_letter", meeting)).status_code == 405
    assert clerk.post(page("unit_paper_letter", meeting)).status_code == 404


def test_what_is_wrong_with_the_meeting_is_said_and_what_was_typed_stays(mending: Mending) -> None:
    meeting = paper_of(mending, UnitPaperKind.MEETING)
    tomorrow = timezone.localdate() + DAY
    sent = SAID | {"held_on": f"{tomorrow:%Y-%m-%d}", "version": "1"}
    told = sign_in(mending, "unit_liaison").post(page("unit_paper_write", meeting), sent).content.decode()
    assert "反馈以后" in told
    assert SAID["attendance"] in told
    assert paper_of(mending, UnitPaperKind.MEETING).version == 1


def test_the_papers_of_another_unit_are_not_there(mending: Mending) -> None:
    other = make_planning(name="临川")
    meeting = paper_of(mending, UnitPaperKind.MEETING)
    for who in ("unit_head", "unit_liaison", "clerk"):
        assert sign_in(other, who).get(page("unit_paper_detail", meeting)).status_code == 404
        assert sign_in(other, who).post(page("unit_paper_write", meeting)).status_code == 404


def test_the_list_of_papers_narrows_and_costs_the_same_for_many(
    mending: Mending, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(mending, "clerk")
    answer = client.get(page("unit_paper_list") + "?kind=meeting")
    assert answer.context["listing"].total == 1
    with django_assert_max_num_queries(17):
        client.get(page("unit_paper_list"))


def test_the_report_goes_to_paper_with_the_page_to_be_signed(mending: Mending) -> None:
    report = written(mending, UnitPaperKind.HEAD)
    answer = sign_in(mending, "unit_liaison").post(page("unit_paper_letter", report))
    assert answer.status_code == 302

    class Work:
        by, mark, params = mending.by("unit_liaison"), "", {"paper": str(report.pk)}

    other = make_planning(name="临川").by("unit_head")
    with pytest.raises(UnitPaper.DoesNotExist):
        head_report_letter(type("Strange", (Work,), {"by": other})())
    letter = head_report_letter(Work()).letter  # type: ignore[arg-type]
    assert [getattr(block, "text", "") for block in letter.blocks] == [SAID["text"]]
    (page_to_sign,) = letter.attachments  # on a page of its own, not among the headings of the report
    (table,) = page_to_sign.blocks
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["主要负责人", "分管县领导"]
