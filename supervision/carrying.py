"""上次巡察未了事项: what the next team at a unit takes over from the inspections before it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.actor import Actor
from rectification.models import Item
from rectification.states import ItemState
from rounds.models import Assignment, unrecused_q
from rounds.states import AssignmentState
from supervision.models import CheckedItem
from supervision.states import VisitState
from ui.counting import counted

BEFORE_FEEDBACK = (
    AssignmentState.WAITING,
    AssignmentState.ON_SITE,
    AssignmentState.LEFT,
    AssignmentState.REVIEW,
    AssignmentState.FINAL,
)


@dataclass(frozen=True)
class Carried:
    """A problem that is handed on, why, and what was found otherwise than reported."""

    item: Item
    reasons: tuple[str, ...]
    differences: tuple[CheckedItem, ...]


def differences() -> "QuerySet[CheckedItem]":
    """Return what accepted visits found otherwise than reported."""
    rows: QuerySet[CheckedItem] = CheckedItem.objects.different()
    return rows.filter(visit__state=VisitState.ACCEPTED)


def _unfinished() -> Q:
    """Return the condition of what is handed on: open, once taken back, or found otherwise than reported."""
    found = Exists(differences().filter(item=OuterRef("pk")))
    return ~Q(state=ItemState.CLOSED) | Q(reopened__gt=0) | Q(found)


def carried_over(assignment: Assignment, by: Actor) -> list[Carried]:
    """Return what earlier inspections left and the unit answers for, wherever it was found; two questions."""
    rows = Item.objects.filter(
        _unfinished(),
        unrecused_q(by),
        unit=assignment.unit_id,
        assignment__enters_on__lt=assignment.enters_on,
        assignment__published_at__isnull=False,
    ).select_related("finding__place", "assignment__team__round", "assignment__unit")
    items = list(rows.order_by("assignment__enters_on", "finding__number"))
    found: dict[object, list[CheckedItem]] = {}
    for check in differences().filter(item__in=items).select_related("visit"):
        found.setdefault(check.item_id, []).append(check)
    return [_carried(item, found.get(item.pk, [])) for item in items]


def _carried(item: Item, checks: list[CheckedItem]) -> Carried:
    reasons = {
        "尚未销号": item.state != ItemState.CLOSED,
        "曾撤销销号": item.reopened > 0,
        "检查与上报不符": bool(checks),
        f"从{item.assignment.unit}划转": item.unit_id != item.assignment.unit_id,
    }
    return Carried(item, tuple(word for word, holds in reasons.items() if holds), tuple(checks))


def taking_over(by: Actor) -> "QuerySet[Assignment]":
    """Return the inspections before feedback that the actor may take over for, with how much is left."""
    left = Item.objects.filter(
        _unfinished(),
        unrecused_q(by),
        unit=OuterRef("unit"),
        assignment__enters_on__lt=OuterRef("enters_on"),
        assignment__published_at__isnull=False,
    )
    rows: QuerySet[Assignment] = Assignment.objects.reached_by(by, "sv.carry:V")
    return rows.filter(state__in=BEFORE_FEEDBACK).annotate(carried=counted(left))
