"""Heads of a table and the order they ask for."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from django.db.models.expressions import OrderBy
from django.http import QueryDict

from ui.query import changed

Order = str | OrderBy
Orders = Order | tuple[Order, ...] | None
Column = tuple[str, Orders] | tuple[str, Orders, str]
Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Head:
    """One column: `query` empty when it cannot be sorted by."""

    key: str
    label: str
    query: str
    direction: str
    style: str


def heads(columns: Columns, params: QueryDict, active: str) -> list[Head]:
    return [_head(key, column, params, active) for key, column in columns.items()]


def asked(params: QueryDict, columns: Columns, default: str) -> str:
    """The sort key the address asks for, if such a column can be sorted by."""
    key = params.get("sort", "")
    known = columns.get(key.removeprefix("-"))
    return key if known and known[1] else default


def ordering(columns: Columns, key: str) -> tuple[Order, ...]:
    """Order terms for a key; the primary key last, so that pages never overlap."""
    column = columns.get(key.removeprefix("-"))
    orders = column[1] if column else None
    if orders is None:
        return ("pk",)
    terms = orders if isinstance(orders, tuple) else (orders,)
    return (*(_flipped(term) if key.startswith("-") else term for term in terms), "pk")


def _head(key: str, column: Column, params: QueryDict, active: str) -> Head:
    style = column[2] if len(column) == 3 else ""
    if not column[1]:
        return Head(key, column[0], "", "", style)
    direction = {key: "ascending", f"-{key}": "descending"}.get(active, "")
    wanted = f"-{key}" if direction == "ascending" else key
    return Head(key, column[0], changed(params, {"sort": wanted, "page": None}), direction, style)


def _flipped(term: Order) -> Order:
    if isinstance(term, str):
        return term.removeprefix("-") if term.startswith("-") else f"-{term}"
    turned = deepcopy(term)
    turned.reverse_ordering()
    return turned
