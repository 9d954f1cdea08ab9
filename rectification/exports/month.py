"""整改月报汇总: the county's month, as a table of the units and as a letter."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from documents import papers
from documents.ledgers import Column, Kind, Ledger, write_ledger
from documents.letters import Attachment, Block, Heading, Letter, Paragraph, Table, write_letter
from documents.paper import Made, Paper, Work
from organizations.models import Office
from rectification.exports.month_told import Month, UnitMonth, tell
from rectification.models import MonthlyReport
from rectification.operations.month_summary import LETTER_KIND, TABLE_KIND
from rectification.states import MonthFigure, ReportState
from ui.wording import day, number

ACT = "rect.monthly:V"
STATES = {one.value: str(one.label) for one in ReportState}
COMPARED = (MonthFigure.CLOSED, MonthFigure.OVERDUE)
CHANGED = (
    (MonthFigure.CLOSED, "已销号", "个"),
    (MonthFigure.OVERDUE, "逾期", "个"),
    (MonthFigure.SYSTEMS, "制度", "项"),
    (MonthFigure.MONEY, "挽回损失", "万元"),
)
HEADS = ("序号", "责任单位", "报送情况", "应改", "已销号", "本月销号", "逾期", "较上月已销号", "较上月逾期")
WIDTHS = (1, 4.8, 2.4, 1.4, 1.4, 1.4, 1.4, 1.8, 1.8)
CALIBER = "本机构及下级机构在整改的单位；已接收的月报按接收时固定并经更正的数据，其余按汇总时的台账"
MOST_NAMED = 60  # missing units named in the text; the table names all


class Line:
    """A row of the table: a unit's month, or the sum of all."""

    def __init__(self, pk: Any, cells: Sequence[object]) -> None:
        """Take the cells as they are to stand."""
        self.pk, self.cells = pk, cells


class Lines:
    """All rows of the table; the sum stands under the units, and is no record of its own."""

    model = MonthlyReport

    def __init__(self, told: Month) -> None:
        """Take a month that is told."""
        self.told = told

    def count(self) -> int:
        """Return how many units there are."""
        return len(self.told.units)

    def iterator(self, chunk_size: int) -> Iterator[Line]:  # noqa: ARG002 -- all are at hand
        """Yield a row for each unit, then the sum."""
        for order, one in enumerate(self.told.units, 1):
            yield Line(one.pk, _cells(order, one))
        if self.told.units:
            yield Line(self.told.units[0].pk, _sum(self.told))


class MonthTable(Ledger[Line]):
    """整改月报汇总表."""

    columns = (
        Column("序号", 6, Kind.WHOLE),
        Column("责任单位", 22),
        Column("轮次", 12),
        Column("报送情况", 10, Kind.WORD),
        Column("报送日期", 12, Kind.DATE),
        *(Column(one.label, 8, Kind.WHOLE) for one in MonthFigure if one != MonthFigure.MONEY),
        Column(MonthFigure.MONEY.label, 14, Kind.MONEY),
        *(Column(f"{one.label}较上月", 8, Kind.WHOLE) for one in COMPARED),
        Column("逾期原因", 34),
        Column("下月计划", 30),
    )

    def __init__(self, title: str, caliber: str) -> None:
        """Name the month, and say what was counted."""
        self.title, self.caliber = title, caliber  # type: ignore[misc]

    def row(self, record: Line) -> Sequence[object]:
        """Return the cells."""
        return record.cells


def _figures(figures: dict[str, Any]) -> Iterator[Decimal]:
    yield from (Decimal(str(figures[one])) for one in MonthFigure if one != MonthFigure.MONEY)
    yield Decimal(str(figures[MonthFigure.MONEY]))


def _cells(order: int, one: UnitMonth) -> Sequence[object]:
    place = (order, one.unit, one.round, STATES[one.state], one.submitted_on)
    changes = [one.change(name) for name in COMPARED]
    return (*place, *_figures(one.figures), *changes, one.late_reasons, one.next_steps)


def _sum(told: Month) -> Sequence[object]:
    here, before = told.compared
    changes = [here[name] - before[name] for name in COMPARED]
    reported = f"已报{len(told.units) - len(told.missing)}"
    return (None, "合计", "", reported, None, *_figures(told.totals), *changes, "", "")


def _month(work: Work) -> dt.date:
    return dt.date.fromisoformat(work.params["month"])


def _title(month: dt.date) -> str:
    return f"{month.year}年{month.month}月整改月报汇总"


def build_table(work: Work) -> Made:
    """Make the workbook."""
    month = _month(work)
    told = tell(work.by, month, work.progress)
    path, title = work.folder / "month.xlsx", f"{_title(month)}表"
    ledger = MonthTable(title, f"{CALIBER}。未报送{len(told.missing)}家{_named(told)}")
    ids = write_ledger(ledger, Lines(told), to=path, by=work.by, number=work.number, progress=work.progress)
    return Made(path, f"{title}.xlsx", MonthlyReport, ids)


def build_letter(work: Work) -> Made:
    """Make the letter."""
    month = _month(work)
    told = tell(work.by, month, work.progress)
    office = Office.objects.get(pk=work.params["office"])
    path = work.folder / "month.docx"
    letter = Letter(
        title=_title(month),
        blocks=tuple(_body(told)),
        attachments=(Attachment("各单位整改月报情况", (_by_unit(told),), landscape=True),),
        signature=office.name,
        date=work.by.on,
        keep=("整改月报",),
        mark=work.mark,
    )
    write_letter(letter, path, at=work.by.at)
    return Made(path, f"{letter.title}.docx", MonthlyReport, frozenset(one.pk for one in told.units))


def _body(told: Month) -> Iterator[Block]:
    totals, missing = told.totals, told.missing
    many = len(told.units)
    yield Heading(1, "报送情况")
    yield Paragraph(f"应报送{many}家，已报送{many - len(missing)}家，未报送{len(missing)}家{_named(told)}。")
    yield Heading(1, "整改进展")
    yield Paragraph(
        f"反馈问题共{number(totals['total'])}个，已销号{number(totals['closed'])}个，"
        f"其中本月销号{number(totals['closed_this_month'])}个。"
        f"在整改的问题中，已完成{number(totals['done'])}个，基本完成{number(totals['mostly'])}个，"
        f"未完成{number(totals['undone'])}个；逾期{number(totals['overdue'])}个。"
    )
    yield Heading(1, "整改成果")
    yield Paragraph(
        f"建立和修订制度{number(totals['systems'])}项，挽回损失{number(totals['money'])}万元，"
        f"追责问责{number(totals['accountability'])}人。"
    )
    yield Heading(1, "与上月相比")
    yield Paragraph(_difference(told))


def _named(told: Month) -> str:
    """Name those who have not reported, as many as a sentence holds."""
    names = [one.unit for one in told.missing]
    if not names:
        return ""
    rest = f"等{len(names)}家" if len(names) > MOST_NAMED else ""
    return f"：{'、'.join(names[:MOST_NAMED])}{rest}"


def _difference(told: Month) -> str:
    here, before = told.compared
    many = sum(one.before is not None for one in told.units)
    if not many:
        return "上月没有月报，不作比较。"
    changes = "，".join(f"{word}{_signed(here[name] - before[name], unit)}" for name, word, unit in CHANGED)
    fresh = len(told.units) - many
    added = f"另有{fresh}家上月没有月报，不在比较之内。" if fresh else ""
    return f"两个月都有月报的{many}家：{changes}。{added}"


def _signed(change: Decimal, unit: str) -> str:
    if not change:
        return "持平"
    return f"{'增加' if change > 0 else '减少'}{number(abs(change))}{unit}"


def _step(change: Decimal | None) -> str:
    """Return a change with its sign; a dash where there is nothing to compare with."""
    if change is None:
        return "—"
    return f"{change:+}" if change else "0"


def _by_unit(told: Month) -> Table:
    names = ("total", "closed", "closed_this_month", "overdue")
    rows = [
        (
            order,
            one.unit,
            STATES[one.state] + (f"\n{day(one.submitted_on)}" if one.submitted_on else ""),
            *(number(one.figures[name]) for name in names),
            *(_step(one.change(name)) for name in COMPARED),
        )
        for order, one in enumerate(told.units, 1)
    ]
    return Table(HEADS, rows, WIDTHS)


TABLE: Paper = papers.Paper(TABLE_KIND, "整改月报汇总表", ACT, build_table)
LETTER: Paper = papers.Paper(LETTER_KIND, "整改月报汇总", ACT, build_letter)
