"""Who sees which paper, finding, report and feedback, and for whom they wait."""

from typing import Any

import pytest

from accounts.states import Role
from organizations.tests.factories import make_unit
from rounds.models import Feedback, Finding, Report, WorkingPaper
from rounds.operations import paper as papers
from rounds.operations import report as reports
from rounds.states import ReportState
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

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "leader",
    "deputy",
    "liaison",
    "member",
    "second-member",
    "director",
    "clerk",
    "leadership",
    "unit-head",
    "unit-liaison",
    "stranger",
]
TEAM = EVERYBODY[:5]


@pytest.fixture
def world() -> World:
    world = make_world()
    other, _ = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    add_person(world, "stranger", Role.TLD)
    post(world, "stranger", other, Role.TLD)
    return world


def seers(world: World, model: Any) -> list[str]:
    return [name for name in EVERYBODY if model.objects.visible_to(world.by(name)).exists()]


def test_a_draft_is_seen_by_its_people_and_the_leading_ones_of_the_team(world: World) -> None:
    hands = [world.people["member"], world.people["liaison"]]
    make_paper(world, undertakers=hands)
    assert seers(world, WorkingPaper) == ["leader", "deputy", "liaison", "member"]


def test_a_numbered_paper_stays_with_the_team(world: World) -> None:
    signed(world)
    make_report(world, ReportState.FINAL)
    assert seers(world, WorkingPaper) == TEAM


def test_a_member_sees_own_papers_only(world: World) -> None:
    make_paper(world, undertakers=[])
    theirs = make_paper(world, "second-member", undertakers=[])
    assert list(WorkingPaper.objects.visible_to(world.by("second-member"))) == [theirs]


def test_a_finding_widens_from_team_to_office_to_leaders_to_unit(world: World) -> None:
    signed(world)
    assert seers(world, Finding) == TEAM
    make_report(world, ReportState.OFFICE)
    assert seers(world, Finding) == [*TEAM, "director", "clerk"]
    for name in ("director", "leadership", "leadership"):
        reports.advance_report(Report.objects.get(), by=world.by(name))
    assert seers(world, Finding) == [*TEAM, "director", "clerk", "leadership"]
    world.assignment.refresh_from_db()
    publish(world, make_feedback(world, proposed=True))
    assert seers(world, Finding) == [*TEAM, "director", "clerk", "leadership", "unit-head", "unit-liaison"]


def test_a_report_widens_with_its_meetings(world: World) -> None:
    make_report(world, ReportState.TEAM)
    assert seers(world, Report) == ["leader", "deputy", "liaison"]


def test_feedback_is_the_offices_until_it_is_published(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    assert seers(world, Feedback) == ["director", "clerk"]
    publish(world, feedback)
    assert seers(world, Feedback) == [*TEAM, "director", "clerk", "leadership", "unit-head", "unit-liaison"]


def test_who_leaves_the_team_loses_sight_but_the_drafts_stay(world: World) -> None:
    make_paper(world)
    by = world.by("member")
    assert WorkingPaper.objects.visible_to(by).exists()
    world.team.postings.filter(person=world.people["member"]).update(until="2020-02-01")
    assert not WorkingPaper.objects.visible_to(world.by("member")).exists()
    assert WorkingPaper.objects.visible_to(world.by("leader")).exists()


def test_papers_wait_for_author_then_deputy_then_leader(world: World) -> None:
    def waiting(paper: WorkingPaper) -> list[str]:
        return [
            name
            for name in [*EVERYBODY, "second-deputy"]
            if WorkingPaper.objects.awaiting(world.by(name)).filter(pk=paper.pk).exists()
        ]

    assert waiting(make_paper(world)) == ["member"]
    hands = [world.people["deputy"], world.people["member"]]
    assert waiting(submitted(world, undertakers=hands)) == ["second-deputy"]
    assert waiting(passed(world)) == ["leader"]
    assert waiting(signed(world)) == []
    own = papers.submit_paper(
        make_paper(world, undertakers=[world.people["leader"], world.people["member"]]), by=world.by("member")
    )
    papers.pass_paper(own, by=world.by("deputy"))
    assert waiting(own) == []
