"""问题分类 as a choice: two levels, the upper class as the group's head."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from rounds.models import Category, Round

Group = tuple[str, tuple[tuple[str, str], ...]]


def grouped(categories: "QuerySet[Category]") -> tuple[Group, ...]:
    """Return categories as choices under the name of scheme and upper class: words and keys, no records."""
    names = ("scheme__name", "parent__name", "pk", "name")
    rows = categories.order_by("scheme__name", "code").values_list(*names)
    return tuple(
        (f"{scheme} · {parent}" if parent else scheme, tuple((str(key), name) for _, _, key, name in group))
        for (scheme, parent), group in groupby(rows, key=itemgetter(0, 1))
    )


class ByUpperClass(ModelChoiceIterator):  # type: ignore[type-arg]
    """Categories under the name of their scheme and upper class."""

    def __iter__(self) -> Iterator[Any]:
        """Empty choice first, then one group for each upper class."""
        empty: str | None = getattr(self.field, "empty_label", None)
        if empty is not None:
            yield ("", empty)
        for head, group in grouped(self.queryset):
            yield head, list(group)


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """问题类别: exactly one."""

    iterator = ByUpperClass


class CategoriesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """其他分类: any number."""

    iterator = ByUpperClass


def leaves(round_: Round, *, checklists: bool) -> "QuerySet[Category]":
    """Return the lowest categories of the schemes a round is sorted by."""
    bound = Category.objects.filter(scheme__rounds=round_, scheme__is_checklist=checklists, retired=False)
    return bound.filter(children__isnull=True)
