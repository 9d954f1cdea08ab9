"""Choices of every list of this app: rounds, units and classes of which the person sees an item.

责任单位 is the unit that answers, 被巡察单位 the one where it was found: after a reform they differ.
"""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.memory import remembered
from organizations.models import Unit
from rectification.models import Item, MonthlyReport, PressingPaper
from rounds.filters.finding import Offered, Offering, quick_choice
from rounds.forms.categories import grouped
from rounds.models import Assignment, Category, Round

ANSWERS = (Item, MonthlyReport, PressingPaper)  # rows with a unit of their own, kept by it when it passes on


def _assignments(request: Any) -> "QuerySet[Assignment]":
    items = Item.objects.visible_to(request.actor)
    rows: QuerySet[Assignment] = Assignment.objects.filter(pk__in=items.values("assignment"))
    return rows


def rounds(request: Any) -> "QuerySet[Round]":
    """Return the rounds in sight, the latest first."""
    rows: QuerySet[Round] = Round.objects.filter(pk__in=_assignments(request).values("team__round"))
    return rows.order_by("-starts_on")


def inspected(request: Any) -> "QuerySet[Unit]":
    """Return the units in sight where problems were found."""
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=_assignments(request).values("unit"))
    return rows


def answering(request: Any) -> "QuerySet[Unit]":
    """Return the units that answer for a row in sight, or did."""
    found = Q()
    for model in ANSWERS:
        rows: Any = model._default_manager
        found |= Q(pk__in=rows.visible_to(request.actor).order_by().values("unit"))
    return Unit.objects.filter(found)


def offered_places(request: Any) -> Offered:
    """Return rounds, units and classes in sight as choices; looked up again when somebody has acted."""
    return remembered(request.actor, "places of items", lambda: _in_places(request))


def _in_places(request: Any) -> Offered:
    return (
        ("round", choices_of(rounds(request))),
        ("unit", choices_of(answering(request).order_by("name"))),
        ("inspected", choices_of(inspected(request).order_by("name"))),
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
    """By round and inspected unit; a list that names them by another way declares them again."""

    round = quick_choice("轮次", "assignment__team__round")
    unit = quick_choice("被巡察单位", "assignment__unit")

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name."""
        found = dict(offered_places(request))
        return tuple((found | {"unit": found["inspected"]}).items())


class OfUnits(InPlaces):
    """By round, and by both units: rows with a unit of their own, which answers."""

    unit = quick_choice("责任单位", "unit")
    inspected = quick_choice("被巡察单位", "assignment__unit")

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name."""
        return offered_places(request)


class OfItems(OfUnits):
    """By round, and by both units: rows of one item."""

    round = quick_choice("轮次", "item__assignment__team__round")
    unit = quick_choice("责任单位", "item__unit")
    inspected = quick_choice("被巡察单位", "item__assignment__unit")


class OfPapers(OfUnits):
    """By round, and by both units: papers of all problems, which several may answer for."""

    unit = quick_choice("责任单位", method="by_answering")

    def by_answering(self, rows: Any, _name: str, value: Any) -> Any:
        """Papers with a problem for which the unit answers."""
        return rows.filter(assignment__in=Item.objects.filter(unit=value).order_by().values("assignment"))
