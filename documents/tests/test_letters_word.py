"""A letter as Word, opened again: the figures of GB/T 9704."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.gbt9704.figures import STANDARD
from documents.gbt9704.parts import chinese_number
from documents.letters import Attachment, Heading, Letter, Paragraph, RedHead, Table, write_letter
from tests.turns import FIRST_PASS

pytestmark = FIRST_PASS  # no database is touched

AT = dt.datetime(2026, 5, 6, 2, 3, tzinfo=dt.UTC)
LETTER = Letter(
    title="中共云溪县委第一巡察组关于巡察云溪县教育局党组情况的反馈意见",
    to="县教育局党组",
    blocks=(
        Paragraph("根据部署，开展了巡察。\n现反馈如下。"),
        Heading(1, "主要问题"),
        Heading(2, "学习方面"),
        Heading(3, "研讨少。", "2025年仅3次。"),
        Heading(3, "笔记抄。"),
        Heading(4, "两人雷同。"),
        Heading(2, "责任方面"),
        Heading(3, "清单缺。"),
        Table(("序号", "问题"), [(1, "甲<b>&乙\n丙"), (2, None)], (1, 7)),
        Heading(1, "意见建议"),
    ),
    attachments=(
        Attachment("问题清单", (Table(("序号",), [(1,)]),), landscape=True),
        Attachment("整改要求", (Heading(1, "时限"),)),
    ),
    signature="中共云溪县委第一巡察组",
    date=dt.date(2026, 5, 6),
)
HEAD = RedHead(
    "中共云溪县委巡察工作领导小组办公室文件", "云溪巡办〔2026〕5号", "机密★5年", "县纪委监委。", "5月6日印发"
)


def write(letter: Letter, folder: Path) -> Any:
    write_letter(letter, folder / "a.docx", at=AT)
    return Document(str(folder / "a.docx"))


@pytest.fixture
def word(tmp_path: Path) -> Any:
    return write(LETTER, tmp_path)


def texts(word: Any) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs]


def near(length: Any, millimetres: float) -> bool:
    return bool(abs(length - Mm(millimetres)) < Mm(0.05))


def test_the_page_is_a4_with_margins_of_37_28_26_35_mm(word: Any) -> None:
    section = word.sections[0]
    assert near(section.page_width, 210)
    assert near(section.page_height, 297)
    assert near(section.top_margin, 37)
    assert near(section.left_margin, 28)
    assert near(section.right_margin, 26)
    assert near(section.bottom_margin, 35)


def test_the_grid_has_22_lines_of_28_characters(word: Any) -> None:
    (grid,) = word.sections[0]._sectPr.findall(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    width = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(225 / 25.4 * 72 / pitch) == 22
    assert int(156 / 25.4 * 72 / width) == 28


def test_28_characters_fit_without_the_grid_too() -> None:
    assert 28 * (16 + STANDARD.tightening / 20) <= 156 / 25.4 * 72 < 29 * (16 + STANDARD.tightening / 20)


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("公文正文", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("公文一级标题", "黑体", 16),
        ("公文二级标题", "楷体_GB2312", 16),
        ("公文三级标题", "仿宋_GB2312", 16),
        ("公文四级标题", "仿宋_GB2312", 16),
        ("公文附件序号", "黑体", 16),
        ("公文页码", "宋体", 14),
        ("Normal", "仿宋_GB2312", 16),
    ],
)
def test_each_style_names_its_east_asian_face_and_times(word: Any, style: str, face: str, size: int) -> None:
    found = word.styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == face
    assert fonts.get(qn("w:ascii")) == "Times New Roman"
    assert fonts.get(qn("w:eastAsiaTheme")) is None
    assert (found.font.size, found.font.bold or False) == (Pt(size), False)


def test_headings_number_themselves_and_begin_anew_below_a_higher_one(word: Any) -> None:
    heads = [paragraph.text for paragraph in word.paragraphs if "级标题" in paragraph.style.name]
    assert heads == [
        "一、主要问题", "（一）学习方面", "1.研讨少。2025年仅3次。", "2.笔记抄。", "（1）两人雷同。",
        "（二）责任方面", "1.清单缺。", "二、意见建议", "一、时限",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九"),
        (100, "一百"), (105, "一百零五"), (110, "一百一十"), (123, "一百二十三"),
    ],
)  # fmt: skip
def test_numbers_are_counted_as_the_office_does(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_body_is_justified_with_two_characters_before(word: Any) -> None:
    body = word.styles["公文正文"]
    assert body.paragraph_format.alignment == ALIGN.JUSTIFY
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert abs(body.paragraph_format.line_spacing - Pt(28.95)) < Pt(0.05)


def test_title_addressee_and_paragraphs_stand_in_their_order(word: Any) -> None:
    title, blank, to, first, second, *_ = texts(word)
    assert title.replace("\n", "") == LETTER.title
    assert (blank, to) == ("", "县教育局党组：")
    assert (first, second) == ("根据部署，开展了巡察。", "现反馈如下。")


def test_signature_and_date_close_the_letter(word: Any) -> None:
    found = texts(word)
    place = found.index("中共云溪县委第一巡察组")
    assert found[place + 1] == "2026年5月6日"
    assert found[place - 2 : place] == ["", ""]
    date = word.paragraphs[place + 1]
    assert date._p.pPr.ind.get(qn("w:rightChars")) == "400"
    assert word.paragraphs[place].paragraph_format.keep_with_next
    assert (
        found[place - 3] == "　　　2. 整改要求"
    )  # goes to the next page with them: none signs an empty page
    assert word.paragraphs[place - 3].paragraph_format.keep_with_next


def test_attachments_are_listed_under_the_text_and_begin_pages_of_their_own(word: Any) -> None:
    found = texts(word)
    assert "附件：1. 问题清单" in found
    assert "　　　2. 整改要求" in found
    assert found[found.index("附件1") : found.index("附件1") + 3] == ["附件1", "", "问题清单"]
    assert len(word.sections) == 3
    assert [near(section.page_width, 297) for section in word.sections] == [False, True, False]


def test_a_single_attachment_bears_no_number(tmp_path: Path) -> None:
    found = texts(write(Letter("通知", attachments=(Attachment("清单"),)), tmp_path))
    assert "附件：清单" in found
    assert "附件" in found


def test_page_numbers_stand_outside_between_dashes(word: Any) -> None:
    section = word.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert word.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (ALIGN.RIGHT, ALIGN.LEFT)
    for paragraph in (odd, even):
        assert paragraph.text == "— 1 —"
        assert [code.text for code in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_a_table_keeps_its_text_and_repeats_its_head(word: Any) -> None:
    table = word.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "问题"], ["1", "甲<b>&乙\n丙"], ["2", ""],
    ]  # fmt: skip
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert widths[1] == pytest.approx(widths[0] * 7, abs=8)


def test_a_column_stands_in_the_middle_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    rows = [("鹿鸣塘镇", "好", "已接收\n2026-11-04"), ("云岫县人民医院", "较好", "待填报")]
    word = write(Letter("通知", blocks=(Table(("单位", "等次", "报送"), rows),)), tmp_path)
    sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in word.tables[0].rows]
    assert sides == [[ALIGN.CENTER] * 3, *[[ALIGN.LEFT, ALIGN.CENTER, ALIGN.CENTER]] * 2]


def test_cells_take_no_space_from_the_template_of_the_program(tmp_path: Path) -> None:
    word = write(Letter("通知", blocks=(Table(("甲",), [("乙",)]),), head=HEAD), tmp_path)
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    assert len(cells) == 4
    for cell in cells:
        shape = cell.paragraphs[0].paragraph_format
        assert (shape.space_before, shape.space_after) == (0, 0)


def test_a_formal_paper_has_its_red_head_and_colophon(tmp_path: Path) -> None:
    word = write(Letter("通知", head=HEAD), tmp_path)
    found = texts(word)
    assert found[:2] == ["机密★5年", HEAD.office]
    assert word.paragraphs[1].runs[0].font.color.rgb == (0xE6, 0, 0)
    assert HEAD.number in found
    assert [row.cells[0].text for row in word.tables[-1].rows] == ["抄送：县纪委监委。", "5月6日印发"]
    number = word.paragraphs[found.index(HEAD.number)]
    assert number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:color")) == "E60000"


def test_a_draft_has_no_red_head(word: Any) -> None:
    assert "E60000" not in word.element.xml


def test_properties_say_the_system_and_nobody_else(word: Any, tmp_path: Path) -> None:
    facts = word.core_properties
    assert (facts.author, facts.last_modified_by, facts.comments) == ("巡察轮次管理", "巡察轮次管理", "")
    assert facts.created.replace(tzinfo=dt.UTC) == AT
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert not [name for name in package.namelist() if "comment" in name or "vba" in name]


ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "textAlignment",
    "outlineLvl",
    "rPr",
    "sectPr",
]


@pytest.mark.parametrize("head", [None, HEAD])
def test_properties_of_paragraphs_stand_in_the_order_that_word_wants(
    head: RedHead | None, tmp_path: Path
) -> None:
    write(Letter(**{**LETTER.__dict__, "head": head, "mark": "内部资料"}), tmp_path)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        trees = [parse_xml(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    seen = 0
    for properties in (found for tree in trees for found in tree.iter(qn("w:pPr"))):
        names = [child.tag.partition("}")[2] for child in properties]
        ours = [ORDER.index(name) for name in names if name in ORDER]
        assert ours == sorted(ours), names
        seen += 1
    assert seen > 30


def test_a_body_never_ends_with_a_table(tmp_path: Path) -> None:
    word = write(Letter("通知", blocks=(Table(("甲",), [(1,)]),)), tmp_path)
    assert word.element.body[-2].tag == qn("w:p")


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% include 'x' %}", "\x00\x08甲", "]]>", "<w:p/>", "&lt;", "𠮷"]
)
def test_text_is_only_ever_text(text: str, tmp_path: Path) -> None:
    letter = Letter(text, to=text, blocks=(Heading(1, text), Paragraph(text), Table((text,), [(text,)])))
    word = write(letter, tmp_path)
    kept = text.replace("\x00\x08", "").strip()
    assert f"一、{kept}" in texts(word)
    assert kept in texts(word)
    assert word.tables[0].rows[1].cells[0].text == kept


def test_long_signatures_stay_on_the_page() -> None:
    letter = Letter("通知", signature="中共云溪县委巡察工作领导小组办公室", date=dt.date(2026, 12, 31))
    assert letter.signature_indent == 1.0
    assert Letter("通知", signature="县委巡察办", date=dt.date(2026, 5, 6)).signature_indent == 4.5
