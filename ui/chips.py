"""Filters that are on, in words, each with the way to take it off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from ui.query import without


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    query: str


def chips(form: forms.BaseForm | None, params: QueryDict) -> list[Chip]:
    """Chips of the search words and of every filter that narrows the list."""
    found = list(_searched(params))
    if form is not None and form.is_bound:
        form.is_valid()
        found.extend(_filtered(form, params))
    return found


def wrong(form: forms.BaseForm, params: QueryDict) -> list[Chip]:
    """Filters whose value is none that they know, each with the way to take it off; the value is not told."""
    return [
        Chip(str(form.fields[name].label or name), "", _off(name, params))
        for name in form.errors
        if name in form.fields
    ]


def _off(name: str, params: QueryDict) -> str:
    """The query without a filter: a range comes as two."""
    return without(params, [*(key for key in params if key == name or key.startswith(f"{name}_")), "page"])


def _searched(params: QueryDict) -> Iterator[Chip]:
    if words := params.get("q", "").strip():
        yield Chip("搜索", words, without(params, ["q", "page"]))


def _filtered(form: forms.BaseForm, params: QueryDict) -> Iterator[Chip]:
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if in_words := words(field, value):
            yield Chip(str(field.label or name), in_words, _off(name, params))


def words(field: forms.Field, value: Any) -> str:
    """A filter's value as a person would say it; empty when nothing is filtered."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "是"
    if isinstance(value, slice):
        return f"{_word(field, value.start) or '不限'} 至 {_word(field, value.stop) or '不限'}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(_word(field, one) for one in value)
    return _word(field, value)


def _word(field: forms.Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        return choice_label(field, value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def choice_label(field: forms.ChoiceField, value: Any) -> str:
    labels = {str(key): str(label) for key, label in _flat(field.choices)}
    return labels.get(str(value), str(value))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield key, label
