"""Counting what hangs on a row: beside the rows of one page, never across all that the list holds."""

from typing import Any

from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce


def counted(rows: Any, by: str) -> Coalesce:
    """Return how many rows hang on the outer one.

    A join would be grouped over the whole list before a page is cut from it; this is asked row by row,
    and only where its number is shown or sorted by.

    Args:
        rows: what is counted, filtered by ``OuterRef``.
        by: their field that names the outer row.
    """
    many = rows.order_by().values(by).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), Value(0))
