"""On site and after: working papers, the report with its meetings, the feedback."""

import datetime as dt
from collections.abc import Sequence
from itertools import cycle
from uuid import UUID

from audit.actor import Actor
from demo.county import copying
from demo.county.layout import TeamText
from demo.county.world import ACCOUNTS, World
from demo.texts import county
from demo.texts.problems import ProblemText
from demo.texts.remarks import Remark
from organizations.models import Person, Unit
from rounds.models import Assignment, Feedback, Report, WorkingPaper
from rounds.operations import assignment as assignments
from rounds.operations import feedback as feedbacks
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.operations import report as reports
from rounds.operations import review
from rounds.states import Destination

SOURCES = ["个别谈话", "查阅资料", "实地走访", "账目核查", "受理信访", "座谈了解"]
OVERVIEW = (
    "巡察认为，党组织能够贯彻上级决策部署，推动各项工作取得一定成效，但对照职能责任和群众期盼仍有差距，"
    "在落实决策部署、整治群众身边不正之风、加强基层党组织建设和巡察整改等方面还存在一些突出问题。"
)
ADVICE = (
    "一是压实主体责任，党组织主要负责人带头领办突出问题；二是坚持系统施治，对共性问题举一反三；"
    "三是健全长效机制，把整改成果转化为管用的制度。"
)
STEPS = (
    "组务会研究，同意报巡察办。",
    "经组办会商，事实清楚、定性准确，同意提请领导小组审议。",
    "同意提交领导小组会议。",
    "领导小组会议审议通过。",
    "书记专题会议听取汇报，同意反馈。",
)
DEMANDS = (
    "收到反馈意见后三十日内报送整改方案，建立问题、任务、责任三张清单；集中整改期六个月，每月5日前报送上月整改情况；"
    "主要负责人负总责，班子成员按分工抓好整改，以适当方式向党内和社会公开整改情况。"
)


def enter(world: World, assignment: Assignment, leader: str) -> None:
    """送达通知、进驻."""
    noticed = assignment.enters_on - dt.timedelta(days=11)
    assignments.give_notice(assignment, on=noticed, by=world.clerk(noticed))
    assignments.enter(assignment, by=world.as_user(leader, assignment.enters_on, 14), on=assignment.enters_on)


def draft_papers(
    world: World,
    assignment: Assignment,
    team: TeamText,
    texts: Sequence[ProblemText],
    until: dt.date,
) -> list[tuple[WorkingPaper, ProblemText]]:
    """记底稿: the members in turn, each with a second undertaker, from the third day on site on."""
    writers = [*team.members, team.liaison]
    first = assignment.enters_on + dt.timedelta(days=2)
    days = max(1, (until - first).days)
    turns = zip(cycle(writers), cycle(writers[1:] + writers[:1]), strict=False)
    made = []
    for place, (text, (writer, second)) in enumerate(zip(texts, turns, strict=False)):
        day = first + dt.timedelta(days=place * days // len(texts))
        made.append((_write(world, assignment, text, writer, world.people[second], day), text))
    return made


def _write(
    world: World, assignment: Assignment, text: ProblemText, writer: str, second: Person, day: dt.date
) -> WorkingPaper:
    return papers.create_paper(
        assignment,
        by=world.as_user(writer, day, world.rng.randrange(9, 18)),
        category=world.categories[text.category],
        title=text.title,
        summary=text.summary,
        facts=text.facts,
        basis=text.basis,
        responsibility=text.duty,
        source=world.rng.choice(SOURCES),
        amount=text.amount,
        is_common=text.common,
        place=_village(world, assignment, text),
        undertakers=[world.people[writer], second],
        manifestations=[shown.text for shown in text.manifestations],
    )


def _village(world: World, assignment: Assignment, text: ProblemText) -> Unit | None:
    """The village of which title or facts speak alone; a problem of several is the town's."""
    for village in county.villages():
        at_town = world.units[village.town].pk == assignment.unit_id
        for told in (text.title, text.facts) if at_town else ():
            if village.short in told and f"{village.short}等" not in told:
                return world.units[village.code]
    return None


def submit_papers(world: World, made: list[WorkingPaper], day: dt.date) -> None:
    """提交: each by its author."""
    by_author: dict[UUID, list[WorkingPaper]] = {}
    for paper in made:
        by_author.setdefault(paper.author_id, []).append(paper)
    codes = {person.pk: code for code, person in world.people.items()}
    for author, own in by_author.items():
        papers.submit_papers(own, by=world.as_user(codes[author], day, 17))


def review_papers(world: World, made: list[WorkingPaper], team: TeamText, day: dt.date) -> None:
    """副组长审核: one is returned and comes back, the rest pass."""
    deputy = world.as_user(team.deputy, day, 10)
    returned = made[0]
    papers.return_paper(returned, by=deputy, reason=world.say(Remark.PAPER_RETURN))
    submit_papers(world, [returned], day + dt.timedelta(days=1))
    papers.pass_papers(made, by=world.as_user(team.deputy, day + dt.timedelta(days=2), 10))


def sign_papers(world: World, made: list[WorkingPaper], team: TeamText, day: dt.date) -> None:
    """组长审签: into the report; the common ones to the general problems as well."""
    leader = world.as_user(team.leader, day, 16)
    plain = [paper for paper in made if not paper.is_common]
    common = [paper for paper in made if paper.is_common]
    if plain:
        signing.sign_papers(plain, destinations=[Destination.REPORT], by=leader)
    if common:
        signing.sign_papers(common, destinations=[Destination.REPORT, Destination.GENERAL], by=leader)


def drop_last(world: World, paper: WorkingPaper, team: TeamText, day: dt.date) -> None:
    """不采用: set aside by the leader with the reason."""
    leader = world.as_user(team.leader, day, 16)
    signing.drop_paper(paper, by=leader, reason=world.say(Remark.PAPER_UNUSED))


def leave(world: World, assignment: Assignment, team: TeamText) -> None:
    """撤离."""
    assignments.leave(
        assignment, by=world.as_user(team.leader, assignment.leaves_on, 17), on=assignment.leaves_on
    )


def write_report(world: World, assignment: Assignment, team: TeamText) -> Report:
    """起草报告."""
    party = assignment.party_organization
    return reports.start_report(
        assignment,
        by=world.as_user(team.leader, assignment.leaves_on - dt.timedelta(days=3), 20),
        overview=f"{team_name(assignment)}对{party}开展了巡察。{OVERVIEW}",
        advice=ADVICE,
    )


def team_name(assignment: Assignment) -> str:
    """Name the team with its round."""
    return f"县委{assignment.team.name}"


def take_to_meetings(world: World, report: Report, team: TeamText, start: dt.date, *, steps: int = 5) -> None:
    """组务会、组办会商、领导小组、书记专题会: as many steps as have been taken."""
    holders = [
        team.leader,
        team.leader,
        ACCOUNTS["director"][0],
        ACCOUNTS["leadership"][0],
        ACCOUNTS["leadership"][0],
    ]
    for place, holder in enumerate(holders[:steps]):
        day = start + dt.timedelta(days=2 + 4 * place)
        reports.advance_report(report, by=world.as_user(holder, day, 15), reason=STEPS[place])


def publish(world: World, assignment: Assignment, day: dt.date, number: int) -> Feedback:
    """反馈: proposed by the clerk, published by the director at the meeting, signed for by the unit."""
    feedback = feedbacks.draft_feedback(
        assignment,
        by=world.clerk(day - dt.timedelta(days=3)),
        overview=OVERVIEW,
        demands=DEMANDS,
    )
    clerk = world.clerk(day - dt.timedelta(days=2), 15)
    _review(feedback, clerk)
    feedbacks.propose_feedback(feedback, by=clerk)
    feedbacks.publish_feedback(
        feedback,
        meeting_on=day,
        attendance="单位领导班子成员、中层干部，分管县领导，巡察组全体成员",
        number=f"云岫巡反〔{day.year}〕{number}号",
        by=world.director(day, 10),
    )
    copying.send(world, feedback, day)
    return feedback


def _review(feedback: Feedback, by: Actor) -> None:
    """反馈前审核: every point is looked at."""
    points = review.points_for(feedback, by.on)
    review.review_feedback(feedback, [review.Said(point, passed=True) for point in points], by=by)
