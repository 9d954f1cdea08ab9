"""What lists of units, party organisations and people can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Body, Coverage, Office, PartyOrganization, Person, Tenure, Unit, offices_of
from organizations.states import BodyKind, PartyKind, TenureKind, UnitKind

YES_NO = [("yes", "是"), ("no", "否")]


def offices(request: Any) -> QuerySet[Office]:
    """Return the offices to choose from: the own one and those below it."""
    if request is None:
        return Office.objects.none()
    return Office.objects.filter(pk__in=offices_of(request.actor))


class UnitFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, coverage, whether it still stands, office."""

    kind = django_filters.ChoiceFilter(label="类别", choices=UnitKind.choices, empty_label="全部")
    covered = django_filters.ChoiceFilter(
        label="巡察覆盖",
        choices=[("yes", "纳入全覆盖"), ("out", "不纳入"), ("none", "空白：没有党组织覆盖")],
        method="by_coverage",
        empty_label="全部",
    )
    standing = django_filters.ChoiceFilter(
        label="存续",
        choices=[("yes", "存续"), ("no", "已撤并")],
        method="by_standing",
        empty_label="全部",
    )
    headless = django_filters.ChoiceFilter(
        label="主要负责人", choices=[("yes", "在任"), ("no", "空缺")], method="by_head", empty_label="全部"
    )
    office = django_filters.ModelChoiceFilter(label="巡察机构", queryset=offices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Unit
        fields: tuple[str, ...] = ()

    def by_coverage(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """In the coverage of a term, out of it, or 空白."""
        on = self.request.actor.on
        links = Coverage.objects.on(on).filter(
            unit=OuterRef("pk"), party_organization__in_coverage=value == "yes"
        )
        found: QuerySet[Any] = rows.blank(on) if value == "none" else rows.filter(Exists(links))
        return found

    def by_standing(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Standing today, or merged away."""
        on = self.request.actor.on
        found: QuerySet[Any] = rows.standing(on) if value == "yes" else rows.filter(ended_on__lte=on)
        return found

    def by_head(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """With a head today, or without."""
        heads = Tenure.objects.on(self.request.actor.on).filter(unit=OuterRef("pk"), kind=TenureKind.HEAD)
        return rows.filter(Exists(heads) if value == "yes" else ~Exists(heads))


class PartyFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, coverage, whether it still stands, office."""

    kind = django_filters.ChoiceFilter(label="类别", choices=PartyKind.choices, empty_label="全部")
    in_coverage = django_filters.ChoiceFilter(
        label="纳入全覆盖", choices=[("True", "纳入"), ("False", "不纳入")], empty_label="全部"
    )
    standing = django_filters.ChoiceFilter(
        label="存续",
        choices=[("yes", "存续"), ("no", "已撤销")],
        method="by_standing",
        empty_label="全部",
    )
    office = django_filters.ModelChoiceFilter(label="巡察机构", queryset=offices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = PartyOrganization
        fields: tuple[str, ...] = ()

    def by_standing(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Standing today, or dissolved."""
        on = self.request.actor.on
        found: QuerySet[Any] = rows.standing(on) if value == "yes" else rows.filter(ended_on__lte=on)
        return found


class PersonFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By present post, account, office."""

    post = django_filters.ChoiceFilter(
        label="现任", choices=TenureKind.choices, method="by_post", empty_label="全部"
    )
    unit = django_filters.ModelChoiceFilter(
        label="现在单位",
        queryset=lambda request: Unit.objects.visible_to(request.actor) if request else Unit.objects.none(),
        method="by_unit",
        empty_label="全部",
    )
    account = django_filters.ChoiceFilter(
        label="有账号", choices=YES_NO, method="by_account", empty_label="全部"
    )
    office = django_filters.ModelChoiceFilter(label="巡察机构", queryset=offices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Person
        fields: tuple[str, ...] = ()

    def by_post(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Who stands somewhere as this today."""
        today = Tenure.objects.on(self.request.actor.on)
        return rows.filter(Exists(today.filter(person=OuterRef("pk"), kind=value)))

    def by_unit(self, rows: QuerySet[Any], _name: str, value: Unit) -> QuerySet[Any]:
        """Who stands at the unit today."""
        today = Tenure.objects.on(self.request.actor.on)
        return rows.filter(Exists(today.filter(person=OuterRef("pk"), unit=value)))

    def by_account(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """With an account, or without."""
        return rows.filter(Q(user__isnull=value == "no"))


class BodyFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, office."""

    kind = django_filters.ChoiceFilter(label="类别", choices=BodyKind.choices, empty_label="全部")
    office = django_filters.ModelChoiceFilter(label="巡察机构", queryset=offices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Body
        fields: tuple[str, ...] = ()
