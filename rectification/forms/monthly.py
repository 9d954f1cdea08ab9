"""Shapes of what the page of a monthly report sends: the words of the month and a line for each item."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from rectification.models import MonthlyLine
from rectification.states import Progress
from ui.forms import LongText, VersionedForm


class MonthlyForm(VersionedForm):
    """本月整改情况、下月计划."""

    summary = LongText(label="本月整改情况", rows=5, max_length=3000, required=False)
    next_steps = LongText(label="下月计划", rows=4, max_length=3000, required=False)


def _named(css: str, word: str, **rest: str) -> dict[str, str]:
    """Return what a control in a table needs: its look, and its name for those who do not see the head."""
    return {"class": f"{css} {css}-sm", "aria-label": word, **rest}


class LineForm(forms.Form):
    """一个问题的本月进展."""

    progress = forms.ChoiceField(
        choices=Progress.choices, widget=forms.Select(attrs=_named("form-select", "完成程度"))
    )
    text = LongText(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=_named("form-control", "本月进展", rows="2")),
    )
    late_reason = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_named("form-control", "逾期原因", placeholder="逾期原因")),
    )


class Row:
    """A line of the report beside its form."""

    def __init__(self, line: MonthlyLine, data: Mapping[str, Any] | None, *, late: bool) -> None:
        """Prefill with what stands in the line."""
        self.line, self.late = line, late
        initial = {name: getattr(line, name) for name in ("progress", "text", "late_reason")}
        self.form = LineForm(data, initial=initial, prefix=f"l-{line.pk.hex}")
        if not late:  # the page does not ask for it: what is sent all the same is not kept
            del self.form.fields["late_reason"]


def rows(lines: Iterable[MonthlyLine], data: Mapping[str, Any] | None, *, late: set[UUID]) -> list[Row]:
    """Return a form for each line; those that are late ask why."""
    return [Row(line, data, late=line.pk in late) for line in lines]


def all_valid(forms_of: Iterable[Row]) -> bool:
    """Look at every line, so that each says what is wrong with it."""
    return min((row.form.is_valid() for row in forms_of), default=True)


def said(forms_of: Iterable[Row]) -> dict[UUID, dict[str, Any]]:
    """Return what was typed, by line."""
    return {row.line.pk: dict(row.form.cleaned_data) for row in forms_of}


class HandBackForm(forms.Form):
    """退回."""

    reason = LongText(label="需要修改、补充的内容", rows=4, max_length=500)
