"""报告: from the team's draft to the final text, with numbers that agree."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import Entry
from audit.operations import Stale
from rounds.models import Assignment, Report
from rounds.operations import report as reports
from rounds.states import AssignmentState, Destination, ReportState
from rounds.tally import by_taxonomy, tally_of
from rounds.tests.factories_papers import World, make_report, make_world, passed, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db
LEFT = AssignmentState.LEFT


built, world = standing(make_world)


def leave(world: World) -> None:
    Assignment.objects.filter(pk=world.assignment.pk).update(state=LEFT)
    world.assignment.refresh_from_db()


def test_start_report_once_only(world: World) -> None:
    report = reports.start_report(world.assignment, by=world.by("liaison"), overview="总体较好。")
    assert Entry.objects.about(report).get().act == "report.draft:E"
    with pytest.raises(PermissionDenied, match="已有报告"):
        reports.start_report(world.assignment, by=world.by("leader"))


@pytest.mark.parametrize("name", ["member", "clerk", "director", "leadership", "unit-head"])
def test_start_report_outside_the_leading_ones_is_refused(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        reports.start_report(world.assignment, by=world.by(name))
    assert not Report.objects.exists()


def test_edit_report_upon_an_old_version_is_stale(world: World) -> None:
    report = make_report(world)
    reports.edit_report(Report.objects.get(), by=world.by("deputy"), version=1, advice="先保存的建议")
    with pytest.raises(Stale):
        reports.edit_report(report, by=world.by("leader"), version=1, advice="后保存的建议")
    assert Report.objects.get().advice == "先保存的建议"


def test_edit_report_under_way_is_refused(world: World) -> None:
    report = make_report(world, ReportState.TEAM)
    with pytest.raises(PermissionDenied, match="先退回"):
        reports.edit_report(report, by=world.by("leader"), advice="改一句")


def test_report_goes_all_the_way_and_takes_the_assignment_along(world: World) -> None:
    signed(world)
    report = make_report(world, ReportState.OFFICE)
    assert Assignment.objects.get().state == AssignmentState.REVIEW
    reports.advance_report(report, by=world.by("director"))
    reports.advance_report(report, by=world.by("leadership"))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    reports.advance_report(report, by=world.by("leadership"), held_on=yesterday, reason="同意定稿")
    stored = Report.objects.get()
    assert (stored.state, stored.findings_count, stored.decided_on) == ("final", 1, yesterday)
    assert Assignment.objects.get().state == AssignmentState.FINAL
    last = Entry.objects.about(report)[0]
    assert (last.from_state, last.to_state, last.reason) == ("secretary", "final", "同意定稿")
    assert last.facts["held_on"] == yesterday.isoformat()


@pytest.mark.parametrize(
    ("state", "wrong"),
    [
        (ReportState.DRAFT, ["member", "liaison", "clerk", "director", "leadership", "unit-head"]),
        (ReportState.TEAM, ["member", "clerk", "director", "leadership"]),
        (ReportState.OFFICE, ["leader", "clerk", "leadership"]),
        (ReportState.GROUP, ["leader", "clerk", "director"]),
        (ReportState.SECRETARY, ["leader", "clerk", "director"]),
        (ReportState.FINAL, ["leader", "director", "leadership"]),
    ],
)
def test_advance_report_by_the_wrong_person_is_refused(
    world: World, state: ReportState, wrong: list[str]
) -> None:
    signed(world)
    report = make_report(world, state)
    for name in wrong:
        with pytest.raises(PermissionDenied):
            reports.advance_report(report, by=world.by(name))
    assert Report.objects.get().state == state


def test_a_leaders_step_may_be_entered_from_the_signed_paper(world: World) -> None:
    report = make_report(world, ReportState.GROUP)
    reports.advance_report(report, by=world.by("clerk").entering_for("陈守正（县委副书记）"))
    assert report.state == ReportState.SECRETARY
    assert Entry.objects.about(report)[0].acting_for == "陈守正（县委副书记）"


def test_advance_report_while_the_team_is_on_site_is_refused(world: World) -> None:
    report = make_report(world, ReportState.TEAM)
    with pytest.raises(ValidationError, match="没有撤离"):
        reports.advance_report(report, by=world.by("leader"))
    assert Report.objects.get().state == ReportState.TEAM


def test_advance_report_while_papers_wait_is_refused(world: World) -> None:
    passed(world)
    report = make_report(world, ReportState.TEAM)
    leave(world)
    report.assignment = world.assignment
    with pytest.raises(ValidationError, match="还有 1 份底稿"):
        reports.advance_report(report, by=world.by("leader"))
    assert Assignment.objects.get().state == LEFT


def test_numbers_that_differ_are_explained_before_the_report_moves_on(world: World) -> None:
    signed(world)
    signed(world)
    report = make_report(world)
    with pytest.raises(ValidationError, match="报告写明 1 个"):
        reports.advance_report(report, by=world.by("leader"), findings_count=1)
    reports.advance_report(
        report, by=world.by("leader"), findings_count=1, difference="两份底稿在报告中合写一个问题"
    )
    stored = Report.objects.get()
    assert (stored.state, stored.findings_count) == ("team", 1)
    assert stored.difference == "两份底稿在报告中合写一个问题"


def test_a_paper_signed_after_the_number_was_stated_is_noticed(world: World) -> None:
    report = make_report(world, ReportState.TEAM)
    signed(world)
    leave(world)
    report.assignment = world.assignment
    with pytest.raises(ValidationError, match="问题 1 个，报告写明 0 个"):
        reports.advance_report(report, by=world.by("leader"))


def test_advance_report_with_a_meeting_that_is_still_to_come_is_refused(world: World) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="会议日期"):
        reports.advance_report(make_report(world), by=world.by("leader"), held_on=tomorrow)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (ReportState.TEAM, "leader"),
        (ReportState.OFFICE, "director"),
        (ReportState.GROUP, "leadership"),
        (ReportState.SECRETARY, "leadership"),
    ],
)
def test_return_report_opens_it_and_its_papers_again(world: World, state: ReportState, who: str) -> None:
    report = make_report(world, state)
    with pytest.raises(ValidationError, match="退回的意见"):
        reports.return_report(report, by=world.by(who), reason="")
    reports.return_report(report, by=world.by(who), reason="定性再斟酌")
    assert Report.objects.get().state == ReportState.DRAFT
    assert Assignment.objects.get().state in {LEFT, AssignmentState.ON_SITE}
    assert Entry.objects.about(report)[0].reason == "定性再斟酌"


def test_return_report_by_the_wrong_person_is_refused(world: World) -> None:
    report = make_report(world, ReportState.GROUP)
    with pytest.raises(PermissionDenied):
        reports.return_report(report, by=world.by("director"), reason="越位")


def test_tally_counts_only_papers_of_the_report(world: World) -> None:
    signed(world)
    signed(world, Destination.GENERAL)
    passed(world)
    tally = tally_of(world.assignment)
    assert (tally.papers, tally.findings, tally.agrees) == (1, 1, True)
    assert not tally_of(world.assignment, report=2).agrees


def test_findings_are_drawn_by_taxonomy(world: World) -> None:
    late, early = world.scheme.categories.get(code="B01"), world.scheme.categories.get(code="A02")
    for category in (late, world.category, early):
        signed(world, category=category)
    headings = by_taxonomy(world.assignment.findings.select_related("category__parent"))
    assert [one.category.code for one in headings] == ["A", "B"]
    assert [row.category.code for row in headings[0].findings] == ["A01", "A02"]


def test_reports_wait_for_whoever_holds_the_step(world: World) -> None:
    report = make_report(world)
    people = ["leader", "liaison", "member", "clerk", "director", "leadership", "unit-head"]

    def waiting() -> list[str]:
        return [name for name in people if Report.objects.awaiting(world.by(name)).exists()]

    assert waiting() == ["leader", "liaison"]
    reports.advance_report(report, by=world.by("leader"))
    assert waiting() == ["leader"]
    leave(world)
    report.assignment = world.assignment
    reports.advance_report(report, by=world.by("leader"))
    assert waiting() == ["director"]
    reports.advance_report(report, by=world.by("director"))
    assert waiting() == ["clerk", "director", "leadership"]
