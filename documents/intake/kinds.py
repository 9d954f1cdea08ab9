"""The accept list: endings, media types, and what a file of that ending must look like inside."""

from dataclasses import dataclass

OOXML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileKind:
    """One ending that is taken.

    Attributes:
        media_type: what a download says it is.
        form: how its inside is checked: ``pdf``, ``image``, ``zip`` or ``ole``.
        inside: a part that a package, or a stream that a compound file, must have one of.
    """

    media_type: str
    form: str
    inside: tuple[str, ...] = ()


ALLOWED: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", "pdf"),
    "jpg": FileKind("image/jpeg", "image"),
    "jpeg": FileKind("image/jpeg", "image"),
    "png": FileKind("image/png", "image"),
    "docx": FileKind(f"{OOXML}.wordprocessingml.document", "zip", ("word/document.xml",)),
    "xlsx": FileKind(f"{OOXML}.spreadsheetml.sheet", "zip", ("xl/workbook.xml",)),
    "ofd": FileKind("application/ofd", "zip", ("OFD.xml",)),
    "doc": FileKind("application/msword", "ole", ("WordDocument",)),
    "wps": FileKind("application/vnd.ms-works", "ole", ("WordDocument", "WpsDocument")),
    "xls": FileKind("application/vnd.ms-excel", "ole", ("Workbook", "Book")),
    "et": FileKind("application/vnd.ms-excel", "ole", ("Workbook", "Book")),
}
SCANS = ("pdf", "jpg", "jpeg", "png", "ofd")


def allowed_text(endings: tuple[str, ...] = tuple(ALLOWED)) -> str:
    """Return the endings as a person reads them."""
    return "、".join(endings)
