"""Shape of what the page of a follow-up sends."""

from django import forms

from documents.forms import FileField
from supervision.states import FollowKind
from ui.forms import Day, LongText, VersionedForm


class FollowForm(VersionedForm):
    """结果运用."""

    kind = forms.ChoiceField(label="方式", choices=FollowKind.choices)
    held_on = Day(label="日期")
    people = forms.CharField(
        label="主持和参加人员", max_length=200, help_text="例如：领导小组副组长主持，单位主要负责人参加"
    )
    result = LongText(label="结果", rows=6, max_length=2000, required=False, help_text="有了结果再补充也可以")
    file = FileField(label="材料", required=False)
