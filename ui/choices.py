"""What is said of a choice that is none of those offered: a sentence, and never the key that was sent."""

from typing import Any

from django import forms
from django.db import models

NOT_OFFERED = "所选项不在可选范围内，请重新选择。"
FIELDS: tuple[Any, ...] = (
    forms.ChoiceField,
    forms.MultipleChoiceField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
    forms.UUIDField,
    models.UUIDField,  # asked by a choice of records, and answers by itself what is no key at all
)
KINDS = ("invalid", "invalid_choice", "invalid_list", "invalid_pk_value")


def say_plainly() -> None:
    """Give Django's fields the sentence: their own words repeat what was sent, and that is a key.

    Fields take their words when a form or model is declared, so this comes before any is.
    """
    for field in FIELDS:
        said = dict.fromkeys(KINDS, NOT_OFFERED)
        field.default_error_messages = {**field.default_error_messages, **said}
