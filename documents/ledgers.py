"""台账: the one writer of all workbooks. An app declares title, columns, one row; the rest is here.

    class ItemLedger(Ledger[Item]):
        title = "整改台账"
        caliber = "已反馈单位的全部整改事项"
        columns = (Column("序号", 6, Kind.ORDER), Column("问题", 40), Column("完成时限", 12, Kind.DATE))

        def row(self, record: Item) -> Sequence[object]:
            return (record.finding.title, record.due_on)

A column of kind ORDER is filled by the writer and takes no value from ``row``.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from openpyxl import Workbook

from audit.actor import Actor
from documents.paper import Made, Paper, Progress, Work
from documents.sheets import HEADER_ROW, CellMaker, Kind, begin_sheet, end_sheet
from documents.states import Level

__all__ = ["Column", "Kind", "Ledger", "ledger_paper", "write_ledger"]


class Kept(Protocol):
    """A row of a ledger: a record, or what is told of one."""

    @property
    def pk(self) -> Any:
        """Its key, checked again when the file is fetched."""


M = TypeVar("M", bound=Kept)
R_co = TypeVar("R_co", bound=Kept, covariant=True)


class Rows(Protocol[R_co]):
    """A queryset, or what reads one more cheaply."""

    @property
    def model(self) -> type[models.Model]:
        """The model of the records."""

    def count(self) -> int:
        """Return how many there are."""

    def iterator(self, chunk_size: int) -> Iterator[R_co]:
        """Yield them in their order, lot by lot."""


UNSAFE_NAME = re.compile(r"[\[\]:*?/\\']")
CHUNK = 500
SYSTEM = "巡察轮次管理"


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in characters, what it holds."""

    title: str
    width: int = 12
    kind: Kind = Kind.TEXT


class Ledger(Generic[M]):
    """What an app declares."""

    title: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    caliber: ClassVar[str] = ""

    def row(self, record: M) -> Sequence[object]:
        """Return the values of one record, a value for each column that is not of kind ORDER."""
        raise NotImplementedError


def write_ledger(
    ledger: Ledger[M],
    rows: Rows[M],
    *,
    to: Path,
    by: Actor,
    number: str,
    progress: Progress | None = None,
) -> frozenset[UUID]:
    """Write the rows into a workbook; return the ids that stand in it. Memory does not grow with the rows."""
    total = rows.count()
    book = Workbook(write_only=True)
    _describe(book, ledger.title, by)
    sheet: Any = book.create_sheet(UNSAFE_NAME.sub("", ledger.title)[:31] or "台账")
    maker = CellMaker(
        sheet, [column.kind for column in ledger.columns], [column.width for column in ledger.columns]
    )
    begin_sheet(sheet, maker, ledger.title, ledger.columns, lines=_lines(ledger, total, by, number))
    seen: set[UUID] = set()
    for order, record in enumerate(rows.iterator(chunk_size=CHUNK), 1):
        seen.add(record.pk)
        maker.append(HEADER_ROW + order, order, ledger.row(record))
        if progress:
            progress(order, max(total, order))
    end_sheet(sheet, len(ledger.columns), mark=f"{by.user} {_stamp(by.at)} {number}")
    book.save(to)
    return frozenset(seen)


def _describe(book: Workbook, title: str, by: Actor) -> None:
    facts = book.properties
    facts.creator, facts.title, facts.lastModifiedBy = SYSTEM, title, SYSTEM
    facts.created = by.at.astimezone(dt.UTC).replace(tzinfo=None)


def _lines(ledger: Ledger[Any], total: int, by: Actor, number: str) -> Iterator[str]:
    """The lines under the title: what was counted; who made it, when, under which number."""
    yield f"口径：{ledger.caliber or '本人有权查看的记录'}。共 {total} 条。"
    yield f"制表：{by.user}　　时间：{_stamp(by.at)}　　编号：{number}　　内部资料，注意保管"


def _stamp(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def ledger_paper(
    kind: str,
    ledger: Ledger[M],
    rows: Callable[[Work], Any],
    *,
    act: str,
    level: Level = Level.S2,
    by_two: bool = False,
) -> Paper:
    """Return the paper of a ledger, for the app's table. ``rows`` begins with ``visible_to(work.by)``."""

    def build(work: Work) -> Made:
        found: Rows[M] = rows(work)
        path = work.folder / "ledger.xlsx"
        ids = write_ledger(ledger, found, to=path, by=work.by, number=work.number, progress=work.progress)
        return Made(path, f"{ledger.title}{work.by.on:%Y%m%d}.xlsx", found.model, ids)

    return Paper(kind, ledger.title, act, build, level, by_two)
