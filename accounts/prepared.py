"""A question that every request asks: built and compiled once, then asked with other values."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast

Rows = QuerySet[Any, Any]
Question = Callable[..., Rows]
WORDS = CharField()
# Stand for a value while the question is compiled; no row of the office carries them
STANDINS: dict[type, list[Any]] = {
    UUID: [UUID(int=number) for number in range(0xF001, 0xF005)],
    dt.date: [dt.date(1, 1, day) for day in range(1, 5)],
    dt.datetime: [dt.datetime(1, 1, 1, 1, minute, tzinfo=dt.UTC) for minute in range(1, 5)],
}


def arm(rows: Rows, what: str, field: Any) -> Rows:
    """Return one arm of a union: a field of each row as a word, beside the word for what it is."""
    told = rows.order_by().annotate(what=Value(what, output_field=WORDS), told=Cast(field, WORDS))
    found: Rows = told.values_list("what", "told")
    return found


def summed(rows: Rows, what: str, total: Any = None) -> Rows:
    """Return an arm of one row: how many rows there are, or another total of them."""
    told = rows.order_by().annotate(what=Value(what, output_field=WORDS)).values("what")
    found: Rows = told.annotate(told=Cast(total or Count("pk"), WORDS)).values_list("what", "told")
    return found


class Prepared:
    """A queryset whose SQL is kept: building and compiling it costs more than its answer.

    The question is a function of keyword values (keys, days, instants), and the number of its parameters must
    not depend on them: subqueries instead of lists.
    """

    def __init__(self, question: Question, **kinds: type) -> None:
        """Name the question and the kind of each of its values."""
        self.question, self.kinds = question, kinds
        self._kept: dict[str, tuple[str, list[Any]]] = {}

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database gives them."""
        sql, parameters = self._compiled()
        stood_for = {name: _stored(value) for name, value in values.items()}
        found = [stood_for[one.name] if isinstance(one, _Place) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, found)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _compiled(self) -> tuple[str, list[Any]]:
        if connection.vendor not in self._kept:
            left = {kind: iter(standins) for kind, standins in STANDINS.items()}
            standins = {name: next(left[kind]) for name, kind in self.kinds.items()}
            sql, parameters = self.question(**standins).query.get_compiler(connection=connection).as_sql()
            places = {_stored(value): _Place(name) for name, value in standins.items()}
            self._kept[connection.vendor] = (sql, [places.get(one, one) for one in parameters])
        return self._kept[connection.vendor]


class _Place:
    """Where a value goes."""

    def __init__(self, name: str) -> None:
        self.name = name


def _stored(value: Any) -> Any:
    """A value as the database in use takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)
