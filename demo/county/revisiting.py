"""回访、再检查 of a round: by a team formed for it and by the supervision group; no chance is drawn."""

import datetime as dt
from dataclasses import dataclass

from accounts.clock import clock
from audit.actor import Actor
from demo.county.layout import RoundText
from demo.county.world import ACCOUNTS, World
from demo.texts import county
from rectification.states import Progress
from rounds.models import Assignment, Round, Team
from rounds.operations import screening
from rounds.operations import team as teams
from rounds.operations.team import Seat
from rounds.states import PostingRole
from supervision.models import CheckedItem, Visit
from supervision.operations import visit as operations
from supervision.operations.duty import begin_duties
from supervision.states import Agreement, VisitState
from talent_pool.models import Member
from talent_pool.states import MemberState

SEED = 271828
SAMPLE = 4
MONTHS_OVER, FORMED, ORDERED, CHECKED, SENT_IN, ACCEPTED = 33, 16, 13, 8, 5, 3  # days ago
DUE_IN = 20  # days after the visit was ordered
EVERY = 4  # of so many problems, one is found otherwise than reported
SEATS = ((PostingRole.LEADER, "组长", 1), (PostingRole.DEPUTY, "副组长", 1), (PostingRole.MEMBER, "骨干", 2))
FOUND = (
    "抽查两户，补贴仍未到账，单位上报的发放清单为复印旧表。",
    "制度已经印发，查看近两个月凭证，仍有三笔未按规定审批。",
    "公示栏只贴了半个月，走访的村民不知道处理结果。",
)
SUMMARY = "总体上能够对照问题清单推进整改，多数问题整改到位；部分问题重发文、轻落实，已逐个登记。"


@dataclass(frozen=True)
class Going:
    """Who goes to a unit, and how far the visit has come."""

    assignment: Assignment
    by: str
    looked_at: float = 1.0
    until: VisitState = VisitState.ACCEPTED


def count_days(world: World) -> None:
    """开始计算时限: the clock finds that the months of mending are over."""
    begin_duties(by=clock(world.at(world.day(MONTHS_OVER), 1)))


def go_back(world: World, drawn: list[RoundText], places: list[Assignment]) -> None:
    """回访 three units of a round, 再检查 two: accepted, sent in, under way."""
    first, second, third, fourth, fifth = places[:5]
    team, leader = _form(world, drawn, places[0].team.round, [first, second, third])
    supervisor = ACCOUNTS["supervisor"][0]
    for going in (
        Going(second, leader),
        Going(third, leader, until=VisitState.SUBMITTED),
        Going(first, leader, looked_at=0.5, until=VisitState.OPEN),
    ):
        _make(world, going, _ordered(world, going.assignment, team))
    for going in (
        Going(fourth, supervisor),
        Going(fifth, supervisor, looked_at=0.4, until=VisitState.OPEN),
    ):
        _make(world, going, _rechecked(world, going.assignment))


def _form(world: World, drawn: list[RoundText], round_: Round, sent_to: list[Assignment]) -> tuple[Team, str]:
    """组队: people who serve in no round of the last ones and have nothing to do with the units."""
    day = world.day(FORMED)
    by = at_work(world, ACCOUNTS["office"][0], day, 9)
    team = teams.create_team(
        round_, name="回访组", by=by, authorization=f"云岫巡办〔{day.year}〕96号", authorized_on=day
    )
    idle = _idle(world, drawn, sent_to, day)
    chosen = [(code, role) for role, part, many in SEATS for code in idle[part][:many]]
    until = world.as_of + dt.timedelta(days=60)
    seats = [Seat(world.people[code], role, day, until) for code, role in chosen]
    proposal = teams.propose_postings(team, seats, by=by, reason="为第四轮巡察整改回访单独派任")
    director = at_work(world, ACCOUNTS["director"][0], day, 11)
    teams.approve_postings(proposal, by=director, opinion="同意")
    return team, chosen[0][0]


def _idle(
    world: World, drawn: list[RoundText], sent_to: list[Assignment], day: dt.date
) -> dict[str, list[str]]:
    serving = {code for text in drawn[-3:] for team in text.teams for code in team.people}
    known = {member.person_id for member in Member.objects.filter(state=MemberState.IN_POOL)}
    parties = [task.party_organization for task in sent_to]
    found: dict[str, list[str]] = {part: [] for _, part, _ in SEATS}
    wanted = {part: many for _, part, many in SEATS}
    for text in county.pool("1"):
        person = world.people[text.code]
        full = len(found[text.pool]) == wanted[text.pool]
        if full or text.code in serving or person.pk not in known:
            continue
        if not screening.screen([(person, text.pool != "骨干")], parties, on=day):
            found[text.pool].append(text.code)
    return found


def _ordered(world: World, assignment: Assignment, team: Team) -> Visit:
    day = world.day(ORDERED)
    return operations.order_revisit(
        assignment,
        team=team,
        due_on=day + dt.timedelta(days=DUE_IN),
        sample=SAMPLE,
        seed=SEED,
        by=at_work(world, ACCOUNTS["office"][0], day, 10),
    )


def _rechecked(world: World, assignment: Assignment) -> Visit:
    day = world.day(ORDERED)
    return operations.order_recheck(
        assignment,
        people=[world.people[ACCOUNTS["supervisor"][0]], world.people["P187"]],
        due_on=day + dt.timedelta(days=DUE_IN),
        sample=SAMPLE,
        seed=SEED,
        by=at_work(world, ACCOUNTS["office"][0], day, 11),
    )


def _make(world: World, going: Going, visit: Visit) -> None:
    _look(world, going, visit)
    if going.until == VisitState.OPEN:
        return
    by = at_work(world, going.by, world.day(SENT_IN), 16)
    operations.submit_visit(visit, summary=SUMMARY, cooperation=88, by=by)
    if going.until == VisitState.ACCEPTED:
        by = at_work(world, ACCOUNTS["office"][0], world.day(ACCEPTED), 10)
        operations.accept_visit(visit, opinion="检查清楚，予以接收。", by=by)


def _look(world: World, going: Going, visit: Visit) -> None:
    """Look at as many problems as the visit has come to, and write of the day."""
    by = at_work(world, going.by, world.day(CHECKED), 15)
    checks = list(CheckedItem.objects.filter(visit=visit).select_related("visit"))
    for place, check in enumerate(checks[: max(1, round(len(checks) * going.looked_at))]):
        _seen(check, place, by)
    text = f"到{visit.assignment.unit}查阅整改台账和凭证，走访服务对象，与承办人员谈话。"
    operations.write_note(visit, day=by.on, text=text, by=by)


def _seen(check: CheckedItem, place: int, by: Actor) -> None:
    if place % EVERY != EVERY - 1:
        operations.check_item(check, found=check.reported, agreement=Agreement.SAME, note="", by=by)
        return
    worse = Progress.MOSTLY if check.reported == Progress.DONE else Progress.UNDONE
    note = FOUND[place % len(FOUND)]
    operations.check_item(check, found=worse, agreement=Agreement.DIFFERENT, note=note, by=by)


def at_work(world: World, code: str, day: dt.date, hour: int) -> Actor:
    """Return a person of the county at work on a day; the minute is not drawn."""
    return Actor(user=world.users[code], at=world.at(day, hour, 30))
