"""The records before and after one, in the order of a field: for ← → on its page."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


def neighbours(rows: QuerySet[M], record: M, field: str) -> tuple[Any | None, Any | None]:
    """Keys of the previous and the next of `rows` (what the person may see), ordered by `field`, then key."""
    here = getattr(record, field)
    before = Q(**{f"{field}__lt": here}) | Q(**{field: here, "pk__lt": record.pk})
    after = Q(**{f"{field}__gt": here}) | Q(**{field: here, "pk__gt": record.pk})
    previous = rows.filter(before).order_by(f"-{field}", "-pk").values_list("pk", flat=True).first()
    following = rows.filter(after).order_by(field, "pk").values_list("pk", flat=True).first()
    return previous, following
