"""What the ledger of a term can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import PartyOrganization
from organizations.states import PartyKind, UnitKind
from rounds.coverage import Standing


class CoverageFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By standing, year, kind of party organisation and of unit."""

    standing = django_filters.ChoiceFilter(label="覆盖情况", choices=Standing.choices, empty_label="全部")
    year = django_filters.NumberFilter(label="规划年度")
    kind = django_filters.ChoiceFilter(label="党组织类别", choices=PartyKind.choices, empty_label="全部")
    unit_kind = django_filters.ChoiceFilter(
        label="单位类别", choices=UnitKind.choices, method="by_unit_kind", empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = PartyOrganization
        fields: tuple[str, ...] = ()

    def by_unit_kind(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Over at least one unit of the kind; each once."""
        over = PartyOrganization.objects.filter(units__kind=value)
        return rows.filter(pk__in=over.values("pk"))
