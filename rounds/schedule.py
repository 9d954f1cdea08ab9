"""一轮一览: the stages of assignments as bars, for the page of a round or a team."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from rounds.models import Assignment
from rounds.states import AssignmentState
from ui.stages import Bar, Row, StageChart

WAITING = {AssignmentState.WAITING}
ON_SITE = {AssignmentState.WAITING, AssignmentState.ON_SITE}
NOTICE_DAYS = dt.timedelta(days=10)
DAY = dt.timedelta(days=1)


def stage_chart(assignments: Iterable[Assignment], today: dt.date) -> StageChart:
    """Draw one row for each assignment: preparation, on site, report until feedback."""
    rows = [
        Row(
            label=str(task),
            bars=_bars(task, today),
            url=reverse("rounds:assignment_detail", args=[task.pk]),
            note=str(task.get_state_display()),
        )
        for task in assignments
    ]
    return StageChart(rows=rows, today=today)


def _bars(task: Assignment, today: dt.date) -> list[Bar]:
    late = (task.state in WAITING and today > task.enters_on) or (
        task.state in ON_SITE and today > task.leaves_on
    )
    tone = "late" if late else ("done" if task.state not in ON_SITE else "going")
    tone = "idle" if task.state in WAITING and not late else tone
    bars = [
        Bar("准备", task.enters_on - NOTICE_DAYS, task.enters_on - DAY, "idle"),
        Bar("进驻", task.enters_on, task.leaves_on, tone),
    ]
    if task.published_at:
        told = timezone.localdate(task.published_at)
        bars.append(Bar("报告反馈", task.leaves_on + DAY, max(told, task.leaves_on + DAY), "done"))
    elif task.state not in ON_SITE:
        bars.append(Bar("报告反馈", task.leaves_on + DAY, max(today, task.leaves_on + DAY), "going"))
    return bars
