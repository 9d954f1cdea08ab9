"""Shapes of what the pages of a report send."""

from typing import Any

from django import forms

from ui.forms import Day, LongText, VersionedForm


class ReportForm(VersionedForm):
    """巡察报告: text, and the number of findings it states."""

    overview = LongText(label="基本情况和总体评价", rows=10, required=False)
    advice = LongText(label="意见建议", rows=8, required=False)
    findings_count = forms.IntegerField(
        label="报告问题数", min_value=0, required=False, help_text="不填则按已审签进报告的问题数"
    )
    difference = LongText(
        label="数量差异说明",
        rows=3,
        max_length=500,
        required=False,
        help_text="底稿、问题和报告的数量不一致时填写",
    )


class AdvanceForm(forms.Form):
    """送审: the meeting that agreed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    held_on = Day(label="会议日期")
    reason = LongText(label="会议意见", rows=3, max_length=500, required=False)
    findings_count = forms.IntegerField(label="报告问题数", min_value=0, required=False)
    difference = LongText(label="数量差异说明", rows=3, max_length=500, required=False)

    def __init__(self, *args: Any, reckoned: bool, **rest: Any) -> None:
        """Ask for numbers only where they are still to be stated or explained."""
        super().__init__(*args, **rest)
        if reckoned:
            del self.fields["findings_count"], self.fields["difference"]
