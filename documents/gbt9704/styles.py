"""Named styles of a letter, so that an office that edits it finds them in Word's list."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt

from documents.gbt9704.figures import (
    BODY,
    HEI,
    LEVELS,
    PAGE_NUMBER,
    SMALL,
    STANDARD,
    TITLE,
    TITLE_PITCH,
    Face,
    Page,
)
from documents.gbt9704.oxml import element, set_fonts, twips


@dataclass(frozen=True)
class Style:
    """One paragraph style."""

    key: str
    name: str
    face: Face
    side: Any = ALIGN.JUSTIFY
    indent: int = 2
    level: int = 0
    pitch: float = 0


BODY_TEXT = Style("GwBody", "公文正文", BODY)
TITLE_LINE = Style("GwTitle", "公文标题", TITLE, ALIGN.CENTER, 0, 0, TITLE_PITCH)
ADDRESSEE = Style("GwTo", "公文主送", BODY, ALIGN.LEFT, 0)
HEADINGS = tuple(
    Style(f"GwHeading{place}", f"公文{'一二三四'[place - 1]}级标题", face, ALIGN.JUSTIFY, 2, place)
    for place, face in enumerate(LEVELS, 1)
)
SIGNED = Style("GwSigned", "公文落款", BODY, ALIGN.RIGHT, 0)
ATTACHED = Style("GwAttached", "公文附件说明", BODY, ALIGN.LEFT, 2)
ATTACHMENT = Style("GwAttachment", "公文附件序号", HEI, ALIGN.LEFT, 0)
NUMBER = Style("GwPage", "公文页码", PAGE_NUMBER, ALIGN.RIGHT, 0, 0, 16)
COLOPHON = Style("GwColophon", "公文版记", SMALL, ALIGN.LEFT, 0)
ALL = (
    BODY_TEXT,
    TITLE_LINE,
    ADDRESSEE,
    *HEADINGS,
    SIGNED,
    ATTACHED,
    ATTACHMENT,
    NUMBER,
    COLOPHON,
)


def install(document: Any, page: Page = STANDARD) -> None:
    """Put the styles into a new document, and the body face under everything else."""
    root = document.styles.element
    defaults = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(defaults, BODY)
    for size in ("w:sz", "w:szCs"):  # the pitch of the character grid is counted from the default size
        found = defaults.find(qn(size))
        if found is not None:
            found.set(qn("w:val"), str(round(BODY.size * 2)))
    for language in defaults.findall(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    normal = document.styles["Normal"]
    set_fonts(normal.element.get_or_add_rPr(), BODY)
    normal.font.size = Pt(BODY.size)
    for style in ALL:
        _add(document, style, page)


def _add(document: Any, style: Style, page: Page) -> None:
    made = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    made.element.set(qn("w:styleId"), style.key)
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    set_fonts(made.element.get_or_add_rPr(), style.face)
    made.font.size, made.font.bold = Pt(style.face.size), False
    shape = made.paragraph_format
    shape.alignment = style.side
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(style.pitch or page.line_pitch / 20)
    shape.widow_control = False
    shape.keep_with_next = bool(style.level in {1, 2}) or None
    properties = made.element.get_or_add_pPr()
    _off_grid(properties)
    if style.face.size == BODY.size:
        made.element.get_or_add_rPr().append(element("spacing", val=page.tightening))
    if style.indent:
        indent(properties, style.indent, page)
    if style.level:
        properties.append(element("outlineLvl", val=style.level - 1))


def _off_grid(properties: Any) -> None:
    """Set lines and characters to the figures themselves.

    The grid of the page gives the same 22 × 28 in Word and WPS; other programs give a letter that is wider
    than its cell two of them.
    """
    properties.insert_element_before(
        element("snapToGrid", val=0), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def indent(properties: Any, characters: int, page: Page = STANDARD) -> None:
    """Indent the first line by so many characters."""
    values = properties.get_or_add_ind()
    values.set(qn("w:firstLineChars"), str(characters * 100))
    values.set(qn("w:firstLine"), twips(characters * page.character_pitch))


def from_right(paragraph: Any, characters: float, page: Page = STANDARD) -> None:
    """Keep so many characters away from the right edge."""
    values = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 -- python-docx knows no characters
    values.set(qn("w:rightChars"), str(round(characters * 100)))
    values.set(qn("w:right"), twips(characters * page.character_pitch))
