"""What goes on paper: the ledger of rectification, with the columns that offices use."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, QueryDict

from documents import papers
from documents.ledgers import Column, Kind, Ledger
from rectification.filters.item import items_listed
from rectification.models import Evidence, Item
from rectification.states import EvidenceState, ItemState, Progress, ResultKind
from rectification.telling import Told, ToldItems
from ui.wording import number

EXPORT = "export.rect:X"


# Plain words for each code, looked up once
PROGRESS = {one.value: str(one.label) for one in Progress}
STATES = {one.value: str(one.label) for one in ItemState}
KINDS = {one.value: str(one.label) for one in ResultKind}
UNITS = {one.value: one.unit for one in ResultKind}


class ItemLedger(Ledger[Told]):
    """整改台账."""

    title = "整改台账"
    caliber = "所选范围内、已反馈问题的整改事项"
    columns = (
        Column("序号", 6, Kind.ORDER),
        Column("问题类别", 20),
        Column("反馈问题", 36),
        Column("延伸对象", 20),
        Column("具体表现", 48),
        Column("整改目标", 30),
        Column("整改措施", 48),
        Column("责任领导", 10, Kind.WORD),
        Column("责任单位", 22),
        Column("责任人", 10, Kind.WORD),
        Column("完成时限", 12, Kind.DATE),
        Column("完成情况", 40),
        Column("整改成效", 34),
        Column("佐证材料", 30),
        Column("是否销号", 10, Kind.WORD),
        Column("备注", 20),
    )

    def row(self, record: Told) -> Sequence[object]:
        """Return one item; several texts stand in one cell, numbered."""
        return (
            record.category,
            record.title,
            record.place or "",
            _numbered(record.shows),
            record.goal,
            _numbered(record.measures),
            record.leader or "",
            " ".join(filter(None, (record.unit, record.department))),
            record.handler or "",
            record.due_on,
            "：".join(filter(None, (PROGRESS[record.progress], record.done_text))),
            _numbered([_result(*result) for result in record.results]),
            _numbered(record.evidence),
            f"是（{record.closed_on:%Y-%m-%d}）" if record.closed_on else "否",
            "；".join(_remarks(record)),
        )


def _numbered(lines: list[str]) -> str:
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{place}. {text}" for place, text in enumerate(lines, 1))


def _result(kind: str, quantity: Decimal, title: str) -> str:
    return f"{KINDS[kind]} {number(quantity)}{UNITS[kind]}：{title}"


def _remarks(item: Told) -> list[str]:
    found = [STATES[item.state]] if item.state not in {ItemState.FIXING, ItemState.CLOSED} else []
    if item.long_term:
        found.append("常态化坚持")
    if item.key_focus:
        found.append("重点关注")
    if item.repeats:
        found.append("屡查屡犯")
    if item.is_common:
        found.append("共性问题")
    if item.reopened:
        found.append(f"撤销销号{item.reopened}次")
    return found


def ledger_rows(work: papers.Work) -> ToldItems:
    """Return what the list showed, as far as its owner sees it now; evidence as far as he may see that."""
    request = HttpRequest()
    request.GET = QueryDict(work.params["query"])
    request.actor = work.by  # type: ignore[attr-defined]
    evidence = Evidence.objects.visible_to(work.by).filter(state=EvidenceState.SUBMITTED)
    within = Item.objects.reached_by(work.by, EXPORT).order_by().values("pk")
    unread = Item.objects.filter(pk__in=within).unread(work.by).values_list("pk", flat=True)
    return ToldItems(items_listed(request).selection.filter(pk__in=within), evidence, set(unread))


PAPER = papers.ledger_paper("rectification.ledger", ItemLedger(), ledger_rows, act=EXPORT)
