"""The figures as a style sheet, and the fonts that it may name."""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from documents.gbt9704.figures import (
    BODY,
    CELL,
    HEI,
    KAI,
    LATIN_OPEN,
    OFFICE_MOST,
    PAGE_NUMBER,
    POINTS_PER_MM,
    STANDARD,
    TITLE,
    TITLE_PITCH,
    Page,
    families,
)
from documents.gbt9704.parts import Letter

FONT_FILES = {".ttf", ".otf", ".ttc"}


def office_fonts() -> dict[str, Path]:
    """Return the office's licensed fonts (folder ``fonts`` beside the data) by address, named as the file."""
    folder = Path(settings.DATA) / "fonts"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {f"office-font:{quote(file.stem)}": file for file in files if file.suffix.lower() in FONT_FILES}


def style_sheet(letter: Letter, page: Page = STANDARD) -> str:
    """Return the figures as a style sheet."""
    pitch = page.line_pitch / 20
    number = (
        f"content: '— ' counter(page) ' —'; font: {PAGE_NUMBER.size}pt {PAGE_NUMBER.family};"
        f" white-space: nowrap; vertical-align: top; padding-top: {page.number_below}mm;"
    )
    facts = {
        "faces": "".join(
            f'@font-face {{ font-family: "{file.stem}"; src: url("{url}") }}\n'
            for url, file in office_fonts().items()
        ),
        "page": page,
        "turned": page.turned(),
        "number": number,
        "pitch": pitch,
        "double_pitch": pitch * 2,
        "spacing": round(page.character_pitch - BODY.size - 0.005, 4),
        "indent": round(page.character_pitch * 2 - 0.01, 4),
        "body": BODY,
        "title": TITLE,
        "title_pitch": TITLE_PITCH,
        "cell": CELL,
        "hei": HEI.family,
        "kai": KAI.family,
        "latin": families(*LATIN_OPEN, BODY.name, *BODY.open_faces),
        "signature_indent": letter.signature_indent,
        "red_height": 62,
        "office_size": _office_size(letter, page),
    }
    return render_to_string("print/letter.css", facts)


def _office_size(letter: Letter, page: Page) -> float:
    length = len(letter.head.office) if letter.head else 1
    return min(OFFICE_MOST, page.text_width * POINTS_PER_MM / max(1, length))
