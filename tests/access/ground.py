"""The ground that the walk walks on: the rows of the program by plain names, and the model that knows the same."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils import timezone

from accounts.models import RoleHolding, User
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user
from audit.actor import Actor
from audit.models import Proposal
from clues.models import Clue, Subject
from clues.states import Discipline
from deadlines.states import PaperKind
from organizations.models import Body, BodyPost, Office, OfficePost, Person, Portfolio, Tenure
from organizations.states import BodyKind, OfficePostKind
from organizations.tests.factories import make_body, make_office, make_person, make_unit
from rectification.states import PressingState
from rectification.states.briefing import BriefingState
from rectification.tests.factories import DAY, Mending, make_briefing, make_joint, make_pressing
from rounds.models import Feedback, Posting, Report, SupervisionTask
from rounds.operations import referral
from rounds.states import AssignmentState, FeedbackState, PaperState, PostingRole, ReportState
from rounds.tests.factories import (
    County,
    make_assignment,
    make_county,
    make_finding,
    make_paper,
    make_team,
    post,
)
from tests.access.rights import ClueFile, Paper, Rights, Task, Tie

MORNING = timezone.make_aware(dt.datetime(2026, 7, 6, 9))
AUTHORS = {"a1": "member", "a2": "member", "a3": "rover", "a4": "rover"}  # of the drafts; a9 has one far away
PRESSING = {"g1": "reminder", "g2": "admonition", "g3": "interview", "g4": "accountability"}
EXTRA = {
    "chief": (Role.ODR, OfficePostKind.DIRECTOR),
    "keeper": (Role.OST, OfficePostKind.CLERK),
    "guard": (Role.SEC, None),
    "engineer": (Role.SYS, None),
    "supervisor": (Role.SUP, None),
    "inspector": (Role.SVG, None),
    "rover": (None, None),
    "drifter": (None, None),
}


@dataclass
class Ground:
    """The rows of the program, by the names of the model."""

    county: County
    since: ClassVar[dt.date] = LONG_AGO
    people: dict[str, Person] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    records: dict[tuple[str, str], Any] = field(default_factory=dict)
    rows: dict[int, Any] = field(default_factory=dict)

    def user(self, who: str) -> User:
        """Return the account as it is stored now."""
        return User.objects.get(person=self.people[who])

    def fresh(self, kind: str, name: str) -> Any:
        """Return a record as it is stored now."""
        return _again(self.records[kind, name])

    def of(self, kind: str) -> dict[str, Any]:
        """Return the records of a kind, name → row."""
        return {name: row for (one, name), row in self.records.items() if one == kind}

    def row(self, key: int) -> Any:
        """Return a tie as it is stored now."""
        return _again(self.rows[key])

    def proposal(self, record: Any) -> Proposal:
        """Return what waits for a second person."""
        found: Proposal = Proposal.objects.pending().get(record_id=record.pk)
        return found


def _again(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def actor(user: User, at: dt.datetime) -> Actor:
    return Actor(user=user, at=at, signed_in_at=at)


def make_ground() -> tuple[Ground, Rights]:
    """Return a county with two teams at two units, a neighbour, an office above; and the model of it."""
    mending = make_joint(findings=1)
    county = mending.county
    ground = Ground(county, people=dict(county.people))
    far = make_county("青浦", AssignmentState.RECTIFYING)
    above = make_office("云水市委巡察办")
    Office.objects.filter(pk=county.office.pk).update(parent=above)
    ground.offices |= {"own": county.office, "far": far.office, "above": above}
    ground.bodies |= {
        "b1": Body.objects.get(office=county.office),
        "b2": make_body(county.office, BodyKind.AUDIT),
    }
    ground.people["stranger"] = far.people["clerk"]
    _seat(ground)
    _send(ground, mending.assignment, far)
    return ground, _model(ground)


def _seat(ground: Ground) -> None:
    own = ground.offices["own"]
    for who, (role, kind) in EXTRA.items():
        user = make_user(f"walk-{who}", *([role] if role else []))
        ground.people[who] = person = make_person(own, who, user)
        if kind:
            OfficePost.objects.create(office=own, person=person, kind=kind, title=kind.label, since=LONG_AGO)
    user = make_user("walk-mayor", Role.ODR)
    ground.people["mayor"] = person = make_person(ground.offices["above"], "mayor", user)
    OfficePost.objects.create(
        office=ground.offices["above"],
        person=person,
        kind=OfficePostKind.DIRECTOR,
        title="主任",
        since=LONG_AGO,
    )
    Portfolio.objects.create(unit=ground.county.unit, person=ground.people["supervisor"], since=LONG_AGO)


def _send(ground: Ground, first: Any, far: County) -> None:
    county, people = ground.county, ground.people
    second = make_team(county.round, 2)
    other = make_unit(county.office, "云岭县黄栌乡")
    post(second, people["rover"], PostingRole.LEADER)
    post(second, people["drifter"], PostingRole.DEPUTY)
    tasks = {
        "a1": first,
        "a2": make_assignment(county.team, other, AssignmentState.ON_SITE),
        "a3": make_assignment(second, county.unit, AssignmentState.FINAL),
        "a4": make_assignment(second, other, AssignmentState.WAITING),
        "a9": far.assignment,
    }
    for name, task in tasks.items():
        _papers(ground, name, task, far.people["member"] if name == "a9" else people[AUTHORS[name]])
    put = ground.records
    put |= {("team", "t1"): county.team, ("team", "t2"): second, ("team", "t9"): far.team}
    put |= {("unit", "u1"): county.unit, ("unit", "u2"): other, ("unit", "u9"): far.unit}
    parties = {"p1": first, "p2": tasks["a2"], "p9": tasks["a9"]}
    put |= {("party", name): task.party_organization for name, task in parties.items()}
    put |= {("person", who): person for who, person in people.items()}
    put["round", "r1"] = county.round
    put["plan", "a1"] = first.rectification_plan
    put["item", "a1"] = first.items.get()
    for place, (name, kind) in enumerate(PRESSING.items()):
        day = MORNING.date() - place * DAY
        put["pressing", name] = make_pressing(
            Mending(county, first), PressingState.PENDING, PaperKind(kind), day, about=put["plan", "a1"]
        )
    put["briefing", "w1"] = make_briefing(county.office, BriefingState.DRAFT)
    keeper = actor(ground.user("keeper"), timezone.now())
    told = {"title": "建议", "text": "请研究"}
    put["referral", "f1"] = referral.draft_referral(
        county.office, ground.bodies["b1"], finding=put["finding", "a1"], by=keeper, **told
    )
    task = SupervisionTask.objects.create(office=county.office, name="督查", since=LONG_AGO)
    task.people.add(people["inspector"])
    task.assignments.add(first)


def _papers(ground: Ground, name: str, task: Any, author: Person) -> None:
    final = name in {"a1", "a3", "a9"}
    state = ReportState.FINAL if final else ReportState.DRAFT
    decided = dt.date(2026, 6, 1) if final else None
    put = ground.records
    put["assignment", name] = task
    put["finding", name] = task.findings.first() or make_finding(task)
    put["report", name] = Report.objects.create(
        assignment=task, state=state, decided_on=decided, findings_count=1
    )
    put["paper", name] = make_paper(task, author, PaperState.DRAFT)
    if task.published_at:
        told = {"published_at": task.published_at, "state": FeedbackState.PUBLISHED}
        put["feedback", name] = Feedback.objects.create(assignment=task, **told)
    put["clue", name] = clue = Clue.objects.create(
        assignment=task,
        number=f"线索-{name}",
        summary="收受礼金",
        discipline=Discipline.INTEGRITY,
        registered_at=timezone.now(),
    )
    Subject.objects.create(clue=clue, name="待查")


def _model(ground: Ground) -> Rights:
    """Write down once what was built: from here on the model goes by itself."""
    names = {person.pk: who for who, person in ground.people.items()}
    places = {row.pk: name for (kind, name), row in ground.records.items() if kind in {"team", "unit"}}
    places |= {row.pk: name for name, row in (*ground.offices.items(), *ground.bodies.items())}
    r = Rights(at=MORNING)
    for who, person in ground.people.items():
        r.homes[who] = next(name for name, office in ground.offices.items() if office.pk == person.office_id)
        r.clearance[who], r.holdings[who] = "S4", []
    users = {person.user_id: who for who, person in ground.people.items()}
    for row in RoleHolding.objects.filter(user__in=users).order_by("pk"):
        who = users[row.user_id]
        r.holdings[who].append(Tie("role", who, row.role, "", row.since, row.until))
    kinds: list[tuple[str, Any, str, str]] = [
        ("office", OfficePost, "office_id", "kind"),
        ("team", Posting, "team_id", "role"),
        ("unit", Tenure, "unit_id", "kind"),
        ("portfolio", Portfolio, "unit_id", ""),
        ("body", BodyPost, "body_id", ""),
    ]
    for kind, model, place, what in kinds:
        for row in model.objects.filter(person__in=names).order_by("pk"):
            key = next(r.numbers)
            ground.rows[key] = row
            said = getattr(row, what) if what else ""
            tie = Tie(kind, names[row.person_id], places[getattr(row, place)], said, row.since, row.until)
            r.ties[key] = tie
            if kind == "team":
                r.grants[tie.who, tie.place] = (row.since, row.until)
    r.ties[next(r.numbers)] = Tie("supervision", "inspector", "a1", "", LONG_AGO)
    _tasks(ground, r)
    return r


def _tasks(ground: Ground, r: Rights) -> None:
    lie = {"a1": ("t1", "u1"), "a2": ("t1", "u2"), "a3": ("t2", "u1"), "a4": ("t2", "u2"), "a9": ("t9", "u9")}
    for name, (team, unit) in lie.items():
        row = ground.records["assignment", name]
        office, published = ("far" if name == "a9" else "own"), row.published_at is not None
        task = Task(office, team, unit, f"p{unit[1]}", str(row.state), published=published)
        task.report = str(ground.records["report", name].state)
        task.feedback = "published" if published else ""
        task.author = AUTHORS.get(name, "")
        task.writers = {task.author}
        r.tasks[name], r.clues[name] = task, ClueFile()
        r.covers[task.party, unit] = None
    r.rounds["r1"] = str(ground.county.round.state)
    r.pressing = {name: Paper(kind) for name, kind in PRESSING.items()}
