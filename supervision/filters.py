"""What the list of visits can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import Unit
from rounds.models import Round
from supervision.models import Assessment, Visit
from supervision.states import AssessmentState, VisitKind, VisitState


def _of_visits(request: Any, path: str) -> Any:
    return Visit.objects.visible_to(request.actor).order_by().values(path)


def rounds(request: Any) -> "QuerySet[Round]":
    """Return the rounds of which a visit is in sight, the latest first."""
    rows: QuerySet[Round] = Round.objects.filter(pk__in=_of_visits(request, "assignment__team__round"))
    return rows.order_by("-starts_on")


def units(request: Any) -> "QuerySet[Unit]":
    """Return the units of which a visit is in sight."""
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=_of_visits(request, "assignment__unit"))
    return rows


class VisitFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By turn, kind, state and place."""

    turn = django_filters.ChoiceFilter(
        label="办理", choices=[("mine", "待我办理")], method="by_turn", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="方式", choices=VisitKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=VisitState.choices, empty_label="全部")
    round = django_filters.ModelChoiceFilter(
        label="轮次", queryset=rounds, field_name="assignment__team__round", empty_label="全部"
    )
    unit = django_filters.ModelChoiceFilter(
        label="被巡察单位", queryset=units, field_name="assignment__unit", empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = Visit
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: Any, _name: str, _value: str) -> Any:
        """Visits that wait for this person."""
        return rows.awaiting(self.request.actor)


def assessed_rounds(request: Any) -> "QuerySet[Round]":
    """Return the rounds of which an assessment is in sight, the latest first."""
    seen = Assessment.objects.visible_to(request.actor).order_by().values("assignment__team__round")
    rows: QuerySet[Round] = Round.objects.filter(pk__in=seen)
    return rows.order_by("-starts_on")


class AssessmentFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By turn, round and state."""

    turn = django_filters.ChoiceFilter(
        label="办理", choices=[("mine", "待我办理")], method="by_turn", empty_label="全部"
    )
    round = django_filters.ModelChoiceFilter(
        label="轮次", queryset=assessed_rounds, field_name="assignment__team__round", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=AssessmentState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Assessment
        fields: tuple[str, ...] = ()

    def by_turn(self, rows: Any, _name: str, _value: str) -> Any:
        """Assessments that wait for this person."""
        return rows.awaiting(self.request.actor)
