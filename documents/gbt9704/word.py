"""A letter as Word. The figures are those of gbt9704.figures; fonts are named, never needed here."""

import datetime as dt
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.gbt9704 import styles
from documents.gbt9704.figures import HEI, OFFICE_MOST, POINTS_PER_MM, STANDARD, TITLE, Page
from documents.gbt9704.oxml import colophon_xml, page_field, rule, set_fonts, set_page, table_xml
from documents.gbt9704.parts import (
    DATE_INDENT,
    Attachment,
    Letter,
    Numbered,
    Table,
    lines_of,
    numbered,
)
from documents.gbt9704.styles import from_right
from documents.sheets import plain

SYSTEM = "巡察轮次管理"
RED = RGBColor(0xE6, 0x00, 0x00)


def write_word(letter: Letter, to: Path, *, at: dt.datetime, page: Page = STANDARD) -> None:
    """Write the letter as a .docx file."""
    document: Any = Document()
    _describe(document, letter, at)
    styles.install(document, page)
    section = document.sections[0]
    set_page(section, page)
    document.settings.odd_and_even_pages_header_footer = True
    _footers(section, letter)
    if letter.head:
        _red_head(document, letter, page)
    _title(document, letter.title_lines)
    if letter.to:
        _put(document, styles.ADDRESSEE, f"{letter.to}：")
    _blocks(document, letter.blocks, page)
    _closing(document, letter, page)
    for place, attachment in enumerate(letter.attachments, 1):
        _attachment(document, attachment, place, len(letter.attachments), page)
    if letter.head and (letter.head.copies or letter.head.printed):
        _colophon(document, letter, page)
    _end(document)
    document.save(to)


def _end(document: Any) -> None:
    """A body may not end with a table: Word wants a paragraph after it, this one a point high."""
    if document.element.body[-2].tag == qn("w:tbl"):
        last = _put(document, styles.ADDRESSEE)
        last.paragraph_format.line_spacing = Pt(1)


def _describe(document: Any, letter: Letter, at: dt.datetime) -> None:
    facts = document.core_properties
    facts.author = facts.last_modified_by = SYSTEM
    facts.title, facts.comments, facts.keywords = plain(letter.title), "", ""
    facts.created = facts.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    facts.revision, facts.language = 1, "zh-CN"


def _put(document: Any, style: styles.Style, text: str = "") -> Any:
    return document.add_paragraph(plain(text), style=style.name)


def _title(document: Any, lines: list[str]) -> None:
    paragraph = _put(document, styles.TITLE_LINE)
    for place, line in enumerate(lines):
        run = paragraph.add_run(plain(line))
        if place < len(lines) - 1:
            run.add_break(WD_BREAK.LINE)
    _put(document, styles.BODY_TEXT)


def _blocks(document: Any, blocks: Any, page: Page) -> None:
    for block in numbered(blocks):
        if isinstance(block, Numbered):
            _heading(document, block)
        elif isinstance(block, Table):
            _table(document, block, page)
        else:
            for line in lines_of(block.text):
                _put(document, styles.BODY_TEXT, line)


def _heading(document: Any, block: Numbered) -> None:
    paragraph = _put(document, styles.HEADINGS[block.level - 1], block.text)
    if block.then:
        run = paragraph.add_run(plain(block.then))
        set_fonts(run._r.get_or_add_rPr(), styles.BODY_TEXT.face)  # noqa: SLF001 -- eastAsia has no property


def _table(document: Any, table: Table, page: Page) -> None:
    body = document.element.body
    body.insert(len(body) - 1, table_xml(table, page))  # the last element is the section's own


def _closing(document: Any, letter: Letter, page: Page) -> None:
    if letter.attached:
        _put(document, styles.BODY_TEXT)
        for line in letter.attached:
            _put(document, styles.ATTACHED, line)
    if not (letter.signature or letter.day):
        return
    styles_keep(document.paragraphs[-1])  # no signature stands on a page alone
    for _ in range(2):
        styles_keep(_put(document, styles.BODY_TEXT))
    if letter.signature:
        signed = _put(document, styles.SIGNED, letter.signature)
        from_right(signed, letter.signature_indent, page)
        styles_keep(signed)
    if letter.day:
        from_right(_put(document, styles.SIGNED, letter.day), DATE_INDENT, page)


def styles_keep(paragraph: Any) -> None:
    """Keep a paragraph on the page of the next one: signature and date stay together."""
    paragraph.paragraph_format.keep_with_next = True


def _attachment(document: Any, attachment: Attachment, place: int, count: int, page: Page) -> None:
    sheet = page.turned() if attachment.landscape else page
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if attachment.landscape else WD_ORIENT.PORTRAIT
    set_page(section, sheet, grid="lines" if attachment.landscape else "linesAndChars")
    _put(document, styles.ATTACHMENT, f"附件{place if count > 1 else ''}")
    _put(document, styles.BODY_TEXT)
    _title(document, Letter(title=attachment.title).title_lines)
    _blocks(document, attachment.blocks, sheet)


def _footers(section: Any, letter: Letter) -> None:
    """Put « — 1 — » on the outside edge: right on odd pages, left on even ones; below it the mark."""
    for footer, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = styles.NUMBER.name
        paragraph.alignment = side
        edge = "right" if side == ALIGN.RIGHT else "left"
        values = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 -- python-docx knows no characters
        values.set(qn(f"w:{edge}Chars"), "100")
        values.set(qn(f"w:{edge}"), "280")
        paragraph.add_run("— ")
        for run in page_field():
            paragraph._p.append(run)  # noqa: SLF001 -- python-docx has no fields
        paragraph.add_run(" —")
        if letter.mark:
            below = footer.add_paragraph(plain(letter.mark), style=styles.NUMBER.name)
            below.alignment = ALIGN.CENTER
            below.runs[0].font.size = Pt(9)


def _red_head(document: Any, letter: Letter, page: Page) -> None:
    head = letter.head
    assert head is not None  # noqa: S101 -- the caller has asked
    if head.secrecy:
        top = _put(document, styles.ADDRESSEE)
        set_fonts(top.add_run(plain(head.secrecy))._r.get_or_add_rPr(), HEI)  # noqa: SLF001 -- as above
    name = _put(document, styles.TITLE_LINE)
    size = min(OFFICE_MOST, page.text_width * POINTS_PER_MM / max(1, len(head.office)))
    name.paragraph_format.line_spacing = Pt(size * 1.3)
    name.paragraph_format.space_before = Mm(35 if not head.secrecy else 25)
    run = name.add_run(plain(head.office))
    run.font.size, run.font.color.rgb = Pt(size), RED
    set_fonts(run._r.get_or_add_rPr(), TITLE)  # noqa: SLF001 -- as above
    _put(document, styles.BODY_TEXT)
    number = _put(document, styles.ADDRESSEE, head.number)
    number.alignment = ALIGN.CENTER
    rule(number._p.get_or_add_pPr(), {"bottom": 0.5}, "E60000")  # noqa: SLF001 -- as above
    for _ in range(2):
        _put(document, styles.BODY_TEXT)


def _colophon(document: Any, letter: Letter, page: Page) -> None:
    """版记: at the foot of the last page."""
    head = letter.head
    assert head is not None  # noqa: S101 -- the caller has asked
    lines = [line for line in (f"抄送：{head.copies}" if head.copies else "", head.printed) if line]
    body = document.element.body
    body.insert(len(body) - 1, colophon_xml(lines, page))
