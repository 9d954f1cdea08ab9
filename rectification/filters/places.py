"""Choices of every list of this app: rounds and units of which the person sees an item."""

from operator import itemgetter
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from organizations.models import Unit
from rectification.models import Item
from rounds.filters.finding import CategoryFilter
from rounds.forms.quick import QuickSelect
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


class PlaceFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """By round or unit; ``offer_places`` gives it the ones in sight."""

    def __init__(self, **rest: Any) -> None:
        """Show a select that stays cheap with hundreds of units."""
        super().__init__(empty_label="全部", widget=QuickSelect, **rest)


def offer_places(filters: Any) -> None:
    """Give the filters by round and unit their choices: one question for both."""
    names = ("team__round", "team__round__name", "unit", "unit__name")
    rows = list(_assignments(filters.request).order_by("-team__round__starts_on").values_list(*names))
    offered = {
        "round": list(dict.fromkeys((str(key), name) for key, name, _, _ in rows)),
        "unit": sorted({(str(key), name) for _, _, key, name in rows}, key=itemgetter(1)),
    }
    for name, choices in offered.items():
        filters.filters[name].extra["choices"] = choices


def assignments(request: Any) -> "QuerySet[Assignment]":
    """Return the assignments in sight, none when the address asks for none."""
    if not request.GET.get("assignment"):
        return Assignment.objects.none()
    return _assignments(request).select_related("unit", "team__round")


def categories(request: Any) -> "QuerySet[Category]":
    """Return the categories by which the rounds in sight sort."""
    bound = Round.schemes.through.objects.filter(round__in=rounds(request).order_by().values("pk"))
    return Category.objects.filter(scheme__in=bound.values("scheme"))


class AssignmentChoices(django_filters.fields.ModelChoiceField):  # type: ignore[misc]
    """Assignments of several rounds: the round stands before the unit."""

    def label_from_instance(self, obj: Assignment) -> str:
        """Name round and unit."""
        return f"{obj.team.round.name} {obj.unit.name}"


class AssignmentFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """By assignment: set by a link from its page, carried along unseen, taken off by its chip."""

    field_class = AssignmentChoices

    def __init__(self) -> None:
        """Ask the database only when the address names one."""
        super().__init__(label="巡察任务", queryset=assignments, widget=forms.HiddenInput)


__all__ = [
    "AssignmentFilter",
    "CategoryFilter",
    "PlaceFilter",
    "assignments",
    "categories",
    "offer_places",
    "rounds",
    "units",
]
