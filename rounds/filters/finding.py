"""What the list of findings can be narrowed by; the choices come from the assignments in sight."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from organizations.models import Unit
from rounds.forms.categories import ByUpperClass
from rounds.forms.quick import QuickSelect
from rounds.models import Assignment, Category, Finding, Round, Team
from rounds.states import FindingState
from ui.listing import Listing
from ui.sorting import Columns


def _in_sight(request: HttpRequest | None) -> "QuerySet[Assignment]":
    by = request.actor  # type: ignore[union-attr]
    rows: QuerySet[Assignment] = Assignment.objects.visible_to(by)
    return rows


def rounds_in_sight(request: HttpRequest | None) -> "QuerySet[Round]":
    """Return the rounds of which the person sees an assignment."""
    rows: QuerySet[Round] = Round.objects.filter(pk__in=_in_sight(request).values("team__round"))
    return rows.order_by("-starts_on")


def _teams(request: HttpRequest | None) -> "QuerySet[Team]":
    rows: QuerySet[Team] = Team.objects.filter(pk__in=_in_sight(request).values("team"))
    return rows.select_related("round").order_by("-round__starts_on", "number")


def _units(request: HttpRequest | None) -> "QuerySet[Unit]":
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=_in_sight(request).values("unit"))
    return rows.only("name")


def _categories(request: HttpRequest | None) -> "QuerySet[Category]":
    rounds = _in_sight(request).values("team__round")
    return Category.objects.filter(
        scheme__in=Round.schemes.through.objects.filter(round__in=rounds).values("scheme")
    )


class TeamChoices(django_filters.fields.ModelChoiceField):  # type: ignore[misc]
    """Teams of several rounds: the round stands before the name."""

    def label_from_instance(self, obj: Team) -> str:
        """Name round and team."""
        return f"{obj.round.name} {obj.name}"


class TeamFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """By team."""

    field_class = TeamChoices


class CategoryChoices(django_filters.fields.ModelChoiceField):  # type: ignore[misc]
    """Categories under their upper class."""

    iterator = ByUpperClass


class CategoryFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """By category."""

    field_class = CategoryChoices


class FindingFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By place, taxonomy, state and marks."""

    round = django_filters.ModelChoiceFilter(
        widget=QuickSelect,
        label="轮次",
        queryset=rounds_in_sight,
        field_name="assignment__team__round",
        empty_label="全部",
    )
    unit = django_filters.ModelChoiceFilter(
        widget=QuickSelect,
        label="被巡察单位",
        queryset=_units,
        field_name="assignment__unit",
        empty_label="全部",
    )
    category = CategoryFilter(
        widget=QuickSelect, label="问题类别", queryset=_categories, method="by_category", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=FindingState.choices, empty_label="全部")
    common = django_filters.ChoiceFilter(
        label="共性个性",
        field_name="is_common",
        choices=[("True", "共性"), ("False", "个性")],
        empty_label="全部",
    )
    team = TeamFilter(
        widget=QuickSelect, label="巡察组", queryset=_teams, field_name="assignment__team", empty_label="全部"
    )
    focus = django_filters.ChoiceFilter(
        label="重点关注",
        field_name="key_focus",
        choices=[("True", "是"), ("False", "否")],
        empty_label="全部",
    )
    least = django_filters.NumberFilter(label="金额不少于（万元）", field_name="amount", lookup_expr="gte")
    most = django_filters.NumberFilter(label="金额不多于（万元）", field_name="amount", lookup_expr="lte")

    class Meta:
        """Declared above."""

        model = Finding
        fields: tuple[str, ...] = ()

    def by_category(self, rows: QuerySet[Any], _name: str, value: Category) -> QuerySet[Any]:
        """Findings of the category, of one below it, or beside which it stands."""
        beside = Finding.others.through.objects.filter(category=value).values("finding")
        return rows.filter(Q(category=value) | Q(category__parent=value) | Q(pk__in=beside))


COLUMNS: Columns = {
    "number": ("编号", "number", "narrow"),
    "title": ("具体问题", None, "long"),
    "unit": ("被巡察单位", ("assignment__unit__name", "number")),
    "category": ("问题类别", ("category__code", "number")),
    "amount": ("涉及金额（万元）", ("amount", "number"), "num"),
    "marks": ("标注", None, "narrow"),
    "state": ("状态", ("state", "number"), "narrow"),
}


def findings_listed(request: HttpRequest) -> "Listing[Finding]":
    """Return the list of findings as the address narrows it: for the page, and for its export."""
    by = request.actor  # type: ignore[attr-defined]
    return Listing(
        request,
        Finding.objects.visible_to(by).select_related("assignment__unit", "category"),
        sorts=COLUMNS,
        default_sort="number",
        filters=FindingFilters,
        search=("number__icontains", "title__icontains"),
        remember="findings",
    )
