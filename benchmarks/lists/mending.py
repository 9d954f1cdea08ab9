"""What the lists of rectification hold by unit: plans, papers, reports, summaries; not lived through."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from typing import Any, TypeVar

from accounts.models import User
from benchmarks.lists.ground import Ground
from demo.scale.crate import Crate
from documents.models import Job, StoredFile
from documents.states import JobState
from organizations.models import Office
from rectification.models import (
    LeadersBriefing,
    MonthlyReport,
    MonthlySummary,
    Publication,
    PublishedEdition,
    RectificationPlan,
    UnitPaper,
)
from rectification.publishing import CLOSING
from rectification.states import PlanState, ReportState
from rectification.states.briefing import BriefingState
from rectification.states.publication import PublicationState, Sphere
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState

S = TypeVar("S")
ORDER = (
    RectificationPlan, Publication, PublishedEdition, UnitPaper, MonthlyReport, Job, MonthlySummary,
    LeadersBriefing,
)  # fmt: skip
YEARS = 15  # three terms: what an office has behind it when nothing was ever deleted
LONG = "对照问题逐项整改，修订制度并开展专项检查，相关款项已经收回，责任人员已经处理。" * 4


def fill(ground: Ground) -> None:
    """Fill the lists of plans, publications, papers, reports, briefings and summaries."""
    for lot in (_plans, _publications, _unit_papers, _reports, _briefings, _summaries):
        stored(ORDER, lot(ground))


def stored(order: tuple[Any, ...], rows: Iterable[Any]) -> None:
    """Store a lot of rows, the ones that others point to first."""
    crate = Crate(order)
    for row in rows:
        crate.put(row)
    crate.store()


def mixed(*shares: tuple[S, int]) -> Iterator[S]:
    """Deal states in turn, each as often as it is said."""
    return cycle([state for state, share in shares for _ in range(share)])


def month_before(ground: Ground, months: int) -> dt.date:
    """Return the first day of a month so many months ago."""
    whole = ground.today.year * 12 + ground.today.month - 1 - months
    return dt.date(whole // 12, whole % 12 + 1, 1)


def _plans(ground: Ground) -> Iterator[RectificationPlan]:
    states = mixed(
        (PlanState.ACCEPTED, 7), (PlanState.JOINT, 1), (PlanState.RETURNED, 1), (PlanState.DRAFT, 1)
    )
    for row in ground.told[len(ground.first) :]:
        state = next(states)
        yield RectificationPlan(
            assignment=row,
            state=state,
            submitted_on=None if state == PlanState.DRAFT else ground.day(40),
            accepted_on=ground.day(20) if state == PlanState.ACCEPTED else None,
        )


def _publications(ground: Ground) -> Iterator[Any]:
    states = mixed(
        (PublicationState.PUBLISHED, 6), (PublicationState.APPROVED, 2), (PublicationState.SUBMITTED, 1)
    )
    for row in ground.told:
        state = next(states)
        approved = ground.day(9) if state != PublicationState.SUBMITTED else None
        made = Publication(
            assignment=row, state=state, submitted_on=ground.day(12), approved_on=approved, opening=LONG
        )
        yield made
        if approved:
            yield from (_edition(ground, made, sphere) for sphere in Sphere)


def _edition(ground: Ground, made: Publication, sphere: Sphere) -> PublishedEdition:
    out = made.state == PublicationState.PUBLISHED
    return PublishedEdition(
        publication=made,
        sphere=sphere,
        content={
            "title": "关于巡察整改进展情况的通报",
            "problems": [[f"问题{number}", LONG] for number in range(5)],
            "closing": CLOSING,
        },
        digest="0" * 64,
        frozen_at=ground.at(9),
        since=ground.day(5) if out else None,
        until=ground.day(-10) if out else None,
        place="党务公开栏" if out else "",
    )


def _unit_papers(ground: Ground) -> Iterator[UnitPaper]:
    states = mixed((UnitPaperState.ACCEPTED, 7), (UnitPaperState.SUBMITTED, 2), (UnitPaperState.DRAFT, 1))
    for row in ground.told[: ground.many // len(UnitPaperKind)]:
        for kind in UnitPaperKind:
            state = next(states)
            yield UnitPaper(
                assignment=row,
                kind=kind,
                state=state,
                text=LONG,
                held_on=ground.day(30),
                submitted_on=None if state == UnitPaperState.DRAFT else ground.day(15),
                accepted_on=ground.day(10) if state == UnitPaperState.ACCEPTED else None,
            )


def _reports(ground: Ground) -> Iterator[MonthlyReport]:
    """Month by month back from the last one: a month has as many as there are units."""
    states = mixed((ReportState.FROZEN, 6), (ReportState.SUBMITTED, 2), (ReportState.OPEN, 2))
    units = len(ground.first)
    for number, row in enumerate(islice(cycle(ground.first), ground.many)):
        month = month_before(ground, 1 + number // units)
        state, due = next(states) if number < units else ReportState.FROZEN, month + dt.timedelta(days=35)
        yield MonthlyReport(
            assignment=row,
            unit_id=row.unit_id,
            month=month,
            due_on=due,
            state=state,
            summary=LONG,
            opened_at=ground.at(30),
            submitted_on=None if state == ReportState.OPEN else due,
            signed_by="主要负责人",
        )


def _briefings(ground: Ground) -> Iterator[LeadersBriefing]:
    monday = ground.day(ground.today.weekday())
    for office in Office.objects.order_by("pk"):
        for number in range(YEARS * 52):
            week = monday - dt.timedelta(weeks=number)
            yield LeadersBriefing(
                office=office,
                week=week,
                text=f"本周在整改问题{number}项。{LONG}",
                drafted_at=ground.at(1),
                state=BriefingState.RELEASED if number else BriefingState.DRAFT,
                released_on=week if number else None,
                figures={"open": number},
            )


def _summaries(ground: Ground) -> Iterator[Any]:
    clerk, proof = User.objects.get(username="office"), StoredFile.objects.first()
    for place, office in enumerate(Office.objects.order_by("pk")):
        for back in range(1, YEARS * 12 + 1):
            table, letter = (
                Job(
                    kind="rectification.month",
                    title="整改月报汇总",
                    number=f"测{place}-{back}-{part}",
                    act="rect.monthly:V",
                    owner=clerk,
                    state=JobState.DONE,
                    made_at=ground.at(back),
                    result=proof,
                )
                for part in "表文"
            )
            yield from (table, letter)
            month = month_before(ground, back)
            yield MonthlySummary(
                office=office, month=month, ordered_at=ground.at(back), table=table, letter=letter
            )
