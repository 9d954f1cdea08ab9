"""A letter as PDF, opened again: paper, fonts inside, the words, and nothing fetched."""

import datetime as dt
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from documents.gbt9704 import pdf
from documents.gbt9704.content import chinese
from documents.gbt9704.sheet import office_fonts
from documents.letters import Attachment, Block, Letter, Paragraph, Table, write_letter
from documents.tests.test_letters_word import AT, HEAD, LETTER
from tests.turns import FIRST_PASS

pytestmark = FIRST_PASS  # no database is touched

MM = 72 / 25.4


def write(letter: Letter, folder: Path) -> PdfReader:
    write_letter(letter, folder / "a.pdf", at=AT, form="pdf")
    return PdfReader(folder / "a.pdf")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    return write(LETTER, tmp_path_factory.mktemp("pdf"))


def words(paper: PdfReader) -> str:
    return "".join(page.extract_text() for page in paper.pages).replace("\n", "").replace(" ", "")


def fonts_of(paper: PdfReader) -> Iterator[Any]:
    for page in paper.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            yield from (one.get_object() for one in font.get_object()["/DescendantFonts"])


def test_this_machine_can_make_a_pdf() -> None:
    assert pdf.pdf_fault() == ""


def test_pages_are_a4_and_wide_attachments_lie(paper: PdfReader) -> None:
    sizes = [
        (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM))
        for page in paper.pages
    ]
    assert sizes[0] == (210, 297)
    assert (297, 210) in sizes
    assert sizes[-1] == (210, 297)


def test_every_font_is_inside(paper: PdfReader) -> None:
    fonts = list(fonts_of(paper))
    assert fonts
    for font in fonts:
        inside = font["/FontDescriptor"].get_object().keys()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inside)


def test_chinese_is_drawn_by_a_chinese_font(paper: PdfReader) -> None:
    names = {str(font["/BaseFont"]) for font in fonts_of(paper)}
    assert any("CJK" in name or "Song" in name or "Fang" in name for name in names)


def test_the_words_can_be_searched_and_stand_in_order(paper: PdfReader) -> None:
    said = words(paper)
    parts = ["县教育局党组：", "一、主要问题", "（一）学习方面", "1.研讨少。2025年仅3次。", "（二）责任方面", "附件：1.问题清单", "2026年5月6日", "附件2"]  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_a_number_is_not_torn_at_its_dash_and_an_address_may_be() -> None:
    assert chinese("（4-1-021）") == '（<span class="latin whole">4-1-021</span>）'
    assert 'class="latin"' in chinese("https://www.example.gov.cn/xuncha")


def test_each_page_bears_its_number_between_dashes(paper: PdfReader) -> None:
    for number, page in enumerate(paper.pages, 1):
        assert f"— {number} —" in page.extract_text()


def places(page: Any) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4], matrix[5]))

    page.extract_text(visitor_text=visit)
    return found


def test_28_characters_stand_in_a_line_and_22_lines_on_a_page(tmp_path: Path) -> None:
    paper = write(Letter("通知", blocks=(Paragraph("国" * 28 * 60),)), tmp_path)
    lines = [line for line in paper.pages[1].extract_text().splitlines() if set(line.strip()) == {"国"}]
    assert [len(line.strip()) for line in lines] == [28] * 22


def test_a_formal_paper_has_its_red_head_and_colophon(tmp_path: Path) -> None:
    paper = write(Letter("通知", blocks=(Paragraph("内容。"),), head=HEAD), tmp_path)
    said = words(paper)
    assert (
        said.index(HEAD.office)
        < said.index(HEAD.number)
        < said.index("内容。")
        < said.index("抄送：县纪委监委。")
    )


def test_a_mark_stands_at_the_foot_of_every_page(tmp_path: Path) -> None:
    letter = Letter("通知", blocks=(Paragraph("国" * 900),), mark="内部资料 王敏 20260506-003")
    assert all("20260506-003" in page.extract_text() for page in write(letter, tmp_path).pages)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


VECTORS = [
    "<img src='{url}'>", "<link rel=stylesheet href='{url}'>", "<style>@import '{url}';</style>",
    "<style>@font-face{{font-family:x;src:url({url})}} p{{font-family:x}}</style><p>甲</p>",
    "<p style=\"background:url('{url}')\">甲</p>", '<p style="list-style-image:url({url})">甲</p>',
    "<object data='{url}'></object>", "<embed src='{url}'>", "<iframe src='{url}'></iframe>",
    "<svg><image href='{url}'/></svg>", "<svg><use href='{url}#a'/></svg>", "<a rel=attachment href='{url}'>甲</a>",
    "<link rel=attachment href='{url}'>", "<body background='{url}'>", "<input type=image src='{url}'>",
    "<img srcset='{url} 2x'>", "<style>p::before{{content:url({url})}}</style><p>甲</p>",
    "<style>@page{{background:url({url})}}</style>", "<base href='{url}'><img src='a.png'>",
    "<style>p{{cursor:url({url});border-image:url({url})}}</style><p>甲</p>",
]  # fmt: skip


def test_no_text_of_a_letter_fetches_anything(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    port, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7391")
    urls = [f"http://127.0.0.1:{port}/x", secret.as_uri(), f"ftp://127.0.0.1:{port}/x"]
    texts = [vector.format(url=url) for vector in VECTORS for url in urls]
    blocks: list[Block] = [*map(Paragraph, texts), Table(("甲",), [(text,) for text in texts])]
    paper = write(Letter("通知", blocks=blocks, attachments=(Attachment(texts[0]),)), tmp_path)
    assert len(texts) == 60
    assert asked == []
    assert "canary-7391" not in words(paper)
    assert not paper.attachments


def test_even_a_page_that_asks_gets_nothing(listener: tuple[int, list[str]], tmp_path: Path) -> None:
    port, asked = listener
    (tmp_path / "secret.css").write_text("p::after { content: 'canary' }")
    for vector in VECTORS:
        for url in (f"http://127.0.0.1:{port}/x", (tmp_path / "secret.css").as_uri()):
            page = f"<html><body>{vector.format(url=url)}<p>甲</p></body></html>"
            assert b"canary" not in pdf._document(page, "").write_pdf(uncompressed_pdf=True)
    assert asked == []


def test_fonts_that_the_office_laid_down_are_named_to_the_style_sheet(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "黑体.ttf").write_bytes(b"font")
    (tmp_path / "fonts" / "说明.txt").write_bytes(b"no font")
    assert {path.name for path in office_fonts().values()} == {"黑体.ttf"}
    (url,) = office_fonts()
    assert pdf.Fetcher(office_fonts())(url).read() == b"font"
    with pytest.raises(ValueError, match="refused"):
        pdf.Fetcher(office_fonts())("file:///etc/passwd")


def test_without_any_font_the_page_says_so_instead_of_dying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    probe = subprocess.run(
        [sys.executable, "-m", "documents.gbt9704.probe"],
        env={"FONTCONFIG_FILE": str(empty), "PATH": "/usr/bin"},
        cwd=settings.BASE_DIR, capture_output=True, check=False,
    )  # fmt: skip
    monkeypatch.setattr(pdf, "probe", lambda: probe.returncode)
    assert pdf.pdf_fault() == pdf.NO_FONT


def test_without_the_library_a_pdf_is_refused_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf, "probe", lambda: pdf.WITHOUT_LIBRARY)
    with pytest.raises(ValidationError, match="只能下载 Word 文档"):
        write_letter(LETTER, tmp_path / "a.pdf", at=dt.datetime.now(dt.UTC), form="pdf")
    write_letter(LETTER, tmp_path / "a.docx", at=AT)
    assert (tmp_path / "a.docx").stat().st_size > 10_000
