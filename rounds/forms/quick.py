"""A select of hundreds of options: Django renders a template for each, this joins strings."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """下拉选择, cheap however many units there are."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 -- Django's signature
    ) -> SafeString:
        """Return the select with its options and groups."""
        chosen = set(self.format_value(value))
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, _options(self.choices, chosen))


def _options(choices: Iterable[Any], chosen: set[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in _parts(choices, chosen)))


def _parts(choices: Iterable[Any], chosen: set[str]) -> Iterator[SafeString]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen))
            continue
        text = str(value or "")
        yield format_html(
            '<option value="{}"{}>{}</option>', text, SafeString(" selected" if text in chosen else ""), label
        )
