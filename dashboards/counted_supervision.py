"""Which rows the indicators of supervision count: visits that the office accepted, results that stand."""

from typing import Any

from django.db.models import QuerySet

from audit.actor import Actor
from dashboards.counted import Rows, published
from deadlines.models import Deadline
from rounds.models import Assignment
from supervision.models import Assessment, CheckedItem, Visit
from supervision.operations.duty import REVISIT
from supervision.states import STANDING, VisitKind

NOTES = ("sv.note:V", "sv.note:M")


def visits(by: Actor) -> "QuerySet[Visit]":
    """回访督查: accepted by the office until the day."""
    rows: QuerySet[Visit] = Visit.objects.reached_by(by, *NOTES).accepted()
    return rows.filter(accepted_on__lte=by.on)


def _units(by: Actor, keys: Any) -> Rows:
    rows = published(by).filter(pk__in=keys)
    return rows.select_related("unit", "team").order_by("published_at", "id")


def revisits_due(by: Actor) -> Rows:
    """应回访: the months of mending are over."""
    counted = Deadline.objects.about_all(Assignment).coded(REVISIT).filter(anchor_on__lt=by.on)
    return _units(by, counted.record_ids())


def revisited(by: Actor) -> Rows:
    """已回访."""
    return _units(by, visits(by).filter(kind=VisitKind.REVISIT).values("assignment"))


def rechecked(by: Actor) -> Rows:
    """已再检查."""
    return _units(by, visits(by).filter(kind=VisitKind.RECHECK).values("assignment"))


def checked(by: Actor) -> Rows:
    """检查问题: one row for each problem of each visit."""
    rows: Rows = CheckedItem.objects.filter(visit__in=visits(by))
    return rows.select_related("visit__assignment__unit").order_by("visit__accepted_on", "number", "id")


def different(by: Actor) -> Rows:
    """与上报不符."""
    rows: Any = checked(by)
    found: Rows = rows.different()
    return found


def assessed(by: Actor) -> Rows:
    """已评估: the result stands."""
    made = Assessment.objects.filter(state__in=STANDING, decided_on__lte=by.on)
    return _units(by, made.values("assignment"))
