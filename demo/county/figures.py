"""Meetings, instructions, referrals, appraisals, removals: published numbers beside the findings."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from demo.county.layout import RoundText
from demo.county.world import ACCOUNTS, World
from demo.texts import county
from demo.texts.referrals import ReferralText
from demo.texts.referrals import referrals as referral_texts
from demo.texts.remarks import Remark, instructions, meetings
from organizations.models import Body
from rounds.models import Assignment, SupervisionTask
from rounds.operations import decision as decisions
from rounds.operations import referral as referrals
from rounds.operations import supervision
from rounds.states import Adoption, DecisionKind
from talent_pool import operations as pool
from talent_pool.models import Member
from talent_pool.states import Grade, MemberState, RankGroup

SPAN_DAYS = 900


SUBJECTS = {
    DecisionKind.STANDING: "常委会",
    DecisionKind.SECRETARY: "书记专题会",
    DecisionKind.LEADING_GROUP: "领导小组会",
}


def _titles(kind: DecisionKind) -> list[tuple[str, str]]:
    """Return title and text of each decision of a kind."""
    if kind == DecisionKind.INSTRUCTION:
        return [(f"关于巡察工作的批示（第{place}件）", text) for place, text in enumerate(instructions(), 1)]
    if kind in SUBJECTS:
        return [(one.title, "") for one in meetings() if one.kind.startswith(SUBJECTS[kind])]
    if kind == DecisionKind.CIRCULAR:
        return [
            ("关于巡察发现面上共性问题的通报", "通报五类二十三个共性问题，要求各单位对照自查、即知即改。")
        ]
    return [("巡察整改公开质询会", "对整改进度滞后的单位主要负责人现场质询，县委常委和群众代表参加。")]


def record_decisions(world: World, case: Mapping[str, Any]) -> None:
    """会议与批示, spread over the term."""
    wanted = {
        DecisionKind.INSTRUCTION: case["secretary_instructions"],
        DecisionKind.STANDING: case["standing_committee_meetings"],
        DecisionKind.SECRETARY: case["secretary_special_meetings"],
        DecisionKind.LEADING_GROUP: case["leading_group_meetings"],
        DecisionKind.CIRCULAR: case["circulars"],
        DecisionKind.QUESTIONING: case["public_questioning"],
    }
    for kind, count in wanted.items():
        for place, (title, text) in enumerate(_titles(kind)[:count]):
            day = world.day(SPAN_DAYS - 30 - place * (SPAN_DAYS - 60) // max(1, count))
            decisions.record_decision(
                world.office,
                kind=kind,
                held_on=day,
                title=title,
                text=text,
                signer=world.people["L01"].name,
                by=world.clerk(day + dt.timedelta(days=1), 16),
            )


def send_referrals(world: World, case: Mapping[str, Any], seed: int) -> None:
    """移交部门建议: general problems to the organisation department and the finance bureau."""
    units, year = county.units(), world.as_of.year
    people = case["general_findings_to_organization_department"]
    money = case["findings_to_finance_bureau"]
    texts = referral_texts("organization", units, count=people, seed=seed, year=year)
    more = referral_texts("finance", units, count=money, seed=seed, year=year)
    for place, words in enumerate(texts):
        _send(world, world.bodies["B02"], words, "P180", world.day(680 - place * 580 // people))
    for place, words in enumerate(more):
        _send(world, world.bodies["B04"], words, "P183", world.day(670 - place * 580 // money))


def _send(world: World, body: Body, words: ReferralText, handler: str, day: dt.date) -> None:
    referral = referrals.draft_referral(
        world.office,
        body,
        title=words.title,
        text=f"{words.problem}{words.proposal}",
        by=world.clerk(day - dt.timedelta(days=3)),
    )
    referrals.send_referral(referral, by=world.director(day), on=day)
    age = (world.as_of - day).days
    if age < 20:
        return
    referrals.receive_referral(referral, by=world.as_user(handler, day + dt.timedelta(days=2)))
    referrals.start_referral(referral, by=world.as_user(handler, day + dt.timedelta(days=6)))
    if age < 110:
        return
    by = world.as_user(handler, day + dt.timedelta(days=50))
    answer = "已按建议研究，列入年度工作安排并督促有关单位落实。"
    referrals.answer_referral(referral, answer=answer, adoption=Adoption.ADOPTED, by=by)
    if age > 130:
        referrals.close_referral(referral, by=world.director(day + dt.timedelta(days=60)))


def appraise(world: World, case: Mapping[str, Any]) -> None:
    """考核: last year's, section-level and general cadres, as many of them excellent as published."""
    wanted = case["talent_pool"]["appraised_2017"]
    groups = [RankGroup.SECTION] * wanted["section_level"] + [RankGroup.GENERAL] * wanted["general"]
    year = world.as_of.year - 1
    day = dt.date(year, 12, 20)
    members = [world.members[text.code] for text in county.pool("1")[: len(groups)]]
    for place, (member, group) in enumerate(zip(members, groups, strict=True)):
        grade = Grade.EXCELLENT if place < wanted["rated_excellent"] else Grade.COMPETENT
        member.refresh_from_db()
        proposal = pool.propose_appraisal(
            member,
            year=year,
            rank_group=group,
            grade=grade,
            by=world.clerk(day),
            remark=world.say(Remark.APPRAISAL),
        )
        pool.approve_appraisal(proposal, by=world.director(day))


def remove_unfit(world: World, drawn: list[RoundText], case: Mapping[str, Any]) -> None:
    """出库: those found unfit, never one who is out on a posting."""
    serving = {code for text in drawn[-3:] for team in text.teams for code in team.people}
    idle = [text.code for text in reversed(county.pool("1")) if text.code not in serving]
    day = world.day(140)
    for code in idle[: case["talent_pool"]["removed_as_unfit"]]:
        member: Member = world.members[code]
        member.refresh_from_db()
        if member.state != MemberState.IN_POOL:
            raise ValueError(f"{member}不在库，不能出库")
        reason = world.say(Remark.POOL_EXIT)
        proposal = pool.propose_removal(member, reason=reason, unfit=True, by=world.clerk(day))
        pool.approve_removal(proposal, by=world.director(day))


def supervise(world: World, assignments: list[Assignment]) -> SupervisionTask:
    """督查任务: the county's supervision team re-checks some units."""
    day = world.day(60)
    return supervision.assign_supervision(
        world.office,
        name="第四轮巡察整改专项督查",
        people=[world.people[ACCOUNTS["supervisor"][0]], world.people["P187"]],
        assignments=assignments,
        since=day,
        until=world.as_of + dt.timedelta(days=90),
        by=world.clerk(day),
    )
