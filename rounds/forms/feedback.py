"""Shapes of what the pages of a feedback paper send."""

from django import forms

from ui.forms import Day, LongText, VersionedForm


class FeedbackForm(VersionedForm):
    """反馈意见: what is said beside the findings."""

    overview = LongText(
        label="总体评价", rows=8, help_text="问题清单由系统从定稿报告带入，不必重打", required=False
    )
    demands = LongText(label="整改要求", rows=6, required=False)


class PublishForm(forms.Form):
    """发布: the meeting at which the unit is told."""

    meeting_on = Day(label="反馈会日期", help_text="不早于报告审定日期，不晚于今天")
    attendance = forms.CharField(label="参会人员", max_length=300)
    number = forms.CharField(label="文号", max_length=60, help_text="例如：云岭巡反〔2026〕5号")
    difference = LongText(
        label="数量差异说明", rows=3, max_length=500, required=False, help_text="反馈数与报告数不一致时填写"
    )
    reason = LongText(label="意见", rows=2, max_length=500, required=False)


class ReceiveForm(forms.Form):
    """签收."""

    received_on = Day(label="签收日期")
    received_by = forms.CharField(label="签收人", max_length=60)
