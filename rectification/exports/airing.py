"""公开晾晒 on paper: the units side by side, as the list shows them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from documents import papers
from documents.ledgers import Column, Kind, Ledger
from rectification.filters.airing import airing_listed
from rectification.models.airing import share
from rounds.models import Assignment

EXPORT = "rect.airing:X"


class AiringLedger(Ledger[Assignment]):
    """公开晾晒表."""

    title = "巡察整改公开晾晒表"
    caliber = "所选范围内、已反馈的单位；整改率为已销号问题占反馈问题的比例，成果只计巡察办已认定的"
    columns = (
        Column("序号", 6, Kind.ORDER),
        Column("被巡察单位", 26),
        Column("轮次", 18),
        Column("反馈问题", 10, Kind.WHOLE),
        Column("共性问题", 10, Kind.WHOLE),
        Column("屡查屡犯", 10, Kind.WHOLE),
        Column("已销号", 10, Kind.WHOLE),
        Column("整改率", 10, Kind.PERCENT),
        Column("逾期", 8, Kind.WHOLE),
        Column("曾撤销销号", 12, Kind.WHOLE),
        Column("建章立制（项）", 14, Kind.WHOLE),
        Column("挽回损失（万元）", 16, Kind.MONEY),
        Column("追责问责（人）", 14, Kind.WHOLE),
        Column("党内公开日期", 14, Kind.DATE),
        Column("向社会公开日期", 14, Kind.DATE),
    )

    def row(self, record: Any) -> Sequence[object]:
        """Return one unit."""
        return (
            record.unit.name,
            record.team.round.name,
            record.problems,
            record.common,
            record.repeated,
            record.closed,
            share(record.closed, record.problems),
            record.overdue,
            record.reopened,
            record.systems,
            record.money,
            record.persons,
            record.party_since,
            record.public_since,
        )


def airing_rows(work: papers.Work) -> Any:
    """Return what the list showed, as far as its owner sees and may export it now."""
    request = HttpRequest()
    request.GET = QueryDict(work.params["query"])
    request.actor = work.by  # type: ignore[attr-defined]
    within = Assignment.objects.reached_by(work.by, EXPORT).order_by().values("pk")
    return airing_listed(request).selection.filter(pk__in=within)


PAPER = papers.ledger_paper("rectification.airing", AiringLedger(), airing_rows, act=EXPORT)
