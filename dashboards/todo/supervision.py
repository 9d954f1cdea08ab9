"""待办：回访督查."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from audit.actor import Actor
from dashboards.todo.line import MOST, Todo
from dashboards.todo.rectification import SOON_DAYS
from deadlines.models import Deadline
from rounds.models import Assignment
from supervision import rules
from supervision.models import Assessment, ResultCopy, Visit
from supervision.operations.duty import ASSESSMENT, REVISIT
from supervision.states import AssessmentState, VisitKind, VisitState

WORDS = {VisitState.OPEN: "逐项检查", VisitState.SUBMITTED: "接收"}

BEGUN = {
    REVISIT: ("sv.order:C", "下达回访", "supervision:revisit_order"),
    ASSESSMENT: ("sv.score:C", "开始评估", "supervision:assessment_start"),
}
SCORED = {AssessmentState.SCORING: "打分、提请评定", AssessmentState.PROPOSED: "评定"}


def duties(by: Actor) -> Iterator[Todo]:
    """时限: units that nobody has been sent to yet, and whose assessment nobody has begun."""
    sent = Visit.objects.under_way().filter(kind=VisitKind.REVISIT).values("assignment")
    begun = {REVISIT: sent, ASSESSMENT: Assessment.objects.values("assignment")}
    for code, (act, verb, page) in BEGUN.items():
        reached = Assignment.objects.reached_by(by, act).filter(state__in=rules.MENDING)
        rows = reached.exclude(pk__in=begun[code]).select_related("unit")
        soon = by.on + dt.timedelta(days=SOON_DAYS)
        dues = Deadline.objects.about_all(Assignment).coded(code).open().filter(due__lte=soon)
        waiting = dict(dues.filter(record_id__in=rows.values("pk")).values_list("record_id", "due")[:MOST])
        for row in rows.filter(pk__in=waiting):
            yield Todo(str(row.unit), verb, reverse(page, args=[row.pk]), waiting[row.pk])


def visits(by: Actor) -> Iterator[Todo]:
    """回访督查: to be made by those who go, to be accepted by the office."""
    rows = Visit.objects.awaiting(by).select_related("assignment__unit").order_by("due_on")
    for row in rows[:MOST]:
        url = reverse("supervision:visit_detail", args=[row.pk])
        due = row.due_on if row.state == VisitState.OPEN else None
        yield Todo(str(row), WORDS[VisitState(row.state)], url, due)


def assessments(by: Actor) -> Iterator[Todo]:
    """整改评估: to be scored, to be decided."""
    rows = list(Assessment.objects.awaiting(by).select_related("assignment__unit").order_by("pk")[:MOST])
    units = [row.assignment_id for row in rows]
    dues = Deadline.objects.about_all(Assignment, units).coded(ASSESSMENT).open()
    days = dict(dues.values_list("record_id", "due"))
    for row in rows:
        url = reverse("supervision:assessment_detail", args=[row.pk])
        yield Todo(str(row), SCORED[AssessmentState(row.state)], url, days.get(row.assignment_id))


def copies(by: Actor) -> Iterator[Todo]:
    """抄送的评估结果: to be signed for."""
    for row in ResultCopy.objects.awaiting(by).defer("content")[:MOST]:
        url = reverse("supervision:copy_detail", args=[row.pk])
        yield Todo(row.title, "签收评估结果", url)
