"""Shapes of the second step before an act: an opinion, a reason, a day."""

from typing import Any

from django import forms

from ui.forms import Day, OpinionForm


class DecisionForm(OpinionForm):
    """批准, with the day of the meeting or the signature."""

    on = Day(label="批准日期")
    field_order = ("on", "opinion")


class DayForm(forms.Form):
    """The day on which something happened."""

    on = Day(label="日期")

    def __init__(self, *args: Any, label: str = "日期", **rest: Any) -> None:
        """Say which day is meant."""
        super().__init__(*args, **rest)
        self.fields["on"].label = label


class EmptyForm(forms.Form):
    """Nothing is asked; the page only asks once more."""
