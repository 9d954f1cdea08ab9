"""Cells of a table drawn without a template: a list of hundreds of them is drawn in no time.

A cell is a function from a row to its inner HTML; every value is escaped here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from ui import tones, wording

Cell = Callable[[Any], str]
Cells = Mapping[str, Cell]
NOBODY = UUID(int=0)


@lru_cache(maxsize=200)
def _address(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[NOBODY]).partition(str(NOBODY))
    return before, after


def address(name: str, key: object) -> str:
    """The address of a record's page: what `reverse` gives, without asking it for every row."""
    before, after = _address(name)
    return f"{before}{key}{after}"


def plain(path: str) -> Cell:
    """A value, found along a path such as `assignment.unit.name`."""
    get = attrgetter(path)
    return lambda row: escape(str(get(row)))


def named(path: str) -> Cell:
    """A record beside the row, by its name; empty when there is none."""
    get = attrgetter(path)
    return lambda row: escape(str(get(row) or ""))


def link(path: str, page: str) -> Cell:
    """A value that leads to the row's own page."""
    get = attrgetter(path)
    return lambda row: f'<a href="{address(page, row.pk)}">{escape(str(get(row)))}</a>'


def amount(path: str) -> Cell:
    """A sum without its unit, which the head of the column names; empty when there is none."""
    get = attrgetter(path)
    return lambda row: "" if get(row) is None else escape(wording.money(get(row), "").strip())


def day(value: dt.date | None) -> str:
    """2026-05-06, or a dash."""
    return wording.day(value)


def due(value: dt.date | None, today: dt.date) -> str:
    """How far a due day lies from today, the date beside it."""
    if value is None:
        return '<span class="quiet">未定时限</span>'
    left = wording.due(value, today)
    told = left.on.isoformat()
    time = f'<time datetime="{told}">{told}</time>'
    return f'<span class="due due-{left.tone.value}">{time} <b>{left.words}</b></span>'


def state(field: str = "state") -> Cell:
    """The label of a state or a choice, in its tone."""
    return lambda row: mark(tones.label_of(row, field), tones.tone_of(row, field))


def mark(words: str, tone: str) -> str:
    """A short word in a tone."""
    return f'<span class="tone tone-{escape(str(tone))}">{escape(words)}</span>'


def marks(*found: tuple[str, str, str]) -> Cell:
    """Words in tones, each shown where the field behind it says so: (path, word, tone)."""
    lines = [(attrgetter(path), mark(word, tone)) for path, word, tone in found]
    return lambda row: " ".join(drawn for get, drawn in lines if get(row))


def row_of(columns: Iterable[tuple[str, str, Cell]], row: Any) -> SafeString:
    """The cells of a row: (label, style, cell) for each column."""
    return SafeString(
        "".join(f'<td{style} data-label="{label}">{cell(row)}</td>' for label, style, cell in columns)
    )
