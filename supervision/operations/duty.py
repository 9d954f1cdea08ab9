"""回访和评估的时限: begun when the months of mending are over, kept by a visit and by a published result."""

import datetime as dt
import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations import meet, reopen
from rectification.operations.item import period_end
from rounds.models import Assignment
from rounds.operations import timing
from supervision import rules
from supervision.models import Assessment, Visit
from supervision.states import AssessmentState, VisitKind

REVISIT, ASSESSMENT = "revisit", "assessment"
BEGINS = {REVISIT: "sv.order:C", ASSESSMENT: "sv.score:C"}
log = logging.getLogger(__name__)


def begin_duties(*, by: Actor) -> int:
    """开始计算时限: for each unit whose months of mending are over, once; doing it again adds nothing."""
    begun = 0
    for code in BEGINS:
        for assignment in _without(code):
            try:
                begun += _begin(assignment, code, by)
            except ValidationError:
                # No rule or no calendar for this unit: the others get their days all the same
                log.exception("%s 的“%s”时限没有设定", assignment.pk, code)
    return begun


def _without(code: str) -> Any:
    """Return the units that mend, or have just been assessed, and never had a deadline of the code."""
    known = Deadline.objects.about_all(Assignment).coded(code).record_ids()
    rows = Assignment.objects.published().filter(state__in=rules.MENDING).exclude(pk__in=known)
    return rows.select_related("team__round").order_by("pk")


def _begin(assignment: Assignment, code: str, by: Actor) -> bool:
    over = period_end(assignment)
    if over >= by.on:
        return False
    with transaction.atomic():
        # Another worker at the same unit waits here, and finds the deadline set
        Assignment.objects.select_for_update().get(pk=assignment.pk)
        if not _without(code).filter(pk=assignment.pk).exists():
            return False
        timing.begin(assignment, code, over, by=by, act=BEGINS[code])
        for deadline in Deadline.objects.about(assignment).coded(code):
            if done := _done_on(assignment, code, over):
                meet(deadline, done, by=by, act=BEGINS[code])
            return True
    return False


def _done_on(assignment: Assignment, code: str, over: dt.date) -> dt.date | None:
    """Return when it was done before anybody counted the days: a visit within the months is none."""
    if code == REVISIT:
        found = _handed_in(assignment, over).order_by("submitted_on").values_list("submitted_on", flat=True)
    else:
        known = Assessment.objects.filter(assignment=assignment, state=AssessmentState.PUBLISHED)
        found = known.values_list("published_on", flat=True)
    day: dt.date | None = found.first()
    return day


def _handed_in(assignment: Assignment, since: dt.date) -> Any:
    rows = Visit.objects.filter(assignment=assignment, kind=VisitKind.REVISIT)
    return rows.filter(state__in=rules.TOLD, submitted_on__gt=since)


def keep_revisit(visit: Visit, *, by: Actor) -> None:
    """办结回访时限: the team handed its visit in; a check by the supervision group is another matter."""
    if visit.kind == VisitKind.REVISIT:
        timing.fulfil(visit.assignment, REVISIT, by.on, by=by, act="sv.note:E")


def resume_revisit(visit: Visit, *, by: Actor, reason: str) -> None:
    """恢复回访时限: the visit was returned, and there is no other after the months of mending."""
    if visit.kind != VisitKind.REVISIT:
        return
    done = Deadline.objects.about(visit.assignment).coded(REVISIT).filter(met_on__isnull=False)
    for deadline in done:
        if not _handed_in(visit.assignment, deadline.anchor_on).exists():
            reopen(deadline, by=by, act="sv.order:A", reason=reason)


def keep_assessment(assessment: Assessment, *, by: Actor) -> None:
    """办结评估时限: the result is published."""
    timing.fulfil(assessment.assignment, ASSESSMENT, by.on, by=by, act="sv.score:A")
