"""单独规定时限: for one term or one round."""

from typing import Any

from django import forms

from deadlines.models import DeadlineRule
from ui.forms import Day, LongText


class RuleChoices(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rules by their period."""

    def label_from_instance(self, obj: DeadlineRule) -> str:
        """Say what is due and how long it takes now."""
        return f"{obj.name}（{obj.anchor}，{obj.period}）"


class NarrowRuleForm(forms.Form):
    """单独规定."""

    rule = RuleChoices(label="事项", queryset=DeadlineRule.objects.none(), empty_label="请选择事项")
    offset = forms.IntegerField(
        label="期限", min_value=-400, max_value=2000, help_text="单位与原规则相同；负数表示提前"
    )
    effective_from = Day(label="生效日期", help_text="从这一天起发生的事项按新的期限推算")
    reason = LongText(label="理由", rows=2, max_length=300)

    def __init__(self, *args: Any, rules: Any, **rest: Any) -> None:
        """Offer the rules that are in force for all."""
        super().__init__(*args, **rest)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]
