"""回访督查报告: what was found, in numbers and item by item, as a letter."""

from collections.abc import Iterator, Sequence

from documents import papers
from documents.letters import Attachment, Block, Heading, Letter, Paragraph, Table, Written
from supervision.figures import Figures, figures_of
from supervision.models import CheckedItem, Visit
from ui.wording import cn_date

REPORT = "sv.note:V"
HEADS = ("编号", "反馈问题", "列入原因", "单位上报", "检查认定", "比对结果", "检查情况")
WIDTHS = (4, 9, 3.6, 3.6, 3.6, 4.3, 9.9)  # 22 mm hold four characters of a cell, or a number


def visit_report(work: papers.Work) -> Written:
    """回访督查报告: as its owner may see the visit now; before it is accepted it bears a mark."""
    rows = Visit.objects.visible_to(work.by).select_related("assignment__unit", "assignment__office", "team")
    visit: Visit = rows.get(pk=work.params["visit"])
    checks = list(CheckedItem.objects.filter(visit=visit))
    unit, kind = str(visit.assignment.unit), visit.get_kind_display()
    letter = Letter(
        title=f"关于{unit}巡察整改{kind}情况的报告",
        to=visit.assignment.office.name,
        blocks=tuple(_body(visit, checks)),
        attachments=(Attachment("逐项检查情况", (_table(checks),), landscape=True),),
        signature=visit.visitors,
        date=visit.submitted_on or work.by.on,
        keep=(unit, f"{kind}情况"),
        mark="" if visit.accepted_on else work.mark,
    )
    return Written(letter, Visit, frozenset({visit.pk}))


def _body(visit: Visit, checks: Sequence[CheckedItem]) -> Iterator[Block]:
    told = figures_of(checks)
    yield Heading(1, "基本情况")
    yield Paragraph(_drawn(visit, told))
    yield Heading(1, "检查结果")
    yield Paragraph(
        f"与上报一致{told.same}个，与上报不符{told.different}个。"
        f"检查认定已完成{told.done}个，基本完成{told.mostly}个，未完成{told.undone}个。"
    )
    yield Heading(1, "与上报不符的问题")
    yield from _differences(checks)
    yield Heading(1, "总体情况")
    yield Paragraph(visit.summary)
    if visit.cooperation is not None:
        yield Paragraph(f"单位配合检查的情况评为{visit.cooperation}分。")


def _drawn(visit: Visit, told: Figures) -> str:
    days = cn_date(visit.ordered_on)
    if visit.submitted_on and visit.submitted_on != visit.ordered_on:
        days = f"{days}至{cn_date(visit.submitted_on)}"
    sampled = (
        f"已销号的{len(visit.drawn_from)}个，随机抽查{told.sampled}个（抽取种子{visit.seed}）"
        if visit.drawn_from
        else "没有已销号的问题"
    )
    return (
        f"{days}，对{visit.assignment.unit}巡察整改情况开展{visit.get_kind_display()}，"
        f"共检查问题{told.total}个：尚未销号的{told.open}个，全部检查；{sampled}。"
    )


def _differences(checks: Sequence[CheckedItem]) -> Iterator[Block]:
    different = [one for one in checks if one.is_different]
    if not different:
        yield Paragraph("没有发现与上报不符的问题。")
    for one in different:
        then = f"单位上报{one.get_reported_display()}，检查认定{one.get_found_display()}。{one.note}"
        yield Heading(2, f"{one.title}（{one.number}）")
        yield Paragraph(then)


def _table(checks: Sequence[CheckedItem]) -> Table:
    rows = [
        (
            one.number,
            one.title,
            one.get_drawn_display(),
            one.get_reported_display(),
            one.get_found_display() or "未检查",
            one.get_agreement_display() or "—",
            one.note,
        )
        for one in checks
    ]
    return Table(HEADS, rows, WIDTHS)
