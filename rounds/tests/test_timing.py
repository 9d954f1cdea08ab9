"""时限: the report falls due when the team leaves, the feedback when the report is final."""

import pytest

from deadlines.models import Deadline, DeadlineRule
from rounds.operations import assignment as assignments
from rounds.operations import report as reports
from rounds.states import ReportState
from rounds.tests.factories_papers import World, make_feedback, make_report, make_world, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def state(world: World, code: str) -> list[str]:
    rows = Deadline.objects.about(world.assignment).coded(code)
    return ["open" if row.is_open else "met" for row in rows]


def test_the_feedback_falls_due_with_the_final_report_and_is_met_by_its_meeting(world: World) -> None:
    make_report(world, ReportState.FINAL)
    assert state(world, "feedback_after_decision") == ["open"]
    deadline = Deadline.objects.about(world.assignment).get()
    assert deadline.anchor_on == world.by("clerk").on
    assert deadline.due > deadline.anchor_on
    world.assignment.refresh_from_db()
    publish(world, make_feedback(world, proposed=True))
    assert state(world, "feedback_after_decision") == ["met"]


def test_the_report_is_in_time_once_it_is_before_the_leading_group_and_due_again_when_returned(
    world: World,
) -> None:
    report = make_report(world, ReportState.TEAM)
    assignments.leave(world.assignment, by=world.by("leader"))
    assert state(world, "report_after_exit") == ["open"]
    report.assignment = world.assignment
    reports.advance_report(report, by=world.by("leader"))
    reports.advance_report(report, by=world.by("director"))
    assert state(world, "report_after_exit") == ["met"]
    reports.return_report(report, by=world.by("leadership"), reason="再核实")
    assert state(world, "report_after_exit") == ["open"]


def test_a_rule_that_is_switched_off_stands_in_nobodys_way(world: World) -> None:
    DeadlineRule.objects.filter(code="feedback_after_decision").update(active=False)
    make_report(world, ReportState.FINAL)
    assert state(world, "feedback_after_decision") == []
