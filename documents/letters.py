"""公文: what a letter says. Its figures live in gbt9704; it becomes Word or PDF with the same content.

    letter = Letter(
        title="中共云溪县委巡察组关于巡察县教育局党组的反馈意见",
        to="县教育局党组",
        blocks=(Heading(1, "主要问题"), Paragraph("……"), Table(("序号", "问题"), rows)),
        signature="中共云溪县委第一巡察组",
        date=dt.date(2026, 5, 6),
    )

Headings number themselves: 一、 （一） 1. （1）.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

from django.db import models

from documents.gbt9704 import pdf, word
from documents.gbt9704.parts import Attachment, Block, Heading, Letter, Paragraph, RedHead, Table
from documents.paper import Made, Paper, Work
from documents.states import Level

__all__ = [
    "Attachment",
    "Block",
    "Heading",
    "Letter",
    "Paragraph",
    "RedHead",
    "Table",
    "Written",
    "letter_paper",
    "pdf_available",
    "pdf_fault",
    "write_letter",
]

Form = Literal["docx", "pdf"]
pdf_available = pdf.pdf_available
pdf_fault = pdf.pdf_fault


@dataclass(frozen=True)
class Written:
    """A letter and the records that stand in it, checked again at each download."""

    letter: Letter
    model: type[models.Model] | None = None
    ids: frozenset[UUID] = field(default_factory=frozenset)


def write_letter(letter: Letter, to: Path, *, at: dt.datetime, form: Form = "docx") -> None:
    """Write a letter as Word or as PDF."""
    if form == "pdf":
        pdf.write_pdf(letter, to)
    else:
        word.write_word(letter, to, at=at)


def letter_paper(
    kind: str,
    title: str,
    write: Callable[[Work], Written],
    *,
    act: str,
    form: Form = "docx",
    level: Level = Level.S2,
) -> Paper:
    """Return the paper of a letter, for the app's table. ``write`` begins with ``visible_to(work.by)``."""

    def build(work: Work) -> Made:
        written = write(work)
        path = work.folder / f"letter.{form}"
        work.progress(1, 2)
        write_letter(written.letter, path, at=work.by.at, form=form)
        work.progress(2, 2)
        return Made(path, f"{written.letter.title}.{form}", written.model, written.ids)

    return Paper(kind, title, act, build, level)
