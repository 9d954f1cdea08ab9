"""What a file says of the day on which it was made."""

import datetime as dt
import io
import struct
import zipfile

import pytest

from documents.intake import ALLOWED, made_on
from documents.operations import store
from documents.tests.factories import PDF, PNG, TYPES, County, upload

TODAY = dt.date(2026, 6, 30)
NEVER = dt.date(2026, 7, 1)
JPG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")


def picture(*days: str) -> bytes:
    """Return a JPEG with an Exif block that says these instants."""
    told = b"".join(day.encode() + b"\0" for day in days)
    block = b"Exif\0\0MM\0*\0\0\0\x08" + told
    return JPG + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


def package(created: str, folder: str = "word/document.xml") -> bytes:
    held = io.BytesIO()
    core = f'<cp:coreProperties><dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created></cp:coreProperties>'
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr(folder, "<w/>")
        file.writestr("docProps/core.xml", core)
    return held.getvalue()


def printed(created: str) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<</CreationDate (" + created.encode() + b")>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("ending", "content", "day"),
    [
        ("jpg", picture("2026:05:06 10:11:12"), dt.date(2026, 5, 6)),
        ("jpg", picture("2026:06:02 09:00:00", "2024:03:01 09:00:00"), dt.date(2024, 3, 1)),
        ("jpg", picture("0000:00:00 00:00:00"), None),
        ("jpg", picture("1980:01:01 00:00:00"), None),
        ("jpg", picture(f"{NEVER:%Y:%m:%d} 08:00:00"), None),
        ("jpg", JPG + b"2026:05:06 10:11:12\0", None),
        ("png", PNG + b"eXIfMM\0*" + b"2026:05:06 10:11:12\0", dt.date(2026, 5, 6)),
        ("png", PNG, None),
        ("docx", package("2026-05-06T08:00:00Z"), dt.date(2026, 5, 6)),
        ("docx", package("2026-05-05T16:30:00Z"), dt.date(2026, 5, 6)),
        ("xlsx", package("2026-05-06T08:00:00", "xl/workbook.xml"), dt.date(2026, 5, 6)),
        ("docx", package("2026-99-06T08:00:00Z"), None),
        ("docx", b"PK\x03\x04 broken", None),
        ("pdf", printed("D:20260506101112+08'00'"), dt.date(2026, 5, 6)),
        ("pdf", printed("D:20261306"), None),
        ("pdf", PDF, None),
        ("doc", b"\xd0\xcf\x11\xe0/CreationDate (D:20260506)", None),
    ],
)
def test_a_file_says_when_it_was_made_or_nothing(ending: str, content: bytes, day: dt.date | None) -> None:
    held = io.BytesIO(content)
    assert made_on(held, ALLOWED[ending], TODAY) == day
    assert held.tell() == 0


def test_a_pdf_says_its_day_at_the_end_of_a_long_file() -> None:
    content = b"%PDF-1.7\n" + b"0" * 2**20 + printed("D:20260506101112")
    assert made_on(io.BytesIO(content), ALLOWED["pdf"], TODAY) == dt.date(2026, 5, 6)


@pytest.mark.django_db
def test_store_a_file_keeps_the_day_it_says(county: County, shelf: object) -> None:
    del shelf
    day = county.by.on - dt.timedelta(days=3)
    file = store(upload("现场.jpg", picture(f"{day:%Y:%m:%d} 10:11:12")), by=county.by)
    assert file.made_on == day
    assert store(upload("整改.pdf"), by=county.by).made_on is None
