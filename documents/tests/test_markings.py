"""Files that mark themselves state secrets, made as offices make them; and files that only speak of secrets."""

import io
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict
from docx import Document
from openpyxl import Workbook

from documents.forms import FileField
from documents.gbt9704.parts import Letter, Paragraph
from documents.gbt9704.pdf import write_pdf
from documents.intake import markings
from documents.tests.factories import OLE, compound, package, upload

MARK, ORDINARY = "机密★10年", "该局泄露工作秘密，机密文件未按规定清退。"
PAGE = "<Page><Content><Layer>{}</Layer></Content></Page>"


class Form(forms.Form):
    paper = FileField(label="佐证")


def refused(name: str, content: bytes) -> str:
    form = Form({}, MultiValueDict({"paper": [upload(name, content)]}))
    return "".join(map(str, form.errors.get("paper", [])))


def word(*lines: str, header: str = "", cell: str = "", box: str = "") -> bytes:
    document, made = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if cell:
        document.add_table(1, 2).rows[0].cells[0].text = cell
    document.save(made)
    return made.getvalue()


def sheet(*rows: tuple[str, ...], header: str = "") -> bytes:
    book, made = Workbook(), io.BytesIO()
    page: Any = book.active
    for row in rows:
        page.append(row)
    page.oddHeader.left.text = header
    book.save(made)
    return made.getvalue()


def ofd(*words: str) -> bytes:
    texts = "".join(f"<TextObject><TextCode X='1'>{one}</TextCode></TextObject>" for one in words)
    return package("OFD.xml", "Doc_0/Pages/Page_0/Content.xml", types="", fill=PAGE.format(texts).encode())


def old(text: str) -> bytes:
    return compound("WordDocument") + b"\0" * 3 + f"\r{text}\r".encode("utf-16-le") + b"\0" * 9


def pdf(folder: Path, title: str, *lines: str) -> bytes:
    path = folder / "a.pdf"
    write_pdf(Letter(title, blocks=tuple(Paragraph(line) for line in lines)), path)
    return path.read_bytes()


MARKED: dict[str, tuple[str, bytes]] = {
    "word, first line": ("a.docx", word(MARK, "中共云岭县委文件")),
    "word, glued to what follows": ("a.docx", word(f"000123 {MARK} 特急 中共云岭县委")),
    "word, a bare word": ("a.docx", word("", "秘　密", "关于有关情况的报告")),
    "word, header": ("a.docx", word("报告", header=f"{MARK}")),
    "word, first cell": ("a.docx", word(cell="绝密★长期")),
    "sheet, first row": ("a.xlsx", sheet(("秘密★5年",), ("姓名", "职务"))),
    "sheet, second row bare": ("a.xlsx", sheet(("名册",), ("机密",), ("姓名", "职务"))),
    "sheet, page header": ("a.xlsx", sheet(("姓名", "职务"), header="秘密★5年")),
    "ofd": ("a.ofd", ofd("秘密★5年", "报告")),
    "ofd, sign by sign": ("a.ofd", ofd(*"机密★3年")),
    "old word": ("a.doc", old(MARK)),
    "old word, odd place": ("a.wps", old(MARK).replace(OLE + b"\0", OLE, 1)),
}
PLAIN: dict[str, tuple[str, bytes]] = {
    "word that speaks of secrets": (
        "a.docx",
        word("整改情况报告", ORDINARY, "发现一份标有“机密★10年”的文件"),
    ),
    "word with a ledger of grades": ("a.docx", word("涉密文件清退台账", *["说明"] * 10, cell="机密")),
    "sheet with a column of grades": ("a.xlsx", sheet(("文件", "密级"), ("通知", "机密"), ("报告", "秘密"))),
    "sheet that speaks of secrets": ("a.xlsx", sheet((ORDINARY,), header="内部资料&P")),
    "ofd": ("a.ofd", ofd(ORDINARY)),
    "old word": ("a.doc", old(ORDINARY)),
    "old word that quotes": ("a.doc", old(f"发现标有{MARK}的文件")),
}


@pytest.mark.parametrize("case", MARKED)
def test_a_marked_file_is_refused_and_told_what_to_do(case: str) -> None:
    said = refused(*MARKED[case])
    assert "标有密级“" in said
    assert "通过涉密渠道办理" in said


@pytest.mark.parametrize("case", PLAIN)
def test_a_file_that_speaks_of_secrets_is_taken(case: str) -> None:
    assert refused(*PLAIN[case]) == ""


def test_the_first_page_of_a_pdf_is_read(tmp_path: Path) -> None:
    assert MARK in refused("a.pdf", pdf(tmp_path, MARK, "正文"))
    assert refused("a.pdf", pdf(tmp_path, "整改报告", ORDINARY, f"发现标有“{MARK}”的文件。")) == ""


def test_where_the_deployment_permits_it_the_file_is_taken(settings: Any) -> None:
    settings.STATE_SECRETS_PERMITTED = True
    assert refused(*MARKED["word, first line"]) == ""
    assert refused("机密.docx", word("正文")) == ""


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;&x;'>]><a>&z;</a>",
        b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x'><a/>",
        b"<a><b>",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_twisted_inside_breaks_nothing_and_fetches_nothing(body: bytes) -> None:
    for name, part in (("a.docx", "word/document.xml"), ("a.xlsx", "xl/workbook.xml"), ("a.ofd", "OFD.xml")):
        others = ("xl/worksheets/sheet1.xml", "Doc_0/Pages/Page_0/Content.xml")
        types = "" if name == "a.ofd" else "<Types><Override ContentType='application/xml'/></Types>"
        assert refused(name, package(part, *others, types=types, fill=body)) == ""


def test_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markings, "MOST_BYTES", 2000)
    assert refused("a.docx", word(*["长" * 200] * 200, MARK)) == ""


def test_a_pdf_that_takes_its_reader_down_is_let_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = pdf(tmp_path, MARK)
    monkeypatch.setattr(markings, "SECONDS", 0.001)
    assert refused("a.pdf", content) == ""
    assert refused("a.pdf", b"%PDF-1.7\n" + b"<<" * 50_000 + b"\n%%EOF") == ""
