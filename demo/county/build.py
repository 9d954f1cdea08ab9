"""The whole county, from the first account to the round under way."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import transaction

from accounts.clock import clock
from demo.county import (
    assessing,
    fieldwork,
    figures,
    layout,
    preparing,
    rectifying,
    registry,
    revisiting,
    solemn,
)
from demo.county.builder import Builder
from demo.county.clue_shares import share_clues
from demo.county.layout import PUBLISHED_DAYS_AGO, RUNNING, RoundText, TeamText
from demo.county.months import Claim, Course
from demo.county.publishing import publish
from demo.county.rectifying import Mending
from demo.county.shares import case, deal
from demo.county.world import World
from demo.texts import county
from demo.texts.problems import problems
from rectification.operations.item import archive, finish, open_items
from rounds.models import Assignment, Round
from rounds.operations import round as rounds

SYSTEMS_SHARE = {1: 0.22, 2: 0.25, 3: 0.24, 4: 0.2, 5: 0.09}
CLOSED_SHARE = {1: 1.0, 2: 1.0, 3: 1.0, 4: 0.72, 5: 0.34}
CLOSED_ROUNDS = 3
LAST_DRAFT = 10  # days before the team leaves; what is written is then submitted, reviewed and signed
LATE_FEEDBACK = {
    7: 27,
    8: 11,
    9: 2,
}  # place in round 5 → days ago: in joint review, being planned, not claimed

Say = Callable[[str], None]


def build(*, seed: int, as_of: dt.date, say: Say) -> World:
    """演示县: the same seed and day give the same county.

    Args:
        seed: from which chance is drawn.
        as_of: the day on which the county stands; history ends the evening before.
        say: told the name of each stage.
    """
    rng = Random(seed)
    world = World(as_of=as_of - dt.timedelta(days=1), rng=rng)
    drawn = layout.draw(rng)
    world.places = layout.places(drawn)
    numbers = case("nanzhang")
    builder = Builder(world, seed, numbers, drawn, _counts(drawn, numbers, rng))
    with transaction.atomic():
        say("登记机构、单位和人员")
        registry.register(world)
        say("建立人才库、分类、规划")
        preparing.fill_pool(world, "1", preparing.FIRST_WAVE_DAYS_AGO)
        preparing.record_kin(world)
        preparing.seed_taxonomy(world)
        preparing.plan_term(world, drawn)
    for text in drawn:
        say(f"第{text.number}轮巡察")
        _round(builder, text)
    with transaction.atomic():
        say("线索、会议、移交、考核")
        share_clues(builder)
        preparing.fill_pool(world, "2", layout.SECOND_WAVE_DAYS_AGO)
        figures.record_decisions(world, numbers)
        figures.send_referrals(world, numbers, seed)
        figures.appraise(world, numbers)
        figures.remove_unfit(world, drawn, numbers)
        figures.supervise(world, [builder.sent[code][0] for code in drawn[layout.DEMO_ROUND - 1].units[:5]])
    with transaction.atomic():
        say("回访、再检查、整改评估")
        _go_back(builder)
    return world


def _go_back(builder: Builder) -> None:
    """Count the days of a round whose months are over; go back to its units, score them."""
    codes = builder.drawn[layout.DEMO_ROUND - 1].units
    rows = Assignment.objects.select_related("unit", "office", "party_organization", "team__round")
    places = [rows.get(pk=builder.sent[code][0].pk) for code in codes]
    revisiting.count_days(builder.world)
    revisiting.go_back(builder.world, builder.drawn, places)
    assessing.assess(builder.world, places)


def _counts(drawn: list[RoundText], numbers: dict[str, Any], rng: Random) -> dict[str, int]:
    codes = [code for text in drawn if text.number != RUNNING for code in text.units]
    weights = [1.25 if county.unit(code).kind == "town" else 1.0 for code in codes]
    counts = dict(zip(codes, deal(numbers["findings"], weights, rng, least=9), strict=True))
    return counts | {code: rng.randint(14, 20) for code in drawn[RUNNING - 1].units}


def _round(builder: Builder, text: RoundText) -> None:
    world = builder.world
    with transaction.atomic():
        team_round = preparing.open_round(world, text)
    rows = Assignment.objects.filter(team__round=team_round).select_related(
        "team__round__office", "unit", "party_organization"
    )
    by_unit = {row.unit_id: row for row in rows}
    for team in text.teams:
        for code in team.units:
            builder.sent[code] = (by_unit[world.units[code].pk], team)
    if text.number == RUNNING:
        _running_round(builder, team_round, text)
    else:
        _finished_fieldwork(builder, team_round, text)
        _rectification(builder, team_round, text)


def _finished_fieldwork(builder: Builder, team_round: Round, text: RoundText) -> None:
    world = builder.world
    entered = min(builder.sent[code][0].enters_on for code in text.units)
    rounds.advance(team_round, by=world.director(entered, 8), reason="首批巡察组进驻")
    for place, code in enumerate(text.units):
        with transaction.atomic():
            assignment, team = builder.sent[code]
            _inspect(builder, assignment, team, code)
            report = fieldwork.write_report(world, assignment, team)
            fieldwork.leave(world, assignment, team)
            late = LATE_FEEDBACK.get(place) if text.number == max(PUBLISHED_DAYS_AGO) else None
            days_ago = late or PUBLISHED_DAYS_AGO[text.number] - place % 4
            day = builder.workday(world.day(days_ago))
            fieldwork.take_to_meetings(world, report, team, day - dt.timedelta(days=32))
            builder.papers_out += 1
            fieldwork.publish(world, assignment, day, builder.papers_out)
            builder.published[assignment.pk] = day
            builder.ages[assignment.pk] = days_ago
    first = min(builder.published[builder.sent[code][0].pk] for code in text.units)
    for back, reason in (
        (40, "各组撤离，进入报告阶段"),
        (0, "反馈工作开始"),
        (-4, "各单位认领问题，进入整改"),
    ):
        rounds.advance(team_round, by=world.director(first - dt.timedelta(days=back), 17), reason=reason)


def _inspect(
    builder: Builder, assignment: Assignment, team: TeamText, code: str, *, signed: bool = True
) -> None:
    """Enter, write the papers, review and sign them; one more than the findings is set aside."""
    world = builder.world
    fieldwork.enter(world, assignment, team.leader)
    last = min(assignment.leaves_on, world.as_of)
    year, count = assignment.enters_on.year, builder.counts[code] + 1
    texts = problems(county.unit(code), count=count, seed=builder.seed, year=year)
    drafted = last - dt.timedelta(days=LAST_DRAFT if signed else 1)
    made = fieldwork.draft_papers(world, assignment, team, texts, drafted)
    for paper, text in made:
        builder.texts[paper.pk] = text
    if not signed:
        return
    papers = [paper for paper, _ in made]
    fieldwork.submit_papers(world, papers, last - dt.timedelta(days=9))
    fieldwork.review_papers(world, papers, team, last - dt.timedelta(days=7))
    fieldwork.drop_last(world, papers.pop(), team, last - dt.timedelta(days=4))
    fieldwork.sign_papers(world, papers, team, last - dt.timedelta(days=4))


def _rectification(builder: Builder, team_round: Round, text: RoundText) -> None:
    world = builder.world
    mendings = []
    for place, code in enumerate(text.units):
        with transaction.atomic():
            if mending := _planned(builder, code, place):
                mendings.append(mending)
    courses = [Course(world, one, closed_share=CLOSED_SHARE[text.number]) for one in mendings]
    _share_results(builder, text.number, courses)
    for course in courses:
        with transaction.atomic():
            course.run()
    if text.number <= CLOSED_ROUNDS:
        with transaction.atomic():
            _file_away(builder, team_round, mendings)


def _planned(builder: Builder, code: str, place: int) -> Mending | None:
    """Take a unit as far as its feedback is old: not claimed, planning, in joint review, or under way."""
    world = builder.world
    assignment = builder.sent[code][0]
    age = builder.ages[assignment.pk]
    assignment.refresh_from_db()
    if age < 3:
        open_items(assignment, by=clock(world.at(builder.published[assignment.pk], 12)))
        return None
    mending = rectifying.claim(world, assignment, assignment.feedback, builder.texts)
    if age < 12:
        return None
    plan = rectifying.write_plan(world, mending)
    if age < 30:
        rectifying.submit(mending, plan, mending.published_on + dt.timedelta(days=20))
        return None
    rectifying.pass_plan(world, mending, plan, objected=place == 2)
    solemn.hold_meeting(world, mending)
    return mending


def _share_results(builder: Builder, number: int, courses: list[Course]) -> None:
    """Deal the systems that are accepted, exactly; beside them some claims that nobody has accepted yet."""
    rng = builder.world.rng
    shares = deal(
        builder.case["systems_established_by_units"], list(SYSTEMS_SHARE.values()), Random(builder.seed)
    )
    wanted = dict(zip(SYSTEMS_SHARE, shares, strict=True))[number]
    candidates = [(course, *row) for course in courses for row in course.system_candidates]
    rng.shuffle(candidates)
    for place, (course, row, measure, text) in enumerate(candidates[: wanted + 6]):
        course.claims[row.pk].append(Claim(measure, text, accepted=place < wanted))
    for course in courses:
        for rows in course.by_month.values():
            for row in rows:
                for measure, text in course.mending.measures[row.pk]:
                    if not text.system and text.quantity and rng.random() < 0.3 and text.result != "其他":
                        course.claims[row.pk].append(Claim(measure, text, accepted=rng.random() < 0.85))


def _file_away(builder: Builder, team_round: Round, mendings: list[Mending]) -> None:
    world = builder.world
    day = max(one.published_on for one in mendings) + dt.timedelta(days=215)
    team_round.refresh_from_db()
    rounds.advance(team_round, by=world.director(day), reason="集中整改期结束，开展评估")
    for mending in mendings:
        solemn.report(world, mending)
        publish(world, mending, day + dt.timedelta(days=1))
        finish(mending.assignment, by=world.director(day + dt.timedelta(days=10)), reason="问题全部销号")
        archive(mending.assignment, by=world.director(day + dt.timedelta(days=30)))
    rounds.advance(team_round, by=world.director(day + dt.timedelta(days=31)), reason="材料归档完毕")


def _running_round(builder: Builder, team_round: Round, text: RoundText) -> None:
    """进行中的一轮: ready to publish, under review, on site twice, waiting."""
    world = builder.world
    entered = min(builder.sent[code][0].enters_on for code in text.units)
    rounds.advance(team_round, by=world.director(entered, 8), reason="首批巡察组进驻")
    for team in text.teams:
        for code in team.units:
            with transaction.atomic():
                _running_assignment(builder, builder.sent[code][0], team, code)


def _running_assignment(builder: Builder, assignment: Assignment, team: TeamText, code: str) -> None:
    world = builder.world
    if assignment.enters_on > world.as_of:
        return
    over = assignment.leaves_on <= world.as_of
    if not over:
        builder.counts[code] = 11 if team.number == layout.DEMO_TEAM else 3
        _inspect(builder, assignment, team, code, signed=False)
        if team.number == layout.DEMO_TEAM:
            _half_reviewed(builder, assignment, team)
        return
    _inspect(builder, assignment, team, code)
    report = fieldwork.write_report(world, assignment, team)
    fieldwork.leave(world, assignment, team)
    steps = 5 if team.number == 1 else 2
    fieldwork.take_to_meetings(world, report, team, assignment.leaves_on + dt.timedelta(days=2), steps=steps)


def _half_reviewed(builder: Builder, assignment: Assignment, team: TeamText) -> None:
    """A team in the middle of its work: drafts, papers before the deputy, papers before the leader."""
    world = builder.world
    rows = assignment.papers.select_related("author", "assignment__team__round").order_by("draft_number")
    papers = list(rows)
    fieldwork.submit_papers(world, papers[:9], world.day(5))
    fieldwork.review_papers(world, papers[:6], team, world.day(4))
    fieldwork.sign_papers(world, papers[:2], team, world.day(1))
