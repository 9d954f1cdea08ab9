"""The points of review as they are delivered; an office writes its own edition of them."""

import datetime as dt
from typing import Any

from rounds.states.review import PointKind

FROM = dt.date(2000, 1, 1)
POINTS: tuple[tuple[PointKind, str], ...] = (
    (PointKind.COMPARE, "对照定稿的巡察报告核对问题，数量、内容、金额一致，不一致的写明原因"),
    (PointKind.EXAMINE, "审核事实：每个问题和具体表现有底稿支撑，时间、数字、单位名称准确"),
    (PointKind.EXAMINE, "审核定性：定性有依据，引用的规定准确有效，没有超出巡察职责下结论"),
    (PointKind.LOOK, "查看问题是否具体：有事例、有表现，不写空话套话，不泄露线索和信访人"),
    (PointKind.LOOK, "查看责任是否明确：责任单位和责任人分得清，历任与现任分得清"),
    (PointKind.LOOK, "查看建议是否可操作：整改要求有目标、有时限，单位办得到"),
)


def plant(point: Any) -> None:
    """Write the delivered points down for a model as a migration knows it."""
    rows = (
        point(kind=kind, order=order, text=text, since=FROM) for order, (kind, text) in enumerate(POINTS, 1)
    )
    point.objects.bulk_create(rows)
