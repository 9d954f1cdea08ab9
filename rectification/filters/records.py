"""What the lists of plans, monthly reports, extensions and results can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from deadlines.states import PaperKind
from rectification.filters.places import OfItems, OfPapers, OfUnits
from rectification.models import (
    ExtensionRequest,
    MonthlyReport,
    PressingPaper,
    Publication,
    RectificationPlan,
    Result,
)
from rectification.operations.monthly import OWING
from rectification.states import (
    ExtensionState,
    PlanState,
    PressingState,
    ReportState,
    ResultKind,
    ResultState,
)
from rectification.states.publication import PublicationState
from rounds.filters.assignment import AssignmentFilter
from ui.filters import days


class ByTurn(django_filters.FilterSet):  # type: ignore[misc]
    """待我办理, in every list."""

    turn = django_filters.ChoiceFilter(
        label="办理", choices=[("mine", "待我办理")], method="by_turn", empty_label="全部"
    )

    def by_turn(
        self, rows: "QuerySet[RectificationPlan]", _name: str, _value: str
    ) -> "QuerySet[RectificationPlan]":
        """Rows that wait for this person."""
        found: QuerySet[RectificationPlan] = rows.awaiting(self.request.actor)  # type: ignore[attr-defined]
        return found


class PlanFilters(ByTurn, OfPapers):
    """By place and state."""

    state = django_filters.ChoiceFilter(label="状态", choices=PlanState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = RectificationPlan
        fields: tuple[str, ...] = ()


class MonthlyFilters(ByTurn, OfUnits):
    """By place, month, state, lateness."""

    state = django_filters.ChoiceFilter(label="状态", choices=ReportState.choices, empty_label="全部")
    month = days("月份", "month")
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = MonthlyReport
        fields: tuple[str, ...] = ()


class MonthFilters(ByTurn, OfUnits):
    """The units of one month, by place and state; those that still owe it together."""

    owing = django_filters.ChoiceFilter(
        label="报送", choices=[("yes", "未报送"), ("no", "已报送")], method="by_owing", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=ReportState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = MonthlyReport
        fields: tuple[str, ...] = ()

    def by_owing(self, rows: "QuerySet[MonthlyReport]", _name: str, value: str) -> "QuerySet[MonthlyReport]":
        """Rows that the units still owe, or have sent."""
        owed = Q(state__in=OWING)
        return rows.filter(owed if value == "yes" else ~owed)


class ExtensionFilters(ByTurn, OfItems):
    """By place and state."""

    state = django_filters.ChoiceFilter(label="状态", choices=ExtensionState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = ExtensionRequest
        fields: tuple[str, ...] = ()


class PressingFilters(ByTurn, OfUnits):
    """By place, kind and state."""

    kind = django_filters.ChoiceFilter(label="文种", choices=PaperKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=PressingState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = PressingPaper
        fields: tuple[str, ...] = ()


class PublicationFilters(ByTurn, OfPapers):
    """By place and state."""

    state = django_filters.ChoiceFilter(label="状态", choices=PublicationState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Publication
        fields: tuple[str, ...] = ()


class ResultFilters(OfItems):
    """By place, kind, state."""

    kind = django_filters.ChoiceFilter(label="类型", choices=ResultKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=ResultState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Result
        fields: tuple[str, ...] = ()
