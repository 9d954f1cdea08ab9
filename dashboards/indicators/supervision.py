"""回访督查与整改评估: those who hold only the M of the table see these totals without a link."""

from dashboards import counted_supervision as counted
from dashboards.indicators.base import ASSIGNMENT_COLUMNS, Indicator

NOTES, SCORES = ("sv.note:V",), ("sv.score:V",)
CHECK_COLUMNS = (
    ("单位", "visit.assignment.unit"),
    ("问题", "title"),
    ("方式", "visit.get_kind_display"),
    ("单位上报", "get_reported_display"),
    ("检查认定", "get_found_display"),
    ("比对结果", "get_agreement_display"),
)

SUPERVISION: tuple[Indicator, ...] = (
    Indicator(
        "revisits_due",
        "应回访单位",
        "集中整改期已满、开始计算回访时限的巡察任务",
        "个",
        counted.revisits_due,
        NOTES,
        ASSIGNMENT_COLUMNS,
    ),
    Indicator(
        "units_revisited",
        "已回访单位",
        "回访情况已由巡察办接收的巡察任务",
        "个",
        counted.revisited,
        NOTES,
        ASSIGNMENT_COLUMNS,
    ),
    Indicator(
        "units_rechecked",
        "已再检查单位",
        "县委督查组再检查情况已由巡察办接收的巡察任务",
        "个",
        counted.rechecked,
        NOTES,
        ASSIGNMENT_COLUMNS,
    ),
    Indicator(
        "problems_checked",
        "回访督查核对的问题",
        "已接收的回访、再检查逐个核对的问题；同一问题两次核对计两次",
        "个",
        counted.checked,
        NOTES,
        CHECK_COLUMNS,
    ),
    Indicator(
        "problems_different",
        "与上报不符的问题",
        "已接收的回访、再检查中与单位上报不符的问题；同一问题两次不符计两次",
        "个",
        counted.different,
        NOTES,
        CHECK_COLUMNS,
    ),
    Indicator(
        "units_assessed",
        "已评估单位",
        "整改评估已评定或者已公布的巡察任务",
        "个",
        counted.assessed,
        SCORES,
        ASSIGNMENT_COLUMNS,
    ),
)
