"""延伸对象 in lists: as a filter and as a column, where a row in sight names one."""

from typing import Any

from django.db.models import QuerySet

from organizations.models import Unit
from rounds.states import OWN_PLACE
from rounds.tally import OWN
from ui.sorting import Columns

COLUMN = "place"  # and the filter's name
Places = tuple[tuple[str, str], ...]
# What the filter says for rows that name none
NULL: dict[str, Any] = {"null_value": OWN, "null_label": OWN_PLACE}


def places_named(rows: "QuerySet[Any]", path: str = "place") -> Places:
    """Return the extended objects that rows name, as choices; the path leads from a row to its place."""
    keys = rows.filter(**{f"{path}__isnull": False}).order_by().values(path)
    units = Unit.objects.filter(pk__in=keys).order_by("name").values_list("pk", "name")
    return tuple((str(key), name) for key, name in units)


def shown_with(places: Places, columns: Columns) -> Columns:
    """Return the columns of a list, without that of places where there is none to tell."""
    return columns if places else {key: column for key, column in columns.items() if key != COLUMN}
