"""Widgets dressed for the page: class, hint and error tied to the control."""

from django import forms
from django.utils.safestring import SafeString

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
)


def widget(bound: forms.BoundField, *, small: bool = False) -> SafeString:
    """The control with what a stylesheet and a screen reader need."""
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
