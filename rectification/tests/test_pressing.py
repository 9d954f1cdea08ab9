"""督促文书: drafted once for each step, let out by persons only; 约谈 and graver by two."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.states import Role, Scope
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline, Notice
from deadlines.operations.notice import deliver
from deadlines.states import PaperKind
from rectification.models import Item, LeadersBriefing, PressingPaper
from rectification.operations import briefing as briefings
from rectification.operations import closing, pressing
from rectification.operations.reminder import remind, remind_to_look
from rectification.states import PressingState
from rectification.states.briefing import BriefingState
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    make_briefing,
    make_fixing,
    make_pressing,
    open_report,
    oversee,
    page,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def build() -> Mending:
    return make_fixing(1)


built, mending = standing(build)


def due_of(mending: Mending) -> dt.date:
    found: dt.date = Deadline.objects.about(mending.item).get().due
    return found


def drafted(mending: Mending, kind: PaperKind = PaperKind.REMINDER) -> PressingPaper:
    """Let the clock ring on the day of a kind's step."""
    days = dict(zip(PaperKind, (10, 20, 40, 60, 90), strict=True))
    remind(at=at(due_of(mending) + days[kind] * DAY))
    found: PressingPaper = PressingPaper.objects.get(kind=kind)
    return found


# ---------------------------------------------------------------- the clock drafts


def test_each_step_drafts_one_paper_and_sends_none(mending: Mending) -> None:
    due = due_of(mending)
    for number in range(-5, 100):
        for _ in range(2):
            remind(at=at(due + number * DAY))
    papers = PressingPaper.objects.filter(deadline__record_id=mending.item.pk)
    assert [paper.kind for paper in papers.order_by("occurrence")] == list(PaperKind)
    assert [(paper.occurrence - due).days for paper in papers.order_by("occurrence")] == [10, 20, 40, 60, 90]
    assert set(papers.values_list("state", flat=True)) == {PressingState.PENDING}
    deliver(at=at(due + 100 * DAY))
    told = Notice.objects.filter(recipient=mending.county.user("unit_head"))
    assert not told.filter(title__contains="书").exists()
    assert not told.filter(title__contains="函").exists()


def test_draft_says_what_is_late_and_since_when(mending: Mending) -> None:
    paper, due = drafted(mending), due_of(mending)
    assert paper.to == mending.assignment.party_organization.name
    assert mending.item.finding.title in paper.text
    assert f"{due.year}年{due.month}月{due.day}日前完成" in paper.text
    assert "已逾期10天" in paper.text
    assert Entry.objects.about(paper).get().act == "press.paper:E"


def test_draft_claims_no_paper_that_did_not_go_out(mending: Mending) -> None:
    first = drafted(mending)
    second = drafted(mending, PaperKind.SUPERVISION)
    assert "此前" not in second.text, "the first one still waits"
    pressing.issue_pressing(first, by=mending.by("director"))
    third = drafted(mending, PaperKind.ADMONITION)
    assert "此前已发提醒书，仍未完成" in third.text


def test_item_that_waits_for_the_office_is_pressed_by_no_paper(mending: Mending) -> None:
    applied(mending)
    remind(at=at(due_of(mending) + 10 * DAY))
    assert not PressingPaper.objects.exists()


def test_advice_on_accountability_goes_to_the_discipline_body(mending: Mending) -> None:
    paper = drafted(mending, PaperKind.ACCOUNTABILITY)
    assert paper.to == "县纪委监委"
    assert str(mending.assignment.unit) in paper.text


def test_nights_that_were_missed_draft_the_last_paper_only(mending: Mending) -> None:
    remind(at=at(due_of(mending) + 45 * DAY))
    assert [paper.kind for paper in PressingPaper.objects.all()] == [PaperKind.ADMONITION]


def test_late_monthly_report_drafts_its_paper(mending: Mending) -> None:
    report = open_report(mending)
    due = Deadline.objects.about(report).get().due
    Deadline.objects.about(report).update(next_reminder_on=due)
    remind(at=at(due + 10 * DAY))
    paper = PressingPaper.objects.get(deadline__record_id=report.pk)
    assert f"{report.month.year}年{report.month.month}月整改月报" in paper.text


def test_draft_falls_with_the_transaction_of_its_reminder(
    mending: Mending, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    day = at(due_of(mending) + 10 * DAY)
    with monkeypatch.context() as patch:
        patch.setattr("deadlines.operations.reminder.next_reminder", killed)
        with pytest.raises(SystemExit), transaction.atomic():
            remind(at=day)
    assert not PressingPaper.objects.exists()
    remind(at=day)
    assert PressingPaper.objects.count() == 1


def test_database_itself_refuses_a_second_paper(mending: Mending) -> None:
    paper = drafted(mending)
    copied = {field.attname: getattr(paper, field.attname) for field in paper._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        PressingPaper.objects.create(**{**copied, "id": mending.item.pk})


# ---------------------------------------------------------------- persons let out


def test_issue_pressing_lets_it_out_and_tells_the_unit(mending: Mending) -> None:
    paper, director = drafted(mending), mending.by("director")
    pressing.issue_pressing(paper, by=director, opinion="同意")
    paper.refresh_from_db()
    assert (paper.state, paper.approved_by, paper.issued_on) == (
        PressingState.ISSUED,
        str(director.user),
        director.on,
    )
    told = Notice.objects.filter(key=f"pressing:{paper.pk}")
    assert {notice.recipient for notice in told} == {
        mending.county.user("unit_head"),
        mending.county.user("unit_liaison"),
    }
    assert {notice.title for notice in told} == {"收到一份提醒书，请签阅办理"}
    assert {entry.act for entry in Entry.objects.about(paper)} == {"press.paper:E", "press.paper:A"}


@pytest.mark.parametrize("who", ["clerk", "leadership", "unit_head", "unit_liaison", "team_lead"])
def test_issue_pressing_by_another_is_refused_and_leaves_nothing(mending: Mending, who: str) -> None:
    paper = drafted(mending)
    with pytest.raises(PermissionDenied):
        pressing.issue_pressing(paper, by=mending.by(who))
    assert PressingPaper.objects.get().state == PressingState.PENDING
    assert Entry.objects.about(paper).count() == 1
    assert not Notice.objects.filter(key=f"pressing:{paper.pk}").exists()


@pytest.mark.parametrize("kind", [PaperKind.INTERVIEW, PaperKind.ACCOUNTABILITY])
def test_from_the_interview_on_the_director_alone_lets_nothing_out(mending: Mending, kind: PaperKind) -> None:
    paper, director = drafted(mending, kind), mending.by("director")
    with pytest.raises(PermissionDenied):
        pressing.issue_pressing(paper, by=director)
    with pytest.raises(PermissionDenied):
        pressing.agree_pressing(paper, by=mending.by("leadership"))
    pressing.submit_pressing(paper, by=director)
    with pytest.raises(PermissionDenied):
        pressing.agree_pressing(paper, by=director)
    pressing.agree_pressing(paper, by=mending.by("leadership"), opinion="同意")
    assert PressingPaper.objects.get().state == PressingState.ISSUED
    assert Notice.objects.filter(key=f"pressing:{paper.pk}").exists() == (kind == PaperKind.INTERVIEW)


def test_who_put_it_before_the_group_does_not_decide_it(mending: Mending) -> None:
    paper = drafted(mending, PaperKind.INTERVIEW)
    pressing.submit_pressing(paper, by=mending.by("director"))
    PressingPaper.objects.update(submitted_by=mending.county.user("leadership").pk)
    paper.refresh_from_db()
    with pytest.raises(PermissionDenied):
        pressing.agree_pressing(paper, by=mending.by("leadership"))
    assert not PressingPaper.objects.awaiting(mending.by("leadership")).exists()


def test_return_pressing_brings_it_back_with_the_reason(mending: Mending) -> None:
    paper = drafted(mending, PaperKind.INTERVIEW)
    pressing.submit_pressing(paper, by=mending.by("director"))
    with pytest.raises(ValidationError, match="退回的理由"):
        pressing.return_pressing(paper, opinion=" ", by=mending.by("leadership"))
    pressing.return_pressing(paper, opinion="先书面说明", by=mending.by("leadership"))
    assert (paper.state, paper.submitted_by) == (PressingState.PENDING, None)
    assert list(PressingPaper.objects.awaiting(mending.by("director"))) == [paper]


def test_drop_pressing_asks_for_the_reason_and_ends_it(mending: Mending) -> None:
    paper, director = drafted(mending), mending.by("director")
    with pytest.raises(ValidationError, match="不予发出的理由"):
        pressing.drop_pressing(paper, opinion="", by=director)
    pressing.drop_pressing(paper, opinion="单位已书面说明", by=director)
    assert PressingPaper.objects.get().state == PressingState.DROPPED
    with pytest.raises(PermissionDenied):
        pressing.issue_pressing(paper, by=director)


def test_edit_pressing_changes_the_words_until_it_is_out(mending: Mending) -> None:
    paper, clerk = drafted(mending), mending.by("clerk")
    pressing.edit_pressing(paper, changes={"text": "请于本周内完成。"}, version=1, by=clerk)
    with pytest.raises(Stale):
        pressing.edit_pressing(paper, changes={"text": "另一稿"}, version=1, by=clerk)
    stale = PressingPaper.objects.get()
    pressing.issue_pressing(PressingPaper.objects.get(), by=mending.by("director"))
    assert PressingPaper.objects.get().text == "请于本周内完成。"
    with pytest.raises(IllegalMove):
        pressing.drop_pressing(stale, opinion="晚了", by=mending.by("director"))
    with pytest.raises(PermissionDenied):
        pressing.edit_pressing(PressingPaper.objects.get(), changes={"text": "改"}, by=clerk)


def test_whom_a_paper_is_shown_to_follows_its_state(mending: Mending) -> None:
    paper = drafted(mending, PaperKind.INTERVIEW)
    steps = [paper.state]
    seen = [who_sees(mending)]
    pressing.submit_pressing(paper, by=mending.by("director"))
    seen.append(who_sees(mending))
    pressing.agree_pressing(paper, by=mending.by("leadership"))
    seen.append(who_sees(mending))
    office = {"director", "clerk"}
    assert steps == [PressingState.PENDING]
    assert seen == [office, {*office, "leadership"}, {*office, "leadership", "unit_head", "unit_liaison"}]


def test_unit_never_sees_the_advice_on_accountability(mending: Mending) -> None:
    paper = drafted(mending, PaperKind.ACCOUNTABILITY)
    pressing.submit_pressing(paper, by=mending.by("director"))
    pressing.agree_pressing(paper, by=mending.by("leadership"))
    assert who_sees(mending) == {"director", "clerk", "leadership"}
    by = oversee(mending)
    assert not PressingPaper.objects.visible_to(by).exists()
    mild = make_pressing(mending, kind=PaperKind.INTERVIEW, occurrence=today() - DAY)
    assert PressingPaper.objects.visible_to(by).get() == mild


def who_sees(mending: Mending) -> set[str]:
    names = ("director", "clerk", "leadership", "unit_head", "unit_liaison", "team_lead", "member")
    return {name for name in names if PressingPaper.objects.visible_to(mending.by(name)).exists()}


# ---------------------------------------------------------------- long-term items


def test_long_term_item_is_pressed_no_more_and_looked_at_again_weekly(mending: Mending) -> None:
    day = due_of(mending)
    look = day + 30 * DAY
    closing.make_long_term(mending.item, look_at_on=look, reason="长期坚持", by=mending.by("clerk"))
    remind(at=at(day + 95 * DAY))
    about = Notice.objects.filter(url=page("item_detail", mending.item))
    assert not about.exists()
    assert not PressingPaper.objects.exists()
    for number in (-1, 0, 1, 6, 7, 8):
        remind_to_look(at=at(look + number * DAY))
    liaison = about.filter(recipient=mending.county.user("unit_liaison"))
    assert liaison.count() == 2
    assert Item.objects.get().long_term


# ---------------------------------------------------------------- 县领导摘要


def test_briefing_is_drafted_once_a_week_with_the_totals_of_the_day(mending: Mending) -> None:
    when = at(due_of(mending) + 31 * DAY)
    assert briefings.draft_briefings(at=when) == 1
    assert briefings.draft_briefings(at=when + DAY * 0) == 0
    found = LeadersBriefing.objects.get()
    assert found.week.weekday() == 0
    assert (found.figures["open"], found.figures["overdue"], found.figures["long_overdue"]) == (1, 1, 1)
    assert "逾期1项" in found.text
    secret = (str(mending.assignment.unit), mending.item.finding.title)
    assert [word for word in secret if word in found.text] == []
    assert briefings.draft_briefings(at=when + 7 * DAY) == 1


@pytest.mark.parametrize(("days", "counted"), [(-8, 0), (-7, 1), (-1, 1), (0, 0)])
def test_briefing_counts_the_week_before_and_no_day_of_another(
    mending: Mending, days: int, counted: int
) -> None:
    monday = today() - today().weekday() * DAY
    Item.objects.update(state="closed", closed_on=monday + days * DAY)
    week = (monday - 7 * DAY, monday - DAY)
    paper = make_pressing(mending)
    PressingPaper.objects.filter(pk=paper.pk).update(issued_on=monday + days * DAY)
    told = briefings.figures_of(mending.county.office, monday + 3 * DAY, week=week)
    assert (told["closed"], told["papers"]) == (counted, counted)


def test_leaders_see_a_briefing_once_the_director_has_released_it(mending: Mending) -> None:
    briefings.draft_briefings(at=at(today()))
    found = LeadersBriefing.objects.get()
    assert not LeadersBriefing.objects.visible_to(mending.by("leadership")).exists()
    for who in ("clerk", "leadership", "unit_head"):
        with pytest.raises(PermissionDenied):
            briefings.release_briefing(found, by=mending.by(who))
    briefings.edit_briefing(found, changes={"text": "本周总体平稳。"}, version=1, by=mending.by("clerk"))
    briefings.release_briefing(found, by=mending.by("director"))
    assert LeadersBriefing.objects.visible_to(mending.by("leadership")).get().text == "本周总体平稳。"
    assert LeadersBriefing.objects.get().state == BriefingState.RELEASED
    told = Notice.objects.filter(key=f"briefing:{found.pk}")
    assert {notice.recipient for notice in told} == {mending.county.user("leadership")}
    with pytest.raises(PermissionDenied):
        briefings.edit_briefing(found, changes={"text": "改"}, by=mending.by("clerk"))


def test_the_leader_of_a_portfolio_reads_what_the_office_of_the_unit_released(mending: Mending) -> None:
    by, office, other = oversee(mending), mending.county.office, make_fixing(1, name="临川")
    made = [make_briefing(office, BriefingState.DRAFT), make_briefing(office, weeks_ago=1)]
    made.append(make_briefing(other.county.office))
    assert list(LeadersBriefing.objects.visible_to(by)) == [made[1]]
    assert set(LeadersBriefing.objects.visible_to(mending.by("clerk"))) == set(made[:2])


def test_a_briefing_reaches_no_further_than_office_and_portfolio(mending: Mending) -> None:
    make_briefing(mending.county.office)
    by = mending.by("clerk")
    reached = {
        scope: LeadersBriefing.objects.filter(LeadersBriefing.scope_q(scope, Role.OST, by)).exists()
        for scope in Scope
    }
    assert [scope for scope, found in reached.items() if found] == [Scope.ALL]
