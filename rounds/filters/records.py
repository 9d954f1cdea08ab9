"""What lists of schemes, decisions and referrals can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import Body
from rounds.filters.round import rounds
from rounds.models import Decision, Referral, Scheme
from rounds.states import Adoption, DecisionKind, ReferralState


def bodies(request: Any) -> QuerySet[Any]:
    """Return the receiving bodies to choose from: those of the referrals that the person may see."""
    if request is None:
        return Body.objects.none()
    seen = Referral.objects.visible_to(request.actor).values("body")
    rows: QuerySet[Any] = Body.objects.filter(pk__in=seen)
    return rows


class SchemeFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind and whether the edition is in use."""

    is_checklist = django_filters.ChoiceFilter(
        label="种类", choices=[("False", "问题分类"), ("True", "共性问题清单")], empty_label="全部"
    )
    retired = django_filters.ChoiceFilter(
        label="状态", choices=[("False", "使用中"), ("True", "停用")], empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = Scheme
        fields: tuple[str, ...] = ()


class DecisionFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, round, dates."""

    kind = django_filters.ChoiceFilter(label="类别", choices=DecisionKind.choices, empty_label="全部")
    round = django_filters.ModelChoiceFilter(label="轮次", queryset=rounds, empty_label="全部")
    year = django_filters.NumberFilter(label="年份", field_name="held_on", lookup_expr="year")

    class Meta:
        """Declared above."""

        model = Decision
        fields: tuple[str, ...] = ()


class ReferralFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By department, state, adoption."""

    body = django_filters.ModelChoiceFilter(label="承接部门", queryset=bodies, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=ReferralState.choices, empty_label="全部")
    adoption = django_filters.ChoiceFilter(label="采纳情况", choices=Adoption.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Referral
        fields: tuple[str, ...] = ()
