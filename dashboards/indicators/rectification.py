"""整改与成效."""

from dashboards import counted
from dashboards.indicators.base import ASSIGNMENT_COLUMNS, ITEM_COLUMNS, Indicator

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
    Indicator(
        "publications_due",
        "应公开整改情况",
        "已批准公开，或者整改已经评估的巡察任务",
        "个",
        counted.publications_due,
        ("rect.publish:V",),
        ASSIGNMENT_COLUMNS,
    ),
    Indicator(
        "publications_made",
        "已公开整改情况",
        "批准的公开稿全部登记公开的巡察任务；公开率 = 已公开 ÷ 应公开",
        "个",
        counted.publications_made,
        ("rect.publish:V",),
        ASSIGNMENT_COLUMNS,
    ),
)
