"""A choice that was not offered: said in a sentence, wherever a form asks for one."""

from collections.abc import Iterator
from typing import Any

import django_filters
import pytest
from django import forms
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.urls import get_resolver

from audit.models import Entry
from ui.choices import FIELDS, KINDS, NOT_OFFERED


class Ask(forms.Form):
    entry = forms.ModelChoiceField(Entry.objects.all())
    entries = forms.ModelMultipleChoiceField(Entry.objects.all())
    kind = forms.ChoiceField(choices=[("a", "甲类")])
    kinds = forms.MultipleChoiceField(choices=[("a", "甲类")])
    group = forms.ModelChoiceField(Group.objects.all())
    groups = forms.ModelMultipleChoiceField(Group.objects.all())
    key = forms.UUIDField()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["0b7f3c1e-5d44-4a55-9f0e-2f6d1c8a9b10", "nonsense", "99999", "<b>甲</b>"])
def test_what_was_sent_is_not_said_again(sent: str) -> None:
    form = Ask(QueryDict("&".join(f"{name}={sent}" for name in Ask.base_fields) + "0"))
    said = {name: list(found) for name, found in form.errors.items()}
    assert said == {name: [NOT_OFFERED] for name in form.fields}


def kinds_of(base: Any) -> Iterator[Any]:
    """Forms of the house; those of libraries are on no page."""
    for kind in base.__subclasses__():
        if not kind.__module__.startswith(("django.", "guardian.")):
            yield kind
        yield from kinds_of(kind)


def declared() -> Iterator[tuple[str, dict[str, Any]]]:
    """What every choice of every form and filter of the house may say, by what declares it."""
    for form in kinds_of(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, FIELDS):
                yield f"{form.__module__}.{form.__name__}.{name}", field.error_messages
    for kind in kinds_of(django_filters.FilterSet):
        for name, one in kind.base_filters.items():
            if issubclass(one.field_class, FIELDS):
                yield f"{kind.__module__}.{kind.__name__}.{name}", said_by(one.field_class)


def said_by(field: type[forms.Field]) -> dict[str, Any]:
    """What a field says that is built only when a list is asked for."""
    found: dict[str, Any] = {}
    for base in reversed(field.__mro__):
        found |= getattr(base, "default_error_messages", {})
    return found


def test_no_form_of_any_page_says_a_key() -> None:
    assert get_resolver().url_patterns  # all pages are there, and so are their forms
    said = [(where, str(words.get(kind, ""))) for where, words in declared() for kind in KINDS]
    assert len(said) > 60 * len(KINDS)
    assert [where for where, words in said if "%(" in words or "UUID" in words] == []
