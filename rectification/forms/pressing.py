"""Shapes of what the pages of pressing papers and briefings send."""

from django import forms

from ui.forms import LongText, VersionedForm


class PressingForm(VersionedForm):
    """修改督促文书."""

    to = forms.CharField(label="主送", max_length=100)
    text = LongText(label="正文", rows=10, max_length=3000)


class BriefingForm(VersionedForm):
    """修改县领导摘要."""

    text = LongText(label="摘要", rows=10, max_length=3000, help_text="只写总数，不写单位、人员和具体问题")
