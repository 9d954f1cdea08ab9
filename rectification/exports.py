"""What goes on paper: the ledger of rectification, with the columns that offices use."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, QueryDict

from documents import papers
from documents.ledgers import Column, Kind, Ledger
from rectification.filters.item import items_listed
from rectification.models import Evidence, Item, Measure, Result
from rectification.states import EvidenceState, ItemState, ResultKind, ResultState
from rounds.models import Manifestation
from ui.wording import number

EXPORT = "export.rect:X"


class ItemLedger(Ledger[Item]):
    """整改台账."""

    title = "整改台账"
    caliber = "所选范围内、已反馈问题的整改事项"
    columns = (
        Column("序号", 6, Kind.ORDER),
        Column("问题类别", 20),
        Column("反馈问题", 36),
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

    def row(self, record: Any) -> Sequence[object]:
        """Return one item; several texts stand in one cell, numbered."""
        return (
            record.finding.category.name,
            record.finding.title,
            _numbered(line.text for line in record.finding.told_manifestations),
            record.goal,
            _numbered(measure.text for measure in record.told_measures),
            record.leader.name if record.leader else "",
            " ".join(filter(None, (record.assignment.unit.name, record.department))),
            record.handler.name if record.handler else "",
            record.due_on,
            "：".join(filter(None, (record.get_progress_display(), record.done_text))),
            _numbered(_result(result) for result in record.told_results),
            _numbered(evidence.note or evidence.file.name for evidence in record.told_evidence),
            f"是（{record.closed_on:%Y-%m-%d}）" if record.closed_on else "否",
            "；".join(_remarks(record)),
        )


def _numbered(texts: Iterable[str]) -> str:
    lines = list(texts)
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{place}. {text}" for place, text in enumerate(lines, 1))


def _result(result: Result) -> str:
    kind = ResultKind(result.kind)
    return f"{kind.label} {number(result.quantity)}{kind.unit}：{result.title}"


def _remarks(item: Item) -> list[str]:
    found = [item.get_state_display()] if item.state not in {ItemState.FIXING, ItemState.CLOSED} else []
    if item.long_term:
        found.append("常态化坚持")
    if item.finding.key_focus:
        found.append("重点关注")
    if item.reopened:
        found.append(f"撤销销号{item.reopened}次")
    return found


COLUMNS_READ = (
    "goal",
    "department",
    "due_on",
    "progress",
    "done_text",
    "closed_on",
    "state",
    "long_term",
    "reopened",
    "finding__title",
    "finding__key_focus",
    "finding__category__name",
    "assignment__unit__name",
    "leader__name",
    "handler__name",
)


def ledger_rows(work: papers.Work) -> "QuerySet[Item]":
    """Return what the list showed, as far as its owner sees it now; evidence as far as he may see that."""
    request = HttpRequest()
    request.GET = QueryDict(work.params["query"])
    request.actor = work.by  # type: ignore[attr-defined]
    accepted = Result.objects.filter(state=ResultState.ACCEPTED)
    evidence = Evidence.objects.visible_to(work.by).filter(state=EvidenceState.SUBMITTED)
    within = Item.objects.reached_by(work.by, EXPORT).order_by().values("pk")
    rows: QuerySet[Item] = items_listed(request).selection.filter(pk__in=within)
    # Lists and few columns: a queryset for each cell and a record for each text cost more than the cells
    told: dict[str, QuerySet[Any]] = {
        "finding__manifestations": Manifestation.objects.only("finding", "text").order_by("order"),
        "measures": Measure.objects.filter(dropped=False).only("item", "text").order_by("order"),
        "results": accepted.only("item", "kind", "quantity", "title", "claimed_on"),
        "evidence": evidence.select_related("file").only("item", "note", "file__name"),
    }
    lists = [Prefetch(name, found, to_attr="told_" + name.split("__")[-1]) for name, found in told.items()]
    beside = ("finding__category", "assignment__unit", "leader", "handler")
    return rows.select_related(*beside).only(*COLUMNS_READ).prefetch_related(*lists)


PAPERS = papers.table([papers.ledger_paper("rectification.ledger", ItemLedger(), ledger_rows, act=EXPORT)])
