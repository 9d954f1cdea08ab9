"""What the lists of reports and feedback can be narrowed by."""

import django_filters

from rounds.filters.assignment import AssignmentFilter
from rounds.filters.finding import rounds_in_sight
from rounds.forms.quick import QuickSelect
from rounds.models import Feedback, Report
from rounds.states import FeedbackState, ReportState


class ReportFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By round and step."""

    round = django_filters.ModelChoiceFilter(
        widget=QuickSelect,
        label="轮次",
        queryset=rounds_in_sight,
        field_name="assignment__team__round",
        empty_label="全部",
    )
    state = django_filters.ChoiceFilter(label="环节", choices=ReportState.choices, empty_label="全部")
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = Report
        fields: tuple[str, ...] = ()


class FeedbackFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By round and state."""

    round = django_filters.ModelChoiceFilter(
        widget=QuickSelect,
        label="轮次",
        queryset=rounds_in_sight,
        field_name="assignment__team__round",
        empty_label="全部",
    )
    state = django_filters.ChoiceFilter(label="状态", choices=FeedbackState.choices, empty_label="全部")
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = Feedback
        fields: tuple[str, ...] = ()
