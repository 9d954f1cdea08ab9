"""A county at work for tests: its people, a round, a team, an assignment before or after its feedback."""

import datetime as dt
from dataclasses import dataclass
from itertools import count

from django.utils import timezone

from accounts import grants
from accounts.models import RoleHolding, User
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.actor import Actor
from organizations.models import Office, PartyOrganization, Person, Unit
from organizations.states import BodyKind, OfficePostKind, TenureKind
from organizations.tests.factories import (
    make_body,
    make_office,
    make_party_organization,
    make_person,
    make_unit,
    sit_in_body,
    sit_in_office,
    stand_at,
)
from rounds.models import (
    Assignment,
    Category,
    Feedback,
    Finding,
    Manifestation,
    Posting,
    Report,
    Round,
    Scheme,
    Team,
    Term,
    WorkingPaper,
)
from rounds.states import (
    AssignmentState,
    Destination,
    FeedbackState,
    FindingState,
    PaperState,
    PostingRole,
    ReportState,
    RoundState,
)

TERM_STARTS, TERM_ENDS = dt.date(2021, 11, 1), dt.date(2026, 10, 31)
ENTERS, LEAVES = dt.date(2026, 3, 9), dt.date(2026, 4, 30)
PUBLISHED_ON = dt.datetime(2026, 6, 8, 9, 30, tzinfo=dt.UTC)
_numbers = count(1)


def make_term(office: Office, name: str = "第十五届县委") -> Term:
    """Return a term of the office."""
    return Term.objects.create(office=office, name=name, starts_on=TERM_STARTS, ends_on=TERM_ENDS)


def make_scheme(office: Office, name: str = "四个聚焦") -> Scheme:
    """Return a scheme with one upper class and two below it."""
    scheme = Scheme.objects.create(office=office, name=name)
    top = Category.objects.create(scheme=scheme, code="B", name="聚焦群众身边不正之风和腐败问题")
    Category.objects.create(scheme=scheme, code="B04", name="惠民惠农与民生资金", parent=top)
    Category.objects.create(scheme=scheme, code="B07", name="财务管理和国有资产管理", parent=top)
    return scheme


def make_round(term: Term, number: int = 1, state: RoundState = RoundState.ON_SITE) -> Round:
    """Return a round of a term, bound to the schemes of the office."""
    round_ = Round.objects.create(
        office=term.office,
        term=term,
        number=number,
        name=f"第{number}轮巡察",
        starts_on=dt.date(2026, 2, 1),
        ends_on=dt.date(2026, 7, 31),
        state=state,
    )
    round_.schemes.set(term.office.schemes.current())
    return round_


def make_team(round_: Round, number: int = 1) -> Team:
    """Return a team of a round."""
    return Team.objects.create(round=round_, number=number, name=f"第{number}巡察组")


def post(
    team: Team, person: Person, role: PostingRole, since: dt.date = LONG_AGO, until: dt.date | None = None
) -> Posting:
    """Let a person serve in a team, with the role and the grant that go with it."""
    posting = Posting.objects.create(team=team, person=person, role=role, since=since, until=until)
    if isinstance(person.user, User):
        RoleHolding.objects.create(user=person.user, role=Role(role), since=since, until=until)
        grants.grant("work_in_team", person.user, team, by=actor(person.user), since=since, until=until)
    return posting


def make_assignment(
    team: Team,
    unit: Unit | None = None,
    state: AssignmentState = AssignmentState.ON_SITE,
    enters_on: dt.date = ENTERS,
    leaves_on: dt.date = LEAVES,
) -> Assignment:
    """Return an assignment of a team at a unit; published states have their day of publication."""
    unit = unit or make_unit(team.round.office, name=f"松风镇{next(_numbers)}")
    party = PartyOrganization.objects.filter(units=unit).first() or make_party_organization(unit)
    before = [AssignmentState.WAITING, AssignmentState.ON_SITE, AssignmentState.LEFT]
    before += [AssignmentState.REVIEW, AssignmentState.FINAL]
    return Assignment.objects.create(
        office=team.round.office,
        team=team,
        party_organization=party,
        unit=unit,
        enters_on=enters_on,
        leaves_on=leaves_on,
        state=state,
        published_at=None if state in before else PUBLISHED_ON,
    )


def category_of(round_: Round, code: str = "B04") -> Category:
    """Return a category by which the round sorts; the office gets a scheme if it has none."""
    if not round_.schemes.exists():
        round_.schemes.add(make_scheme(round_.office))
    found: Category = Category.objects.get(scheme=round_.schemes.first(), code=code)
    return found


def make_paper(
    assignment: Assignment,
    author: Person,
    state: PaperState = PaperState.DRAFT,
    title: str = "惠农补贴资金滞留未及时兑付",
) -> WorkingPaper:
    """Return a working paper with its author as first undertaker; a signed one goes into the report."""
    number = assignment.papers.count() + 1
    signed = state == PaperState.NUMBERED
    paper = WorkingPaper.objects.create(
        assignment=assignment,
        draft_number=number,
        number=f"底稿-{number:03d}" if signed else "",
        category=category_of(assignment.team.round),
        title=title,
        facts="抽查三个村的补贴发放台账，两笔资金滞留超过四个月。",
        author=author,
        destinations=[Destination.REPORT] if signed else [],
        written_at=timezone.make_aware(dt.datetime(2026, 3, 20, 10)),
        state=state,
    )
    paper.undertakers.add(author)
    return paper


def make_finding(assignment: Assignment, title: str = "惠农补贴资金滞留未及时兑付") -> Finding:
    """Return a finding with one manifestation; published when its assignment is."""
    number = assignment.findings.count() + 1
    finding = Finding.objects.create(
        assignment=assignment,
        number=f"{number:03d}",
        category=category_of(assignment.team.round),
        title=title,
        state=FindingState.PUBLISHED if assignment.published_at else FindingState.WAITING,
    )
    Manifestation.objects.create(finding=finding, text="两个村的补贴资金滞留超过四个月。")
    return finding


def make_published_assignment(team: Team, unit: Unit | None = None, findings: int = 2) -> Assignment:
    """Return an assignment whose report is final and whose feedback, with its findings, is published."""
    assignment = make_assignment(team, unit, state=AssignmentState.FED_BACK)
    for number in range(1, findings + 1):
        make_finding(assignment, title=f"惠农补贴资金滞留问题之{number}")
    Report.objects.create(assignment=assignment, findings_count=findings, state=ReportState.FINAL)
    Feedback.objects.create(
        assignment=assignment,
        number="云岭巡反馈〔2026〕1号",
        findings_count=findings,
        meeting_on=dt.date(2026, 6, 8),
        published_at=PUBLISHED_ON,
        state=FeedbackState.PUBLISHED,
    )
    return assignment


@dataclass
class County:
    """People of a county, each as an actor of today, and the round they work in."""

    office: Office
    people: dict[str, Person]
    term: Term
    round: Round
    team: Team
    unit: Unit
    assignment: Assignment

    def by(self, name: str, at: dt.datetime | None = None) -> Actor:
        """Return a person at work now, or at another instant."""
        return actor(self.user(name), at)

    def user(self, name: str) -> User:
        """Return the account of a person."""
        user = self.people[name].user
        assert isinstance(user, User)
        return user


OFFICE = {
    "director": (Role.ODR, OfficePostKind.DIRECTOR),
    "clerk": (Role.OST, OfficePostKind.CLERK),
    "second_clerk": (Role.OST, OfficePostKind.CLERK),
    "leadership": (Role.LDG, OfficePostKind.LEADING_GROUP),
}
TEAM = {
    "team_lead": PostingRole.LEADER,
    "deputy": PostingRole.DEPUTY,
    "liaison": PostingRole.LIAISON,
    "member": PostingRole.MEMBER,
}
AT_UNIT = {"unit_head": (Role.UNH, TenureKind.HEAD), "unit_liaison": (Role.UNL, TenureKind.LIAISON)}


def make_county(
    name: str = "云岭",
    assignment_state: AssignmentState = AssignmentState.ON_SITE,
    round_state: RoundState = RoundState.ON_SITE,
) -> County:
    """Return a county with an office, a team, a unit, a receiving body, and one assignment in a state."""
    mark = f"c{next(_numbers)}"
    office = make_office(f"{name}县委巡察办")
    people: dict[str, Person] = {}
    for who, (role, kind) in OFFICE.items():
        people[who] = make_person(office, who, make_user(f"{mark}-{who.replace('_', '-')}", role))
        sit_in_office(people[who], kind)
    unit = make_unit(office, f"{name}县青石镇")
    for who, (role, tenure) in AT_UNIT.items():
        people[who] = make_person(office, who, make_user(f"{mark}-{who.replace('_', '-')}", role))
        stand_at(people[who], unit, tenure)
    people["receiver"] = make_person(office, "receiver", make_user(f"{mark}-receiver", Role.RCV))
    sit_in_body(people["receiver"], make_body(office, BodyKind.DISCIPLINE))
    make_scheme(office)
    term = make_term(office)
    round_ = make_round(term, state=round_state)
    team = make_team(round_)
    for who, posting_role in TEAM.items():
        people[who] = make_person(office, who, make_user(f"{mark}-{who.replace('_', '-')}"))
        post(team, people[who], posting_role)
    assignment = make_assignment(team, unit, state=assignment_state)
    return County(office, people, term, round_, team, unit, assignment)
