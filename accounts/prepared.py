"""A question that every request asks: built, compiled and planned once, then asked with other values."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import CharField, Count, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Rows = QuerySet[Any, Any]
Question = Callable[..., Rows]
WORDS = CharField()
SERVER_KINDS = {UUID: "uuid", dt.date: "date", dt.datetime: "timestamptz", str: "text"}
# Which questions a connection to the server has planned
_PLANNED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
# Stand for a value while the question is compiled; no row of the office carries them
STANDINS: dict[type, list[Any]] = {
    UUID: [UUID(int=number) for number in range(0xF001, 0xF005)],
    dt.date: [dt.date(1, 1, day) for day in range(1, 5)],
    dt.datetime: [dt.datetime(1, 1, 1, 1, minute, tzinfo=dt.UTC) for minute in range(1, 5)],
    str: [f"«{number}»" for number in range(1, 5)],
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

    The question is a function of keyword values (keys, words, days, instants), and the number of its
    parameters must not depend on them: subqueries instead of lists.
    """

    def __init__(self, question: Question, **kinds: type) -> None:
        """Name the question and the kind of each of its values."""
        self.question, self.kinds = question, kinds
        self._kept: dict[str, _Compiled] = {}

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database gives them."""
        stood_for = {name: _stored(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not _pooled():
                cursor.execute(self._planned(cursor), [stood_for[name] for name in self.kinds])
            else:
                sql, found, *_ = self._compiled()
                given = [stood_for[one.name] if isinstance(one, _Place) else one for one in found]
                cursor.execute(sql, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def records(self, model: type[M], **values: Any) -> list[M]:
        """Return whole records of a model, with those that the question selects as related."""
        rows, compiled, found = self.ask(**values), self._compiled(), []
        for row in map(list, rows):
            for place, read, column in compiled.readings:
                row[place] = read(row[place], column, connection)
            record = model.from_db(connection.alias, compiled.names, row[: len(compiled.names)])
            for related in compiled.related:
                related.populate(row, record)
            found.append(record)
        return found

    def _planned(self, cursor: Any) -> str:
        """Have the server plan the question once for this connection; return how it is asked."""
        name = f"asked_{id(self)}"
        known = _PLANNED.setdefault(connection.connection, set())
        if name not in known:
            sql, found, *_ = self._compiled()
            numbers = {one: f"${number}" for number, one in enumerate(self.kinds, 1)}
            literal = cursor.cursor.mogrify
            given = [
                numbers[one.name] if isinstance(one, _Place) else literal("%s", [one]).decode()
                for one in found
            ]
            kinds = ", ".join(SERVER_KINDS[kind] for kind in self.kinds.values())
            cursor.cursor.execute(f"PREPARE {name} ({kinds}) AS {sql % tuple(given)}")
            known.add(name)
        return f"EXECUTE {name} ({', '.join(['%s'] * len(self.kinds))})"

    def _compiled(self) -> "_Compiled":
        if connection.vendor not in self._kept:
            left = {kind: iter(standins) for kind, standins in STANDINS.items()}
            standins = {name: next(left[kind]) for name, kind in self.kinds.items()}
            compiler = self.question(**standins).query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            places = {_stored(value): _Place(name) for name, value in standins.items()}
            found = [places.get(one, one) for one in parameters]
            columns = [column for column, _, _ in compiler.select]
            reading = compiler.get_converters(columns).items()
            readings = [(place, read, column) for place, (reads, column) in reading for read in reads]
            whole: Any = compiler.klass_info or {"select_fields": ()}
            names = [columns[place].target.attname for place in whole["select_fields"]]
            related = get_related_populators(whole, compiler.select, connection.alias)  # type: ignore[call-arg]
            self._kept[connection.vendor] = _Compiled(sql, found, readings, names, related)
        return self._kept[connection.vendor]


class _Compiled(NamedTuple):
    """A question as the database takes it, and how its answer is read.

    Attributes:
        parameters: values, or where one goes.
        readings: place of a column, how its value is read, and the column.
        names: of the record's own fields, which come first; none when the rows are no records.
        related: what sets the related records.
    """

    sql: str
    parameters: list[Any]
    readings: list[tuple[int, Callable[..., Any], Any]]
    names: list[str]
    related: list[Any]


def _pooled() -> bool:
    """Say whether connections are shared between transactions: a plan kept on one may be gone."""
    return bool(connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))


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
    if isinstance(value, str):
        return value
    return connection.ops.adapt_datefield_value(value)
