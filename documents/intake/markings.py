"""Does a file mark itself a state secret, at the head of its first page or in its page headers?

Reads as far as that is cheap and safe; what cannot be read is let through: a guard against slips, not intent.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import IO, Any, TypeAlias, cast
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from documents.intake.checks import BROKEN, Accepted
from documents.intake.kinds import FileKind
from ui.secrecy import STARRED, mark_of, plain

Section: TypeAlias = list[str]

BARE_WITHIN, STARRED_WITHIN = 8, 30  # lines: a bare word further down stands in some table
MOST_BYTES = 8 * 2**20  # of one part, unpacked
MOST_HEADERS = 12
ROWS = 3
SECONDS = 10
HEADER_PART = re.compile(r"word/(?:header|footer)\d*\.xml")
SHEET_PART = re.compile(r"xl/worksheets/sheet\d+\.xml")
FIRST_PAGE = re.compile(r"(?:^|/)pages/page_0/content\.xml$", re.IGNORECASE)
SHEET_HEADER = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})<")
HEADER_CODES = re.compile(r'&(?:"[^"]*"|[LCRPNDTFAGBIUSXYE]|\d+|K[\w+-]+)')
OLE_STARRED = re.compile(
    r"(?:^|[\r\n\x07\x0b\x0c\x13\x15\0])([\d\s]{0,12}[秘机绝]\s*密\s*[★☆][^\r\n\0]{0,12})"
)


def refuse_marked(upload: File, accepted: Accepted) -> None:  # type: ignore[type-arg]
    """Refuse a file that bears a mark of secrecy, unless this installation may hold secrets.

    Raises:
        ValidationError: which mark was found, and what to do.
    """
    content = cast("IO[bytes]", upload.file)
    mark = "" if settings.STATE_SECRETS_PERMITTED else mark_on(content, accepted.kind)
    content.seek(0)
    if mark:
        raise ValidationError(
            f"文件“{accepted.name}”的首页或页眉标有密级“{mark}”。禁止上传涉密文件，请按保密规定通过涉密渠道办理；"
            "已经解密的，请先按规定变更文件上的密级标志。",
            code="secret",
        )


def mark_on(content: IO[bytes], kind: FileKind) -> str:
    """Return the mark of secrecy that a file bears where marks stand; nothing when none can be read."""
    content.seek(0)
    reader = READERS.get(kind.form)
    found = (mark for section in (reader(content) if reader else ()) if (mark := _mark(section)))
    return next(found, "")


def _mark(section: Section) -> str:
    lines = [line for line in section if line.strip()][:STARRED_WITHIN]
    bare = (mark_of(line, glued=True) for line in lines[:BARE_WITHIN])
    further = (found["mark"] for line in lines[BARE_WITHIN:] if (found := STARRED.match(plain(line).strip())))
    return next((mark for mark in (*bare, *further) if mark), "")


def _pdf(content: IO[bytes]) -> Iterator[Section]:
    command = [sys.executable, "-m", "documents.first_page"]
    try:
        read = subprocess.run(  # noqa: S603 -- our own module
            command,
            cwd=settings.BASE_DIR,
            input=content.read(),
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except (subprocess.TimeoutExpired, OSError):
        return
    yield read.stdout.decode("utf-8", "ignore").splitlines()


def _package(content: IO[bytes]) -> Iterator[Section]:
    try:
        with zipfile.ZipFile(content) as package:
            names = sorted(package.namelist())
            if "word/document.xml" in names:
                headers = [name for name in names if HEADER_PART.fullmatch(name)][:MOST_HEADERS]
                yield from (_paragraphs(package, name) for name in (*headers, "word/document.xml"))
            elif "xl/workbook.xml" in names:
                yield from _sheets(package, [name for name in names if SHEET_PART.fullmatch(name)])
            else:
                yield from (_words(package, name) for name in names if FIRST_PAGE.search(name))
    except BROKEN:
        return


class _Bounded:
    """The beginning of a part: its directory entry may lie about how much comes out."""

    def __init__(self, part: IO[bytes]) -> None:
        """Begin at the beginning."""
        self.part, self.left = part, MOST_BYTES

    def read(self, size: int = 65536) -> bytes:
        """Return the next piece, nothing at the limit."""
        piece = self.part.read(min(size if size > 0 else self.left, self.left))
        self.left -= len(piece)
        return piece


def _elements(package: zipfile.ZipFile, name: str) -> Iterator[Any]:
    """Return the elements of a part as they end; a part that breaks off or declares entities ends there."""
    with package.open(name) as part:
        try:
            for _, element in iterparse(_Bounded(part), events=("end",), forbid_dtd=True):
                yield element
        except (ParseError, DefusedXmlException):
            return


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _paragraphs(package: zipfile.ZipFile, name: str) -> Section:
    return list(islice(_text_of_paragraphs(package, name), STARRED_WITHIN * 2))


def _text_of_paragraphs(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    for element in _elements(package, name):
        if _tag(element) == "p":
            text = "".join(_run(node) for node in element.iter())
            element.clear()  # a text box lies inside another paragraph: its words are said once
            yield from (line for line in text.split("\n") if line.strip())


def _run(node: Any) -> str:
    return {"t": node.text or "", "tab": " ", "br": "\n", "cr": "\n"}.get(_tag(node), "")


def _words(package: zipfile.ZipFile, name: str) -> Section:
    """The words of an OFD's page; a writer may place each sign alone, so they are read together as well."""
    texts = (element.text or "" for element in _elements(package, name) if _tag(element) == "TextCode")
    words = list(islice(texts, 300))
    return ["".join(words)[:60], *words[: STARRED_WITHIN - 1]]


def _sheets(package: zipfile.ZipFile, names: list[str]) -> Iterator[Section]:
    for name in names[:ROWS]:
        yield _first_rows(package, name)
        with package.open(name) as part:
            found = SHEET_HEADER.findall(part.read(MOST_BYTES))
        yield [HEADER_CODES.sub(" ", unescape(text.decode("utf-8", "ignore"))) for text in found]


def _first_rows(package: zipfile.ZipFile, name: str) -> Section:
    """The first rows of a sheet, each as a line; a cell among others in its row is no line of its own."""
    rows: list[list[str]] = []
    for element in _elements(package, name):
        if _tag(element) == "row":
            rows.append([text for cell in element if (text := _cell(cell)).strip()])
        if len(rows) == ROWS:
            break
    wanted = {int(text[1:]) for row in rows for text in row if text.startswith("\0")}
    shared = _shared(package, wanted) if wanted else {}
    return ["　".join(shared.get(text, text) for text in row) for row in rows]


def _cell(cell: Any) -> str:
    """The text of a cell; of a shared one its number, behind a sign that no text has."""
    text = "".join(node.text or "" for node in cell.iter() if _tag(node) in {"v", "t"})
    return f"\0{text}" if cell.get("t") == "s" and text.isdecimal() else text


def _shared(package: zipfile.ZipFile, wanted: set[int]) -> dict[str, str]:
    found: dict[str, str] = {}
    if "xl/sharedStrings.xml" not in package.namelist():
        return found
    items = (one for one in _elements(package, "xl/sharedStrings.xml") if _tag(one) == "si")
    for place, item in enumerate(islice(items, max(wanted) + 1)):
        if place in wanted:
            found[f"\0{place}"] = "".join(node.text or "" for node in item.iter() if _tag(node) == "t")
    return found


def _ole(content: IO[bytes]) -> Iterator[Section]:
    """An old file's words lie in it as UTF-16: only a mark with its star is told from noise."""
    data = content.read()
    for start in (0, 1):
        found = OLE_STARRED.search(data[start:].decode("utf-16-le", "ignore"))
        if found:
            yield [found[1]]


READERS = {"pdf": _pdf, "zip": _package, "ole": _ole}
