"""Figures of a unit's or a portfolio's rectification, as its people may see them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from audit.actor import Actor
from rectification.models import Item
from rectification.states import ItemState
from ui.charts import Figure

SOON_DAYS = 30


def _figures(rows: Any, by: Actor) -> list[Figure]:
    page = reverse("rectification:item_list")
    total, closed = rows.count(), rows.closed().count()
    share = f"{closed / total:.1%}" if total else "—"
    overdue, soon = rows.overdue(by.on).count(), rows.due_within(by.on, SOON_DAYS).count()
    applied = rows.filter(state__in=[ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED]).count()
    return [
        Figure("反馈问题", f"{total}", "个", meaning="已发布反馈的问题对应的整改事项", url=page),
        Figure("已销号", f"{closed}", "项", meaning="已销号的整改事项", url=_url(page, state="closed")),
        Figure(
            "整改率", share, meaning="已销号 ÷ 整改事项", tone="done" if total and closed == total else ""
        ),
        Figure("销号审核中", f"{applied}", "项", meaning="已申请销号、尚未批准的"),
        Figure(
            "三十天内到期",
            f"{soon}",
            "项",
            meaning="三十天内到期、未销号且非常态化坚持的",
            tone="soon" if soon else "",
        ),
        Figure(
            "逾期",
            f"{overdue}",
            "项",
            meaning="超过时限、未销号且非常态化坚持的",
            tone="late" if overdue else "",
        ),
    ]


def _url(page: str, **query: str) -> str:
    return f"{page}?{urlencode(query)}"


def unit_figures(by: Actor) -> list[Figure]:
    """本单位整改进度."""
    return _figures(Item.objects.reached_by(by, "dash.unit:M"), by)


def portfolio_figures(by: Actor) -> list[Figure]:
    """分管单位整改进度."""
    return _figures(Item.objects.reached_by(by, "dash.port:M"), by)
