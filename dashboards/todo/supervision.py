"""待办：回访督查."""

from collections.abc import Iterator

from django.urls import reverse

from audit.actor import Actor
from dashboards.todo.line import MOST, Todo
from supervision.models import Visit
from supervision.states import VisitState

WORDS = {VisitState.OPEN: "逐项检查", VisitState.SUBMITTED: "接收"}


def visits(by: Actor) -> Iterator[Todo]:
    """回访督查: to be made by those who go, to be accepted by the office."""
    rows = Visit.objects.awaiting(by).select_related("assignment__unit").order_by("due_on")
    for row in rows[:MOST]:
        url = reverse("supervision:visit_detail", args=[row.pk])
        due = row.due_on if row.state == VisitState.OPEN else None
        yield Todo(str(row), WORDS[VisitState(row.state)], url, due)
