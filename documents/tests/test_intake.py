"""What an upload must be: endings, insides, names, sizes; each refusal in words that say what to do."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.intake import ALLOWED, check, clean_name
from documents.tests.factories import JPG, PDF, PNG, compound, package, upload

WORD, SHEET = package("word/document.xml"), package("xl/workbook.xml")
EXE = b"MZ\x90\x00" + b"\0" * 200
HTML = b"<html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
GOOD = {
    "pdf": PDF,
    "jpg": JPG,
    "jpeg": JPG,
    "png": PNG,
    "docx": WORD,
    "xlsx": SHEET,
    "ofd": package("OFD.xml", types=""),
    "doc": compound("WordDocument"),
    "wps": compound("WpsDocument"),
    "xls": compound("Workbook"),
    "et": compound("Workbook"),
}


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check(upload(name, content))
    return "".join(refused.value.messages)


def test_the_trial_knows_every_kind_that_is_taken() -> None:
    assert GOOD.keys() == ALLOWED.keys()


@pytest.mark.parametrize("ending", ALLOWED)
def test_a_file_whose_inside_agrees_is_taken(ending: str) -> None:
    accepted = check(upload(f"佐证.{ending.upper()}", GOOD[ending]))
    assert accepted.kind is ALLOWED[ending]
    assert accepted.name.startswith("佐证.")


@pytest.mark.parametrize("ending", ALLOWED)
@pytest.mark.parametrize(
    "content", [EXE, HTML, SVG, b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 short", b"text"]
)
def test_a_file_that_is_something_else_inside_is_refused(ending: str, content: bytes) -> None:
    assert ending in refusal(f"a.{ending}", content).lower() or "PDF" in refusal(f"a.{ending}", content)


@pytest.mark.parametrize("ending", ALLOWED)
def test_no_kind_passes_for_another(ending: str) -> None:
    for other, content in GOOD.items():
        if ALLOWED[other].form != ALLOWED[ending].form or not set(ALLOWED[other].inside) & set(
            ALLOWED[ending].inside
        ):
            if ALLOWED[other].media_type == ALLOWED[ending].media_type:
                continue
            assert refusal(f"a.{ending}", content)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.zip", "a.rar", "a.svg", "a.html", "a.docm", "a.pdf.exe", "pdf", "a."]
)
def test_an_ending_that_is_not_on_the_list_is_refused_and_the_list_is_shown(name: str) -> None:
    said = refusal(name, PDF)
    assert "可以上传：pdf、jpg" in said


def test_a_workbook_with_macros_is_refused_whatever_its_name() -> None:
    assert "宏" in refusal("a.xlsx", package("xl/workbook.xml", "xl/vbaProject.bin"))
    assert "宏" in refusal("a.xlsx", package("xl/workbook.xml", "xl/macrosheets/sheet1.xml"))
    assert "宏" in refusal("a.docx", package("word/document.xml", types="<T>macroEnabled.main</T>"))
    assert "宏" in refusal("a.doc", compound("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"))


def test_a_package_that_unpacks_to_far_too_much_is_refused_unread() -> None:
    assert "解开后过大" in refusal("a.xlsx", package("xl/workbook.xml", fill=b"\0" * (8 * 2**20)))
    assert "解开后过大" in refusal(
        "a.xlsx", package("xl/workbook.xml", *(f"xl/p{i}.xml" for i in range(5001)))
    )


def test_a_document_with_a_password_is_told_so() -> None:
    assert "密码" in refusal("a.docx", compound("EncryptedPackage"))


def test_size_is_limited_and_the_limit_is_named(settings: pytest.FixtureRequest) -> None:
    settings.EVIDENCE_MAX_BYTES = 2**20  # type: ignore[attr-defined]
    said = refusal("整改照片.pdf", PDF + b"\0" * 2**20)
    assert "超过每个文件 1 MB 的上限" in said
    assert "拆分" in said
    assert "空的" in refusal("a.pdf", b"")


@pytest.mark.parametrize("name", ["秘密-名单.pdf", "（机密）名单.pdf", "绝 密.pdf", "机密★5年.pdf"])
def test_a_file_that_calls_itself_secret_is_refused(name: str) -> None:
    assert "禁止上传涉密文件" in refusal(name, PDF)


def test_a_pledge_of_confidentiality_is_no_secret() -> None:
    assert check(upload("保密承诺书.pdf")).name == "保密承诺书.pdf"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("报告\u202efdp.exe.pdf", "报告fdp.exe.pdf"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        ("  .pdf", "未命名.pdf"),
        ("CON.pdf", "文件_CON.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
    ],
)
def test_names_are_made_harmless(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("长" * 300 + ".docx")
    assert len(name) == 120
    assert name.endswith("长.docx")


def test_the_upload_can_be_read_again_after_the_look() -> None:
    file = SimpleUploadedFile("a.pdf", PDF)
    check(file)
    assert file.read() == PDF
