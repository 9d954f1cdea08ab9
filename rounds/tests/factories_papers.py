"""A team at work at one unit, and papers at every step, for the tests of the second half."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from accounts import grants
from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.actor import Actor
from organizations.models import Office, Person, Unit
from organizations.states import OfficePostKind, TenureKind
from organizations.tests.factories import (
    make_office,
    make_party_organization,
    make_person,
    make_unit,
    sit_in_office,
    stand_at,
)
from rounds.models import (
    Assignment,
    Category,
    Feedback,
    Posting,
    Report,
    Round,
    Scheme,
    Team,
    Term,
    WorkingPaper,
)
from rounds.operations import feedback as feedbacks
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.operations import report as reports
from rounds.operations import review
from rounds.states import AssignmentState, Destination, ReportState, RoundState

FACTS = "2024年3月至2025年6月，该单位三次党委会研究项目资金，均未形成会议记录。"


@dataclass
class World:
    """One office, one round, one team at one unit; people by the word that says what they are."""

    office: Office
    unit: Unit
    round: Round
    team: Team
    assignment: Assignment
    category: Category
    scheme: Scheme
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def by(self, name: str, at: dt.datetime | None = None) -> Actor:
        """Return one of the people at work now."""
        return actor(self.users[name], at)


def make_world(*, state: AssignmentState = AssignmentState.ON_SITE) -> World:
    """Return a round with a leader, two deputies, a liaison and two members at a town."""
    office = make_office()
    unit = make_unit(office)
    scheme = make_scheme(office)
    term = Term.objects.create(
        office=office, name="十届县委", starts_on=dt.date(2021, 9, 1), ends_on=dt.date(2026, 12, 31)
    )
    round_ = Round.objects.create(
        office=office,
        term=term,
        number=6,
        name="第六轮巡察",
        starts_on=dt.date(2025, 3, 1),
        ends_on=dt.date(2026, 12, 31),
        state=RoundState.ON_SITE,
    )
    round_.schemes.add(scheme)
    team, assignment = make_assignment(round_, unit, number=2, state=state)
    category = scheme.categories.get(code="A01")
    world = World(office, unit, round_, team, assignment, category, scheme)
    _people(world)
    return world


def make_scheme(office: Office, name: str = "四个聚焦", *, is_checklist: bool = False) -> Scheme:
    """Return a scheme of two levels."""
    scheme = Scheme.objects.create(office=office, name=name, is_checklist=is_checklist)
    for code, label in (("A", "聚焦决策部署落实"), ("B", "聚焦群众身边不正之风")):
        top = Category.objects.create(scheme=scheme, code=code, name=label)
        for place, text in enumerate(("学习制度落实", "履行核心职能"), start=1):
            Category.objects.create(
                scheme=scheme, code=f"{code}0{place}", name=f"{label[2:4]}{text}", parent=top
            )
    return scheme


def make_assignment(
    round_: Round, unit: Unit, *, number: int, state: AssignmentState = AssignmentState.ON_SITE
) -> tuple[Team, Assignment]:
    """Return another team of the round, at a unit."""
    team = Team.objects.create(round=round_, number=number, name=f"县委第{number}巡察组")
    assignment = Assignment.objects.create(
        office=round_.office,
        team=team,
        party_organization=make_party_organization(unit),
        unit=unit,
        enters_on=dt.date(2026, 3, 2),
        leaves_on=dt.date(2026, 5, 20),
        state=state,
    )
    return team, assignment


SERVING = {
    "leader": Role.TLD,
    "deputy": Role.TDP,
    "second-deputy": Role.TDP,
    "liaison": Role.TCO,
    "member": Role.TMB,
    "second-member": Role.TMB,
}
SITTING = {
    "director": (Role.ODR, OfficePostKind.DIRECTOR),
    "clerk": (Role.OST, OfficePostKind.CLERK),
    "second-clerk": (Role.OST, OfficePostKind.CLERK),
    "leadership": (Role.LDG, OfficePostKind.LEADING_GROUP),
}
STANDING = {"unit-head": (Role.UNH, TenureKind.HEAD), "unit-liaison": (Role.UNL, TenureKind.LIAISON)}


def _people(world: World) -> None:
    for name, role in SERVING.items():
        add_person(world, name, role)
        post(world, name, world.team, role)
    for name, (role, kind) in SITTING.items():
        sit_in_office(add_person(world, name, role), kind)
    for name, (role, tenure) in STANDING.items():
        stand_at(add_person(world, name, role), world.unit, tenure)


def add_person(world: World, name: str, role: Role) -> Person:
    """Return a new person with an account that holds a role."""
    world.users[name] = make_user(name, role, name=f"{role.label}{len(world.users) + 1}")
    world.people[name] = make_person(world.office, world.users[name].name, world.users[name])
    return world.people[name]


def post(world: World, name: str, team: Team, role: Role, since: dt.date = LONG_AGO) -> Posting:
    """Post a person of the world to a team, with the grant that a posting projects."""
    giver = actor(world.users["leader"])
    grants.grant("work_in_team", world.users[name], team, by=giver, since=since)
    return Posting.objects.create(team=team, person=world.people[name], role=role, since=since)


def make_paper(world: World, writer: str = "member", **rest: Any) -> WorkingPaper:
    """Return a complete draft that a person wrote."""
    texts: dict[str, Any] = {
        "category": world.category,
        "title": "党委会议事规则执行不严格",
        "facts": FACTS,
        "undertakers": [world.people["member"], world.people["second-member"]],
        "manifestations": ["三次会议没有会议记录", "两个项目会前没有酝酿"],
    }
    return papers.create_paper(world.assignment, by=world.by(writer), **{**texts, **rest})


def submitted(world: World, **rest: Any) -> WorkingPaper:
    """Return a paper that waits for the deputy."""
    return papers.submit_paper(make_paper(world, **rest), by=world.by("member"))


def passed(world: World, **rest: Any) -> WorkingPaper:
    """Return a paper that waits for the leader."""
    return papers.pass_paper(submitted(world, **rest), by=world.by("deputy"))


def signed(world: World, *destinations: Destination, **rest: Any) -> WorkingPaper:
    """Return a numbered paper, in the report unless said otherwise."""
    chosen = destinations or (Destination.REPORT,)
    return signing.sign_paper(passed(world, **rest), destinations=chosen, by=world.by("leader"))


def make_report(world: World, state: ReportState = ReportState.DRAFT) -> Report:
    """Return a report that stands at a meeting."""
    report = reports.start_report(world.assignment, by=world.by("leader"), overview="总体情况较好。")
    holders = ["leader", "leader", "director", "leadership", "leadership"]
    for step, holder in zip(list(ReportState)[1:], holders, strict=True):
        if report.state == state:
            break
        if step == ReportState.OFFICE:
            world.assignment.state = AssignmentState.LEFT
            world.assignment.save()
        reports.advance_report(report, by=world.by(holder))
    return report


def make_feedback(world: World, *, proposed: bool = False) -> Feedback:
    """Return the feedback of an assignment whose report is final."""
    if world.assignment.state != AssignmentState.FINAL:
        make_report(world, ReportState.FINAL)
    feedback = feedbacks.draft_feedback(
        world.assignment,
        by=world.by("clerk"),
        overview="班子总体能够履职。",
        demands="一个月内报送整改方案。",
    )
    if not proposed:
        return feedback
    return feedbacks.propose_feedback(reviewed(world, feedback), by=world.by("clerk"))


def reviewed(world: World, feedback: Feedback) -> Feedback:
    """Return a feedback whose every point somebody has looked at."""
    by = world.by("clerk")
    points = review.points_for(feedback, by.on)
    return review.review_feedback(feedback, [review.Said(one, passed=True) for one in points], by=by)


def publish(world: World, feedback: Feedback) -> Feedback:
    """Let the director publish at a meeting of today."""
    by = world.by("director")
    return feedbacks.publish_feedback(
        feedback, meeting_on=by.on, attendance="县委巡察办、镇党委班子成员", number="云巡反〔2026〕5号", by=by
    )
