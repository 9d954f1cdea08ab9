"""Shapes of what the pages send."""

import datetime as dt
from typing import Any

from django import forms

from deadlines.models import ChannelChoice, DeadlineRule
from deadlines.operations import StepPlan
from deadlines.states import PaperKind
from organizations.models import Unit
from ui.forms import Day, LongText, VersionedForm

AUDIENCES = ("to_handler", "to_leader", "to_head", "to_office")


class RuleForm(VersionedForm, forms.ModelForm):  # type: ignore[type-arg]
    """修订规则."""

    effective_from = Day(label="生效日期", help_text="从这一天起按新的规定推算，之前的仍按原规定")
    reason = LongText(label="修订理由", rows=2, max_length=300)

    class Meta:
        """The words are those of the model."""

        model = DeadlineRule
        fields = ("anchor", "offset", "unit", "fixed_day", "not_after", "effective_from", "source")

    def revision(self) -> dict[str, Any]:
        """Return what the operation is told."""
        said = dict(self.cleaned_data)
        apart = {name: said.pop(name) for name in ("effective_from", "version", "reason")}
        return {**apart, "changes": said}


class UnitRuleForm(forms.Form):
    """单独规定 for one unit."""

    scope_unit = forms.ModelChoiceField(
        label="适用单位", queryset=Unit.objects.none(), empty_label="请选择单位"
    )
    offset = forms.IntegerField(label="期限", min_value=-400, max_value=2000, help_text="按原规则的单位计")
    effective_from = Day(label="生效日期")
    reason = LongText(label="理由", rows=2, max_length=300)

    def __init__(self, *args: Any, units: Any, **rest: Any) -> None:
        """Offer the units that the actor may see."""
        super().__init__(*args, **rest)
        self.fields["scope_unit"].queryset = units  # type: ignore[attr-defined]


def _tick(label: str, *, initial: bool = False) -> forms.BooleanField:
    box = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, initial=initial, widget=box)


class StepForm(forms.Form):
    """One step of the ladder; an empty row is no step."""

    offset_days = forms.IntegerField(
        label="距到期天数",
        min_value=-400,
        max_value=400,
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control form-control-sm"}),
    )
    to_handler = _tick("经办人")
    to_leader = _tick("分管负责人")
    to_head = _tick("党组织主要负责人")
    to_office = _tick("巡察办")
    repeat_weekly = _tick("每周重复")
    by_mail = _tick("电子邮件", initial=True)
    by_messenger = _tick("企业通讯")
    paper = forms.ChoiceField(
        label="起草文书",
        required=False,
        choices=[("", "不起草"), *PaperKind.choices],
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a row that is half filled."""
        said: dict[str, Any] = super().clean() or {}
        ticked = any(said.get(name) for name in AUDIENCES)
        days = said.get("offset_days")
        if days is None and ticked and "offset_days" not in self.errors:
            self.add_error("offset_days", "请填写天数：到期前填负数，逾期后填正数。")
        if days is not None and not ticked:
            self.add_error("offset_days", "请至少选择一个提醒对象；不要这一级的，请清空天数。")
        if days is not None and days < 1 and said.get("repeat_weekly"):
            self.add_error("repeat_weekly", "只有逾期以后的提醒可以每周重复。")
        if days is not None and days < 1 and said.get("paper"):
            self.add_error("paper", "督促文书只在逾期以后起草。")
        return said


class BaseLadder(forms.BaseFormSet):  # type: ignore[type-arg]
    """All steps of a rule."""

    def plans(self) -> list[StepPlan]:
        """Return the rows that name a day."""
        return [StepPlan(**data) for data in self.cleaned_data if data.get("offset_days") is not None]


LadderForm = forms.formset_factory(StepForm, formset=BaseLadder, extra=2, max_num=12, absolute_max=20)


class MarkForm(forms.Form):
    """登记放假调休."""

    first = Day(label="开始日期")
    last = Day(label="结束日期", required=False, help_text="只有一天的，可以不填")
    worked = forms.TypedChoiceField(
        label="安排",
        choices=[("no", "放假"), ("yes", "上班（调休）")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    name = forms.CharField(label="名称", max_length=20, help_text="例如：春节、国庆节调休")

    def last_day(self) -> dt.date:
        """Return the last day; one day where only the first is given."""
        last: dt.date = self.cleaned_data["last"] or self.cleaned_data["first"]
        return last


class ConfirmYearForm(forms.Form):
    """核定年度."""

    source = forms.CharField(
        label="依据", max_length=300, help_text="例如：国务院办公厅关于2027年部分节假日安排的通知"
    )


class OpenYearForm(forms.Form):
    """登记年度."""

    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)


class ChannelForm(VersionedForm, forms.ModelForm):  # type: ignore[type-arg]
    """提醒方式: one's own."""

    class Meta:
        """The words are those of the model."""

        model = ChannelChoice
        fields = ("by_mail", "mail", "by_messenger", "messenger_account")
