"""Shape of the page on which a line of 回避情形 is revised."""

from typing import Any

from django import forms

from organizations.states import Effect
from organizations.triggers import Line
from ui.forms import Day, LongText

EFFECTS = [(one.value, one.label) for one in (Effect.DENY, Effect.WARN, Effect.NONE)]
MOST_YEARS = 30


class TriggerForm(forms.Form):
    """调整回避情形: years only where the line counts them."""

    leaders = forms.ChoiceField(label="组长、副组长、主任", choices=EFFECTS)
    members = forms.ChoiceField(label="其他人员", choices=EFFECTS)
    since = Day(label="生效日期")
    reason = LongText(label="依据", rows=3, max_length=200, help_text="例如：县委巡察工作规程的条款")

    def __init__(self, *args: Any, line: Line, **rest: Any) -> None:
        """Begin with what holds."""
        start = {"leaders": line.leaders, "members": line.members}
        rest["initial"] = {**start, **rest.get("initial", {})}
        super().__init__(*args, **rest)
        for name, label, now in (
            ("years", "近几年", line.years),
            ("long_years", "累计工作满几年", line.long_years),
        ):
            if now:
                self.fields[name] = forms.IntegerField(
                    label=label, min_value=1, max_value=MOST_YEARS, initial=now
                )
        self.order_fields(["leaders", "members", "years", "long_years", "since", "reason"])
