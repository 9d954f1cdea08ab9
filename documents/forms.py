"""Shapes of what the pages of papers send."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models

from documents.intake import check, refuse_marked
from documents.intake.kinds import ALLOWED, SCANS, allowed_text
from documents.models import ReadingPolicy
from ui.forms import Day, LongText, VersionedForm


def whole_number(name: str, hint: str) -> forms.IntegerField:
    """Return the form's field for a number of the policy, with the bounds of the model's."""
    column: Any = ReadingPolicy._meta.get_field(name)
    return forms.IntegerField(label=column.verbose_name, help_text=hint, validators=column.validators)


class FileField(forms.FileField):
    """附件: name, size, ending and inside are looked at when the form is checked; ``store`` looks again.

    Marks of secrecy are looked for here only: they are a slip of the person who chose the file.
    """

    def __init__(self, *, endings: tuple[str, ...] = tuple(ALLOWED), **rest: Any) -> None:
        """Say what is taken."""
        self.endings = endings
        accept = ",".join(f".{ending}" for ending in endings)
        rest.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accept}))
        rest.setdefault("help_text", f"可以上传：{allowed_text(endings)}")
        super().__init__(**rest)

    def to_python(self, data: Any) -> Any:
        """Refuse what is not taken, in the office's words; an empty file is told so, too."""
        if isinstance(data, File):
            refuse_marked(data, check(data, endings=self.endings))
        return super().to_python(data)


class ProxyForm(forms.Form):
    """代录: the facts of a signed paper. An app adds the fields of its act in a subclass."""

    scan = FileField(label="签字盖章的扫描件", endings=SCANS)
    signer = forms.CharField(label="签署人", max_length=40)
    post = forms.CharField(label="签署人职务", max_length=76, help_text="按纸质文件上的职务填写")
    signed_on = Day(label="签署日期")
    number = forms.CharField(label="文件编号", max_length=60, help_text="没有编号的写收文号")

    PAPER: ClassVar = ("scan", "signer", "post", "signed_on", "number")

    def __init__(self, *args: Any, today: dt.date, **rest: Any) -> None:
        """Know the day: a paper is never signed tomorrow."""
        super().__init__(*args, **rest)
        self.today = today

    def clean_signed_on(self) -> dt.date:
        """Refuse a day that has not come."""
        day: dt.date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError("签署日期晚于今天，请按纸质文件上的日期填写。")
        return day

    @property
    def paper(self) -> dict[str, Any]:
        """What the paper says of itself, without the scan."""
        return {name: self.cleaned_data[name] for name in self.PAPER if name != "scan"}

    @property
    def payload(self) -> dict[str, Any]:
        """The fields of the act, as they are stored until the second clerk agrees."""
        values = ((name, self.cleaned_data.get(name)) for name in self.fields if name not in self.PAPER)
        return {name: _stored(value) for name, value in values}

    @classmethod
    def act_fields(cls) -> Iterator[tuple[str, forms.Field]]:
        """The fields that the act adds."""
        return ((name, field) for name, field in cls.base_fields.items() if name not in cls.PAPER)

    @classmethod
    def revive(cls, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the stored fields of the act as the form gave them, looked at again."""
        return {name: field.clean(payload.get(name)) for name, field in cls.act_fields()}

    @classmethod
    def told(cls, payload: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the stored fields of the act in words: label and value."""
        return [
            (str(field.label or name), _words(field, payload.get(name))) for name, field in cls.act_fields()
        ]


class ConfirmProxyForm(forms.Form):
    """代录复核: an opinion, asked for when the entry is sent back."""

    opinion = LongText(
        label="复核意见", rows=3, max_length=500, required=False, help_text="退回时必须写明理由"
    )


class QuotaForm(VersionedForm):
    """调整查阅额度."""

    opened = whole_number("opened", "同一份材料一天只计一次；列表不计")
    exported = whole_number("exported", "按导出文件所载条数计")
    reason = LongText(label="理由", rows=3, max_length=500)


def _stored(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.QuerySet):
        return [str(row.pk) for row in value]
    return value


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.clean(value) or "—")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in list(field.choices)}  # type: ignore[arg-type]
        return labels.get(str(value), "—")
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    return str(value) if value not in {None, ""} else "—"
