"""Shapes of the pages of units and party organisations."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.forms.record import RecordForm
from organizations.models import PartyOrganization, Unit
from organizations.states import UnitKind
from ui.forms import Day, LongText, ReasonForm, VersionedForm


class UnitForm(RecordForm):
    """单位."""

    model: ClassVar = Unit
    names: ClassVar = ("name", "short", "kind", "parent")

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer the towns that a village may belong to."""
        super().__init__(*args, **rest)
        self.offer(parent=units.filter(kind=UnitKind.TOWNSHIP))
        self.fields["parent"].help_text = "只有村（社区）需要选择"

    def clean(self) -> dict[str, Any]:
        """A village belongs to a town, nothing else does."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        village = said.get("kind") == UnitKind.VILLAGE
        if village and not said.get("parent"):
            self.add_error("parent", "村（社区）请选择所属乡镇。")
        if said.get("kind") and not village and said.get("parent"):
            self.add_error("parent", "只有村（社区）填写所属乡镇，请改选“请选择”。")
        return said


class UnitEndForm(ReasonForm):
    """撤并: when, into which unit, on what ground."""

    ended_on = Day(label="撤并日期", help_text="从这一天起不再存续")
    successor = forms.ModelChoiceField(
        label="并入单位", queryset=Unit.objects.none(), required=False, empty_label="不并入其他单位"
    )
    field_order = ["ended_on", "successor", "reason"]

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer the units it may be merged into."""
        super().__init__(*args, **rest)
        self.fields["successor"].queryset = units  # type: ignore[attr-defined]
        self.fields["reason"].label = "依据"


class PartyForm(RecordForm):
    """党组织, as it is changed."""

    model: ClassVar = PartyOrganization
    names: ClassVar = ("name", "kind")


class PartyNewForm(RecordForm):
    """党组织, as it is registered: with the units it covers."""

    model: ClassVar = PartyOrganization
    names: ClassVar = ("name", "kind", "in_coverage", "coverage_reason")

    units = forms.ModelMultipleChoiceField(
        label="覆盖单位",
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="可选多个：按住 Ctrl 点选",
    )
    since = Day(label="自何日起覆盖")
    field_order = ["name", "kind", "units", "since", "in_coverage", "coverage_reason"]

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer the units it may cover."""
        super().__init__(*args, **rest)
        self.offer(units=units)
        self.fields["coverage_reason"].help_text = "例如：垂直管理单位，由上级巡察"
        self.order_fields(self.field_order)


class CoverForm(forms.Form):
    """增加覆盖单位."""

    units = forms.ModelMultipleChoiceField(
        label="覆盖单位",
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="可选多个：按住 Ctrl 点选",
    )
    since = Day(label="自何日起覆盖")

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer the units it does not cover yet."""
        super().__init__(*args, **rest)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class CoverageForm(VersionedForm):
    """纳入或移出全覆盖: leaving needs its reason."""

    reason = LongText(label="理由", rows=3, max_length=200)

    def __init__(self, *args: Any, enters: bool, **rest: Any) -> None:
        """Ask for the reason only where it is due."""
        super().__init__(*args, **rest)
        self.fields["reason"].required = not enters


class LastDayForm(ReasonForm):
    """A post or a relation ends: the last day and why."""

    until = Day(label="最后一日")
    field_order = ["until", "reason"]


class DissolveForm(ReasonForm):
    """撤销党组织."""

    ended_on = Day(label="撤销日期", help_text="从这一天起不再存续")
    field_order = ["ended_on", "reason"]
