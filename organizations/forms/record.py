"""A form in the words of a model; what it says goes to an operation."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.models import fields_for_model

from organizations.models import Person
from ui.forms import Day, VersionedForm


def _field(field: Any, **rest: Any) -> forms.Field | None:
    made: forms.Field | None
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        made = field.formfield(form_class=Day, **rest)
    else:
        made = field.formfield(**rest)
    return made


class RecordForm(VersionedForm):
    """Fields of a model, by name; begins with what the record says, at the version it was read."""

    model: ClassVar[type[models.Model]]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, record: models.Model | None = None, **rest: Any) -> None:
        """Take the fields from the model, the first values from the record."""
        if record is not None:
            told = {name: getattr(record, name) for name in (*self.names, "version")}
            rest["initial"] = {**told, **rest.get("initial", {})}
        super().__init__(*args, **rest)
        self.fields |= fields_for_model(self.model, fields=self.names, formfield_callback=_field)

    def facts(self) -> dict[str, Any]:
        """Return the model's fields as filled in."""
        return {name: self.cleaned_data[name] for name in self.names}

    def offer(self, **choices: "models.QuerySet[Any]") -> None:
        """Offer these rows for the choices of these names."""
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person with the post, so that namesakes are told apart."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **rest)

    def label_from_instance(self, obj: Any) -> str:
        """Name the person and where from."""
        return f"{obj.name}（{obj.post}）" if obj.post else str(obj.name)
