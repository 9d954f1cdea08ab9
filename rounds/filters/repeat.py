"""What the list of repeated findings can be narrowed by."""

import django_filters
from django.db.models import QuerySet

from rounds.models import Finding


class RepeatFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Those that wait to be settled, or those that are confirmed."""

    settled = django_filters.ChoiceFilter(
        label="核对", choices=[("no", "待核对"), ("yes", "已确认")], method="by_settled", empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = Finding
        fields: tuple[str, ...] = ()

    def by_settled(self, rows: "QuerySet[Finding]", _name: str, value: str) -> "QuerySet[Finding]":
        """Rows that somebody has confirmed, or nobody has looked at."""
        return rows.filter(repeats__isnull=value == "no")
