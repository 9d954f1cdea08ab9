"""What the list of working papers can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from audit.actor import Actor
from rounds.forms.quick import QuickSelect
from rounds.models import Assignment, WorkingPaper
from rounds.states import PaperState


def _actor(request: HttpRequest | None) -> Actor:
    by: Actor = request.actor  # type: ignore[union-attr]
    return by


def _assignments(request: HttpRequest | None) -> "QuerySet[Assignment]":
    rows: QuerySet[Assignment] = Assignment.objects.visible_to(_actor(request))
    return rows.select_related("unit")


class PaperFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By state, unit and writer, and those that wait for me."""

    state = django_filters.ChoiceFilter(label="状态", choices=PaperState.choices, empty_label="全部")
    whose = django_filters.ChoiceFilter(
        label="范围",
        choices=[("waiting", "等我办理"), ("mine", "我起草或承办")],
        method="by_person",
        empty_label="全部",
    )
    assignment = django_filters.ModelChoiceFilter(
        widget=QuickSelect, label="被巡察单位", queryset=_assignments, empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = WorkingPaper
        fields: tuple[str, ...] = ()

    def by_person(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Papers that wait for me, or that I write or undertake."""
        by = _actor(self.request)
        if value == "waiting":
            return rows.filter(pk__in=WorkingPaper.objects.awaiting(by).values("pk"))
        undertaken = WorkingPaper.undertakers.through.objects.filter(person__user=by.user.pk)
        return rows.filter(Q(author__user=by.user.pk) | Q(pk__in=undertaken.values("workingpaper")))
