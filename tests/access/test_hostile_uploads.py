"""200 hostile files and 100 hostile names: none taken that is not what it says, none shown, none outside the shelf."""

import contextlib
import io
import itertools
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from documents.forms import FileField
from documents.intake import ALLOWED, check, refuse_marked
from documents.models import StoredFile
from documents.operations import store
from documents.pages import SANDBOX, download
from documents.tests.conftest import county, shelf
from documents.tests.factories import JPG, OLE, PDF, PNG, TYPES, County, compound, package, upload
from documents.tests.test_markings import ofd, sheet, word
from tests.turns import FULL

__all__ = ["county", "shelf"]
pytestmark = pytest.mark.django_db
RELS = "<Relationships><Relationship Type='x/attachedTemplate' Target='{}' TargetMode='External'/></Relationships>"
FOREIGN = {
    "exe": b"MZ\x90\0" + b"\0" * 200,
    "elf": b"\x7fELF\2\1\1" + b"\0" * 200,
    "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 60,
    "html": b"<!doctype html><script>alert(1)</script>",
    "xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    "js": b"alert(1)",
    "php": b"<?php system($_GET['c']); ?>",
    "sh": b"#!/bin/sh\nrm -rf /\n",
    "bat": b"@echo off\r\nformat c:\r\n",
    "hta": b"<hta:application/><script language=vbscript>msgbox 1</script>",
    "mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>alert(1)</script>",
    "lnk": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
    "rtf": b"{\\rtf1\\object\\objupdate}",
    "swf": b"FWS\x0a" + b"\0" * 60,
    "gif": b"GIF89a\1\0\1\0" + b"/*" + b"\0" * 20 + b"*/=alert(1);",
    "bmp": b"BM" + b"\0" * 60,
    "tiff": b"II*\0" + b"\0" * 60,
    "webp": b"RIFF\x1a\0\0\0WEBPVP8 " + b"\0" * 40,
    "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 40,
    "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 40,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 40,
    "gz": b"\x1f\x8b\x08\0" + b"\0" * 40,
    "zip": package("run.exe", types=""),
    "jar": package("META-INF/MANIFEST.MF", types=""),
    "empty": b"",
}
ACTIVE = ("svg", "svgz", "html", "htm", "xhtml", "shtml", "xml", "js", "mjs", "css", "php", "jsp", "asp", "aspx", "exe",
          "com", "scr", "bat", "cmd", "ps1", "vbs", "hta", "lnk", "url", "mht", "jar", "apk", "msi", "dll", "reg", "iso",
          "docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "rtf", "chm", "zip", "rar", "7z", "swf", "txt", "csv")  # fmt: skip


def parts(**named: str) -> bytes:
    """A sound Word package with more parts in it; two underscores stand for a slash."""
    made = io.BytesIO(package("word/document.xml"))
    with zipfile.ZipFile(made, "a") as archive:
        for name, text in named.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return made.getvalue()


def inside() -> Iterator[tuple[str, bytes]]:
    """Packages and papers that look right from outside."""
    sound = {"docx": word("甲"), "xlsx": sheet(("甲",)), "ofd": ofd("甲")}
    for ending, content in sound.items():
        for name, front in FOREIGN.items():
            if front and name in {"exe", "elf", "html", "svg", "php", "js"}:
                yield f"{ending} behind {name}.{ending}", front + content
    for name in (
        "a.exe",
        "b.vbs",
        "c.html",
        "d.lnk",
        "e.js",
        "../evil.xml",
        "/etc/passwd",
        "x\\y.xml",
        "word/../../x",
    ):
        yield f"part {name[-9:]}.docx", package("word/document.xml", name)
    yield "twice.docx", package("word/document.xml", "WORD/document.xml")
    for target in (
        "http://x.example/t.dotm",
        "https://x/t",
        "file://server/t",
        "\\\\server\\t",
        "//server/t",
    ):
        links = RELS.format(target)
        yield f"template {len(target)}.docx", parts(word___rels__settings_DOT_xml_DOT_rels=links)
    yield "macro.docx", package("word/document.xml", "word/vbaProject.bin")
    yield "macro.xlsx", package("xl/workbook.xml", "xl/macrosheets/sheet1.xml")
    yield "control.docx", package("word/document.xml", "word/activeX/activeX1.bin")
    yield (
        "type.docx",
        package("word/document.xml", types=TYPES.replace("application/xml", "a.macroEnabled.b")),
    )
    yield "bomb.xlsx", package("xl/workbook.xml", fill=b"\0" * (8 * 2**20))
    yield "many.xlsx", package("xl/workbook.xml", *(f"xl/p{place}.xml" for place in range(5001)))
    yield "locked.docx", compound("EncryptedPackage")
    yield "macro.doc", compound("WordDocument") + "_VBA_PROJECT".encode("utf-16-le")
    yield "cut.pdf", PDF[:20]
    yield "late.pdf", b"<html>" + PDF
    yield "half.docx", word("甲")[:200]


def hostile() -> list[tuple[str, bytes]]:
    wrong = [
        (f"a.{ending}", content) for ending in ALLOWED for name, content in FOREIGN.items() if name != ending
    ]
    active = [(f"a.{ending}", content) for ending in ACTIVE for content in (FOREIGN.get(ending, PDF), PDF)]
    double = [(f"a.pdf.{ending}", PDF) for ending in ("exe", "html", "svg", "js")]
    return [*wrong, *active, *double, *inside()]


class Form(forms.Form):
    paper = FileField(label="佐证")


def test_no_hostile_file_is_taken_by_a_form_or_by_the_operation(county: County, shelf: Path) -> None:
    files = hostile()
    taken = [
        name
        for name, content in files
        if Form({}, MultiValueDict({"paper": [upload(name, content)]})).is_valid()
    ]
    for name, content in files:
        with pytest.raises(ValidationError, match=r"文件“.*”") as refused:
            store(upload(name, content), by=county.by)
        assert len("".join(refused.value.messages)) > 15
    print(f"证明：恶意文件 {len(files)} 个，收下 {len(taken)} 个")
    assert len(files) >= 200
    assert taken == []
    assert not StoredFile.objects.exists()
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def names() -> list[str]:
    climbing = (
        "../../x",
        "..\\..\\x",
        "/etc/x",
        "C:\\x",
        "\\\\server\\x",
        "....//x",
        "..%2f..%2fx",
        "%2e%2e/x",
        "./.x",
        "~/x",
    )
    signs = [f"a{chr(code)}b" for code in (*range(32), 34, 37, 39, 42, 47, 58, 59, 60, 62, 63, 92, 124, 127)]
    wide = [
        f"a{chr(code)}b" for code in (0x200B, 0x200E, 0x202A, 0x202E, 0x2066, 0x2028, 0x2029, 0xFEFF, 0xE000)
    ]
    devices = (
        "CON",
        "prn",
        "AUX",
        "NUL",
        "com1",
        "LPT9",
        "con.a",
        "-rf",
        "--help",
        "$(id)",
        "`id`",
        "${HOME}",
        "&calc",
    )
    headers = (
        'a"; filename="b.exe',
        "a\r\nSet-Cookie: x=1",
        "a\r\n\r\n<script>",
        "=1+1",
        "@SUM(1)",
        "'; drop",
        "{{7*7}}",
        "<b>",
    )
    longer = (
        "名" * 400,
        "a" * 5000,
        " ",
        ".",
        "..",
        "....",
        " .pdf .",
        "a.exe",
        "a.html",
        "a.svg",
        "ａ．ｅｘｅ",
        "a.php\0",
        "\t",
    )
    strange = ("a" + "\u0301" * 300, "مرحبا", "\U0001f4a3", "a/" * 60)
    deep = (f"../{'x/' * depth}y" for depth in range(1, 11))
    groups = (climbing, signs, wide, devices, headers, longer, strange, deep)
    return [f"{name}.pdf" for name in itertools.chain.from_iterable(groups)]


def test_no_hostile_name_leaves_the_shelf_breaks_a_header_or_is_shown(county: County, shelf: Path) -> None:
    tried = names()
    request: Any = RequestFactory().get("/")
    request.actor = county.by
    for name in tried:
        file = store(upload(name), by=county.by)
        assert file.path.is_relative_to(shelf)
        assert len(file.path.name) == 64
        assert not {"/", "\\", "\0", "\r", "\n", '"', "<", ">"} & set(file.name), name
        assert file.name.endswith(".pdf")
        answer: Any = download(request, file, act="rect.evidence:V")
        assert answer["Content-Disposition"].startswith("attachment; filename")
        assert not {"\r", "\n"} & set(answer["Content-Disposition"])
        answer.file_to_stream.close()
    print(f"证明：恶意文件名 {len(tried)} 个，存到库外 0 个")
    assert len(tried) >= 100
    found = [path for path in Path(settings.DATA).rglob("*") if path.is_file() and path.suffix == ".pdf"]
    assert found == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", JPG + FOREIGN["html"]),
        ("a.png", PNG + FOREIGN["svg"]),
        ("a.pdf", PDF + FOREIGN["js"] + b"\n%%EOF"),
        ("a.doc", compound("WordDocument") + FOREIGN["html"]),
        ("a.docx", word("甲") + FOREIGN["html"]),
    ],
    ids=["jpg", "png", "pdf", "doc", "docx"],  # a package carries the time it was made: no name for a test
)
def test_what_is_two_things_at_once_is_only_ever_handed_out(
    name: str, content: bytes, county: County
) -> None:
    """No look at a file can tell all of these: the browser is told to show none."""
    request: Any = RequestFactory().get("/")
    request.actor = county.by
    answer: Any = download(request, store(upload(name, content), by=county.by), act="rect.evidence:V")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == ALLOWED[name.rpartition(".")[2]].media_type
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", SANDBOX)
    answer.file_to_stream.close()


def test_a_template_on_the_own_disk_is_no_reason_to_refuse() -> None:
    links = RELS.format("file:///C:\\Users\\a\\Templates\\公文.dotx")
    assert check(upload("a.docx", parts(word___rels__settings_DOT_xml_DOT_rels=links)))


@pytest.mark.parametrize(
    ("ending", "many"), [("xlsx", 10_000 if FULL else 300), ("docx", 5_000 if FULL else 300)]
)
def test_twisted_files_are_read_for_marks_without_an_unhandled_fault(ending: str, many: int) -> None:
    chance = random.Random(20261127)  # noqa: S311 -- chance, no key
    sound = {"docx": word("机密", "甲", header="乙"), "xlsx": sheet(("甲", "乙"), header="丙")}[ending]
    taken = 0
    for _ in range(many):
        data = bytearray(sound)
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file = upload(f"a.{ending}", bytes(data))
        with contextlib.suppress(ValidationError):
            refuse_marked(file, check(file))
            taken += 1
    print(f"证明：变造的 {ending} {many} 个，未处理的异常 0 个，收下 {taken} 个")
    assert taken < many


def test_the_old_signature_alone_is_no_document() -> None:
    with pytest.raises(ValidationError):
        check(upload("a.doc", OLE + b"\0" * 600))
