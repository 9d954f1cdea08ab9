"""A letter as its print page needs it: numbered, every text escaped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from documents.gbt9704.parts import Block, Letter, Numbered, Paragraph, Table, cell_text, lines_of, numbered
from documents.sheets import plain

LATIN_RUN = re.compile(r"([!-~]+)")
WHOLE = 20  # a number such as 4-1-021 is not torn; what is longer, an address of the net, may be


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it."""

    text: SafeString
    short: bool


@dataclass(frozen=True)
class Part:
    """A heading, some paragraphs or a table as the page shows it."""

    level: int = 0
    text: SafeString | str = ""
    then: SafeString | str = ""
    lines: Sequence[SafeString] = ()
    heads: Sequence[SafeString] | None = None
    columns: Sequence[float] = ()
    rows: Sequence[Sequence[Cell]] = ()


def content(letter: Letter) -> dict[str, Any]:
    """Return the letter as its page needs it, every text escaped."""
    count = len(letter.attachments)
    attachments = [
        (attachment, f"附件{place if count > 1 else ''}", parts_of(attachment.blocks))
        for place, attachment in enumerate(letter.attachments, 1)
    ]
    lines = [chinese(line) for line in letter.title_lines]
    return {
        "letter": letter,
        "title_lines": lines,
        "blocks": parts_of(letter.blocks),
        "attachments": attachments,
    }


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """Return the blocks, numbered, as the page shows them."""
    return [_part(block) for block in numbered(blocks)]


def _part(block: Numbered | Paragraph | Table) -> Part:
    if isinstance(block, Numbered):
        return Part(level=block.level, text=chinese(block.text), then=chinese(block.then))
    if isinstance(block, Paragraph):
        return Part(lines=[chinese(line) for line in lines_of(block.text)])
    centred = block.centred()
    rows = [
        [Cell(chinese(cell_text(value)), short) for value, short in zip(row, centred, strict=True)]
        for row in block.rows
    ]
    columns = [round(share * 100, 2) for share in block.shares()]
    return Part(heads=[chinese(head) for head in block.heads], columns=columns, rows=rows)


def chinese(text: str) -> SafeString:
    """Escape a text and give Latin letters and digits their own face; quotation marks stay Chinese."""
    pieces = ((LATIN_RUN.fullmatch(piece), escape(piece)) for piece in LATIN_RUN.split(plain(text)))
    spans = (
        f'<span class="latin{" whole" if len(piece) <= WHOLE else ""}">{piece}</span>' if latin else piece
        for latin, piece in pieces
    )
    return SafeString("".join(spans))
