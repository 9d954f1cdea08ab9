"""一轮一览: the stages of every assignment of a round, as bars over the months."""

import datetime as dt

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from audit.actor import Actor
from rectification.models import Item
from rounds.models import Assignment, Round
from rounds.states import AssignmentState
from ui.stages import Bar, Row, StageChart


def chart_of(team_round: Round, by: Actor) -> StageChart:
    """Return the bars of a round's assignments that the viewer may see."""
    rows = Assignment.objects.visible_to(by).filter(team__round=team_round)
    rows = rows.select_related("unit", "team", "report").order_by("team__number", "enters_on")
    items = Item.objects.filter(assignment__in=rows).values("assignment")
    ends = {row["assignment"]: row["end"] for row in items.annotate(end=Max("due_on"))}
    return StageChart([_row(row, ends.get(row.pk), by.on) for row in rows], by.on)


def _row(assignment: Assignment, period_end: dt.date | None, today: dt.date) -> Row:
    bars = [Bar("进驻", assignment.enters_on, assignment.leaves_on, _tone(assignment.leaves_on, today))]
    published = assignment.published_at
    reported = timezone.localdate(published) if published else max(today, assignment.leaves_on)
    if assignment.state not in {AssignmentState.WAITING, AssignmentState.ON_SITE}:
        bars.append(Bar("报告", assignment.leaves_on, reported, "done" if published else "going"))
    if published and period_end:
        done = assignment.state in {AssignmentState.ASSESSED, AssignmentState.ARCHIVED}
        late = not done and period_end < today
        bars.append(Bar("整改", reported, period_end, "done" if done else "late" if late else "going"))
    url = reverse("rounds:assignment_detail", args=[assignment.pk])
    return Row(str(assignment.unit), bars, url, f"{assignment.team.name} {assignment.get_state_display()}")


def _tone(ends: dt.date, today: dt.date) -> str:
    return "done" if ends < today else "going"
