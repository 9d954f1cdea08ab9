"""看板: pictures that each answer one question, titled by the answer; each mark opens what it counted."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils import timezone

from audit.actor import Actor
from dashboards.indicators import Indicator, indicator
from dashboards.narrowing import url_of
from organizations.models import Unit
from organizations.states import UnitKind
from rounds.models import Category
from ui.charts import Chart, Mark, Series

SLOWEST = 10
MONTHS = 12


def _mark(found: Indicator, count: int, by: Actor, **marks: str) -> Mark:
    return Mark(count, url_of(found.code, **marks) if count and found.may_open(by) else "")


def _counts(code: str, by: Actor, column: str) -> dict[Any, int]:
    """Return how many rows of an indicator fall on each value of a column."""
    rows = indicator(code).rows(by).order_by().values(column)
    return {row[column]: row["n"] for row in rows.annotate(n=Count("pk", distinct=True))}


def _names(units: list[Any]) -> dict[Any, str]:
    """Return what a bar calls each unit: its short name if it has one."""
    rows = Unit.objects.filter(pk__in=units).values_list("pk", "short", "name")
    return {pk: short or name for pk, short, name in rows}


def rate(part: int, whole: int) -> str:
    """Return a percentage with one decimal; nothing of nothing is —."""
    return f"{part / whole:.1%}" if whole else "—"


def coverage(by: Actor) -> Chart:
    """覆盖: 已巡 and 未巡 by kind of unit."""
    inspected, left = indicator("parties_inspected"), indicator("parties_left")
    done = _counts(inspected.code, by, "main_kind")
    rest = _counts(left.code, by, "main_kind")
    kinds = [kind for kind in UnitKind if done.get(kind) or rest.get(kind)]
    total, whole = inspected.count(by), indicator("parties_due").count(by)
    return Chart(
        "coverage",
        f"本届已巡 {total} 个党组织，覆盖率 {rate(total, whole)}",
        "stacked",
        [kind.label for kind in kinds],
        [
            Series("已巡", [_mark(inspected, done.get(kind, 0), by, kind=kind) for kind in kinds], "done"),
            Series("未巡", [_mark(left, rest.get(kind, 0), by, kind=kind) for kind in kinds], "idle"),
        ],
        unit="个",
        question="本届全覆盖到了哪一步",
        meaning="应巡党组织中已发布反馈的 ÷ 应巡党组织；覆盖几类单位的，按覆盖最久的单位计一次",
    )


def rectification_by_unit(by: Actor) -> Chart:
    """整改: the units with the lowest share of closed items."""
    closed, left = indicator("rectification_closed"), indicator("rectification_open")
    done = _counts(closed.code, by, "assignment__unit")
    rest = _counts(left.code, by, "assignment__unit")
    units = sorted(rest, key=lambda pk: done.get(pk, 0) / (done.get(pk, 0) + rest[pk]))[:SLOWEST]
    names = _names(units)
    total, whole = closed.count(by), indicator("rectification_items").count(by)
    open_total = sum(rest.values())
    shown = sum(rest[pk] for pk in units)
    return Chart(
        "by-unit",
        f"整改率 {rate(total, whole)}；最慢的{len(units)}家占未销号的 {rate(shown, open_total)}",
        "bars_across",
        [names[pk] for pk in units],
        [
            Series("未销号", [_mark(left, rest[pk], by, unit=str(pk)) for pk in units], "soon"),
            Series("已销号", [_mark(closed, done.get(pk, 0), by, unit=str(pk)) for pk in units], "done"),
        ],
        unit="项",
        question="哪些单位整改最慢",
        meaning="整改率 = 已销号事项 ÷ 已发布反馈问题的整改事项",
    )


def findings_by_focus(by: Actor) -> Chart:
    """问题: by the first level of 四个聚焦."""
    found = indicator("findings")
    counts: Counter[str] = Counter()
    for code, count in _counts(found.code, by, "category__code").items():
        counts[code[:1]] += count
    names = dict(Category.objects.filter(code__in=counts, parent=None).values_list("code", "name"))
    codes = [code for code, _ in counts.most_common()]
    top = names.get(codes[0], "") if codes else ""
    title = (
        f"“{top}”问题最多，占 {rate(counts[codes[0]], found.count(by))}" if codes else "还没有已反馈的问题"
    )
    return Chart(
        "by-focus",
        title,
        "bars_across",
        [names.get(code, code) for code in codes],
        [Series("问题", [_mark(found, counts[code], by, focus=code) for code in codes], "going")],
        unit="个",
        question="问题集中在哪些方面",
        meaning="已发布反馈的具体问题，按四个聚焦一级类别",
    )


def overdue_by_unit(by: Actor) -> Chart:
    """逾期: by unit, the most first."""
    found = indicator("rectification_overdue")
    counts = _counts(found.code, by, "assignment__unit")
    units = sorted(counts, key=lambda pk: -counts[pk])[:SLOWEST]
    names = _names(units)
    total = sum(counts.values())
    return Chart(
        "overdue",
        f"逾期未销号 {total} 项，涉及 {len(counts)} 家单位" if total else "没有逾期未销号的事项",
        "bars_across",
        [names[pk] for pk in units],
        [Series("逾期", [_mark(found, counts[pk], by, unit=str(pk)) for pk in units], "late")],
        unit="项",
        question="谁逾期了",
        meaning="超过时限、未销号且非常态化坚持的事项",
    )


def _last_months(day: dt.date) -> list[dt.date]:
    months = [day.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
    return months[::-1]


def trend(by: Actor) -> Chart:
    """走势: findings fed back and items closed in each of the last twelve months."""
    findings, closed = indicator("findings"), indicator("rectification_closed")
    published: Counter[dt.date] = Counter()
    for at, count in _counts(findings.code, by, "assignment__published_at").items():
        published[timezone.localdate(at).replace(day=1)] += count
    done: Counter[dt.date] = Counter()
    for day, count in _counts(closed.code, by, "closed_on").items():
        done[day.replace(day=1)] += count
    months = _last_months(by.on)
    year = sum(done[month] for month in months)
    return Chart(
        "trend",
        f"近一年反馈问题 {sum(published[month] for month in months)} 个，销号 {year} 项",
        "line",
        [f"{month:%Y-%m}" for month in months],
        [
            Series(
                "反馈问题",
                [_mark(findings, published[one], by, month=f"{one:%Y-%m}") for one in months],
                "going",
            ),
            Series("销号", [_mark(closed, done[one], by, month=f"{one:%Y-%m}") for one in months], "done"),
        ],
        unit="项",
        question="每月反馈多少、销号多少",
        meaning="按反馈发布月份、销号月份",
    )


def board(by: Actor) -> list[Chart]:
    """Return the pictures of the whole county."""
    return [coverage(by), rectification_by_unit(by), findings_by_focus(by), overdue_by_unit(by), trend(by)]
