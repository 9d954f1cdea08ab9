"""Shapes of what the pages of sampling, of checks on site and of revocations send."""

from collections.abc import Sequence
from typing import Any

from django import forms

from rectification.forms.item import TickedForm, WhyForm
from rectification.states.closing import Revocation, SiteFinding
from ui.forms import Day, LongText, VersionedForm

Choices = Sequence[tuple[str, str]]


class DrawForm(forms.Form):
    """抽样: over what, and how many; the share or the number."""

    place = forms.ChoiceField(label="抽样范围", help_text="初核通过、还没有列入现场抽查的问题")
    percent = forms.IntegerField(
        label="抽样比例（%）",
        min_value=1,
        max_value=100,
        required=False,
        help_text="不足一个的按一个抽；比例和个数填一项",
        error_messages={"min_value": "抽样比例请填 1 到 100。", "max_value": "抽样比例请填 1 到 100。"},
    )
    many = forms.IntegerField(
        label="抽样个数", min_value=1, required=False, error_messages={"min_value": "至少抽 1 个。"}
    )
    reason = LongText(
        label="抽样理由",
        rows=3,
        max_length=500,
        required=False,
        help_text="名单中有已经抽过样的问题时必须填写",
    )

    def __init__(self, *args: Any, places: Choices, **rest: Any) -> None:
        """Offer the places in which something waits."""
        super().__init__(*args, **rest)
        field: Any = self.fields["place"]
        field.choices = places

    def clean(self) -> dict[str, Any]:
        """Refuse both a share and a number, and neither."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        if (said["percent"] is None) == (said["many"] is None):
            self.add_error("percent", "请填抽样比例或者抽样个数中的一项。")
        return said


class SiteCheckForm(VersionedForm):
    """登记现场抽查."""

    checked_on = Day(label="抽查日期")
    people = forms.CharField(label="抽查人员", max_length=120, help_text="到现场的人员，两人以上的都写上")
    found = forms.ChoiceField(label="抽查结论", choices=SiteFinding.choices, widget=forms.RadioSelect)
    text = LongText(label="抽查情况", rows=5, max_length=2000, help_text="看了什么、问了谁、是否与申报一致")


class RevocationForm(WhyForm):
    """提请撤销销号."""

    kind = forms.ChoiceField(label="撤销情形", choices=Revocation.choices)
    new_due = Day(label="新的整改时限")
    field_order = ("kind", "reason", "new_due")


class TickedReturnForm(TickedForm):
    """批量退回: what has to be done, for all of them."""

    reason = LongText(label="退回理由", rows=4, max_length=500, help_text="逐个写入办理过程，单位可以看到")
