"""Counting what hangs on a row: beside the rows of one page, never across all that the list holds."""

from typing import Any

from django.db.models import F, Func, IntegerField, Subquery


def counted(rows: Any) -> Subquery:
    """Return how many rows hang on the outer one.

    A join would be grouped over the whole list before a page is cut from it; this is asked row by row,
    and only where its number is shown or sorted by. Nothing is grouped in it: there is one answer for each
    outer row, whatever the rows differ in.

    Args:
        rows: what is counted, filtered by ``OuterRef``.
    """
    many = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(many=many).values("many"))
