"""What one mark of a picture counts: an indicator's rows, narrowed by what the mark stands for.

The picture and the page behind a mark both call ``narrow``, so that the number equals the rows.
"""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from dashboards.counted import Rows

# indicator → what a mark may name → the column it narrows
COLUMNS: dict[str, dict[str, str]] = {
    "findings": {
        "unit": "assignment__unit",
        "focus": "category__code__startswith",
        "month": "assignment__published_at",
    },
    "units_inspected": {"kind": "kind"},
    "rectification_items": {"unit": "assignment__unit"},
    "rectification_closed": {"unit": "assignment__unit", "month": "closed_on"},
    "rectification_open": {"unit": "assignment__unit"},
    "rectification_overdue": {"unit": "assignment__unit"},
    "parties_due": {"kind": "main_kind"},
    "parties_inspected": {"kind": "main_kind"},
    "parties_left": {"kind": "main_kind"},
}


def narrow(code: str, rows: Rows, marks: Mapping[str, str]) -> Rows:
    """Return the rows that a mark counts.

    Raises:
        ValueError: a month that is none.
    """
    columns = COLUMNS.get(code, {})
    for name, column in columns.items():
        value = marks.get(name, "")
        if value:
            rows = rows.filter(_condition(name, column, value))
    return rows


def _condition(name: str, column: str, value: str) -> Q:
    if name != "month":
        return Q(**{column: value})
    month = dt.date.fromisoformat(f"{value}-01")
    day = f"{column}__date" if column.endswith("_at") else column
    following = (month + dt.timedelta(days=31)).replace(day=1)
    return Q(**{f"{day}__gte": month, f"{day}__lt": following})


def url_of(code: str, **marks: str) -> str:
    """Return the address of the rows behind a mark."""
    page = reverse("dashboards:indicator_rows", args=[code])
    return f"{page}?{urlencode(marks)}" if marks else page
