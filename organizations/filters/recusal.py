"""What the list of recusals can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import Recusal
from organizations.states import RecusalState


class RecusalFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By state, whose, year."""

    state = django_filters.ChoiceFilter(label="状态", choices=RecusalState.choices, empty_label="全部")
    whose = django_filters.ChoiceFilter(
        label="申报人",
        choices=[("own", "本人"), ("others", "其他人")],
        method="by_person",
        empty_label="全部",
    )
    year = django_filters.NumberFilter(label="申报年份", field_name="declared_at", lookup_expr="year")

    class Meta:
        """Declared above."""

        model = Recusal
        fields: tuple[str, ...] = ()

    def by_person(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """One's own, or those of others."""
        user = self.request.actor.user.pk
        return rows.filter(person__user=user) if value == "own" else rows.exclude(person__user=user)
