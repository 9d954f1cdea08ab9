"""A form whose words are those of the model; what it says goes to an operation."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.models import fields_for_model

from ui.forms import Day, LongText, VersionedForm


def dressed(field: Any, **rest: Any) -> forms.Field | None:
    """Return the form's field for a model's field, days and long texts as every page has them."""
    made: forms.Field | None
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        made = field.formfield(form_class=Day, **rest)
    elif isinstance(field, models.TextField):
        box = forms.Textarea(attrs={"rows": 6})
        made = field.formfield(form_class=LongText, **{**rest, "widget": box, "max_length": 5000})
    else:
        made = field.formfield(**rest)
    return made


class RecordForm(VersionedForm):
    """Fields of a model, by name; begins with what the record says."""

    model: ClassVar[type[models.Model]]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, record: models.Model | None = None, **rest: Any) -> None:
        """Take the fields from the model and the first values from the record."""
        told = {name: getattr(record, name) for name in (*self.names, "version")} if record else {}
        rest["initial"] = {**told, **rest.get("initial", {})}
        super().__init__(*args, **rest)
        self.fields |= fields_for_model(self.model, fields=self.names, formfield_callback=dressed)

    def changes(self) -> dict[str, Any]:
        """Return the model's fields as filled in."""
        return {name: self.cleaned_data[name] for name in self.names}

    def choose(self, name: str, rows: "models.QuerySet[Any]") -> Any:
        """Offer these rows for a choice, and return the field."""
        field: Any = self.fields[name]
        field.queryset = rows
        return field
