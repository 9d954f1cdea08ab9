"""What the dictionaries hold on the first day: seventeen rules, their ladders, the calendars known so far."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chinese_calendar import constants

from deadlines.states import OffsetUnit, PaperKind, RuleScope

FROM = dt.date(2000, 1, 1)
SOURCE = "系统预置，取各地通行做法，可按本地规定修订"

DAYS, WORKDAYS, MONTHS, MONTHLY = OffsetUnit

# Steps: days from the due day → who is told; the last one of each ladder repeats weekly while overdue
Ladder = dict[int, tuple[str, ...]]
OVERDUE: Ladder = {1: ("handler", "leader", "head")}
LONG: Ladder = {-20: ("handler",), -10: ("handler", "leader"), **OVERDUE}
MONTHS_END: Ladder = {-3: ("handler",), -1: ("handler", "leader"), **OVERDUE}
SHORT: Ladder = {-5: ("handler",), -2: ("handler", "leader"), **OVERDUE}
# 督促文书: days overdue → what is drafted; none of them is a day on which the weekly reminder falls
PAPERS: dict[int, PaperKind] = {
    10: PaperKind.REMINDER,
    20: PaperKind.SUPERVISION,
    40: PaperKind.ADMONITION,
    60: PaperKind.INTERVIEW,
    90: PaperKind.ACCOUNTABILITY,
}
WITH_PAPERS = ("plan_due", "rectification_period", "monthly_report")


@dataclass(frozen=True)
class Seed:
    """One rule as it is delivered."""

    code: str
    name: str
    anchor: str
    offset: int
    unit: OffsetUnit
    seen: str
    ladder: Ladder
    fixed_day: int | None = None
    not_after: str = ""


RULES = [
    Seed("notice_before_entry", "巡察通知", "进驻", -10, DAYS, "进驻前 10 天", SHORT),
    Seed("report_after_exit", "巡察报告", "撤离", 15, WORKDAYS, "15 个工作日；1 个月", SHORT),
    Seed(
        "feedback_after_decision",
        "反馈意见",
        "书记专题会",
        10,
        WORKDAYS,
        "及时；10 个工作日",
        SHORT,
    ),
    Seed("clue_transfer", "线索移交", "批准移交", 10, WORKDAYS, "10 个工作日", SHORT),
    Seed("clue_opinion", "线索处置意见", "签收线索", 30, DAYS, "1 个月", LONG),
    Seed("clue_feedback", "线索办理进展", "签收线索", 90, DAYS, "3 个月", LONG),
    Seed("clue_close", "线索办结", "签收线索", 180, DAYS, "半年，最长 1 年", LONG),
    Seed("plan_due", "整改方案", "反馈", 30, DAYS, "15 个工作日至 1 个月", LONG),
    Seed("democratic_meeting", "专题民主生活会", "反馈", 30, DAYS, "1 个月", LONG),
    Seed(
        "rectification_period",
        "集中整改",
        "反馈",
        6,
        MONTHS,
        "2、3 或 6 个月，可逐轮规定",
        LONG,
    ),
    Seed("monthly_report", "整改月报", "当月月末", 1, MONTHLY, "每月一报", MONTHS_END, fixed_day=5),
    Seed("immediate_fix", "立行立改", "下达通知", 15, DAYS, "巡察组撤离前", SHORT, not_after="撤离之日"),
    Seed("publication", "整改公开", "批准公开", 10, WORKDAYS, "公示期 15 天", SHORT),
    Seed("publication_period", "整改公示期", "公开", 15, DAYS, "公示期 15 天", SHORT),
    Seed("revisit", "回访督查", "集中整改期满", 90, DAYS, "3 个月后，覆盖全部单位", LONG),
    Seed("assessment", "整改评估", "集中整改期满", 30, DAYS, "期满后 1 个月", LONG),
    Seed("proposal_due", "移交建议答复", "签收建议", 60, DAYS, "各地不一", LONG),
]

# 2027: no notice had been published when this was written. Days by the fixed rules of
# 《全国年节及纪念日放假办法》 (2024), those on a weekend made up on the next working days; no 调休
ESTIMATED_YEAR = 2027
ESTIMATED_SOURCE = "暂定：按《全国年节及纪念日放假办法》推算，未含调休；国务院办公厅通知发布后请核对并改正"
ESTIMATED = {
    "元旦": ["2027-01-01"],
    "春节": ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10"],
    "清明": ["2027-04-05"],
    "劳动节": ["2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04"],
    "端午": ["2027-06-09"],
    "中秋": ["2027-09-15"],
    "国庆节": ["2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05"],
}
# As the library chinesecalendar holds them
PUBLISHED_SOURCE = "国务院办公厅关于当年部分节假日安排的通知"
NUMBERED = {2026: "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"}
LONGEST_NAME = 20


def known_days() -> Iterator[tuple[dt.date, bool, str]]:
    """Every published special day: the day, whether it is worked, its name."""
    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    for day, name in constants.holidays.items():
        yield day, False, names[name][:LONGEST_NAME]
    for day, name in constants.workdays.items():
        yield day, True, f"{names[name]}调休"[-LONGEST_NAME:]


def estimated_days() -> Iterator[tuple[dt.date, bool, str]]:
    """The days of the year whose notice is not out."""
    for name, days in ESTIMATED.items():
        for day in days:
            yield dt.date.fromisoformat(day), False, name


def plant_rules(rule_model: Any, step_model: Any) -> None:
    """Store the rules and their ladders where there are none."""
    if rule_model.objects.exists():
        return
    for seed in RULES:
        plant_rule(seed, rule_model, step_model)


def plant_rule(seed: Seed, rule_model: Any, step_model: Any) -> None:
    """Store one rule and its ladder, unless there is one of its code."""
    if not rule_model.objects.filter(code=seed.code).exists():
        rule = rule_model.objects.create(
            code=seed.code,
            name=seed.name,
            anchor=seed.anchor,
            offset=seed.offset,
            unit=seed.unit.value,
            fixed_day=seed.fixed_day,
            not_after=seed.not_after,
            scope=RuleScope.SYSTEM.value,
            effective_from=FROM,
            source=f"{SOURCE}。所见：{seed.seen}",
        )
        step_model.objects.bulk_create(
            step_model(
                rule=rule,
                offset_days=offset,
                repeat_weekly=offset > 0,
                **{f"to_{audience}": True for audience in audiences},
            )
            for offset, audiences in seed.ladder.items()
        )


def plant_papers(rule_model: Any, step_model: Any) -> None:
    """Let the ladders of rectification draft papers, and the overdue ones reach the messenger, too.

    A ladder that the office has changed already keeps what it has on such a day.
    """
    step_model.objects.filter(offset_days__gt=0, repeat_weekly=True).update(by_messenger=True)
    for rule in rule_model.objects.filter(code__in=WITH_PAPERS):
        held = set(rule.steps.values_list("offset_days", flat=True))
        step_model.objects.bulk_create(
            step_model(rule=rule, offset_days=days, to_office=True, paper=kind.value)
            for days, kind in PAPERS.items()
            if days not in held
        )


def plant_calendar(year_model: Any, day_model: Any) -> None:
    """Store the years known so far where there are none."""
    if year_model.objects.exists():
        return
    published, estimated = sorted(known_days()), list(estimated_days())
    years = {
        year: year_model(year=year, source=NUMBERED.get(year, PUBLISHED_SOURCE))
        for year in {day.year for day, *_ in published}
    }
    years[ESTIMATED_YEAR] = year_model(year=ESTIMATED_YEAR, provisional=True, source=ESTIMATED_SOURCE)
    year_model.objects.bulk_create(years.values())
    day_model.objects.bulk_create(
        day_model(year=years[day.year], date=day, is_workday=worked, name=name)
        for day, worked, name in [*published, *estimated]
    )
