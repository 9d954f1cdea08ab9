"""Shapes of what marks a finding, of what is said at an export, and of what was found before."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from rounds.models import Finding
from ui.forms import LongText, VersionedForm


class ExportForm(forms.Form):
    """导出: what the list is needed for."""

    reason = LongText(label="用途", rows=3, max_length=200, help_text="给谁看、用在什么事上")


class MarkForm(VersionedForm):
    """标注: 重点关注, 屡查屡犯."""

    key_focus = forms.BooleanField(label="重点关注", required=False)
    repeats: Any = forms.ModelChoiceField(
        label="屡查屡犯：以前反馈过的同一问题", queryset=None, required=False, empty_label="不是"
    )
    reason = LongText(label="说明", rows=3, max_length=500, required=False)

    def __init__(self, *args: Any, earlier: "QuerySet[Finding]", **rest: Any) -> None:
        """Offer what was fed back to the same unit before."""
        super().__init__(*args, **rest)
        field: Any = self.fields["repeats"]
        field.queryset = earlier
        field.label_from_instance = lambda finding: f"{finding.number} {finding.title}"


class RepeatForm(VersionedForm):
    """屡查屡犯核对."""

    earlier: Any = forms.ModelChoiceField(
        label="以前反馈过的同一问题", queryset=None, required=False, empty_label="不是，属于新问题"
    )
    reason = LongText(label="核对依据", rows=3, max_length=500)

    def __init__(self, *args: Any, earlier: "QuerySet[Finding]", alike: "set[Any]", **rest: Any) -> None:
        """Offer what was fed back to the unit in other rounds; what is of the same class says so."""
        super().__init__(*args, **rest)
        field: Any = self.fields["earlier"]
        field.queryset = earlier
        field.label_from_instance = lambda finding: _earlier(finding, alike=finding.pk in alike)


def _earlier(finding: Finding, *, alike: bool) -> str:
    mark = "（同一类别）" if alike else ""
    return f"{finding.assignment.team.round} {finding.number} {finding.title}{mark}"
