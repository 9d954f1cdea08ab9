"""What the walk knows of everybody's rights: sets, days and the office's table; nothing of the program is asked.

People, places and records go by plain names. A record is a kind and a name; the records of a task bear the
task's name: `("finding", "a1")`. Source: roles.md and the words of the table, not the scopes of the program.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from django.conf import settings

from tests.access.oracle import table

DAY = dt.timedelta(days=1)
LEVELS = ("S1", "S2", "S3", "S4")
ADMINISTRATORS = {"SYS", "SEC", "AUD"}
BELOW = {"own": {"own"}, "far": {"far"}, "above": {"above", "own"}}
# By which acts a record is seen
SEES: dict[str, tuple[str, ...]] = {
    "assignment": ("assign.progress:V", "feedback.view:V"),
    "finding": ("find.view:V",),
    "report": ("report.draft:V", "report.approve:A"),
    "feedback": ("feedback.view:V",),
    "paper": ("find.draft:V", "work.paper:V", "work.paper:C", "find.draft:C"),
    "item": ("rect.view:V",),
    "plan": ("rect.plan:V", "rect.plan:C", "rect.plan:S", "rect.plan:A"),
    "clue": ("clue.read:V", "clue.draft:V"),
    "referral": ("referral.send:V",),
    "recusal": ("recuse.declare:C", "recuse.decide:P", "recuse.decide:A"),
    "unit": ("unit.registry:V", "unit.registry:A", "unit.registry:C"),
    "party": ("unit.registry:V", "unit.registry:A", "unit.registry:C"),
    "team": ("team.assign:V", "team.assign:P", "team.assign:A"),
    "person": ("person.registry:V",),
    "pressing": ("press.paper:V",),
    "briefing": ("brief.leaders:V",),
}
OF_TASK = ("assignment", "finding", "report", "feedback", "paper", "item", "plan", "clue")
OFFICE_SEES = {"review", "final", "fed_back", "rectifying"}  # findings, of a task in these states
WITH_OFFICE = {"office", "approval", "approved", "handed", "received"}  # clues
Record = tuple[str, str]


@cache
def levels() -> dict[str, str]:
    """Return the level of each act of the table."""
    with (settings.BASE_DIR / "docs" / "permission_matrix.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[2] for row in list(csv.reader(file))[1:]}


@cache
def needed(role: str) -> str:
    """Return the highest level among the acts of a role: a clearance rises to it when the role is given."""
    return max((levels()[act.partition(":")[0]] for holder, act in table() if holder == role), default="S1")


@dataclass
class Tie:
    """What binds a person to a place, both days included."""

    kind: str  # office, team, unit, portfolio, body, supervision
    who: str
    place: str
    what: str
    since: dt.date
    until: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Task:
    """A team at a party organisation, and how far its papers are."""

    office: str
    team: str
    unit: str
    party: str
    state: str
    report: str = "draft"
    feedback: str = ""  # draft, proposed, published
    published: bool = False
    hands: dict[str, str] = field(
        default_factory=dict
    )  # state of the report, or the feedback → who took it there
    asked: set[str] = field(default_factory=set)  # bodies that review the plan
    writers: set[str] = field(default_factory=set)  # author and undertakers of the draft
    author: str = ""


@dataclass
class ClueFile:
    """Where a clue stands, who holds it, whom it names."""

    state: str = "registered"
    receiver: str = ""
    sender: str = ""
    approver: str = ""  # who put it before the leaders
    names: str = ""


@dataclass
class Paper:
    """A paper that presses the unit of a1: how grave, how far, who put it before the group."""

    kind: str
    state: str = "pending"
    sender: str = ""

    @property
    def is_grave(self) -> bool:
        return self.kind in {"interview", "accountability"}


@dataclass
class RecusalCase:
    """Who keeps away from which party organisation."""

    who: str
    party: str
    by: str
    state: str = "declared"


@dataclass
class Session:
    """A session that its owner has open in a browser."""

    opened: dt.datetime
    seen: dt.datetime


@dataclass
class Rights:
    """The small model: everything that decides who may, on one day."""

    at: dt.datetime
    homes: dict[str, str] = field(default_factory=dict)  # person → office that keeps the record
    holdings: dict[str, list[Tie]] = field(default_factory=dict)  # whose; the place is the role
    ties: dict[int, Tie] = field(default_factory=dict)
    grants: dict[tuple[str, str], tuple[dt.date, dt.date | None]] = field(default_factory=dict)
    clearance: dict[str, str] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    tasks: dict[str, Task] = field(default_factory=dict)
    clues: dict[str, ClueFile] = field(default_factory=dict)
    custody: dict[tuple[str, str], tuple[dt.date, dt.date]] = field(default_factory=dict)
    recusals: dict[str, RecusalCase] = field(default_factory=dict)
    covers: dict[tuple[str, str], dt.date | None] = field(default_factory=dict)  # party, unit → last day
    sent: bool = False  # the referral
    pressing: dict[str, Paper] = field(default_factory=dict)
    briefed: bool = False  # the leaders, by the briefing of the own office
    rounds: dict[str, str] = field(default_factory=dict)
    pending: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def day(self) -> dt.date:
        return self.at.date()

    # What somebody holds today

    def roles(self, who: str) -> set[str]:
        found = {row.place for row in self.holdings[who] if row.on(self.day)}
        if who in self.off or (len(found) > 1 and found & ADMINISTRATORS):
            return set()
        return found

    def held(self, who: str, act: str) -> list[tuple[str, str]]:
        """Return by which role, within which scope of the table, an act is held."""
        if levels()[act.partition(":")[0]] > self.clearance[who]:
            return []
        return [(role, scope) for role in sorted(self.roles(who)) for scope in table().get((role, act), ())]

    def places(self, who: str, kind: str, what: str = "") -> set[str]:
        rows = (tie for tie in self.ties.values() if tie.who == who and tie.kind == kind)
        return {tie.place for tie in rows if tie.on(self.day) and what in {"", tie.what}}

    def offices(self, who: str) -> set[str]:
        """本办及下级."""
        return {below for office in self.places(who, "office") for below in BELOW[office]}

    def teams(self, who: str, role: str) -> set[str]:
        """The days of the posting and of its grant must both say so."""
        return {team for team in self.places(who, "team", role) if self.granted(who, team)}

    def granted(self, who: str, team: str) -> bool:
        since, until = self.grants.get((who, team), (dt.date.max, None))
        return since <= self.day and (until is None or self.day <= until)

    def units(self, who: str, role: str) -> set[str]:
        if role == "SUP":
            return self.places(who, "portfolio")
        return (
            self.places(who, "unit", {"UNH": "head", "UNL": "liaison"}[role]) if role in UNIT_ROLES else set()
        )

    def closed(self, who: str) -> set[str]:
        """Party organisations that a recusal closes."""
        return {one.party for one in self.recusals.values() if one.who == who and one.state == "granted"}

    # The two questions

    def may(self, who: str, act: str, record: Record | None = None) -> bool:
        pairs = self.held(who, act)
        return bool(pairs) if record is None else any(self.reaches(who, *pair, record) for pair in pairs)

    def sees(self, who: str, record: Record) -> bool:
        return any(self.may(who, act, record) for act in SEES[record[0]])

    def reaches(self, who: str, role: str, scope: str, record: Record) -> bool:
        kind, name = record
        if kind == "clue":
            return self.clues[name].names != who and self._reaches_clue(who, role, scope, name)
        if kind in OF_TASK:
            return self._reaches_paper(who, role, scope, kind, name)
        return bool(getattr(self, f"_reaches_{kind}")(who, role, scope, name))

    def _reaches_task(self, who: str, role: str, scope: str, name: str) -> bool:
        task = self.tasks[name]
        if task.party in self.closed(who):
            return False
        if scope == "all":
            return task.office in self.offices(who)
        if scope == "task":
            return task.team in self.teams(who, role)
        if scope in {"unit", "port"}:
            return task.published and task.unit in self.units(who, role)
        return scope == "sv" and task.published and name in self.places(who, "supervision")

    def _reaches_paper(self, who: str, role: str, scope: str, kind: str, name: str) -> bool:
        task = self.tasks[name]
        if kind == "paper":
            own = scope == "self" and who in task.writers
            return (own or scope == "task") and self._reaches_task(who, role, "task", name)
        if kind in {"item", "plan"} and scope == "review":
            return bool(task.asked & self.places(who, "body")) and task.party not in self.closed(who)
        return self._reaches_task(who, role, scope, name) and self._out(role, scope, kind, task)

    def _out(self, role: str, scope: str, kind: str, task: Task) -> bool:
        """状态门: to whom of the office a paper of the task is open yet."""
        if kind == "feedback":
            return task.published or (scope == "all" and role in {"ODR", "OST"})
        if scope != "all" or kind not in {"finding", "report"}:
            return True
        leader = role == "LDG"
        if kind == "finding":
            return task.state in (OFFICE_SEES - {"review"} if leader else OFFICE_SEES)
        return task.report not in ({"draft", "team", "office"} if leader else {"draft", "team"})

    def _reaches_clue(self, who: str, role: str, scope: str, name: str) -> bool:
        clue, task = self.clues[name], self.tasks[name]
        if scope == "clue" and role == "RCV":
            handed = clue.state in {"handed", "received"} and clue.receiver in self.places(who, "body")
            return handed and task.party not in self.closed(who)
        if scope in {"clue", "stand"} and not self._reaches_task(who, role, SITS_BY.get(role, ""), name):
            return False
        if scope == "clue" and role == "OST":
            since, until = self.custody.get((who, name), (dt.date.max, dt.date.max))
            return since <= self.day <= until
        if scope == "clue":
            return role == "LDG" and clue.state == "approval"
        if scope == "stand":
            return self._stands_in(who, role, name)
        return scope in {"all", "task"} and self._reaches_task(who, role, scope, name)

    def _stands_in(self, who: str, role: str, name: str) -> bool:
        """代行: the deputy for the leader, the director for both, the leading group for the directors."""
        clue, team = self.clues[name], self.tasks[name].team
        if role == "TDP":
            return clue.names in self._posted(team, "TLD")
        if role == "ODR":
            with_team = clue.names in self._posted(team, "TLD") and clue.state not in WITH_OFFICE
            return with_team and not self._posted(team, "TDP") - {clue.names}
        office = self.tasks[name].office
        stands = self._sitting(office, "designated") or self._sitting(office, "leading_group")
        return role == "LDG" and who in stands and clue.state in WITH_OFFICE and self._no_director(name)

    def _no_director(self, name: str) -> bool:
        clue, office = self.clues[name], self.tasks[name].office
        all_of_them = {one for one in self._sitting(office, "director") if self._directs(one)}
        others = all_of_them - {clue.names}
        sent_by_one = clue.state == "office" and clue.sender in all_of_them and not others - {clue.sender}
        return (clue.names in all_of_them and not others) or sent_by_one

    def _directs(self, who: str) -> bool:
        """The role by itself: whoever may do nothing for a mixture of roles is a director still."""
        rows = (row for row in self.holdings.get(who, ()) if row.place == "ODR")
        return who not in self.off and any(row.on(self.day) for row in rows)

    def _sitting(self, place: str, what: str) -> set[str]:
        return {tie.who for tie in self._here("office", place) if tie.what == what}

    def _posted(self, team: str, role: str) -> set[str]:
        return {tie.who for tie in self._here("team", team) if tie.what == role}

    def _here(self, kind: str, place: str) -> Iterator[Tie]:
        rows = self.ties.values()
        return (tie for tie in rows if (tie.kind, tie.place) == (kind, place) and tie.on(self.day))

    def _reaches_referral(self, who: str, role: str, scope: str, name: str) -> bool:
        if self.tasks["a1"].party in self.closed(who):
            return False
        handed = self.sent and "b1" in self.places(who, "body")
        return "own" in self.offices(who) if scope == "all" else scope == "clue" and handed

    def _reaches_pressing(self, who: str, role: str, scope: str, name: str) -> bool:
        paper = self.pressing[name]
        if not self._reaches_task(who, role, scope, "a1"):
            return False
        if scope in {"unit", "port"}:  # what speaks about the unit to another body is never its to read
            return paper.state == "issued" and paper.kind != "accountability"
        return role != "LDG" or paper.state in {"group", "issued"}

    def _reaches_briefing(self, who: str, role: str, scope: str, name: str) -> bool:
        if scope == "port":
            return self.briefed and any(not unit.endswith("9") for unit in self.units(who, role))
        return scope == "all" and "own" in self.offices(who) and (role != "LDG" or self.briefed)

    def _reaches_recusal(self, who: str, role: str, scope: str, name: str) -> bool:
        return self._reaches_person(who, role, scope, self.recusals[name].who)

    def _reaches_person(self, who: str, role: str, scope: str, name: str) -> bool:
        return self.homes[name] in self.offices(who) if scope == "all" else scope == "self" and who == name

    def _reaches_unit(self, who: str, role: str, scope: str, name: str) -> bool:
        office = "far" if name.endswith("9") else "own"
        if scope in {"unit", "port"}:
            return name in self.units(who, role)
        return (
            office in self.offices(who) if scope == "all" else scope == "task" and self.homes[who] == office
        )

    def _reaches_party(self, who: str, role: str, scope: str, name: str) -> bool:
        if scope in {"unit", "port"}:
            mine = self.units(who, role)
            rows = ((unit, last) for (party, unit), last in self.covers.items() if party == name)
            return any(unit in mine and (last is None or self.day <= last) for unit, last in rows)
        return self._reaches_unit(who, role, scope, name)

    def _reaches_team(self, who: str, role: str, scope: str, name: str) -> bool:
        office = "far" if name.endswith("9") else "own"
        return (
            office in self.offices(who)
            if scope == "all"
            else scope == "task" and name in self.teams(who, role)
        )


UNIT_ROLES = {"UNH", "UNL"}
SITS_BY = {"TDP": "task", "ODR": "all", "LDG": "all", "OST": "all"}
