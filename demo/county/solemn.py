"""专项材料: the meeting within the month, the head's report when the period ends, the leader's reading."""

import datetime as dt

from demo.county.copying import at_work
from demo.county.proof import proof
from demo.county.rectifying import Mending
from demo.county.world import ACCOUNTS, World
from documents.operations.files import store
from organizations.models import Portfolio
from rectification.models import UnitPaper
from rectification.operations import unit_paper
from rectification.states.unit_paper import UnitPaperKind

MEETING = (
    "会前学习研讨、征求意见、谈心谈话；会上班子对照巡察反馈的问题逐项查摆原因，开展批评和自我批评；"
    "会后列出整改措施，纳入整改方案一并落实。"
)
REPORT = (
    "主持研究整改方案，带头领办突出问题，每月听取进展，约谈进度滞后的责任人，推动建章立制，巩固整改成果。"
)
HELD_AFTER, REPORTED_AFTER = 24, 176  # days after the feedback


def hold_meeting(world: World, mending: Mending) -> None:
    """召开专题民主生活会: written by the liaison, signed by the head, taken in by the office."""
    day = mending.published_on + dt.timedelta(days=HELD_AFTER)
    said = {
        "held_on": day,
        "presided_by": str(world.people[mending.head(day)]),
        "attendance": "班子成员全部参加，县纪委监委、县委组织部派人列席",
        "text": MEETING,
    }
    _hand_in(world, mending, UnitPaperKind.MEETING, said, day + dt.timedelta(days=1))


def report(world: World, mending: Mending) -> None:
    """主要负责人报告: handed in at the end of the period, read and signed by the county leader."""
    day = mending.published_on + dt.timedelta(days=REPORTED_AFTER)
    paper = _hand_in(world, mending, UnitPaperKind.HEAD, {"text": REPORT}, day)
    overseer = Portfolio.objects.on(day).filter(unit=mending.assignment.unit).select_related("person").last()
    if overseer:
        reading = at_work(world, overseer.person, day + dt.timedelta(days=3), 9)
        unit_paper.read_paper(paper, opinion="同意。", by=reading)


def _hand_in(
    world: World, mending: Mending, kind: UnitPaperKind, said: dict[str, object], day: dt.date
) -> UnitPaper:
    paper = UnitPaper.objects.select_related("assignment__unit").get(assignment=mending.assignment, kind=kind)
    liaison = at_work(world, world.people[mending.liaison], day, 10)
    scan = proof(f"{kind.file_word}.pdf", f"{mending.assignment.unit}{kind.label}", f"{day:%Y-%m-%d}")
    file = store(scan, by=liaison, act=unit_paper.WRITE)
    unit_paper.write_paper(paper, changes=said, file=file, by=liaison)
    unit_paper.submit_paper(paper, by=at_work(world, world.people[mending.head(day)], day, 16))
    clerk = world.people[ACCOUNTS["office"][0]]
    return unit_paper.accept_paper(paper, by=at_work(world, clerk, day + dt.timedelta(days=2), 11))
