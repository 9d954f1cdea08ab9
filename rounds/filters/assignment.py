"""A list narrowed to one assignment: by a link from its page, in every app that has such a list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from rounds.models import Assignment


class AssignmentChoices(django_filters.fields.ModelChoiceField):  # type: ignore[misc]
    """Assignments of several rounds: the round stands before the unit."""

    def label_from_instance(self, obj: Assignment) -> str:
        """Name round and unit."""
        return f"{obj.team.round.name} {obj.unit.name}"


class AssignmentFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """By assignment: set by a link from its page, carried along unseen, taken off by its chip."""

    field_class = AssignmentChoices

    def __init__(self) -> None:
        """Choose nothing until the address names one."""
        none = Assignment.objects.none()
        super().__init__(label="巡察任务", queryset=none, widget=forms.HiddenInput)

    def get_queryset(self, request: Any) -> "QuerySet[Assignment]":  # noqa: ARG002 -- the library's signature
        """Return the assignments of the rows in sight, none when the address asks for none."""
        if not self.parent.data.get(self.field_name):
            return Assignment.objects.none()
        rows = self.parent.queryset.order_by().values(self.field_name)
        return Assignment.objects.filter(pk__in=rows).select_related("unit", "team__round")
