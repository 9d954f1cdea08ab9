"""The query string is the only memory of a list."""

from collections.abc import Iterable, Mapping

from django.http import QueryDict


def without(params: QueryDict, keys: Iterable[str]) -> str:
    return changed(params, dict.fromkeys(keys))


def changed(params: QueryDict, changes: Mapping[str, str | None]) -> str:
    """The query string after replacing some keys; None and empty values leave."""
    kept = params.copy()
    for key, value in changes.items():
        kept.pop(key, None)
        if value:
            kept[key] = value
    for key in list(kept):
        kept.setlist(key, [value for value in kept.getlist(key) if value])
    return kept.urlencode()
