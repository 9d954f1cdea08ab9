"""The pool, the term and its plans, the rounds with their teams: everything before a team enters."""

import datetime as dt
from collections.abc import Iterator

from demo.county.layout import (
    PUBLISHED_DAYS_AGO,
    RUNNING,
    RoundText,
    TeamText,
)
from demo.county.world import World
from demo.texts import county
from demo.texts.checklist import ClassText, checklist, schemes
from demo.texts.county import PersonText
from organizations.models import Kin
from organizations.operations import registry
from organizations.states import Kinship
from rounds.models import Assignment, Round, Team, TermPlan
from rounds.operations import assignment as assignments
from rounds.operations import plan as plans
from rounds.operations import round as rounds
from rounds.operations import taxonomy
from rounds.operations import team as teams
from rounds.operations.team import Seat
from rounds.states import PostingRole, RoundMode
from talent_pool import operations as pool
from talent_pool.models import Expertise
from talent_pool.states import PoolKind

FIRST_WAVE_DAYS_AGO = 900
TERM_DAYS_AGO = 930
TERM_YEARS = 5
CHECKLIST = "共性问题清单"
POOLS = {"组长": PoolKind.LEADER, "副组长": PoolKind.LEADER, "骨干": PoolKind.INSPECTOR}
# Days before the feedback of a round on which its stages begin
CREATED, DEPLOYED, ENTERED, LEFT = 190, 165, 130, 75


def fill_pool(world: World, wave: str, days_ago: int) -> None:
    """推荐、审查、入库: one wave of the pool; a clerk proposes, the director admits."""
    day = world.day(days_ago)
    words = {row.name: row for row in Expertise.objects.all()}
    for text in county.pool(wave):
        names = [name for name in text.expertise.split() if name]
        for name in names:
            if name not in words:
                words[name] = pool.add_expertise(name, by=world.clerk(day))
        member = pool.propose_member(
            world.people[text.code],
            pool=_pool_of(text),
            expertise=[words[name] for name in names],
            by=world.clerk(day),
            recommended_by=_home(text),
            founding=wave == "1",
        )
        pool.vet_member(member, by=world.clerk(day, 10))
        world.members[text.code] = pool.admit_member(member, by=world.director(day + dt.timedelta(days=5)))


def _pool_of(text: PersonText) -> PoolKind:
    return PoolKind.BACKBONE if text.pool == "骨干" and text.wave == "2" else POOLS[text.pool]


def _home(text: PersonText) -> str:
    return next((unit.short for unit in county.units() if unit.code == text.unit), "")


def record_kin(world: World) -> None:
    """亲属: a few relatives at units where the person is never sent, for the check to find."""
    by = world.clerk(world.day(FIRST_WAVE_DAYS_AGO))
    posted = county.pool("1")
    relations = [Kinship.SPOUSE, Kinship.LINEAL, Kinship.COLLATERAL, Kinship.INLAW]
    for place, text in enumerate(posted[100:112]):
        unit = world.units["V01" if place % 2 else "V02"]
        row = Kin(
            person=world.people[text.code],
            kinship=relations[place % 4],
            name=f"{text.name[0]}某",
            unit=unit,
            post="工作人员",
        )
        registry.enter(row, by=by)


def seed_taxonomy(world: World) -> None:
    """分类: the schemes of the county, and the checklist of common problems."""
    by = world.clerk(world.day(TERM_DAYS_AGO))
    lines = [line_of(one) for one in schemes()]
    world.schemes = taxonomy.seed_schemes(world.office, lines, by=by, source="县委巡察办问题分类手册")
    source = "第一轮至第三轮巡察发现问题梳理"
    taxonomy.seed_schemes(world.office, list(_checklist()), by=by, is_checklist=True, source=source)
    for scheme in world.schemes:
        for category in scheme.categories.all():
            if scheme.name == "四个聚焦":
                world.categories[category.code] = category


def line_of(one: ClassText) -> dict[str, str]:
    """Return a line of a scheme as the import page reads it."""
    return {"scheme": one.scheme, "code": one.code, "parent": one.parent, "name": one.name}


def _checklist() -> Iterator[dict[str, str]]:
    codes: dict[str, str] = {}
    for one in checklist():
        if one.category not in codes:
            codes[one.category] = f"G{len(codes) + 1}"
            yield {"scheme": CHECKLIST, "code": codes[one.category], "parent": "", "name": one.category}
        parent = codes[one.category]
        yield {
            "scheme": CHECKLIST,
            "code": f"{parent}-{one.number:02d}",
            "parent": parent,
            "name": one.text[:80],
        }


def plan_term(world: World, drawn: list[RoundText]) -> None:
    """届次、五年规划、年度计划: drafted by the clerk, approved by the leading group."""
    start = world.day(TERM_DAYS_AGO)
    by = world.clerk(start)
    world.term = plans.create_term(
        world.office,
        name="第十四届县委",
        starts_on=start,
        ends_on=start.replace(year=start.year + TERM_YEARS) - dt.timedelta(days=1),
        by=by,
    )
    plan = plans.draft_plan(
        world.term,
        title=f"云岫县委巡察工作规划（{start.year}—{start.year + TERM_YEARS}年）",
        body="坚持发现问题、形成震慑、推动改革、促进发展，届内对县委管理的党组织巡察一遍，巡察利剑直抵村和社区。",
        by=by,
    )
    _plan_objects(world, drawn, plan, by_day=start)
    plans.submit(plan, by=world.director(start + dt.timedelta(days=10)))
    plans.approve(plan, by=world.leaders(start + dt.timedelta(days=20)), opinion="同意，按规划组织实施。")
    for year in range(start.year, world.as_of.year + 1):
        day = max(start + dt.timedelta(days=25), dt.date(year, 1, 15))
        annual = plans.draft_annual_plan(
            world.term,
            year=year,
            title=f"{year}年县委巡察工作计划",
            body="分轮次组织常规巡察，同步开展村级延伸。",
            by=world.clerk(day),
        )
        plans.submit(annual, by=world.director(day, 11))
        plans.approve(annual, by=world.leaders(day + dt.timedelta(days=6)), opinion="同意。")


def _plan_objects(world: World, drawn: list[RoundText], plan: TermPlan, *, by_day: dt.date) -> None:
    planned: dict[int, list[str]] = {}
    for round_text in drawn:
        planned.setdefault(_day(world, round_text.number, ENTERED).year, []).extend(round_text.units)
    placed = {code for codes in planned.values() for code in codes}
    left = [
        party.units[0]
        for party in county.organizations()
        if party.units[0] not in placed and county.unit(party.units[0]).covered
    ]
    planned.setdefault(world.as_of.year + 1, []).extend(left)
    for year, codes in planned.items():
        parties = [world.parties[code] for code in codes]
        plans.add_objects(plan, party_organizations=parties, year=year, by=world.clerk(by_day, 14))


def _day(world: World, number: int, before: int) -> dt.date:
    return world.day(PUBLISHED_DAYS_AGO.get(number, -20) + before)


def open_round(world: World, text: RoundText) -> Round:
    """设轮次并部署: the clerk makes it, the director deploys it."""
    created = _day(world, text.number, CREATED)
    team_round = rounds.create_round(
        world.term,
        number=text.number,
        starts_on=_day(world, text.number, ENTERED),
        ends_on=_day(world, text.number, LEFT - 10),
        rectification_months=6,
        schemes=world.schemes,
        by=world.clerk(created),
    )
    for team_text in text.teams:
        form_team(world, team_round, team_text)
    rounds.advance(
        team_round, by=world.director(_day(world, text.number, DEPLOYED)), reason="经领导小组会议研究同意"
    )
    return team_round


def form_team(world: World, team_round: Round, text: TeamText) -> Team:
    """组队: the clerk proposes the people, the director approves; the seats last through rectification."""
    created = _day(world, team_round.number, CREATED - 5)
    team = teams.create_team(
        team_round,
        number=text.number,
        authorization=f"云岫巡办〔{created.year}〕{team_round.number * 10 + text.number}号",
        authorized_on=created,
        by=world.clerk(created),
    )
    for code in text.units:
        send(world, team, code)
    until = None if team_round.number == RUNNING else _day(world, team_round.number, -200)
    roles = [PostingRole.LEADER, PostingRole.DEPUTY, PostingRole.LIAISON]
    roles += [PostingRole.MEMBER] * len(text.members)
    seats = [
        Seat(world.people[code], role, created, until) for code, role in zip(text.people, roles, strict=True)
    ]
    proposal = teams.propose_postings(team, seats, by=world.clerk(created, 10), reason="按一次一授权组建")
    teams.approve_postings(proposal, by=world.director(created), opinion="同意")
    return team


def send(world: World, team: Team, code: str) -> Assignment:
    """下达任务: the unit, and its villages where the inspection reaches down to them."""
    enters, leaves = dates_of(world, team, code)
    villages = [world.units[village.code] for village in county.villages() if village.town == code]
    return assignments.create_assignment(
        team,
        world.parties[code],
        world.units[code],
        enters_on=enters,
        leaves_on=leaves,
        mode=RoundMode.EXTENDED if villages else RoundMode.PLAIN,
        extended=villages,
        by=world.clerk(_day(world, team.round.number, CREATED - 4), 15),
    )


# Round 6 is under way: a team that has its report ready, one under review, two on site, one waiting
RUNNING_DATES = {1: (88, 34), 2: (80, 26), 3: (24, -24), 4: (10, -38), 5: (-12, -60)}


def dates_of(world: World, team: Team, code: str) -> tuple[dt.date, dt.date]:
    """Return when the team enters and leaves a unit."""
    number = team.round.number
    if number == RUNNING:
        enters, leaves = RUNNING_DATES[team.number]
        return world.day(enters), world.day(leaves)
    shift = dt.timedelta(days=(sum(map(ord, code)) % 5))
    return _day(world, number, ENTERED) + shift, _day(world, number, LEFT) + shift
