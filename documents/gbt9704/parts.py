"""The parts of a letter, as plain data."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from documents.gbt9704.titles import split_title

NUMERALS = "零一二三四五六七八九"
SHORT = 6  # characters: a column of nothing longer stands in the middle


def cell_text(value: object) -> str:
    """Return a value as a cell of a table tells it."""
    return "" if value is None else str(value)


def _is_short(value: object) -> bool:
    return all(width_of(line) <= SHORT for line in cell_text(value).split("\n"))


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; ``text`` may go on in the same paragraph as ``then``."""

    level: int
    text: str
    then: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Body text; a line break begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with heads; ``widths`` are shares of the text width."""

    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[float] = ()

    def shares(self) -> list[float]:
        """Return the share of each column; they add up to one."""
        widths = list(self.widths) or [1.0] * len(self.heads)
        return [width / sum(widths) for width in widths]

    def centred(self) -> list[bool]:
        """Say which columns stand in the middle: those whose every cell is short, none by halves."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.heads)
        return [all(_is_short(value) for value in column) for column in columns]


Block: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True)
class Attachment:
    """附件: begins on a page of its own; wide tables lie on their side."""

    title: str
    blocks: Sequence[Block] = ()
    landscape: bool = False


@dataclass(frozen=True)
class RedHead:
    """版头和版记: only for a paper issued as a formal document."""

    office: str
    number: str
    secrecy: str = ""
    copies: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Letter:
    """公文. ``keep`` names words that the title may not split; ``mark`` is a small line at the foot."""

    title: str
    to: str = ""
    blocks: Sequence[Block] = ()
    attachments: Sequence[Attachment] = ()
    signature: str = ""
    date: dt.date | None = None
    head: RedHead | None = None
    keep: Sequence[str] = ()
    mark: str = ""

    @property
    def title_lines(self) -> list[str]:
        """The title as a trapezium or lozenge."""
        return split_title(self.title, keep=(*self.keep, self.signature))

    @property
    def day(self) -> str:
        """The date in Arabic figures, none padded."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日" if self.date else ""

    @property
    def attached(self) -> list[str]:
        """The lines of the 附件说明."""
        titles = [attachment.title for attachment in self.attachments]
        if len(titles) == 1:
            return [f"附件：{titles[0]}"]
        return [
            f"{'附件：' if place == 1 else '　　　'}{place}. {title}" for place, title in enumerate(titles, 1)
        ]

    @property
    def signature_indent(self) -> float:
        """How many characters the signature stands from the right edge: centred above the date."""
        return max(1.0, DATE_INDENT + (width_of(self.day) - width_of(self.signature)) / 2)


DATE_INDENT = 4.0


def width_of(text: str) -> float:
    """Return the width of a text in Chinese characters."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def chinese_number(number: int) -> str:
    """Return 1 to 999 as the office counts headings: 一, 十, 二十三, 一百零五, 一百一十."""
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    first = f"{NUMERALS[hundreds]}百" if hundreds else ""
    gap = "零" if hundreds and ones and not tens else ""
    count = NUMERALS[tens] if tens > 1 or (tens and hundreds) else ""
    return f"{first}{gap}{count}{'十' if tens else ''}{NUMERALS[ones] if ones else ''}"


def label(level: int, number: int) -> str:
    """Return the number that stands before a heading of a level."""
    chinese = chinese_number(number)
    return (f"{chinese}、", f"（{chinese}）", f"{number}.", f"（{number}）")[level - 1]


@dataclass(frozen=True)
class Numbered:
    """A heading with its number."""

    level: int
    text: str
    then: str


def numbered(blocks: Iterable[Block]) -> Iterator[Numbered | Paragraph | Table]:
    """Number the headings; a heading begins the count of those below it anew."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield block
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        yield Numbered(block.level, label(block.level, counts[block.level - 1]) + block.text, block.then)


def lines_of(text: str) -> list[str]:
    """Return the paragraphs of a text, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
