"""A unit that mends, and those who go back to it, for the tests of this app."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import make_user
from documents.tests.factories import make_file
from organizations.models import Body, Person, Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_person
from rectification.states import Progress
from rectification.tests.factories import DAY, Mending, closed, make_fixing, sign_in, today
from rounds.models import Team
from rounds.states import AssignmentState, PostingRole
from rounds.tests.factories import make_assignment, make_team, post
from supervision.models import Assessment, CheckedItem, FollowUp, ResultCopy, ScoreSheet, Visit
from supervision.operations import assessment as assessing
from supervision.operations import copying, publishing
from supervision.operations import visit as operations
from supervision.states import Agreement, AssessmentState, Drawn, FollowKind, SheetState, VisitKind

__all__ = ["DAY", "Mending", "closed", "make_fixing", "sign_in", "today"]
SEED = 123_456
TEXTS = {
    "lines": "责任落实｜方案和责任到人｜60\n整改成效｜问题销号｜40｜得分\n加分｜经验推广｜5｜加分\n扣分｜逾期｜10｜扣分",
    "raters": "县委巡察办｜60\n县委督查组｜40",
    "vetoes": "虚假整改\n瞒报漏报",
    "bands": "好｜90｜通报表扬\n一般｜60\n差｜0｜约谈主要负责人",
}


def make_mending(findings: int = 3, shut: int = 1, name: str = "云岭", days_ago: int = 30) -> Mending:
    """Return a unit that mends; the last of its problems are closed."""
    mending = make_fixing(findings, name=name, days_ago=days_ago)
    for item in mending.items[findings - shut :]:
        closed(mending, item)
    return mending


def add_person(mending: Mending, name: str, *roles: Role) -> Person:
    """Return somebody new in the county, with an account."""
    user = make_user(f"{mending.county.user('clerk').username}-{name}", *roles)
    mending.county.people[name] = person = make_person(mending.county.office, name, user)
    return person


def make_visitors(mending: Mending, number: int = 7) -> Team:
    """Return a team formed for a visit, with a leader and a member who did not inspect."""
    team = make_team(mending.county.round, number)
    for name, role in (("visit_lead", PostingRole.LEADER), ("visitor", PostingRole.MEMBER)):
        post(team, add_person(mending, name), role)
    return team


def make_revisit(mending: Mending, team: Team | None = None, **rest: Any) -> Visit:
    """Return a visit that a clerk ordered."""
    said: dict[str, Any] = {"due_on": today() + 10 * DAY, "sample": 1, "seed": SEED, **rest}
    sent = team or make_visitors(mending)
    return operations.order_revisit(mending.assignment, team=sent, by=mending.by("clerk"), **said)


def make_recheck(mending: Mending, **rest: Any) -> Visit:
    """Return a check by the supervision group that a clerk ordered."""
    person = mending.county.people.get("inspector") or add_person(mending, "inspector", Role.SVG)
    said: dict[str, Any] = {"due_on": today() + 10 * DAY, "sample": 1, "seed": SEED, **rest}
    return operations.order_recheck(mending.assignment, people=[person], by=mending.by("clerk"), **said)


def look_at(check: CheckedItem, mending: Mending, who: str = "visitor", **rest: Any) -> CheckedItem:
    """Let a visitor look at a problem and find it as it was reported."""
    said: dict[str, Any] = {"found": check.reported, "agreement": Agreement.SAME, "note": "", **rest}
    return operations.check_item(check, by=mending.by(who), **said)


def differ(check: CheckedItem, mending: Mending, who: str = "visitor") -> CheckedItem:
    """Let a visitor find a problem otherwise than reported."""
    worse = Progress.MOSTLY if check.reported == Progress.UNDONE else Progress.UNDONE
    note = "抽查两户，补贴仍未到账。"
    return look_at(check, mending, who, found=worse, agreement=Agreement.DIFFERENT, note=note)


def submitted(mending: Mending, visit: Visit | None = None, who: str = "visitor") -> Visit:
    """Return a visit that was made and sent in; the first problem was found otherwise than reported."""
    visit = visit or make_revisit(mending)
    first, *rest = visit.checks.all()
    differ(first, mending, who)
    for check in rest:
        look_at(check, mending, who)
    return operations.submit_visit(
        visit, summary="总体属实，一个问题不符。", cooperation=90, by=mending.by(who)
    )


def accepted(mending: Mending, visit: Visit | None = None) -> Visit:
    """Return a visit that the office accepted."""
    return operations.accept_visit(submitted(mending, visit), by=mending.by("clerk"))


def visit_of(mending: Mending) -> dict[str, Any]:
    """Return a visit by the team that inspected, and a problem on its list, as the proofs of access need it.

    No operation would send that team: its people are those who play the roles of the proofs.
    """
    visit = Visit.objects.create(
        assignment=mending.assignment,
        kind=VisitKind.REVISIT,
        team=mending.county.team,
        ordered_on=today(),
        due_on=today() + 10 * DAY,
        seed=SEED,
    )
    item = mending.item
    check = CheckedItem.objects.create(
        visit=visit,
        item=item,
        drawn=Drawn.OPEN,
        number=item.finding.number,
        title=item.finding.title,
        item_state=item.state,
        reported=item.progress,
    )
    sheet = make_sheet(mending, SheetState.DRAFT)
    used = make_sheet(mending)
    scored = Assessment.objects.create(
        assignment=mending.assignment,
        sheet=used,
        total="80.00",
        band="一般",
        decided_on=today(),
        published_on=today(),
        state=AssessmentState.PUBLISHED,
    )
    followed = FollowUp.objects.create(
        assessment=scored,
        kind=FollowKind.INTERVIEW,
        held_on=today(),
        people="领导小组副组长主持",
        file=make_file(mending.by("clerk")),
    )
    return {
        "visit": visit,
        "check": check,
        "sheet": sheet,
        "assessment": scored,
        "followup": followed,
        "result_copy": copied(mending),
    }


def copied(mending: Mending, sent_on: dt.date | None = None) -> ResultCopy:
    """Return the ranking of the round as it was sent to the county's discipline body."""
    body = Body.objects.filter(office=mending.county.office).earliest("id")
    round_, by = mending.county.round, mending.by("clerk")
    return copying.send_results(round_, bodies=[body], sent_on=sent_on or today(), by=by)[0]


def make_sheet(mending: Mending, state: SheetState = SheetState.IN_FORCE, **rest: Any) -> ScoreSheet:
    """Return a sheet of the office."""
    office, name = mending.county.office, rest.pop("name", "整改评估打分表")
    edition = ScoreSheet.objects.filter(office=office, name=name).count() + 1
    made: ScoreSheet = ScoreSheet.objects.create(
        office=office, name=name, edition=edition, state=state, **{**TEXTS, **rest}
    )
    return made


def marks_of(*rows: Sequence[object]) -> dict[str, dict[str, Decimal]]:
    """Return the marks of the raters, line by line."""
    return {
        str(rater): {str(place): Decimal(str(points)) for place, points in enumerate(row, 1)}
        for rater, row in enumerate(rows, 1)
    }


def make_assessment(mending: Mending, sheet: ScoreSheet | None = None) -> Assessment:
    """Return an assessment that a clerk began."""
    used = sheet or make_sheet(mending)
    return assessing.start_assessment(mending.assignment, sheet=used, by=mending.by("clerk"))


def scored(mending: Mending, assessment: Assessment | None = None, points: int = 50) -> Assessment:
    """Return an assessment in which everybody gave marks."""
    return assessing.mark(
        assessment or make_assessment(mending),
        marks=marks_of([points, 40, 0, 0], [points, 40, 0, 0]),
        vetoed_by=[],
        satisfaction={"sent": 10, "returned": 9, "satisfied": 6, "mostly": 2, "dissatisfied": 1},
        by=mending.by("clerk"),
    )


def proposed(mending: Mending, assessment: Assessment | None = None, points: int = 50) -> Assessment:
    """Return an assessment that a clerk put before the director."""
    return assessing.propose_assessment(scored(mending, assessment, points), by=mending.by("clerk"))


def decided(mending: Mending, assessment: Assessment | None = None, points: int = 50) -> Assessment:
    """Return an assessment that stands."""
    return assessing.decide_assessment(proposed(mending, assessment, points), by=mending.by("director"))


def published(mending: Mending, assessment: Assessment | None = None, points: int = 50) -> Assessment:
    """Return an assessment that its unit knows."""
    made = decided(mending, assessment, points)
    publishing.publish_assessments(mending.county.round, by=mending.by("director"))
    made.refresh_from_db()
    return made


def beside(mending: Mending, points: int = 30) -> Assessment:
    """Return a decided assessment of another unit of the same round."""
    other = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    sheet = Assessment.objects.filter(assignment=mending.assignment).get().sheet
    return decided(mending, assessing.start_assessment(other, sheet=sheet, by=mending.by("clerk")), points)


def recuse(mending: Mending, *names: str) -> None:
    """Keep people of the county from the unit by a recusal that was granted."""
    for name in names:
        Recusal.objects.create(
            person=mending.county.people[name],
            party_organization=mending.assignment.party_organization,
            ground="配偶在该单位任职",
            state=RecusalState.GRANTED,
            declared_at=mending.by("clerk").at,
        )


def page(name: str, record: Any = None) -> str:
    """Return the address of a page of this app."""
    return reverse(f"supervision:{name}", args=[record.pk] if record else [])


def later(days: int) -> dt.date:
    """Return a day from today on."""
    return today() + days * DAY
