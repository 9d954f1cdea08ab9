"""The few elements of WordprocessingML that python-docx has no words for."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from documents.gbt9704.figures import CELL, CELL_HEAD, LATIN, POINTS_PER_MM, SMALL, Face, Page
from documents.gbt9704.parts import Table, cell_text
from documents.sheets import plain

THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def twips(points: float) -> str:
    """Return a length as Word counts it: twentieths of a point."""
    return str(round(points * 20))


def element(name: str, **values: object) -> Any:
    """Return an element such as ``w:ind`` with its attributes in the same namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def set_fonts(properties: Any, face: Face) -> None:
    """Name the faces: Latin letters in Times, all else, quotation marks too, in the Chinese one."""
    fonts = properties.get_or_add_rFonts()
    for theme in THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    values = {"ascii": LATIN, "hAnsi": LATIN, "eastAsia": face.name, "cs": LATIN, "hint": "eastAsia"}
    for key, value in values.items():
        fonts.set(qn(f"w:{key}"), value)


def set_page(section: Any, page: Page, *, grid: str = "linesAndChars") -> None:
    """Set paper, margins and the document grid of 22 lines of 28 characters."""
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(page.bottom - page.number_below - 6)
    properties = section._sectPr  # noqa: SLF001 -- python-docx has no words for the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    values = {"type": grid, "linePitch": page.line_pitch}
    if grid == "linesAndChars":
        values["charSpace"] = page.character_space
    properties.append(element("docGrid", **values))


def page_field() -> list[Any]:
    """Return the runs of a PAGE field."""
    parts = []
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = OxmlElement("w:r")
        if kind == "instr":
            code = element("instrText")
            code.text = "PAGE"
            code.set(qn("xml:space"), "preserve")
            run.append(code)
        elif kind == "text":
            shown = element("t")
            shown.text = "1"
            run.append(shown)
        else:
            run.append(element("fldChar", fldCharType=kind))
        parts.append(run)
    return parts


def rule(properties: Any, edges: dict[str, float], color: str = "000000") -> None:
    """Draw rules of so many millimetres along the edges of a paragraph."""
    borders = element("pBdr")
    for edge in ("top", "left", "bottom", "right"):
        if edge in edges:
            size = round(edges[edge] * POINTS_PER_MM * 8)
            borders.append(element(edge, val="single", sz=size, space=4, color=color))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def table_xml(table: Table, page: Page) -> Any:
    """Return a whole table at once: adding cells one by one is slow."""
    total = round(page.text_width * POINTS_PER_MM * 20)
    widths = [int(share * total) for share in table.shares()]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = ["center" if middle else "left" for middle in table.centred()]
    heads = _row(table.heads, widths, CELL_HEAD, ["center"] * len(widths), head=True)
    rows = "".join(_row(row, widths, CELL, sides) for row in table.rows)
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{heads}{rows}</w:tbl>"
    )


def _row(
    values: Sequence[object], widths: list[int], face: Face, sides: list[str], *, head: bool = False
) -> str:
    rules = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    cells = "".join(
        _cell(value, width, face, side) for value, width, side in zip(values, widths, sides, strict=True)
    )
    return f"<w:tr><w:trPr>{rules}</w:trPr>{cells}</w:tr>"


def _cell(value: object, width: int, face: Face, side: str) -> str:
    text = plain(cell_text(value))
    fonts = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia={quoteattr(face.name)} w:hint="eastAsia"'
    look = f'<w:rPr><w:rFonts {fonts}/><w:sz w:val="{round(face.size * 2)}"/></w:rPr>'
    lines = "".join(
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing {CLOSE} w:line="320" w:lineRule="exact"/>'
        f'<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
    )


CLOSE = 'w:before="0" w:after="0"'  # what a paragraph does not say itself, Word's own template gives it


def colophon_xml(lines: Sequence[str], page: Page) -> Any:
    """Return the 版记: rules of 0.35 mm around, 0.25 mm between, fixed to the foot of the text area."""
    width = round(page.text_width * POINTS_PER_MM * 20)
    fonts = f'<w:rFonts w:eastAsia="{SMALL.name}" w:hint="eastAsia"/>'
    look = f'<w:rPr>{fonts}<w:sz w:val="{round(SMALL.size * 2)}"/></w:rPr>'
    rows = "".join(
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing {CLOSE} w:line="480" w:lineRule="exact"/>'
        f'<w:ind w:leftChars="100" w:left="280"/></w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">{escape(plain(line))}</w:t></w:r></w:p></w:tc></w:tr>'
        for line in lines
    )
    outer, inner = round(0.35 * POINTS_PER_MM * 8), round(0.25 * POINTS_PER_MM * 8)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", outer), ("bottom", outer), ("insideH", inner))
    )
    place = (
        '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr>{place}<w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{rows}</w:tbl>'
    )
