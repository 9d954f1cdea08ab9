"""What lists of rounds, teams and assignments can be narrowed by; choices are what the person may see."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.states import UnitKind
from rounds.models import Assignment, Round, Team, Term
from rounds.states import AssignmentState, RoundKind, RoundMode, RoundState


def terms(request: Any) -> QuerySet[Term]:
    """Return the terms to choose from."""
    rows: QuerySet[Term] = Term.objects.visible_to(request.actor) if request else Term.objects.none()
    return rows


def rounds(request: Any) -> QuerySet[Round]:
    """Return the rounds to choose from."""
    rows: QuerySet[Round] = Round.objects.visible_to(request.actor) if request else Round.objects.none()
    return rows.select_related("term").distinct()


class RoundFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By term, kind, state."""

    term = django_filters.ModelChoiceFilter(label="届次", queryset=terms, empty_label="全部")
    kind = django_filters.ChoiceFilter(label="种类", choices=RoundKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=RoundState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Round
        fields: tuple[str, ...] = ()


class TeamFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By round and its state."""

    round = django_filters.ModelChoiceFilter(label="轮次", queryset=rounds, empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="轮次状态", field_name="round__state", choices=RoundState.choices, empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = Team
        fields: tuple[str, ...] = ()


class AssignmentFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By round, state, kind of unit, mode, dates of entry."""

    round = django_filters.ModelChoiceFilter(
        label="轮次", field_name="team__round", queryset=rounds, empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=AssignmentState.choices, empty_label="全部")
    published = django_filters.ChoiceFilter(
        label="是否已反馈",
        choices=[("yes", "已反馈"), ("no", "在巡（未计入）")],
        method="by_publication",
        empty_label="全部",
    )
    kind = django_filters.ChoiceFilter(
        label="单位类别", field_name="unit__kind", choices=UnitKind.choices, empty_label="全部"
    )
    mode = django_filters.ChoiceFilter(label="方式", choices=RoundMode.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Assignment
        fields: tuple[str, ...] = ()

    def by_publication(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """口径 已反馈, or before feedback."""
        return rows.filter(published_at__isnull=value == "no")
