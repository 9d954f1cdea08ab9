"""The one writer of workbooks: opened again, nothing hidden, nothing computed, everything said."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from documents.ledgers import Column, Kind, Ledger, write_ledger
from documents.sheets import HEADER_ROW, line_count, typed
from documents.tests.factories import County, UnitLedger
from organizations.models import Unit
from organizations.tests.factories import make_unit

pytestmark = pytest.mark.django_db
SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "＠"]
COMMANDS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)"]
PAYLOADS = [sign + command for sign in SIGNS for command in COMMANDS] + ["#N/A", "#REF!", "=", "1e9", "007"]


class Any20(Ledger[Unit]):
    title = "问题：台账/[一]*?"
    columns = (
        Column("名", 20), Column("数", 8, Kind.WHOLE), Column("钱", 8, Kind.MONEY), Column("率", 8, Kind.PERCENT),
        Column("日", 12, Kind.DATE), Column("时", 18, Kind.TIME), Column("否", 6, Kind.WORD), Column("空", 6),
    )  # fmt: skip
    values: Sequence[object] = ()

    def row(self, record: Unit) -> Sequence[object]:
        return self.values


def write(ledger: Ledger[Unit], county: County, to: Path) -> Any:
    ids = write_ledger(ledger, Unit.objects.order_by("name"), to=to, by=county.by, number="20260506-003")
    assert ids == frozenset(Unit.objects.values_list("pk", flat=True))
    return load_workbook(to)


@pytest.fixture
def book(county: County, tmp_path: Path) -> Any:
    make_unit(county.office, "白石镇").__class__.objects.filter(name="白石镇").update(
        ended_on=dt.date(2026, 3, 1)
    )
    return write(UnitLedger(), county, tmp_path / "a.xlsx")


def test_write_ledger_has_title_caliber_maker_heads_and_every_row(book: Any) -> None:
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "单位名录"
    assert rows[1][0] == "口径：本办登记的单位。共 2 条。"
    assert rows[2][0].startswith("制表：李建国")
    assert "编号：20260506-003" in rows[2][0]
    assert rows[3] == ("序号", "单位", "撤并日期")
    assert rows[4:] == [(1, "云岭镇", None), (2, "白石镇", dt.datetime(2026, 3, 1))]


def test_a_ledger_prints_on_a4_with_heads_and_mark_on_each_page(book: Any) -> None:
    sheet = book.active
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert "李建国" in sheet.oddFooter.left.text
    assert "20260506-003" in sheet.oddFooter.left.text


def test_a_ledger_of_many_columns_lies_on_its_side(county: County, tmp_path: Path) -> None:
    ledger = Any20()
    ledger.values = (None,) * 8
    assert write(ledger, county, tmp_path / "a.xlsx").active.page_setup.orientation == "landscape"


def test_nothing_is_hidden_and_properties_name_no_machine(book: Any, tmp_path: Path) -> None:
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"]
    assert not [name for name in book.defined_names if name != "Print_Titles"]
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("巡察轮次管理", "巡察轮次管理")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        parts = package.namelist()
        assert not [
            part for part in parts if any(sign in part for sign in ("comment", "vba", "external", "custom"))
        ]
        assert b'idden="1"' not in b"".join(package.read(part) for part in parts)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_an_error_or_a_number(payload: str, county: County, tmp_path: Path) -> None:
    Unit.objects.update(name=payload)
    cell = write(UnitLedger(), county, tmp_path / "a.xlsx").active.cell(HEADER_ROW + 1, 2)
    assert cell.data_type == "s"
    assert cell.value.strip() == payload.strip()
    assert cell.quotePrefix == (payload[0] in "=+-@\t\r\n＝＋－＠")


def test_values_keep_their_kind(county: County, tmp_path: Path) -> None:
    ledger = Any20()
    at = timezone.make_aware(dt.datetime(2026, 5, 6, 14, 3))
    ledger.values = (
        "甲",
        12,
        Decimal("1234.50"),
        0.921,
        dt.date(2026, 5, 6),
        at.astimezone(dt.UTC),
        True,
        None,
    )
    sheet = write(ledger, county, tmp_path / "a.xlsx").active
    cells = sheet[HEADER_ROW + 1]
    assert [cell.value for cell in cells] == [
        "甲", 12, 1234.5, 0.921, dt.datetime(2026, 5, 6), dt.datetime(2026, 5, 6, 14, 3), "是", None,
    ]  # fmt: skip
    assert [cell.number_format for cell in cells][1:6] == [
        "#,##0", "#,##0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip


def test_signs_that_no_workbook_may_hold_are_left_out() -> None:
    assert typed("甲\x00乙\x1f丙\ufffe丁\n戊") == ("甲乙丙丁\n戊", "s")
    assert len(typed("长" * 40_000)[0]) == 32_000


def test_a_title_with_forbidden_signs_still_names_the_sheet(county: County, tmp_path: Path) -> None:
    ledger = Any20()
    ledger.values = (None,) * 8
    assert write(ledger, county, tmp_path / "a.xlsx").sheetnames == ["问题：台账一"]


def test_a_row_with_too_few_values_is_a_fault_of_the_ledger(county: County, tmp_path: Path) -> None:
    ledger = Any20()
    ledger.values = ("甲",)
    with pytest.raises(ValueError, match="8 列"):
        write(ledger, county, tmp_path / "a.xlsx")


def test_progress_is_told_for_each_row(county: County, tmp_path: Path) -> None:
    make_unit(county.office, "白石镇")
    told: list[tuple[int, int]] = []
    write_ledger(
        UnitLedger(), Unit.objects.all(), to=tmp_path / "a.xlsx", by=county.by, number="1",
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 10, 1),
        ("甲" * 5, 10, 1),
        ("甲" * 6, 10, 2),
        ("a" * 10, 10, 1),
        ("甲\n乙", 10, 2),
        ("甲" * 11 + "\n乙", 10, 4),
    ],
)
def test_lines_of_a_cell_are_counted_by_the_width_of_its_column(text: str, width: int, count: int) -> None:
    assert line_count(text, width) == count


def test_a_row_is_as_high_as_its_longest_text(county: County, tmp_path: Path) -> None:
    Unit.objects.update(name="云岭镇" * 20)
    make_unit(county.office, "白石镇")
    sheet = write(UnitLedger(), county, tmp_path / "a.xlsx").active
    heights = {sheet.cell(row, 2).value: sheet.row_dimensions[row].height for row in (5, 6)}
    assert heights["云岭镇" * 20] == 4 * 13 + 6
    assert heights["白石镇"] == 13 + 6
