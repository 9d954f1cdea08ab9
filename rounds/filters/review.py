"""What the list of the points of review can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from rounds.models import ReviewPoint
from rounds.states.review import PointKind


class PointFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By step, and whether the point holds today."""

    kind = django_filters.ChoiceFilter(label="环节", choices=PointKind.choices, empty_label="全部")
    holds = django_filters.ChoiceFilter(
        label="状态",
        choices=[("yes", "适用中"), ("no", "未起用或已停用")],
        method="by_day",
        empty_label="全部",
    )

    class Meta:
        """Declared above."""

        model = ReviewPoint
        fields: tuple[str, ...] = ()

    def by_day(self, rows: "QuerySet[Any]", _name: str, value: str) -> "QuerySet[Any]":
        """Rows that hold on the day of the look, or the others."""
        now = Q(pk__in=ReviewPoint.objects.on(self.request.actor.on).values("pk"))
        return rows.filter(now if value == "yes" else ~now)
