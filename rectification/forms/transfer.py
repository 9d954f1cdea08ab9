"""Shapes of what the pages of 划转 send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import Unit
from rectification.forms.item import offer
from rectification.states.transfer import TransferKind
from ui.forms import LongText

Choices = Sequence[tuple[str, str]]


class FromForm(forms.Form):
    """从哪个单位划出."""

    unit = forms.ModelChoiceField(
        label="划出单位", queryset=Unit.objects.none(), help_text="现在负责整改的单位"
    )

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer the units that answer for something."""
        super().__init__(*args, **rest)
        offer(self, "unit", units)


class TransferForm(forms.Form):
    """提请划转."""

    kind = forms.ChoiceField(
        label="划转情形",
        choices=TransferKind.choices,
        widget=forms.RadioSelect,
        help_text="单位并入的，全部事项划转；职责划出的，只划转选中的",
    )
    to = forms.ModelChoiceField(label="承接单位", queryset=Unit.objects.none())
    items = forms.MultipleChoiceField(
        label="划转的整改事项",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="职责划出时选择；单位并入时不用选",
    )
    document = forms.CharField(label="依据文件", max_length=120, help_text="例如：县委编委〔2026〕3号")
    reason = LongText(label="划转理由", rows=3, max_length=500)

    def __init__(self, *args: Any, units: "QuerySet[Unit]", choices: Choices, **rest: Any) -> None:
        """Offer the units that may take over, and the items."""
        super().__init__(*args, **rest)
        offer(self, "to", units)
        field: Any = self.fields["items"]
        field.choices = choices
