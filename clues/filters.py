"""What the list of clues can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from clues.models import Clue
from clues.states import ClueState, Discipline
from organizations.models import Unit
from rounds.filters.assignment import AssignmentFilter


def _units(request: Any) -> "QuerySet[Unit]":
    if request is None:
        return Unit.objects.none()
    seen = Clue.objects.visible_to(request.actor).values("assignment__unit")
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=seen)
    return rows


class ClueFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By state, unit, discipline, key mark."""

    state = django_filters.ChoiceFilter(label="状态", choices=ClueState.choices, empty_label="全部")
    unit = django_filters.ModelChoiceFilter(
        label="单位", field_name="assignment__unit", queryset=_units, empty_label="全部"
    )
    discipline = django_filters.ChoiceFilter(label="六项纪律", choices=Discipline.choices, empty_label="全部")
    is_key = django_filters.ChoiceFilter(
        label="重点", choices=[("True", "重点线索"), ("False", "一般线索")], empty_label="全部"
    )
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = Clue
        fields: tuple[str, ...] = ()
