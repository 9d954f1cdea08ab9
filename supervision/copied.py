"""What a copy of a result says, frozen as it was sent: plain tables of words."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rounds.models import Round
from supervision.models import Assessment
from supervision.scoring import shares
from supervision.standing import Standing, standings

Table = dict[str, list[Any]]
PLACES = ["名次", "被巡察单位", "得分", "等次", "结果运用", "满意度"]
FACTS = ["项目", "结果"]
SHARES = ["评分项目", "分值", "得分", "扣分"]


def ranking_title(round_: Round) -> str:
    """Name the ranking of a round."""
    return f"{round_}整改评估结果"


def ranking_tables(rows: Iterable[Assessment]) -> list[Table]:
    """Return the published results of a round, by rank."""
    return [{"head": PLACES, "rows": [_place(one) for one in standings(rows, 0)]}]


def _place(one: Standing) -> list[str]:
    row = one.assessment
    return [str(one.rank), row.assignment.unit.name, str(row.total), _band(row), *_uses(row)]


def _band(row: Assessment) -> str:
    return f"{row.band}（一票否决）" if row.vetoed_by else row.band


def _uses(row: Assessment) -> list[str]:
    satisfied = "—" if row.satisfaction is None else f"{row.satisfaction}%"
    return [row.consequence or "—", satisfied]


def _lost(points: Decimal) -> str:
    return f"{points:.2f}" if points else "—"


def result_tables(row: Assessment) -> list[Table]:
    """Return the result of one unit: what it got, and what was lost where; not who gave what."""
    sheet = row.sheet.sheet
    consequence, satisfied = _uses(row)
    facts = [
        ["被巡察单位", row.assignment.unit.name],
        ["得分", f"{row.total}（满分 {sheet.full}）"],
        ["等次", _band(row)],
        ["一票否决情形", "；".join(row.vetoes) or "—"],
        ["结果运用", consequence],
        ["满意度", satisfied],
    ]
    lines = [
        [f"{one.line.block}：{one.line.text}", str(one.line.most), f"{one.points:.2f}", _lost(one.lost)]
        for one in shares(sheet, row.points)
    ]
    return [{"head": FACTS, "rows": facts}, {"head": SHARES, "rows": lines}]
