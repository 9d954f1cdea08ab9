"""Short texts of the daily work: reviews, returns, reasons, progress, meetings, instructions, appraisals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from demo.texts.slots import Filler
from demo.texts.tables import toml

if TYPE_CHECKING:
    from demo.texts.county import UnitText

NOBODY = {"unit": "该单位", "org": "该单位党组织", "leader": "主要负责人", "meeting": "班子会"}


class Remark(StrEnum):
    """What the remark is for; the value is its table in remarks.toml."""

    PAPER_RETURN = "paper_return"  # 底稿退回
    PAPER_REVIEW = "paper_review"  # 副组长审核
    PAPER_SIGN = "paper_sign"  # 组长审签
    PAPER_UNUSED = "paper_unused"  # 不采用
    OBJECTION = "objection"  # 事实确认单上单位的意见
    FACT_SOURCE = "fact_source"  # 问题来源
    PLAN_REVIEW = "plan_review"  # 方案联审意见
    PLAN_RETURN = "plan_return"  # 方案退回
    RESUBMIT = "resubmit"  # 重新报审
    WITHDRAW = "withdraw"  # 撤回
    EXTENSION = "extension"  # 延期理由
    OVERDUE = "overdue"  # 逾期原因
    REASSIGN = "reassign"  # 责任变更理由
    HANDBACK = "handback"  # 不认领
    CLOSING_REQUEST = "closing_request"  # 申请销号
    CLOSING_RETURN = "closing_return"  # 销号退回
    CLOSING_CHECK = "closing_check"  # 初核意见
    CLOSING_OPINION = "closing_opinion"  # 销号意见
    REVOCATION = "revocation"  # 撤销销号
    REVISIT = "revisit"  # 回访
    MONTHLY = "monthly"  # 月报说明
    NEXT_MONTH = "next_month"  # 下月计划
    SUPERVISION = "supervision"  # 督办要求
    IMMEDIATE = "immediate"  # 立行立改事项
    IMMEDIATE_DONE = "immediate_done"  # 立行立改结果
    POOL_IN = "pool_in"  # 入库
    POOL_EXIT = "pool_exit"  # 出库
    APPRAISAL = "appraisal"  # 考核评语
    RECUSAL = "recusal"  # 回避申请
    RECUSAL_CHECK = "recusal_check"  # 回避审查


@dataclass(frozen=True, slots=True)
class MeetingText:
    kind: str
    title: str


def remark(
    kind: Remark, *, seed: int | str, year: int, unit: UnitText | None = None, topic: str = "该事项"
) -> str:
    """One remark of a kind; the same seed gives the same words."""
    return _fill(toml("remarks")[kind.value], f"{kind.value}|{seed}", year, unit, topic)


def remarks(kind: Remark) -> tuple[str, ...]:
    """All patterns of a kind, unfilled: for those who must hand out each once."""
    return tuple(
        text.partition(":")[2] if text.startswith("@") else text for text in toml("remarks")[kind.value]
    )


def progress(month: int, *, seed: int | str, year: int, unit: UnitText, topic: str) -> str:
    """整改进展 in the n-th month of the period; later months speak as the sixth."""
    options = toml("remarks")["progress"][str(min(max(month, 1), 6))]
    return _fill(options, f"progress|{month}|{seed}", year, unit, topic)


def meetings() -> tuple[MeetingText, ...]:
    """7 书记专题会, 9 常委会, 8 领导小组会, each kind in the order held."""
    return tuple(
        MeetingText(kind, title) for kind, titles in toml("remarks")["meetings"].items() for title in titles
    )


def instructions() -> tuple[str, ...]:
    """The 25 批示 of the county secretary."""
    return tuple(toml("remarks")["instructions"]["texts"])


def _fill(options: list[str], key: str, year: int, unit: UnitText | None, topic: str) -> str:
    rng = Random(f"{key}|{unit.code if unit else ''}|{topic}")
    said = {**NOBODY, **(unit.words if unit else {}), "topic": topic}
    tags = unit.tags if unit else frozenset[str]()
    return Filler(rng, year, said).fill(
        rng.choice([words for text in options if (words := _meant_for(text, tags))])
    )


def _meant_for(text: str, tags: frozenset[str]) -> str:
    """Return the words of "@town school:words" where one of the tags fits; plain text fits everywhere."""
    if not text.startswith("@"):
        return text
    fit, _, words = text[1:].partition(":")
    return words if tags.intersection(fit.split()) else ""
