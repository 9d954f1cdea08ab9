"""Rows collected, then stored at once in the order of the floors; and the trail that goes with them."""

import datetime as dt
from collections import defaultdict
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from audit.models import Entry, EntryKind, Stateful, type_name

M = TypeVar("M", bound=models.Model)
BATCH = 1000
LAST: tuple[type[models.Model], ...] = (Entry,)


class Crate:
    """Rows by model; models are stored in the order in which they were first named."""

    def __init__(self, order: tuple[type[models.Model], ...]) -> None:
        """Name the models, the ones that others point to first."""
        self._order = order
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def put(self, row: M) -> M:
        """Keep a row until all are stored."""
        self._rows[type(row)].append(row)
        return row

    def create(self, row: M, act: str, user: UUID, at: dt.datetime) -> M:
        """Keep a row with the first entry of its trail."""
        self._tell(row, EntryKind.CREATE, act, user, at)
        return self.put(row)

    def walk(self, row: Stateful, *steps: tuple[str, UUID, dt.datetime]) -> None:
        """Take a row along the edges of its table, each with its entry.

        Raises:
            KeyError: the table has no such edge.
        """
        for to, user, at in steps:
            act = row.EDGES[str(row.state)][to]
            self._tell(row, EntryKind.MOVE, act, user, at, from_state=str(row.state), to_state=str(to))
            row.state, row.version = to, row.version + 1

    def _tell(
        self, row: models.Model, kind: EntryKind, act: str, user: UUID, at: dt.datetime, **rest: Any
    ) -> None:
        """An office at work writes an act down when it is done: years of entries, not one busy minute."""
        told = Entry(
            at=at,
            recorded_at=at,
            user_id=user,
            kind=kind,
            act=act,
            record_type=type_name(row),
            record_id=row.pk,
            facts={},
            **rest,
        )
        self._rows[Entry].append(told)

    def store(self) -> None:
        """Write everything kept so far, and begin anew."""
        for model in (*self._order, *LAST):
            rows: Any = self._rows.pop(model, [])
            model._base_manager.bulk_create(rows, batch_size=BATCH)
        if self._rows:
            raise ValueError(f"没有说明存放次序：{[model.__name__ for model in self._rows]}")
