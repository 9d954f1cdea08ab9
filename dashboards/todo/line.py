"""One line of the workbench."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from deadlines.models import Deadline

MOST = 40


@dataclass(frozen=True)
class Todo:
    """One line: which thing, what to do, where, by when, who waits for it."""

    object: str
    act: str
    url: str
    due: dt.date | None = None
    who: str = ""


Source = Callable[[Actor], Iterator[Todo]]


def dues_of(model: type[Any], rows: list[Any]) -> dict[Any, dt.date]:
    """Return the earliest open due day of each record."""
    found = Deadline.objects.about_all(model, [row.pk for row in rows]).open().order_by("-due")
    return dict(found.values_list("record_id", "due"))
