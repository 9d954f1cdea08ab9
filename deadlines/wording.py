"""What leaves the house by mail, messenger and calendar: counts and days. No name, no title."""

from collections.abc import Mapping
from typing import NamedTuple

SUBJECT = "巡察工作提醒"
WHERE = "请登录巡察轮次管理系统查看。"
HELD_BACK = "此消息只有件数，不含任何具体内容。"


def digest_text(counts: Mapping[str, int]) -> str:
    """Say how many reminders wait: 您有 3 条新的提醒：逾期 1 条，临近到期 2 条。"""
    words = (("overdue", "逾期"), ("soon", "临近到期"), ("messages", "办理通知"))
    told = [f"{word} {counts[name]} 条" for name, word in words if counts.get(name)]
    return f"您有 {sum(counts.values())} 条新的提醒：{'，'.join(told)}。{WHERE}"


def mail_text(counts: Mapping[str, int]) -> str:
    """Say the same in a letter, with what it leaves out and why it may come twice."""
    return f"{digest_text(counts)}\n\n{HELD_BACK}网络中断时可能重复收到，以系统内为准。\n"


class DueDay(NamedTuple):
    """How many things fall due on a day; on the day that is today, how many are late besides."""

    due: int
    late: int = 0


def due_text(day: DueDay) -> str:
    """Title of a day in the calendar."""
    told = [f"{day.due} 件事项到期"] if day.due else []
    return "，".join([*told, f"{day.late} 件事项已逾期"] if day.late else told)
