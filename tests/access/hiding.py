"""A change that somebody makes, and from whom the office's table hides the changed record.

Who may know is worked out by `oracle.py`, which calls no rule or scope; here comes what it does not tell: whose own
a record is, who stands in where a clue passes over whom it names, and that whoever it names is told nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.clock import clock
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from clues.models import Clue
from clues.states import ClueState
from clues.tests.factories import WAY, advance, register
from deadlines.states import PaperKind
from organizations.models import Person, Unit
from organizations.states import OfficePostKind, UnitKind
from organizations.tests.factories import make_person, make_unit, sit_in_body, sit_in_office
from rectification.models import (
    JointOpinion,
    LeadersBriefing,
    MonthlyReport,
    PressingPaper,
    Publication,
    PublicationLine,
    RectificationPlan,
)
from rectification.operations import item as opened
from rectification.operations import month_open
from rectification.states import OpinionState, PlanState, PressingState
from rectification.states.briefing import BriefingState
from rectification.states.publication import PublicationState
from rectification.tests.factories import (
    DAY,
    Mending,
    add_measure,
    frozen,
    make_briefing,
    make_pressing,
    open_report,
    submitted,
    today,
)
from rounds.models import Assignment, Feedback, Finding, Posting, SupervisionTask, WorkingPaper
from rounds.states import AssignmentState, PostingRole
from rounds.tests.factories import County, make_assignment, make_finding, make_paper, make_team, post
from tests.access import oracle
from tests.access.cast import OWN, PLACES, Place, Player, Scene
from tests.access.silent import discipline
from tests.access.test_reading import _take_back
from tests.test_access import Records, World

# Kinds of records that no page of the matrix proof is about, with the acts by which they are seen
MORE = oracle._kinds(
    "shared",
    grant="acct.grant:P acct.grant:A",
    reset="acct.reset:P acct.reset:A",
    alarm="sec.policy:E audit.biz:V",
    door="acct.kill:E",
    accounts="acct.manage:C acct.grant:P acct.grant:A",
)
# A third team of the own round at the same unit, whose report is final and whose feedback is prepared
FINAL = "final"
# A fourth one, whose unit writes its papers: what was handed in once has been returned
WRITING = "writing"
AUTHOR = "other_member"
WHERE = PLACES | {
    FINAL: Place(OWN, FINAL, OWN, OWN, "", OWN, published=False),
    WRITING: Place(OWN, WRITING, OWN, OWN, OWN, OWN, published=True),
}
OFFICE = {Role.ODR, Role.OST, Role.LDG}
OUTSIDE = {Role.UNH, Role.UNL, Role.SUP}
GATES = oracle.HIDDEN | {
    ("finding", "on_site"): OFFICE,
    ("monthly", "words"): {Role.SUP, Role.SVG},  # that it is owed is seen
    ("pressing", "dropped"): OUTSIDE | {Role.LDG},
    ("pressing", "accountability"): OUTSIDE,  # it speaks about the unit to another body
}


# Of such a record the row is seen, and a page that says that there is nothing to read yet
ROW_SEEN = {"monthly.words"}

# Has no page of its own: shown on the pages of what it belongs to
SHOWN_WITH = {"review": "monthly", "narrowed": "rule"}


@dataclass(frozen=True)
class Change:
    """Something done by somebody.

    Attributes:
        name: what is done, in the office's words.
        touches: the records that are made or changed by it, as ``kind@place``; told to whoever sees one of them.
        run: does it, and returns the new record, or nothing when there is none.
        state: ``kind.state`` in which the record then stands, where a gate of that state hides it.
        whose: the only person who may know, by the name in the world.
        also: roles, and names of persons, that may know besides.
        named: whom a clue names: to this person nothing may be told, whatever the role.
    """

    name: str
    touches: tuple[str, ...]
    run: Callable[["Hand"], Any]
    state: str = ""
    whose: str = ""
    also: frozenset[str] = frozenset()
    named: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> set[str]:
        found = {touched.partition("@")[0] for touched in self.touches}
        return found | {SHOWN_WITH[kind] for kind in found & SHOWN_WITH.keys()}

    def is_hidden_from(self, player: Player) -> bool:
        """Say whether the table gives the person no sight of any record that the change touches."""
        if self.named and player.who == self.named:
            return True
        if player.role in self.also or (player.who and player.who in self.also):
            return False
        if self.whose:
            return player.who != self.whose
        return not any(self._told(player, *touched.split("@")) for touched in self.touches)

    def _told(self, player: Player, kind: str, place: str) -> bool:
        gate, _, state = self.state.partition(".")
        if gate == kind and player.role in GATES[kind, state]:
            return False
        if kind in MORE:
            return any(oracle.scopes(player, act) for act in MORE[kind].sees)
        return oracle.sees(player, kind, WHERE[place])


@dataclass
class Hand:
    """The hand that changes something: whoever of the world has the right, and what lies ready to be changed."""

    scene: Scene
    final: Finding
    posting: Posting
    writing: Mending
    village: Unit
    drafts: list[WorkingPaper] = field(default_factory=list)
    registered: list[Clue] = field(default_factory=list)
    handed: list[Clue] = field(default_factory=list)
    papers: dict[str, PressingPaper] = field(default_factory=dict)
    briefings: dict[str, LeadersBriefing] = field(default_factory=dict)
    reports: dict[str, MonthlyReport] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.scene.world

    @property
    def own(self) -> Records:
        return self.world.records

    @property
    def early(self) -> Records:
        return self.world.early

    @property
    def far(self) -> Records:
        return self.world.neighbour

    def by(self, who: str) -> Actor:
        """Return somebody of the own county at work now."""
        return self.world.county.by(who)

    def there(self, who: str) -> Actor:
        """Return somebody of the neighbouring county at work now."""
        person = Person.objects.select_related("user").get(office=self.far["office"], name=who)
        return actor(person.user)  # type: ignore[arg-type]

    def person(self, who: str) -> Person:
        return self.world.county.people[who]


def fresh(record: Any) -> Any:
    """Return a record as it is stored now."""
    return type(record)._default_manager.get(pk=record.pk)


def make_ready(scene: Scene) -> Hand:
    """Seat whoever stands in for somebody, and lay a record of its own before each change."""
    _take_back(scene.world)
    county, early = scene.world.county, scene.world.early["assignment"]
    _seat(county)
    last = make_assignment(make_team(county.round, 4), county.unit, AssignmentState.FINAL)
    # A feedback is prepared when the report is final: with the second team on site, it is that of the third
    Feedback.objects.filter(assignment=early).update(assignment=last)
    leaving = make_person(county.office, "沈平", make_user("leaving"))
    posting = post(early.team, leaving, PostingRole.MEMBER)
    hand = Hand(scene, make_finding(last), posting, _let_write(scene.world), _reach_down(early))
    hand.drafts += [make_paper(early, county.people[AUTHOR]) for _ in range(4)]
    lead = county.by("other_team_lead")
    hand.registered += [register(county, early, by=lead) for _ in range(3)]
    hand.handed += [handed_clue(county) for _ in range(4)]
    _press(hand)
    _go_through_months(hand)
    # What a body was asked about is under review still
    RectificationPlan.objects.filter(pk=hand.own["rectification_plan"].pk).update(state=PlanState.JOINT)
    return hand


def _reach_down(early: Assignment) -> Unit:
    """Let the second team's inspection reach down to a village, which a hidden paper can name."""
    village = make_unit(early.office, "云岭县柳溪村", UnitKind.VILLAGE)
    Unit.objects.filter(pk=village.pk).update(parent=early.unit)
    early.extended.add(village)
    return village


def _let_write(world: World) -> Mending:
    """Let the unit write on all it owes of another task; a body and the supervision group know of the task."""
    county = world.county
    task = make_assignment(make_team(county.round, 5), county.unit, AssignmentState.FED_BACK)
    task.published_at = timezone.now() - 30 * DAY
    task.save()
    for number in range(2):
        make_finding(task, title=f"惠民资金滞留之{number}")
    opened.open_items(task, by=clock(timezone.now()))
    opened.claim_items(task, by=county.by("unit_liaison"))
    unit = Mending(county, task)
    add_measure(unit, unit.item)
    said = {"asked_on": today() - DAY, "given_on": today(), "state": OpinionState.OBJECTED}
    JointOpinion.objects.create(plan=unit.plan, body=world.records["opinion"].body, **said)
    RectificationPlan.objects.filter(pk=unit.plan.pk).update(state=PlanState.RETURNED)
    for sent in SupervisionTask.objects.filter(assignments=world.records["assignment"]):
        sent.assignments.add(task)
    out = Publication.objects.create(assignment=task, state=PublicationState.RETURNED)
    PublicationLine.objects.create(publication=out, item=unit.item, text="已经整改")
    return unit


def _press(hand: Hand) -> None:
    """Lay a paper that waits before each change of papers, and a briefing of last week at home and there."""
    own = Mending(hand.world.county, hand.own["assignment"])
    kinds = {
        **dict.fromkeys(("edited", "issued", "dropped"), PaperKind.SUPERVISION),
        **dict.fromkeys(("submitted", "returned", "agreed"), PaperKind.INTERVIEW),
        "barred": PaperKind.ACCOUNTABILITY,
    }
    for place, (name, kind) in enumerate(kinds.items(), 1):
        day = today() - place * DAY
        hand.papers[name] = make_pressing(own, PressingState.PENDING, kind, day)
    for where, records in (("own", hand.own), ("far", hand.far)):
        hand.briefings[where] = make_briefing(records["office"], BriefingState.DRAFT, weeks_ago=1)


def _go_through_months(hand: Hand) -> None:
    """Send in last month's report, and lay an earlier one before each change of the others."""
    own = Mending(hand.world.county, hand.own["assignment"])
    month = submitted(own, hand.own["monthly"].month).month
    for name, made in (("written", open_report), ("urged", open_report), ("frozen", frozen)):
        month = month_open.month_before(month)
        hand.reports[name] = made(own, month)


def handed_clue(county: County, **facts: Any) -> Clue:
    """Return a clue of the own team that was handed over to the discipline body."""
    clue = register(county, **facts)
    for step in WAY[1 : WAY.index(ClueState.HANDED) + 1]:
        advance(county, clue, step, discipline(county))
    return clue


def _seat(county: County) -> None:
    for who, kind in (
        ("second_leader", OfficePostKind.LEADING_GROUP),
        ("designated", OfficePostKind.DESIGNATED),
    ):
        county.people[who] = make_person(county.office, who, make_user(who.replace("_", "-"), Role.LDG))
        sit_in_office(county.people[who], kind)
    county.people["colleague"] = make_person(county.office, "colleague", make_user("colleague", Role.RCV))
    sit_in_body(county.people["colleague"], discipline(county))
