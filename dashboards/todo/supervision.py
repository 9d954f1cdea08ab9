"""待办：回访督查."""

from collections.abc import Iterator

from django.urls import reverse

from audit.actor import Actor
from dashboards.todo.line import MOST, Todo
from supervision.models import Assessment, Visit
from supervision.states import AssessmentState, VisitState

WORDS = {VisitState.OPEN: "逐项检查", VisitState.SUBMITTED: "接收"}

SCORED = {AssessmentState.SCORING: "打分、提请评定", AssessmentState.PROPOSED: "评定"}


def visits(by: Actor) -> Iterator[Todo]:
    """回访督查: to be made by those who go, to be accepted by the office."""
    rows = Visit.objects.awaiting(by).select_related("assignment__unit").order_by("due_on")
    for row in rows[:MOST]:
        url = reverse("supervision:visit_detail", args=[row.pk])
        due = row.due_on if row.state == VisitState.OPEN else None
        yield Todo(str(row), WORDS[VisitState(row.state)], url, due)


def assessments(by: Actor) -> Iterator[Todo]:
    """整改评估: to be scored, to be decided."""
    rows = Assessment.objects.awaiting(by).select_related("assignment__unit").order_by("pk")
    for row in rows[:MOST]:
        url = reverse("supervision:assessment_detail", args=[row.pk])
        yield Todo(str(row), SCORED[AssessmentState(row.state)], url)
