"""整改与成效."""

from dashboards import counted
from dashboards.indicators.base import ITEM_COLUMNS, Indicator

RECTIFICATION: tuple[Indicator, ...] = (
    Indicator(
        "systems_established_by_units",
        "建立健全制度",
        "巡察办已认定的新建和修订制度，只申报未认定的不计",
        "项",
        counted.systems,
        ("rect.view:V",),
        (
            ("单位", "item.assignment.unit"),
            ("制度", "title"),
            ("类型", "get_kind_display"),
            ("申报", "claimed_on"),
        ),
    ),
    Indicator(
        "rectification_items",
        "整改事项",
        "已发布反馈问题的整改事项",
        "项",
        counted.items,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_closed",
        "已销号",
        "已销号的整改事项",
        "项",
        counted.closed,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_overdue",
        "逾期未销号",
        "超过时限、未销号且非常态化坚持的事项",
        "项",
        counted.overdue,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_open",
        "未销号",
        "尚未销号的整改事项，含常态化坚持的",
        "项",
        counted.items_open,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
)
