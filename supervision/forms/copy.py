"""Shapes of what the pages of copied results send: to whom they go, who signs for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from organizations.models import Body
from supervision.models import Assessment
from ui.forms import Day


class LeaderChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Units, each with the county leader who oversees it."""

    leaders: Mapping[UUID, str] = {}

    def label_from_instance(self, obj: Assessment) -> str:
        """Name the leader and the unit."""
        return f"{self.leaders.get(obj.pk, '')}（{obj.assignment.unit}）"


class UnitChoices(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Units by their names."""

    def label_from_instance(self, obj: Assessment) -> str:
        """Name the unit."""
        return str(obj.assignment.unit)


class SendForm(forms.Form):
    """抄送评估结果."""

    bodies = forms.ModelMultipleChoiceField(
        label="有关部门",
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    only = UnitChoices(
        label="送部门的内容",
        queryset=Assessment.objects.none(),
        required=False,
        empty_label="本轮全部已公布单位的排名",
    )
    leaders = LeaderChoices(
        label="分管县领导",
        queryset=Assessment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="每位只收到所分管单位的结果",
    )
    sent_on = Day(label="送达日期", help_text="公布当天或之后，不晚于今天")

    def __init__(
        self,
        *args: Any,
        bodies: "QuerySet[Body]",
        results: "QuerySet[Assessment]",
        leaders: Mapping[UUID, str],
        whole: bool,
        **rest: Any,
    ) -> None:
        """Offer these bodies, the published results, and the leaders of the units by assessment.

        Args:
            whole: the ranking of the round may be sent, too.
        """
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["bodies"].queryset, fields["only"].queryset = bodies, results
        fields["leaders"].leaders = leaders
        fields["leaders"].queryset = results.filter(pk__in=leaders)
        if not whole:
            fields["only"].empty_label = None
