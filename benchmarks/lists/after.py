"""What the lists of supervision, the notices and the entries from paper hold."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from accounts.models import User
from audit.models import Proposal
from audit.states import ProposalState
from benchmarks.lists.ground import Ground
from benchmarks.lists.mending import LONG, mixed, stored
from benchmarks.lists.pages import token_of
from deadlines.models import Deadline, FeedLink, Notice
from deadlines.reckoning import pick_rule
from deadlines.states import NoticeKind
from demo.county.assessing import NAME, TEXTS
from documents.models import ProxyEntry, StoredFile
from organizations.models import Office, Portfolio
from rectification.models import Item, MonthlyReport, PressingPaper
from rectification.states import ItemState, Progress
from rounds.models import Assignment, Feedback, SupervisionTask
from rounds.states import AssignmentState
from supervision.models import Assessment, CheckedItem, FollowUp, ScoreSheet, Visit
from supervision.operations.duty import ASSESSMENT, REVISIT
from supervision.states import (
    Agreement,
    AssessmentState,
    Drawn,
    FollowKind,
    SheetState,
    VisitKind,
    VisitState,
)

ORDER = (
    *(ScoreSheet, Assessment, FollowUp, Visit, CheckedItem, Deadline, Notice, FeedLink, Proposal, ProxyEntry),
)
PEOPLE = ("office", "unit-liaison", "portfolio", "supervisor")
SHARE = 10  # of so many units, one is a county leader's, and one is checked by the supervision group
CHECKS = 5
ENTERED: tuple[tuple[str, str, Any], ...] = (
    ("feedback.receive:S", "rounds.feedback", Feedback),
    ("rect.review:S", "rectification.monthlyreport", MonthlyReport),
    ("press.grave:A", "rectification.pressingpaper", PressingPaper),
)
WAITING = 500  # of so many papers, one waits for the second clerk


def fill(ground: Ground) -> None:
    """Fill the lists of supervision, the notices of four people, and what was entered from paper."""
    _send(ground)
    for lot in (_assessments, _visits, _dues, _notices, _entries):
        stored(ORDER, lot(ground))


def _send(ground: Ground) -> None:
    """Give the county leader and the supervision group one unit in ten."""
    leader, task = User.objects.get(username="portfolio").person, SupervisionTask.objects.get()
    units = {row.unit_id for row in ground.first[::SHARE]}
    new = units - set(Portfolio.objects.filter(person=leader).values_list("unit", flat=True))
    since = ground.day(900)
    Portfolio.objects.bulk_create(Portfolio(person=leader, unit_id=unit, since=since) for unit in new)
    known = set(task.assignments.values_list("pk", flat=True))
    link: Any = SupervisionTask.assignments.through
    chosen = {row.pk for row in ground.told if row.unit_id in units} - known
    link.objects.bulk_create(
        [link(supervisiontask_id=task.pk, assignment_id=key) for key in chosen], batch_size=500
    )


def _assessments(ground: Ground) -> Iterator[Any]:
    sheets = {
        office.pk: ScoreSheet(office=office, name=NAME, state=SheetState.IN_FORCE, **TEXTS)
        for office in Office.objects.order_by("pk")
    }
    yield from sheets.values()
    states = mixed((AssessmentState.PUBLISHED, 7), (AssessmentState.DECIDED, 1), (AssessmentState.SCORING, 2))
    for number, row in enumerate(ground.told):
        state = next(states)
        over = state != AssessmentState.SCORING
        made = Assessment(
            assignment=row,
            sheet=sheets[row.office_id],
            state=state,
            sent=64,
            returned=60,
            satisfied=40,
            mostly=9,
            total=Decimal(60 + number % 40) if over else None,
            band="较好" if over else "",
            decided_on=ground.day(20) if over else None,
            published_on=ground.day(10) if state == AssessmentState.PUBLISHED else None,
        )
        yield made
        if over and number % 4 == 0:
            kind, day = FollowKind.INTERVIEW, ground.day(5)
            yield FollowUp(assessment=made, kind=kind, held_on=day, people="县委书记", result=LONG)


def _visits(ground: Ground) -> Iterator[Any]:
    states = mixed((VisitState.ACCEPTED, 6), (VisitState.OPEN, 2), (VisitState.SUBMITTED, 1))
    kinds, task = cycle(VisitKind), SupervisionTask.objects.get()
    items = Item.objects.filter(assignment__in=[row.pk for row in ground.first]).select_related("finding")
    mine: dict[Any, list[Item]] = {}
    for item in items:
        mine.setdefault(item.unit_id, []).append(item)
    for row in islice(ground.told, ground.many):
        state, kind = next(states), next(kinds)
        visit = Visit(
            assignment=row,
            kind=kind,
            team_id=row.team_id if kind == VisitKind.REVISIT else None,
            task=task if kind == VisitKind.RECHECK else None,
            ordered_on=ground.day(30),
            due_on=ground.day(ground.chance.randrange(-30, 60)),
            seed=7,
            state=state,
            submitted_on=None if state == VisitState.OPEN else ground.day(4),
            accepted_on=ground.day(2) if state == VisitState.ACCEPTED else None,
        )
        yield visit
        yield from _checks(ground, visit, mine.get(row.unit_id, [])[:CHECKS])


def _checks(ground: Ground, visit: Visit, items: list[Item]) -> Iterator[CheckedItem]:
    over = visit.state != VisitState.OPEN
    for place, item in enumerate(items):
        agreement = Agreement.DIFFERENT if place == 1 else Agreement.SAME
        yield CheckedItem(
            visit=visit,
            item=item,
            drawn=Drawn.OPEN,
            number=item.finding.number,
            title=item.finding.title,
            item_state=ItemState.FIXING,
            reported=Progress.DONE,
            found=Progress.DONE if over else "",
            agreement=agreement if over else "",
            checked_on=ground.day(5) if over else None,
        )


def _dues(ground: Ground) -> Iterator[Deadline]:
    rules = {code: pick_rule(code, on=ground.today) for code in (REVISIT, ASSESSMENT)}
    for row in ground.told:
        for code, rule in rules.items() if row.state == AssignmentState.RECTIFYING else ():
            due = ground.day(ground.chance.randrange(-90, 60))
            yield Deadline(
                rule=rule,
                code=code,
                record_type="rounds.assignment",
                record_id=row.pk,
                anchor_on=ground.day(120),
                original_due=due,
                due=due,
            )


def _notices(ground: Ground) -> Iterator[Any]:
    kinds = mixed((NoticeKind.REMINDER, 5), (NoticeKind.OVERDUE, 3), (NoticeKind.MESSAGE, 2))
    for name in PEOPLE:
        user = User.objects.get(username=name)
        digest = hashlib.sha256(token_of(name).encode()).hexdigest()
        yield FeedLink(user=user, digest=digest, made_at=ground.now)
        for number in range(ground.many):
            at = ground.at(number % 700)
            yield Notice(
                recipient=user,
                kind=next(kinds),
                title=f"第{number}项整改事项临近时限",
                text=LONG,
                url="/rectification/items/",
                created_at=at,
                sent_at=at,
                read_at=None if number % 5 else at,
            )


def _entries(ground: Ground) -> Iterator[Any]:
    """Papers entered by another clerk, most of them confirmed long ago."""
    by, scan = User.objects.get(username="director"), StoredFile.objects.first()
    offices = dict(Assignment.objects.values_list("pk", "office"))
    for act, kind, model in ENTERED:
        rows = model.objects.order_by("pk").values_list("pk", "assignment")[: ground.many // len(ENTERED)]
        for number, (key, assignment) in enumerate(rows):
            proposal = Proposal(
                act=act,
                record_type=kind,
                record_id=key,
                state=ProposalState.APPROVED if number % WAITING else ProposalState.PENDING,
                proposed_by=by,
                proposed_at=ground.at(3),
            )
            yield proposal
            yield ProxyEntry(
                proposal=proposal,
                office_id=offices[assignment],
                subject=f"第{number}件",
                scan=scan,
                signer="李建国",
                post="县委书记",
                signed_on=ground.day(number % 300),
                number=f"县委〔2026〕{number}",
            )
