"""整改评估 of a round: a sheet, units scored by it, decided, published, what followed; no chance is drawn."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from demo.county.proof import proof
from demo.county.revisiting import at_work
from demo.county.world import ACCOUNTS, World
from documents.operations.files import store
from rounds.models import Assignment, Round
from supervision.models import Assessment, ScoreSheet
from supervision.operations import assessment as operations
from supervision.operations import copying
from supervision.operations import sheet as sheets
from supervision.operations.follow import add_follow_up
from supervision.operations.publishing import publish_assessments
from supervision.overseeing import overseers
from supervision.states import FollowKind, Way

DRAFTED, SCORED, PROPOSED, DECIDED, PUBLISHED, FOLLOWED = 60, 22, 20, 17, 13, 4  # days ago
NAME = "巡察整改评估打分表"
TEXTS = {
    "lines": """责任落实｜党组织专题研究整改、制定方案并逐项明确责任人｜10
责任落实｜主要负责人直接抓重点问题整改｜10
问题整改｜反馈问题按期完成整改、报请销号｜30
问题整改｜回访、再检查认定的情况与上报一致｜15
长效机制｜围绕共性问题建章立制并有执行记录｜15
配合督查｜如实提供材料、按时答复、及时报送月报｜10
群众评价｜群众对整改的满意程度｜10
加分｜整改做法在全县推广｜5｜加分
扣分｜逾期未完成且未申请延期｜10｜扣分""",
    "raters": "县委巡察办｜50\n县委督查组｜30\n联审部门｜20",
    "vetoes": "虚报整改进展、提供虚假佐证\n拒不配合回访督查",
    "bands": """好｜90｜通报表扬，作为考核评先的参考
较好｜80｜
一般｜70｜约谈分管负责人，限期补课
差｜0｜约谈主要负责人，公开质询，列入下轮回头看""",
}
# What each unit gets of the most of a line, in hundredths; the last but one waits, the last is being scored
QUALITY = (91, 95, 84, 68, 88, 79, 93, 74, 86, 90)
LEFT = 2


def assess(world: World, places: Sequence[Assignment]) -> None:
    """Score the units of a round; all but the last two are published, the lowest is asked to talk."""
    sheet = _sheet(world)
    made = [_scored(world, row, sheet, QUALITY[place]) for place, row in enumerate(places)]
    for row in made[:-1]:
        operations.propose_assessment(row, by=at_work(world, _OFFICE, world.day(PROPOSED), 15))
    for row in made[:-LEFT]:
        director = at_work(world, _DIRECTOR, world.day(DECIDED), 11)
        operations.decide_assessment(row, by=director, opinion="同意评定")
    round_ = places[0].team.round
    director = at_work(world, _DIRECTOR, world.day(PUBLISHED), 16)
    publish_assessments(round_, by=director, opinion="经领导小组会议研究，同意公布")
    _copy(world, round_, made[:-LEFT])
    day = world.day(PUBLISHED - 1)
    operations.draft_interviews(round_, many=1, by=at_work(world, _OFFICE, day, 9))
    _follow(world, min(made[:-LEFT], key=lambda row: row.total or Decimal(0)))


_OFFICE, _DIRECTOR, _DISCIPLINE = (ACCOUNTS[name][0] for name in ("office", "director", "receiver"))
COPIED = ("B01", "B02")  # 县纪委监委 and 县委组织部


def _copy(world: World, round_: Round, made: Sequence[Assessment]) -> None:
    """抄送: the ranking to two bodies, each result to the leader of its unit; one body has signed for it."""
    by = at_work(world, _OFFICE, world.day(PUBLISHED - 1), 10)
    above = overseers(made, by)
    copies = copying.send_results(
        round_,
        bodies=[world.bodies[code] for code in COPIED],
        leaders=[row for row in made if row.pk in above],
        sent_on=by.on,
        by=by,
    )
    copying.sign_result(copies[0], by=at_work(world, _DISCIPLINE, world.day(PUBLISHED - 2), 9))


def _sheet(world: World) -> ScoreSheet:
    day = world.day(DRAFTED)
    made = sheets.draft_sheet(world.office, name=NAME, texts=TEXTS, by=at_work(world, _OFFICE, day, 9))
    return sheets.adopt_sheet(made, by=at_work(world, _DIRECTOR, day + dt.timedelta(days=2), 11))


def _scored(world: World, assignment: Assignment, sheet: ScoreSheet, quality: int) -> Assessment:
    by = at_work(world, _OFFICE, world.day(SCORED), 10)
    made = operations.start_assessment(assignment, sheet=sheet, by=by)
    happy = round(60 * quality / 100)
    return operations.mark(
        made,
        marks=_marks(sheet, quality),
        vetoed_by=[],
        satisfaction={
            "sent": 64,
            "returned": 60,
            "satisfied": happy - 10,
            "mostly": 10,
            "dissatisfied": 60 - happy,
        },
        by=by,
    )


def _marks(sheet: ScoreSheet, quality: int) -> dict[str, dict[str, Decimal]]:
    """Let the raters see the same unit a little differently; no line above its most."""
    said = sheet.sheet
    return {
        str(rater): {
            str(place): _points(line.most, line.way, quality + shift)
            for place, line in enumerate(said.lines, 1)
        }
        for rater, shift in zip(range(1, len(said.raters) + 1), (0, -3, 2), strict=True)
    }


def _points(most: Decimal, way: Way, quality: int) -> Decimal:
    if way == Way.ADD:
        return Decimal(2) if quality > 90 else Decimal(0)
    if way == Way.DEDUCT:
        return Decimal(3) if quality < 80 else Decimal(0)
    return (most * min(quality, 100) / 100).quantize(Decimal("0.5"))


def _follow(world: World, lowest: Assessment) -> None:
    """述责: the head of the lowest unit has given an account."""
    by = at_work(world, _OFFICE, world.day(FOLLOWED), 17)
    words = ("述责报告", str(lowest.assignment.unit), "对照评估扣分项目逐条说明原因和整改安排。")
    add_follow_up(
        lowest,
        kind=FollowKind.ACCOUNT,
        held_on=by.on,
        people="县委书记专题会议听取，单位主要负责人述责",
        result="责成一个月内补齐缺项，巡察办跟踪核验。",
        file=store(proof("述责报告.pdf", *words), by=by, act="sv.follow:C"),
        by=by,
    )
