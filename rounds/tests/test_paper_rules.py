"""Who may do what to a paper, a report, a feedback: state × person, each cell asked."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.states import Role
from audit.actor import Actor
from organizations.states import RecusalState
from organizations.tests.factories import make_party_organization, make_unit
from rounds.models import Assignment, Feedback, Finding, Report, WorkingPaper
from rounds.operations import feedback as feedbacks
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.rules import feedback as feedback_rules
from rounds.rules import finding as finding_rules
from rounds.rules import paper as rules
from rounds.rules import report as report_rules
from rounds.rules.origin import sees_origin
from rounds.states import AssignmentState, FeedbackState, PaperState, PostingRole, ReportState
from rounds.tests.factories_papers import (
    World,
    add_person,
    make_assignment,
    make_feedback,
    make_paper,
    make_report,
    make_world,
    passed,
    post,
    publish,
    signed,
    submitted,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "leader",
    "deputy",
    "second-deputy",
    "liaison",
    "member",
    "second-member",
    "stranger",
    "director",
    "clerk",
    "leadership",
    "unit-head",
]
Rule = Callable[[Actor, Any], bool]


def build() -> World:
    """The member wrote every paper and undertakes it with the deputy."""
    world = make_world()
    other, _ = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    add_person(world, "stranger", Role.TLD)
    post(world, "stranger", other, Role.TLD)
    return world


built, world = standing(build)


def hands(world: World) -> dict[str, Any]:
    return {"undertakers": [world.people["member"], world.people["deputy"]]}


def allowed(world: World, rule: Rule, record: Any) -> list[str]:
    """Everybody whom the rule allows, each asked with the record as it is stored."""
    fresh = type(record).objects
    return [name for name in EVERYBODY if rule(world.by(name), fresh.get(pk=record.pk))]


def paper_at(world: World, state: PaperState) -> WorkingPaper:
    if state == PaperState.DRAFT:
        return make_paper(world, **hands(world))
    if state == PaperState.DEPUTY:
        return submitted(world, **hands(world))
    paper = papers.pass_paper(submitted(world, **hands(world)), by=world.by("second-deputy"))
    if state == PaperState.NUMBERED:
        signing.sign_paper(paper, destinations=["report"], by=world.by("leader"))
    if state == PaperState.DROPPED:
        signing.drop_paper(paper, by=world.by("leader"), reason="查证不实")
    if state == PaperState.MERGED:
        signing.merge_paper(paper, into=make_paper(world), by=world.by("leader"), reason="同一问题")
    return paper


LEADING = ["leader", "deputy", "second-deputy"]
PAPER_TABLE: dict[str, dict[PaperState, list[str]]] = {
    "can_edit_paper": {PaperState.DRAFT: [*LEADING, "liaison", "member"]},
    "can_submit_paper": {PaperState.DRAFT: [*LEADING, "member"]},
    "can_withdraw_paper": {PaperState.DEPUTY: ["member"]},
    "can_review_paper": {PaperState.DEPUTY: ["leader", "second-deputy"]},
    "can_return_paper": {
        PaperState.DEPUTY: ["leader", "second-deputy"],
        PaperState.LEADER: ["leader"],
    },
    "can_confirm_paper": {PaperState.LEADER: ["leader"]},
    "can_merge_paper": {PaperState.DRAFT: ["leader"], PaperState.LEADER: ["leader"]},
    "can_restore_paper": {PaperState.DROPPED: ["leader"]},
}


@pytest.mark.parametrize("state", list(PaperState))
def test_every_act_on_a_paper_by_state_and_person(world: World, state: PaperState) -> None:
    paper = paper_at(world, state)
    found = {name: allowed(world, getattr(rules, name), paper) for name in PAPER_TABLE}
    assert found == {name: row.get(state, []) for name, row in PAPER_TABLE.items()}


@pytest.mark.parametrize("where", [one for one in AssignmentState if one not in rules.CAPTURING])
def test_no_act_on_a_paper_is_left_once_the_report_is_with_the_office(
    world: World, where: AssignmentState
) -> None:
    paper = paper_at(world, PaperState.DEPUTY)
    Assignment.objects.update(state=where)
    assert all(allowed(world, getattr(rules, name), paper) == [] for name in PAPER_TABLE)
    assert not any(rules.writable_assignments(world.by(name)).exists() for name in EVERYBODY)


def test_papers_are_written_where_one_serves_today(world: World) -> None:
    serving = [
        name
        for name in EVERYBODY
        if rules.can_create_paper(world.by(name), Assignment.objects.get(pk=world.assignment.pk))
    ]
    assert serving == EVERYBODY[:6]
    assert [task.unit.name for task in rules.writable_assignments(world.by("stranger"))] == ["白水镇"]


def test_who_is_recused_writes_and_reads_nothing(world: World) -> None:
    paper = make_paper(world)
    recusal = world.people["deputy"].recusals
    recusal.create(
        party_organization=world.assignment.party_organization,
        ground="曾在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=world.by("deputy").at,
    )
    by = world.by("deputy")
    assert not rules.can_create_paper(by, world.assignment)
    assert not rules.can_edit_paper(by, paper)
    assert not WorkingPaper.objects.visible_to(by).exists()


def test_recusal_from_another_unit_changes_nothing(world: World) -> None:
    elsewhere = make_party_organization(make_unit(world.office, "黑山镇"))
    world.people["deputy"].recusals.create(
        party_organization=elsewhere,
        ground="籍贯",
        state=RecusalState.GRANTED,
        declared_at=world.by("deputy").at,
    )
    assert rules.can_create_paper(world.by("deputy"), world.assignment)


def test_obstacles_are_told_only_to_whom_they_stand_in_the_way(world: World) -> None:
    paper = paper_at(world, PaperState.DEPUTY)
    told = [name for name in EVERYBODY if rules.obstacle_to_review(world.by(name), paper)]
    assert told == ["deputy"]
    own = passed(world, undertakers=[world.people["leader"], world.people["member"]])
    told = [name for name in EVERYBODY if rules.obstacle_to_signing(world.by(name), own)]
    assert told == ["leader"]
    assert rules.obstacle_to_signing(world.by("leader"), passed(world)) == ""


def test_people_who_can_leaves_out_whoever_has_a_part_in_the_paper(world: World) -> None:
    paper = paper_at(world, PaperState.DEPUTY)
    found = rules.people_who_can(PostingRole.DEPUTY, world.by("leader"), paper)
    assert found == [world.people["second-deputy"]]


REPORT_TABLE = {
    ReportState.DRAFT: (["leader", "deputy", "second-deputy"], []),
    ReportState.TEAM: (LEADING, LEADING),
    ReportState.OFFICE: (["director"], ["director"]),
    ReportState.GROUP: (["leadership"], ["leadership"]),
    ReportState.SECRETARY: (["leadership"], ["leadership"]),
    ReportState.FINAL: ([], []),
}


@pytest.mark.parametrize("state", list(ReportState))
def test_every_step_of_a_report_by_person(world: World, state: ReportState) -> None:
    report = make_report(world, state)
    onward, back = REPORT_TABLE[state]
    assert allowed(world, report_rules.can_advance_report, report) == onward
    assert allowed(world, report_rules.can_return_report, report) == back
    writing = [*LEADING, "liaison"] if state == ReportState.DRAFT else []
    assert allowed(world, report_rules.can_edit_report, report) == writing


@pytest.mark.parametrize("state", list(ReportState))
def test_a_clerk_with_the_leaders_signed_paper_takes_only_the_leaders_steps(
    world: World, state: ReportState
) -> None:
    report = make_report(world, state)
    by = world.by("clerk").entering_for("陈守正（县委副书记）")
    takes = report_rules.can_advance_report(by, Report.objects.get(pk=report.pk))
    assert takes == (state in {ReportState.GROUP, ReportState.SECRETARY})


def test_the_meetings_follow_one_another(world: World) -> None:
    report = make_report(world)
    way = []
    for state in ReportState:
        report.state = state
        way.append(report_rules.following(report))
    assert way == [*list(ReportState)[1:], None]


FEEDBACK_TABLE: dict[str, dict[FeedbackState, list[str]]] = {
    "can_edit_feedback": {FeedbackState.DRAFT: ["clerk"]},
    "can_propose_feedback": {FeedbackState.DRAFT: ["clerk"]},
    "can_withdraw_feedback": {FeedbackState.PROPOSED: ["clerk"]},
    "can_publish_feedback": {FeedbackState.PROPOSED: ["director"]},
    "can_return_feedback": {FeedbackState.PROPOSED: ["director"]},
    "can_receive_feedback": {FeedbackState.PUBLISHED: ["unit-head"]},
}


@pytest.mark.parametrize("state", list(FeedbackState))
def test_every_act_on_feedback_by_state_and_person(world: World, state: FeedbackState) -> None:
    feedback = make_feedback(world, proposed=state != FeedbackState.DRAFT)
    if state in {FeedbackState.PUBLISHED, FeedbackState.RECEIVED}:
        publish(world, feedback)
    if state == FeedbackState.RECEIVED:
        feedbacks.receive_feedback(feedback, by=world.by("unit-head"))
    found = {name: allowed(world, getattr(feedback_rules, name), feedback) for name in FEEDBACK_TABLE}
    assert found == {name: row.get(state, []) for name, row in FEEDBACK_TABLE.items()}


def test_feedback_is_drafted_once_for_a_final_report(world: World) -> None:
    make_report(world, ReportState.FINAL)
    assert allowed(world, feedback_rules.can_draft_feedback, world.assignment) == ["clerk"]
    make_feedback(world)
    assert allowed(world, feedback_rules.can_draft_feedback, world.assignment) == []
    assert Feedback.objects.count() == 1


def test_findings_are_marked_by_the_clerk_until_they_are_out(world: World) -> None:
    signed(world)
    assert allowed(world, finding_rules.can_mark_finding, Finding.objects.get()) == []
    make_report(world, ReportState.FINAL)
    assert allowed(world, finding_rules.can_mark_finding, Finding.objects.get()) == ["clerk"]
    publish(world, make_feedback(world, proposed=True))
    assert allowed(world, finding_rules.can_mark_finding, Finding.objects.get()) == []


def test_only_office_and_team_see_where_a_finding_came_from(world: World) -> None:
    signed(world)
    publish(world, make_feedback(world, proposed=True))
    seeing = [name for name in EVERYBODY if sees_origin(world.by(name), "find.view:V", world.assignment)]
    assert seeing == [*EVERYBODY[:6], "director", "clerk", "leadership"]
