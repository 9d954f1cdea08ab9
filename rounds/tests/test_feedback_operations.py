"""反馈: two persons publish, everything of the assignment goes out at once, the unit signs for it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import Entry
from audit.operations import Stale
from organizations.tests.factories import make_unit
from rounds.models import Assignment, Feedback, Finding, Report
from rounds.operations import feedback as feedbacks
from rounds.operations import finding as findings
from rounds.states import AssignmentState, FeedbackState, FindingState
from rounds.tests.factories_papers import (
    World,
    make_assignment,
    make_feedback,
    make_world,
    publish,
    reviewed,
    signed,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> World:
    world = make_world()
    signed(world)
    signed(world, title="项目资金使用不规范")
    return world


built, world = standing(build)


def facts(world: World, **rest: Any) -> dict[str, Any]:
    by = world.by("director")
    return {"meeting_on": by.on, "attendance": "镇党委班子", "number": "云巡反〔2026〕5号", "by": by, **rest}


def test_draft_feedback_before_the_report_is_final_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied, match="定稿后"):
        feedbacks.draft_feedback(world.assignment, by=world.by("clerk"))


def test_draft_feedback_by_the_team_is_refused(world: World) -> None:
    make_feedback(world)
    Feedback.objects.all().delete()
    for name in ("leader", "director", "leadership", "unit-head"):
        with pytest.raises(PermissionDenied):
            feedbacks.draft_feedback(world.assignment, by=world.by(name))


def test_edit_feedback_upon_an_old_version_is_stale(world: World) -> None:
    feedback = make_feedback(world)
    feedbacks.edit_feedback(Feedback.objects.get(), by=world.by("second-clerk"), version=1, demands="先保存")
    with pytest.raises(Stale):
        feedbacks.edit_feedback(feedback, by=world.by("clerk"), version=1, demands="后保存")


def test_propose_feedback_needs_its_assessment(world: World) -> None:
    feedback = make_feedback(world)
    feedbacks.edit_feedback(feedback, by=world.by("clerk"), overview=" ")
    with pytest.raises(ValidationError, match="总体评价"):
        feedbacks.propose_feedback(feedback, by=world.by("clerk"))


def test_publish_feedback_makes_paper_findings_and_assignment_public_at_one_instant(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    assignment = Assignment.objects.get()
    assert Feedback.objects.get().state == FeedbackState.PUBLISHED
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.PUBLISHED}
    assert assignment.state == AssignmentState.FED_BACK
    assert assignment.published_at == feedback.published_at
    assert (feedback.findings_count, feedback.number) == (2, "云巡反〔2026〕5号")
    for record in (feedback, assignment, Finding.objects.all()[0]):
        entry = Entry.objects.about(record)[0]
        assert (entry.to_state, entry.act) == (record.state, "feedback.publish:A")


def test_publish_feedback_by_whoever_proposed_it_is_refused(world: World) -> None:
    feedback = make_feedback(world)
    world.users["director"].holdings.create(role="OST", since=dt.date(2020, 1, 1))
    feedbacks.propose_feedback(reviewed(world, feedback), by=world.by("director"))
    with pytest.raises(PermissionDenied, match="另一人"):
        feedbacks.publish_feedback(feedback, **facts(world))
    assert not Assignment.objects.published().exists()


@pytest.mark.parametrize("name", ["clerk", "second-clerk", "leader", "leadership", "unit-head"])
def test_publish_feedback_without_the_right_is_refused(world: World, name: str) -> None:
    feedback = make_feedback(world, proposed=True)
    with pytest.raises(PermissionDenied):
        feedbacks.publish_feedback(feedback, **facts(world, by=world.by(name)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"meeting_on": timezone.localdate() + dt.timedelta(days=1)}, "晚于今天"),
        ({"meeting_on": timezone.localdate() - dt.timedelta(days=30)}, "早于报告审定日期"),
        ({"attendance": "  "}, "人员"),
        ({"number": ""}, "文号"),
    ],
)
def test_publish_feedback_with_wrong_facts_is_refused_and_leaves_nothing(
    world: World, wrong: dict[str, Any], words: str
) -> None:
    feedback = make_feedback(world, proposed=True)
    with pytest.raises(ValidationError, match=words):
        feedbacks.publish_feedback(feedback, **facts(world, **wrong))
    assert Feedback.objects.get().state == FeedbackState.PROPOSED
    assert not Finding.objects.published().exists()


def test_publish_feedback_under_a_used_number_is_refused(world: World) -> None:
    publish(world, make_feedback(world, proposed=True))
    _, world.assignment = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    Assignment.objects.filter(pk=world.assignment.pk).update(state=AssignmentState.FINAL)
    world.assignment.refresh_from_db()
    Report.objects.create(
        assignment=world.assignment, state="final", findings_count=0, decided_on=dt.date(2026, 1, 5)
    )
    other = make_feedback(world, proposed=True)
    with pytest.raises(ValidationError, match="已经用过"):
        feedbacks.publish_feedback(other, **facts(world))


def test_publish_feedback_explains_a_number_other_than_the_reports(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    Report.objects.update(findings_count=3)
    world.assignment.refresh_from_db()
    feedback = Feedback.objects.get()
    with pytest.raises(ValidationError, match="报告写明 3 个，反馈 2 个"):
        feedbacks.publish_feedback(feedback, **facts(world))
    feedbacks.publish_feedback(feedback, **facts(world, difference="一个问题另行处理"))
    assert Feedback.objects.get().difference == "一个问题另行处理"


def test_feedback_goes_back_with_an_opinion_or_is_taken_back(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    with pytest.raises(ValidationError):
        feedbacks.return_feedback(feedback, by=world.by("director"), reason="")
    feedbacks.return_feedback(feedback, by=world.by("director"), reason="第二段再压缩")
    feedbacks.propose_feedback(feedback, by=world.by("clerk"))
    with pytest.raises(PermissionDenied, match="提请人"):
        feedbacks.withdraw_feedback(feedback, by=world.by("second-clerk"))
    feedbacks.withdraw_feedback(feedback, by=world.by("clerk"))
    assert [entry.to_state for entry in Entry.objects.about(feedback)] == [
        "draft",
        "proposed",
        "draft",
        "proposed",
        "",
        "",
    ]


@pytest.mark.parametrize("name", ["unit-head", "unit-liaison"])
def test_receive_feedback_by_the_unit(world: World, name: str) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    by = world.by(name)
    feedbacks.receive_feedback(feedback, by=by)
    stored = Feedback.objects.get()
    assert (stored.state, stored.received_on, stored.received_by) == (
        "received",
        by.on,
        world.users[name].name,
    )


def test_receive_feedback_from_the_signed_receipt(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    feedbacks.receive_feedback(feedback, by=world.by("clerk").entering_for("何向东（镇党委书记）"))
    assert Feedback.objects.get().received_by == "何向东（镇党委书记）（代录）"
    assert Entry.objects.about(feedback)[0].acting_for == "何向东（镇党委书记）"


def test_receive_feedback_by_others_or_before_the_meeting_is_refused(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    for name in ("clerk", "director", "leader"):
        with pytest.raises(PermissionDenied, match="主要负责人或联络员"):
            feedbacks.receive_feedback(feedback, by=world.by(name))
    before = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="签收日期"):
        feedbacks.receive_feedback(feedback, by=world.by("unit-head"), received_on=before)


def test_feedback_waits_for_the_clerk_then_the_director_then_the_unit(world: World) -> None:
    feedback = make_feedback(world)
    people = ["clerk", "director", "leader", "unit-head"]

    def waiting() -> list[str]:
        return [name for name in people if Feedback.objects.awaiting(world.by(name)).exists()]

    assert waiting() == ["clerk"]
    feedbacks.propose_feedback(reviewed(world, feedback), by=world.by("clerk"))
    assert waiting() == ["director"]
    publish(world, feedback)
    assert waiting() == ["clerk", "director", "unit-head"]


def test_mark_finding_until_it_is_published(world: World) -> None:
    first, second = Finding.objects.order_by("number")
    make_feedback(world)
    for finding in (first, second):
        finding.refresh_from_db()
    findings.mark_finding(second, by=world.by("clerk"), key_focus=True, repeats=first)
    assert Finding.objects.get(key_focus=True).repeats == first
    with pytest.raises(PermissionDenied):
        findings.mark_finding(first, by=world.by("leader"), key_focus=True)
    publish(world, feedbacks.propose_feedback(reviewed(world, Feedback.objects.get()), by=world.by("clerk")))
    first.refresh_from_db()
    with pytest.raises(PermissionDenied, match="已反馈"):
        findings.mark_finding(first, by=world.by("clerk"), key_focus=True)
