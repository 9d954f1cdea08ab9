"""Cells of a workbook: every text a text, every style made once, so that style costs next to nothing."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from django.utils import timezone
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
LONGEST_TEXT = 32_000  # Excel's own limit is 32,767
HEADER_ROW = 4
LINE_HEIGHT = 13.0  # points, for 10 pt
MOST_LINES = 30  # Excel ends a row at 409 points
SONG = "宋体"
LINE = Side(style="thin", color="999999")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


class Kind(Enum):
    """What a column holds: number format and alignment."""

    TEXT = ("@", "left")
    WORD = ("@", "center")
    ORDER = ("0", "center")
    WHOLE = ("#,##0", "right")
    MONEY = ("#,##0.00", "right")
    PERCENT = ("0.0%", "right")
    DATE = ("yyyy-mm-dd", "center")
    TIME = ("yyyy-mm-dd hh:mm", "center")


class Head(Protocol):
    """The part of a column that a sheet needs."""

    @property
    def title(self) -> str:
        """The word in the head."""

    @property
    def width(self) -> int:
        """How many characters wide."""


class StyledCell(Cell):
    """A cell whose style and letter are known before its value: openpyxl looks both up for every cell."""

    __slots__ = ("letter", "style_number")

    def __init__(self, sheet: Any, letter: str, style_number: int) -> None:
        """Fix what does not change from row to row."""
        super().__init__(sheet, row=1, column=1)
        self.letter, self.style_number = letter, style_number

    @property
    def has_style(self) -> bool:
        """Always."""
        return True

    @property
    def style_id(self) -> int:
        """The number given at the beginning."""
        return self.style_number

    @property
    def coordinate(self) -> str:
        """Letter and row."""
        return f"{self.letter}{self.row}"

    def put(self, row: int, value: object) -> "StyledCell":
        """Take a value as what it is; a text is never a formula, an error or a number."""
        self.row = row
        self._value, self.data_type = typed(value)
        return self


def typed(value: object) -> tuple[Any, str]:
    """Return a value and its type as a cell stores them."""
    if isinstance(value, str):  # nearly all of them
        return plain(value), "s"
    if value is None:
        return None, "n"
    if isinstance(value, bool):
        return ("是" if value else "否"), "s"
    if isinstance(value, int | float | Decimal):
        return value, "n"
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)
    if isinstance(value, dt.date):
        return value, "d"
    return plain(str(value)), "s"


def plain(text: str) -> str:
    """Return a text without signs that no workbook may hold."""
    if CONTROL.search(text):
        text = CONTROL.sub("", text)
    return text[:LONGEST_TEXT]


def tempts(value: object) -> bool:
    """Would a clerk who edits this cell turn it into a formula?"""
    return isinstance(value, str) and value[:1] in FORMULA_SIGNS and value != ""


def line_count(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; a Chinese character is two wide."""
    if "\n" in text:
        return sum(line_count(part, width) for part in text.split("\n"))
    return 1 if len(text) * 2 <= width else -(-len(text.encode("gbk", "replace")) // width)


class CellMaker:
    """The cells of one sheet: one per column, filled anew for each row."""

    def __init__(self, sheet: Any, kinds: Sequence[Kind], widths: Sequence[int]) -> None:
        """Make each style once."""
        self.sheet = sheet
        self.widths = [width for kind, width in zip(kinds, widths, strict=True) if kind is not Kind.ORDER]
        self.ordered = [kind is Kind.ORDER for kind in kinds]
        letters = [get_column_letter(place) for place in range(1, len(kinds) + 1)]
        pairs = list(zip(kinds, letters, strict=True))
        self.cells = [StyledCell(sheet, letter, _style(sheet, kind)) for kind, letter in pairs]
        self.quoted = [StyledCell(sheet, letter, _style(sheet, kind, quote=True)) for kind, letter in pairs]

    def append(self, place: int, order: int, values: Sequence[object]) -> None:
        """Write one record, as high as its longest text needs: not every program finds that out itself.

        Raises:
            ValueError: the row has not as many values as the ledger has columns.
        """
        height = {"ht": f"{self._lines(values) * LINE_HEIGHT + 6:.1f}"}
        self.sheet.row_dimensions[place] = height
        self.sheet.append(self._row(place, order, values))
        del self.sheet.row_dimensions[place]  # one per row would not be flat

    def _lines(self, values: Sequence[object]) -> float:
        pairs = zip(self.widths, values, strict=False)
        return min(
            MOST_LINES,
            max((line_count(value, width) for width, value in pairs if isinstance(value, str)), default=1),
        )

    def _row(self, place: int, order: int, values: Sequence[object]) -> Iterator[StyledCell]:
        if len(values) != len(self.ordered) - sum(self.ordered):
            raise ValueError(f"台账有 {len(self.ordered)} 列，这一行却有 {len(values)} 个值")
        rest = iter(values)
        for numbered, cell, quoted in zip(self.ordered, self.cells, self.quoted, strict=True):
            value = order if numbered else next(rest)
            yield (quoted if tempts(value) else cell).put(place, value)


def _style(sheet: Any, kind: Kind, *, quote: bool = False) -> int:
    form, side = kind.value
    pattern = Cell(sheet, row=1, column=1)
    pattern.font = Font(name=SONG, size=10)
    pattern.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    pattern.border = FRAME
    pattern.number_format = form
    if quote:
        pattern.quotePrefix = True
    return int(pattern.style_id)


def _line(
    sheet: Any, row: int, text: str, *, font: Font, column: int = 1, side: str = "left", fill: str = ""
) -> Cell:
    pattern = Cell(sheet, row=row, column=column)
    pattern.font = font
    pattern.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    if fill:
        pattern.fill = PatternFill("solid", fgColor=fill)
        pattern.border = FRAME
    return StyledCell(sheet, get_column_letter(column), int(pattern.style_id)).put(row, text)


def begin_sheet(
    sheet: Any, maker: CellMaker, title: str, heads: Sequence[Head], *, lines: Iterable[str]
) -> None:
    """Write title, lines and heads; what stands before the rows in the file must be said before them."""
    for cell, head in zip(maker.cells, heads, strict=True):
        sheet.column_dimensions[cell.letter].width = head.width + 1
    # Ours are cells already: openpyxl's own turning of values into cells costs a quarter of the time
    sheet._values_to_row = lambda cells, _row: cells  # noqa: SLF001 -- it offers no other door
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.row_dimensions[1].height = 32
    tallest = max(line_count(head.title, head.width) for head in heads)
    sheet.row_dimensions[HEADER_ROW].height = tallest * LINE_HEIGHT + 12
    sheet.append([_line(sheet, 1, title, font=Font(name="方正小标宋简体", size=18), side="center")])
    for place, text in enumerate(lines, 2):
        sheet.append([_line(sheet, place, text, font=Font(name=SONG, size=10, color="555555"))])
    bold = Font(name="黑体", size=10)
    sheet.append(
        [
            _line(sheet, HEADER_ROW, head.title, font=bold, column=place, side="center", fill="EFEFEF")
            for place, head in enumerate(heads, 1)
        ]
    )
    last = maker.cells[-1].letter
    for place in range(1, HEADER_ROW):
        sheet.merged_cells.add(f"A{place}:{last}{place}")


def end_sheet(sheet: Any, columns: int, *, mark: str) -> None:
    """Set up the print: landscape A4, as wide as the page, heads on every page, the mark at its foot."""
    sheet.page_setup.orientation = "landscape" if columns > 5 else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.7
    sheet.oddFooter.left.text = mark.replace("&", "&&")
    sheet.oddFooter.right.text = "第 &P 页 共 &N 页"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 9
