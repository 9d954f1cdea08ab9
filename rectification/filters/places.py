"""Choices of every list of this app: rounds, units and classes of which the person sees an item."""

from typing import Any

from django.db.models import QuerySet

from accounts.memory import remembered
from organizations.models import Unit
from rectification.models import Item
from rounds.filters.finding import Offered, Offering, quick_choice
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
    """Return rounds, units and classes in sight as choices; looked up again when somebody has acted."""
    return remembered(request.actor, "places of items", lambda: _in_places(request))


def _in_places(request: Any) -> Offered:
    return (
        ("round", choices_of(rounds(request))),
        ("unit", choices_of(units(request).order_by("name"))),
        ("category", grouped(categories(request))),
    )


def choices_of(rows: "QuerySet[Any]") -> tuple[tuple[str, str], ...]:
    """Return named rows as choices, in their order."""
    return tuple((str(key), name) for key, name in rows.values_list("pk", "name"))


def categories(request: Any) -> "QuerySet[Category]":
    """Return the categories by which the rounds in sight sort."""
    bound = Round.schemes.through.objects.filter(round__in=rounds(request).order_by().values("pk"))
    return Category.objects.filter(scheme__in=bound.values("scheme"))


class InPlaces(Offering):
    """By round and unit; a list that names them by another way declares them again."""

    round = quick_choice("轮次", "assignment__team__round")
    unit = quick_choice("责任单位", "assignment__unit")

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name."""
        return offered_places(request)
