"""The Chinese word of a record's type, for places that name records of every app."""

from functools import cache

from django.apps import apps


@cache
def kind_of(record_type: str) -> str:
    """Return what the office calls a type of record, such as 问题底稿 for ``rounds.workingpaper``."""
    try:
        return str(apps.get_model(record_type)._meta.verbose_name)
    except LookupError:
        return "—"
