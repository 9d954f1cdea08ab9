"""What lists of this app can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from deadlines.models import DeadlineRule, Notice
from deadlines.states import NoticeKind, RuleScope


class NoticeFilters(django_filters.FilterSet):  # type: ignore[misc]
    """未读 or 已读, and by kind."""

    unread = django_filters.ChoiceFilter(
        label="状态", choices=[("yes", "未读"), ("no", "已读")], method="by_reading", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="种类", choices=NoticeKind.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = Notice
        fields: tuple[str, ...] = ()

    def by_reading(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Unread have no time of reading."""
        return rows.filter(read_at__isnull=value == "yes")


class RuleFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By scope, and whether a rule is in use."""

    scope = django_filters.ChoiceFilter(label="适用范围", choices=RuleScope.choices, empty_label="全部")
    active = django_filters.ChoiceFilter(
        label="状态", choices=[("True", "启用"), ("False", "停用")], empty_label="全部"
    )

    class Meta:
        """Declared above."""

        model = DeadlineRule
        fields: tuple[str, ...] = ()
