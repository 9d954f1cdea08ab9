"""Choices of every list of this app: rounds and units of which the person sees an item."""

from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from accounts.memory import remembered
from organizations.models import Unit
from rectification.models import Item
from rounds.filters.finding import Offered
from rounds.forms.categories import grouped
from rounds.models import Assignment, Category, Round


def _assignments(request: Any) -> "QuerySet[Assignment]":
    items = Item.objects.visible_to(request.actor)
    rows: QuerySet[Assignment] = Assignment.objects.filter(pk__in=items.values("assignment"))
    return rows


def rounds(request: Any) -> "QuerySet[Round]":
    """Return the rounds in sight, the latest first."""
    rows: QuerySet[Round] = Round.objects.filter(pk__in=_assignments(request).values("team__round"))
    return rows.order_by("-starts_on")


def units(request: Any) -> "QuerySet[Unit]":
    """Return the units in sight."""
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=_assignments(request).values("unit"))
    return rows


def offered_places(request: Any) -> Offered:
    """Return rounds, units and classes in sight as choices; one question for the first two."""
    return remembered(request.actor, "places of items", lambda: _in_places(request))


def _in_places(request: Any) -> Offered:
    names = ("team__round", "team__round__name", "unit", "unit__name")
    rows = list(_assignments(request).order_by("-team__round__starts_on").values_list(*names))
    return (
        ("round", tuple(dict.fromkeys((str(key), name) for key, name, _, _ in rows))),
        ("unit", tuple(sorted({(str(key), name) for _, _, key, name in rows}, key=itemgetter(1)))),
        ("category", grouped(categories(request))),
    )


def categories(request: Any) -> "QuerySet[Category]":
    """Return the categories by which the rounds in sight sort."""
    bound = Round.schemes.through.objects.filter(round__in=rounds(request).order_by().values("pk"))
    return Category.objects.filter(scheme__in=bound.values("scheme"))
