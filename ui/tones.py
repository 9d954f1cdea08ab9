"""状态颜色: the tone of a state; a word always stands beside it."""

from enum import StrEnum
from typing import Any

from django.db.models import Model


class Tone(StrEnum):
    DONE = "done"
    GOING = "going"
    SOON = "soon"
    LATE = "late"
    IDLE = "idle"
    RETURNED = "returned"


# Read from top to bottom: the first tone with a word that a label holds decides.
BY_WORD: tuple[tuple[Tone, tuple[str, ...]], ...] = (
    (Tone.RETURNED, ("退回", "撤销", "不予", "不同意")),
    (Tone.LATE, ("逾期", "超期")),
    (Tone.SOON, ("暂停",)),
    (Tone.IDLE, ("作废", "撤回", "不采", "并入", "未", "草", "筹备", "待", "暂存", "排队", "出库", "结束")),
    (Tone.GOING, ("基本完成", "中", "申请", "提交")),
    (Tone.DONE, ("完成", "销号", "办结", "归档", "在库", "核验", "同意", "通过", "批准", "准予")),
    (Tone.DONE, ("认定", "接收", "采纳", "发布", "定稿", "编号")),
)


def tone_of(record: Model, field: str = "state") -> Tone:
    """The tone a model names in `TONES`, else the one its state's label suggests."""
    value = getattr(record, field)
    named = getattr(type(record), "TONES", {}).get(value) or getattr(value, "tone", None)
    usual = Tone.GOING if field == "state" else Tone.IDLE
    return Tone(named) if named else tone_of_label(label_of(record, field), usual)


def label_of(record: Model, field: str = "state") -> str:
    reader: Any = getattr(record, f"get_{field}_display", None)
    return str(reader()) if reader else str(getattr(record, field))


def tone_of_label(label: str, usual: Tone = Tone.GOING) -> Tone:
    """What a label suggests; a state that is neither waiting nor over is under way."""
    found = (tone for tone, words in BY_WORD if any(word in label for word in words))
    return next(found, usual)
