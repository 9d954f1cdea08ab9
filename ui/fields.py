"""Widgets dressed for the page: class, hint and error tied to the control."""

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.safestring import SafeString

DASHES = BLANK_CHOICE_DASH[0][1]
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
)


def widget(bound: forms.BoundField, *, small: bool = False) -> SafeString:
    """The control with what a stylesheet and a screen reader need."""
    name_blank(bound.field, "全部" if small else "请选择")
    if type(bound.field.widget) is forms.DateInput:
        bound.field.widget.input_type, bound.field.widget.format = "date", "%Y-%m-%d"
    style = css_class(bound.field.widget)
    if small and style.startswith(("form-select", "form-control")):
        style = f"{style} {style}-sm"
    attrs: dict[str, str | bool] = {"class": style}
    if described := descriptions(bound):
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs |= {"class": f"{style} is-invalid", "aria-invalid": "true"}
    limit = getattr(bound.field, "max_length", None)
    if limit and isinstance(bound.field.widget, forms.Textarea):
        attrs["data-limit"] = str(limit)
    return bound.as_widget(attrs=attrs)


def name_blank(field: forms.Field, words: str) -> None:
    """Say in words what Django's row of dashes means."""
    control = field.widget
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    elif isinstance(control, forms.Select):
        control.choices = [(value, words if label == DASHES else label) for value, label in control.choices]


def css_class(control: forms.Widget) -> str:
    own = str(control.attrs.get("class", ""))
    style = next((style for kind, style in CLASSES if isinstance(control, kind)), "form-control")
    return f"{style} {own}".strip()


def descriptions(bound: forms.BoundField) -> str:
    """Ids of hint and error, as the template writes them."""
    ids = [f"{bound.id_for_label}_hint"] if bound.help_text else []
    if bound.errors:
        ids.append(f"{bound.id_for_label}_error")
    return " ".join(ids)
