"""Shapes shared by forms: fields as the office fills them, the version they were read at, and conflicts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model

from ui.chips import choice_label
from ui.secrecy import mark_in

# A slip of the finger is the year 20266 or 0206: with it no deadline can be reckoned
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
NO_SUCH_YEAR = "请核对年份，应在 1900 年至 2199 年之间。"


class Day(forms.DateField):
    """日期, with the browser's own calendar."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**rest)
        self.validators += [MinValueValidator(FIRST, NO_SUCH_YEAR), MaxValueValidator(LAST, NO_SUCH_YEAR)]


class LongText(forms.CharField):
    """大段文字: grows, counts, and says what must not be written."""

    def __init__(self, *, rows: int = 6, max_length: int = 5000, **rest: Any) -> None:
        rest.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **rest)

    def validate(self, value: str) -> None:
        """Refuse a text that marks itself a state secret."""
        super().validate(value)
        refuse_mark(value)


def refuse_mark(text: str) -> None:
    """Refuse a text in which a line is a mark of secrecy, unless this installation may hold secrets.

    Raises:
        ValidationError: which mark was found, and what to do.
    """
    mark = "" if settings.STATE_SECRETS_PERMITTED else mark_in(text)
    if mark:
        raise ValidationError(
            f"内容里有一行密级标志“{mark}”。禁止填写涉密内容，请删去涉密内容，按保密规定通过涉密渠道办理；"
            "确实不涉密的，删去这一行再提交。",
            code="secret",
        )


class VersionedForm(forms.Form):
    """A form that says which version of the record it was filled upon."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(VersionedForm):
    """确认事项: a reason, asked before what cannot be undone."""

    reason = LongText(label="理由", rows=4, max_length=500)


class OpinionForm(forms.Form):
    """意见 beside a decision, which may be left empty."""

    opinion = LongText(label="意见", rows=3, max_length=500, required=False)


class RemarkForm(forms.Form):
    """意见 that goes into the trail as the reason of an act, and may be left empty."""

    reason = LongText(label="意见", rows=3, max_length=500, required=False)


class DecisionForm(VersionedForm):
    """意见 beside the decision on a paper that was read: its version goes with it."""

    reason = LongText(label="意见", rows=3, max_length=500, required=False)


@dataclass(frozen=True)
class Difference:
    """One field that two persons wrote differently."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """他人已先保存: what differs, and the version to save upon after reading it.

    ``compared``: the form writes what the record says; a decision upon a paper writes nothing of it.
    """

    differences: list[Difference]
    version: int
    compared: bool


def conflict(form: forms.BaseForm, current: Model) -> Conflict:
    """Compare what was typed with the record as stored now.

    The form's hidden version is moved on: sending it again, after reading, replaces the other text.
    """
    version = int(getattr(current, "version", 0))
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix("version")] = str(version)  # type: ignore[index]
    pairs = [
        Difference(str(field.label or name), _said(form, name), _kept(current, name))
        for name, field in form.fields.items()
        if hasattr(current, name) and not field.widget.is_hidden
    ]
    return Conflict([pair for pair in pairs if pair.mine != pair.theirs], version, bool(pairs))


def _said(form: forms.BaseForm, name: str) -> str:
    value = form.cleaned_data.get(name) if hasattr(form, "cleaned_data") else form[name].value()
    return _words(form.fields[name], value)


def _kept(current: Model, name: str) -> str:
    reader = getattr(current, f"get_{name}_display", None)
    value = reader() if reader else getattr(current, name)
    return _plain(value.all() if hasattr(value, "all") else value)


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return _plain(
            [choice_label(field, one) for one in value]
            if isinstance(value, list)
            else choice_label(field, value)
        )
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return "、".join(str(one) for one in value)
    return str(value)
