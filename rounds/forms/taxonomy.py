"""Shapes of the pages of schemes."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from rounds.forms.record import RecordForm
from rounds.models import Category, Scheme


class SchemeForm(RecordForm):
    """分类体系."""

    model: ClassVar = Scheme
    names: ClassVar = ("name", "is_checklist", "source")


class CategoryForm(RecordForm):
    """类别."""

    model: ClassVar = Category
    names: ClassVar = ("code", "name", "parent", "retired")

    def __init__(self, *args: Any, parents: "QuerySet[Category]", **rest: Any) -> None:
        """Offer these as the category above."""
        super().__init__(*args, **rest)
        self.choose("parent", parents).empty_label = "没有上级"
        if rest.get("record") is None:
            del self.fields["retired"]

    def changes(self) -> dict[str, Any]:
        """Return what was asked."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.fields}
