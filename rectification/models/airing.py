"""公开晾晒: the units side by side, counted in one question."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from rectification.models.item import Item
from rectification.models.measure import Result
from rectification.models.publication import PublishedEdition
from rectification.states import MONEY_KINDS, SYSTEM_KINDS, ItemState, ResultKind
from rectification.states.publication import Sphere
from rounds.models import Assignment
from ui.counting import counted


def aired(rows: "QuerySet[Assignment]", on: dt.date) -> "QuerySet[Assignment]":
    """Return assignments with what is said of each unit at the meeting; results only as accepted."""
    items = Item.objects.filter(assignment=OuterRef("pk"))
    made = Result.objects.accepted().filter(item__assignment=OuterRef("pk"))
    found = made.order_by().values("item__assignment")
    return rows.annotate(
        problems=counted(items),
        common=counted(items.filter(finding__is_common=True)),
        repeated=counted(items.filter(finding__repeats__isnull=False)),
        closed=counted(items.filter(state=ItemState.CLOSED)),
        overdue=counted(items.exclude(state=ItemState.CLOSED).filter(due_on__lt=on, long_term=False)),
        reopened=counted(items.filter(reopened__gt=0)),
        systems=counted(made.filter(kind__in=SYSTEM_KINDS)),
        money=_summed(found.filter(kind__in=MONEY_KINDS)),
        persons=_summed(found.filter(kind=ResultKind.ACCOUNTABILITY)),
        party_since=_since(Sphere.PARTY),
        public_since=_since(Sphere.PUBLIC),
    )


def _summed(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Sum("quantity")).values("n")), Value(Decimal(0)))


def _since(sphere: Sphere) -> Subquery:
    put_up = PublishedEdition.objects.put_up().filter(publication__assignment=OuterRef("pk"), sphere=sphere)
    return Subquery(put_up.values("since")[:1])


def share(part: int, whole: int) -> Decimal | None:
    """Return the share of a part; none of nothing."""
    return Decimal(part) / whole if whole else None
