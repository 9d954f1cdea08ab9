"""The day that a file says of itself: a picture when it was taken, a document when it was made.

Nothing is decoded or unfolded for it but one small part of a package.
"""

import datetime as dt
import re
import zipfile
from typing import IO

from django.utils import timezone

from documents.intake.checks import BROKEN
from documents.intake.kinds import FileKind

NEAR = 256 * 1024  # cameras write what they know into the beginning, printers into beginning or end
EXIF = re.compile(rb"Exif\0\0|eXIf")
TAKEN = re.compile(rb"(\d{4}):(\d\d):(\d\d) \d\d:\d\d:\d\d\0")
MADE = re.compile(rb"/CreationDate\s*\(D:(\d{4})(\d\d)(\d\d)")
PROPERTIES = "docProps/core.xml"
CREATED = re.compile(rb"<dcterms:created\b[^>]*>\s*([0-9T:.+Z-]{10,40})\s*<")
SINCE = 1990  # a camera or a computer whose clock was never set says something earlier


def made_on(content: IO[bytes], kind: FileKind, by: dt.date) -> dt.date | None:
    """Return the day on which a file says it was made; nothing when it says none, or one that cannot be.

    Args:
        content: the file, already checked to be of its kind.
        kind: what it is.
        by: the day of the upload, after which nothing can have been made.
    """
    content.seek(0)
    reader = READERS.get(kind.form)
    found = reader(content) if reader else None
    content.seek(0)
    return found if found and found.year >= SINCE and found <= by else None


def _picture(content: IO[bytes]) -> dt.date | None:
    head = content.read(NEAR)
    mark = EXIF.search(head)
    days = [_day(*found.groups()) for found in TAKEN.finditer(head, mark.end())] if mark else []
    # A picture that was edited says both days: the first is that on which it was taken
    return min((day for day in days if day), default=None)


def _pdf(content: IO[bytes]) -> dt.date | None:
    head = content.read(NEAR)
    content.seek(max(0, content.seek(0, 2) - NEAR))
    found = MADE.search(head) or MADE.search(content.read())
    return _day(*found.groups()) if found else None


def _package(content: IO[bytes]) -> dt.date | None:
    try:
        with zipfile.ZipFile(content) as package, package.open(PROPERTIES) as part:
            found = CREATED.search(part.read(NEAR))
    except BROKEN:
        return None
    return _local(found.group(1).decode("ascii")) if found else None


def _local(written: str) -> dt.date | None:
    """Return the local day of an instant as Office writes it, in the time of Greenwich."""
    try:
        at = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return timezone.localtime(at).date() if timezone.is_aware(at) else at.date()


def _day(year: bytes, month: bytes, day: bytes) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


READERS = {"image": _picture, "pdf": _pdf, "zip": _package}
