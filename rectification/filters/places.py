"""Choices of every list of this app: rounds and units of which the person sees an item.

责任单位 is the unit that answers, 被巡察单位 the one where it was found: after a reform they differ.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import django_filters
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


def inspected(request: Any) -> "QuerySet[Unit]":
    """Return the inspected units in sight."""
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=_assignments(request).values("unit"))
    return rows


def answering(model: Any = Item) -> "Callable[[Any], QuerySet[Unit]]":
    """Return how to find the units that answer for rows in sight of a model with a ``unit`` of its own."""

    def units(request: Any) -> "QuerySet[Unit]":
        seen = model._default_manager.visible_to(request.actor).order_by().values("unit")
        rows: QuerySet[Unit] = Unit.objects.filter(pk__in=seen)
        return rows

    return units


def by_round(path: str) -> django_filters.ModelChoiceFilter:
    """Return the filter 轮次; ``path`` leads to the assignment."""
    return django_filters.ModelChoiceFilter(
        label="轮次", queryset=rounds, field_name=f"{path}__team__round", empty_label="全部"
    )


def by_inspected(path: str) -> django_filters.ModelChoiceFilter:
    """Return the filter 被巡察单位; ``path`` leads to the assignment."""
    return django_filters.ModelChoiceFilter(
        label="被巡察单位", queryset=inspected, field_name=f"{path}__unit", empty_label="全部"
    )


def by_answering(field: str, model: Any = Item) -> django_filters.ModelChoiceFilter:
    """Return the filter 责任单位; the field leads to the unit that answers now."""
    return django_filters.ModelChoiceFilter(
        label="责任单位", queryset=answering(model), field_name=field, empty_label="全部"
    )


def by_any_answering() -> django_filters.ModelChoiceFilter:
    """Return the filter 责任单位 of papers of a whole assignment: whoever answers for one problem."""
    return django_filters.ModelChoiceFilter(
        label="责任单位", queryset=answering(), method=_of_a_problem, empty_label="全部"
    )


def _of_a_problem(rows: Any, _name: str, unit: Unit) -> Any:
    return rows.filter(assignment__in=Item.objects.filter(unit=unit).order_by().values("assignment"))


def offered_places(request: Any) -> Offered:
    """Return rounds, units and classes in sight as choices."""
    return remembered(request.actor, "places of items", lambda: _in_places(request))


def _in_places(request: Any) -> Offered:
    names = ("team__round", "team__round__name", "unit", "unit__name")
    rows = list(_assignments(request).order_by("-team__round__starts_on").values_list(*names))
    answers = answering()(request).values_list("pk", "name")
    return (
        ("round", tuple(dict.fromkeys((str(key), name) for key, name, _, _ in rows))),
        ("unit", tuple(sorted(((str(key), name) for key, name in answers), key=itemgetter(1)))),
        ("inspected", tuple(sorted({(str(key), name) for _, _, key, name in rows}, key=itemgetter(1)))),
        ("category", grouped(categories(request))),
    )


def categories(request: Any) -> "QuerySet[Category]":
    """Return the categories by which the rounds in sight sort."""
    bound = Round.schemes.through.objects.filter(round__in=rounds(request).order_by().values("pk"))
    return Category.objects.filter(scheme__in=bound.values("scheme"))
