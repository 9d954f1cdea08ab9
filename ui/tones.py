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


# Read from top to bottom: the first word found in a label decides.
BY_WORD = {
    "退回": Tone.RETURNED,
    "撤销": Tone.RETURNED,
    "逾期": Tone.LATE,
    "暂停": Tone.SOON,
    "作废": Tone.IDLE,
    "未完成": Tone.IDLE,
    "未开始": Tone.IDLE,
    "未接收": Tone.IDLE,
    "不采用": Tone.IDLE,
    "草稿": Tone.IDLE,
    "筹备": Tone.IDLE,
    "待": Tone.IDLE,
    "基本完成": Tone.GOING,
    "抽调中": Tone.GOING,
    "完成": Tone.DONE,
    "销号": Tone.DONE,
    "办结": Tone.DONE,
    "归档": Tone.DONE,
    "在库": Tone.DONE,
    "核验": Tone.DONE,
    "生效": Tone.DONE,
    "同意": Tone.DONE,
    "通过": Tone.DONE,
}
BEGINS_OPEN = ("申请", "提交")


def tone_of(record: Model, field: str = "state") -> Tone:
    """The tone a model names in `TONES`, else the one its state's label suggests."""
    value = getattr(record, field)
    named = getattr(type(record), "TONES", {}).get(value) or getattr(value, "tone", None)
    return Tone(named) if named else tone_of_label(label_of(record, field))


def label_of(record: Model, field: str = "state") -> str:
    reader: Any = getattr(record, f"get_{field}_display", None)
    return str(reader()) if reader else str(getattr(record, field))


def tone_of_label(label: str) -> Tone:
    """What a label suggests; a state that is neither waiting nor over is under way."""
    if label.startswith(BEGINS_OPEN):
        return Tone.GOING
    return next((tone for word, tone in BY_WORD.items() if word in label), Tone.GOING)
