"""Files that were cut, twisted and glued: the answer is a refusal in Chinese or a file that may be kept, no other."""

import io
import random
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents.intake import ALLOWED, check
from documents.tests.factories import JPG, PDF, PNG, compound, package, upload

MUTATIONS = 400
SOUND = {
    "docx": package("word/document.xml", "word/styles.xml", "docProps/core.xml"),
    "xlsx": package("xl/workbook.xml", "xl/worksheets/sheet1.xml"),
    "ofd": package("OFD.xml", "Doc_0/Document.xml", types=""),
    "doc": compound("WordDocument"),
    "xls": compound("Workbook"),
    "pdf": PDF * 3,
    "png": PNG * 5,
    "jpg": JPG * 5,
}


def twisted(content: bytes, chance: random.Random) -> bytes:
    """One of five harms: bytes changed, a piece cut out, doubled, the end lost, noise put in."""
    data = bytearray(content)
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 40))
    harm = chance.randrange(5)
    if harm == 0:
        for place in range(start, end):
            data[place] = chance.randrange(256)
    elif harm == 1:
        del data[start:end]
    elif harm == 2:
        data[start:start] = data[start:end] * 3
    elif harm == 3:
        del data[start:]
    else:
        data[start:start] = chance.randbytes(end - start)
    return bytes(data)


@pytest.mark.parametrize("ending", SOUND)
def test_twisted_files_are_refused_or_taken_and_never_break_the_page(ending: str) -> None:
    chance, refused = random.Random(20260506), 0  # noqa: S311 -- chance, no key
    for _ in range(MUTATIONS):
        try:
            check(upload(f"a.{ending}", twisted(SOUND[ending], chance)))
        except ValidationError as told:
            refused += "文件“a." in "".join(told.messages)
    assert 0 < refused < MUTATIONS


@pytest.mark.parametrize("ending", ALLOWED)
def test_a_program_glued_behind_a_sound_head_is_never_another_kind(ending: str) -> None:
    for other, content in SOUND.items():
        if ALLOWED[other].form != ALLOWED[ending].form:
            with pytest.raises(ValidationError):
                check(upload(f"a.{ending}", b"MZ" + content))


def sized(claimed: int) -> bytes:
    """A package whose directory claims a size for its part."""
    made = io.BytesIO(package("xl/workbook.xml"))
    with zipfile.ZipFile(made) as archive:
        start = archive.start_dir
    data = bytearray(made.getvalue())
    while (place := data.find(b"PK\x01\x02", start)) >= 0:
        data[place + 24 : place + 28] = struct.pack("<I", claimed)
        start = place + 4
    return bytes(data)


def test_a_directory_that_claims_gigabytes_is_refused_without_unpacking() -> None:
    with pytest.raises(ValidationError, match=r"解开后过大|不一致"):
        check(upload("a.xlsx", sized(0x7FFFFFFF)))


def test_an_encrypted_part_is_refused_in_words() -> None:
    data = bytearray(package("xl/workbook.xml"))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            data[place + offset] |= 1
    with pytest.raises(ValidationError, match="xlsx"):
        check(upload("a.xlsx", bytes(data)))


@pytest.mark.parametrize(
    "name", ["../xl/workbook.xml", "/xl/workbook.xml", "xl\\workbook.xml", "XL/WORKBOOK.XML.exe"]
)
def test_a_needed_part_under_another_name_does_not_count(name: str) -> None:
    with pytest.raises(ValidationError):
        check(upload("a.xlsx", package(name)))


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "XL/VBAPROJECT.BIN",
        "xl/activeX/activeX1.bin",
        "xl/macrosheets/s.xml",
        "a/vbaData.xml",
    ],
)
def test_macros_hide_under_no_spelling(part: str) -> None:
    with pytest.raises(ValidationError, match="宏"):
        check(upload("a.xlsx", package("xl/workbook.xml", part)))
