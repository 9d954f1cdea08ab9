"""What the list of the pool can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from organizations.models import Tenure, Unit
from talent_pool.models import Expertise, Member
from talent_pool.states import MemberState, PoolKind


def units(request: Any) -> QuerySet[Unit]:
    """Return the home units to choose from: those where members stand."""
    if request is None:
        return Unit.objects.none()
    people = Member.objects.visible_to(request.actor).values("person")
    homes = Tenure.objects.on(request.actor.on).filter(person__in=people)
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=homes.values("unit"))
    return rows.order_by("kind", "pinyin")


def day(label: str, method: str) -> django_filters.DateFilter:
    """Return a filter by a day, with the browser's calendar."""
    control = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, method=method, widget=control)


class MemberFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By pool, state, expertise, home unit, and who is free for some days."""

    pool = django_filters.ChoiceFilter(label="库别", choices=PoolKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=MemberState.choices, empty_label="全部")
    expertise = django_filters.ModelChoiceFilter(
        label="专长", queryset=Expertise.objects.all(), empty_label="全部"
    )
    free_from = day("空闲自", "by_freedom")
    free_until = day("空闲至", "by_freedom")
    unit = django_filters.ModelChoiceFilter(
        label="所在单位", queryset=units, method="by_unit", empty_label="全部"
    )
    unfit = django_filters.ChoiceFilter(
        label="出库情形",
        field_name="left_unfit",
        choices=[("True", "因不适合调整出库")],
        empty_label="全部",
    )

    class Meta:
        """Declared above."""

        model = Member
        fields: tuple[str, ...] = ()

    def by_freedom(self, rows: Any, name: str, _value: Any) -> QuerySet[Any]:
        """Who serves nowhere in these days; either end may be left open."""
        said = self.form.cleaned_data
        first, last = said.get("free_from"), said.get("free_until")
        asked_already = name == "free_until" and first
        found: QuerySet[Any] = rows if asked_already else rows.free(first or self.request.actor.on, last)
        return found

    def by_unit(self, rows: QuerySet[Any], _name: str, value: Unit) -> QuerySet[Any]:
        """Whose home unit it is today."""
        today = Tenure.objects.on(self.request.actor.on)
        return rows.filter(Exists(today.filter(person=OuterRef("person"), unit=value)))
