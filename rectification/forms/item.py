"""Shapes of what the pages of an item send."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from documents.forms import FileField
from rectification.models import Measure
from rectification.states import Progress, ResultKind
from ui.forms import Day, LongText, RemarkForm, VersionedForm


def offer(form: forms.Form, name: str, rows: "QuerySet[Any]") -> None:
    """Let a field of a form choose among rows."""
    field: Any = form.fields[name]
    field.queryset = rows


class WhyForm(forms.Form):
    """理由, always needed."""

    reason = LongText(label="理由", rows=4, max_length=500)


class TickedForm(RemarkForm):
    """批量办理: the second step carries which rows were ticked."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="yes")
    everything = forms.CharField(widget=forms.HiddenInput, required=False)


class ProgressForm(VersionedForm):
    """登记进展."""

    progress = forms.ChoiceField(label="完成程度", choices=Progress.choices)
    done_text = LongText(label="完成情况", rows=6, required=False, help_text="登记为已完成的必须填写")


class MeasureChoices(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Measures of one item, cut short."""

    def label_from_instance(self, obj: Measure) -> str:
        """Begin with the number."""
        text = obj.text if len(obj.text) <= 40 else f"{obj.text[:40]}…"
        return f"{obj.order}. {text}"


class ResultForm(forms.Form):
    """申报成果."""

    kind = forms.ChoiceField(label="类型", choices=ResultKind.choices)
    quantity = forms.DecimalField(
        label="数量",
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text="资金和挽回损失按万元计，追责问责按人计，其他按项计",
        error_messages={"min_value": "数量应大于零。"},
    )
    title = forms.CharField(label="名称或说明", max_length=160, help_text="例如：制度的全称和文号")
    measure = MeasureChoices(label="对应措施", queryset=Measure.objects.none(), required=False)
    file = FileField(label="佐证", required=False)

    def __init__(self, *args: Any, measures: "QuerySet[Measure]", **rest: Any) -> None:
        """Offer the measures of the item."""
        super().__init__(*args, **rest)
        self.fields["file"].help_text = f"建章立制的，须上传制度文本；{self.fields['file'].help_text}"
        offer(self, "measure", measures)


class ProofForm(forms.Form):
    """补充成果佐证."""

    file = FileField(label="佐证")


class EvidenceForm(forms.Form):
    """上传佐证."""

    file = FileField(label="佐证材料")
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="例如：修订后的财务管理制度"
    )
    measure = MeasureChoices(label="对应措施", queryset=Measure.objects.none(), required=False)

    def __init__(self, *args: Any, measures: "QuerySet[Measure]", **rest: Any) -> None:
        """Offer the measures of the item."""
        super().__init__(*args, **rest)
        offer(self, "measure", measures)


class LongTermForm(VersionedForm):
    """转为常态化坚持."""

    reason = LongText(label="理由", rows=4, max_length=500)
    look_at_on = Day(label="下次查看日期", help_text="到这一天提醒巡察办再看一次")
    field_order = ("look_at_on", "reason")

    def __init__(self, *args: Any, again: bool = False, **rest: Any) -> None:
        """Ask why, or, once it is a long-term item, what was seen."""
        super().__init__(*args, **rest)
        if again:
            self.fields["reason"].label = "这次查看的情况"


class ExtensionForm(forms.Form):
    """申请延期."""

    new_due = Day(label="申请延至")
    reason = LongText(label="理由", rows=4, max_length=1000)
    stage_goal = LongText(
        label="阶段目标", rows=3, max_length=1000, required=False, help_text="各阶段要达到什么程度"
    )
