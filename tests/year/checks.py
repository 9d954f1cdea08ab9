"""Whether what is frozen, and what the county sums up, is what the trail says of that day; each fault in words."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from audit.actor import Actor
from rectification.exports.month_told import tell
from rectification.models import Item, MonthlyLine, MonthlyReport
from rectification.states import ReportState
from tests.year.trail import FIGURES, OPEN, Reader, Trail, lines_of

RESULTS = ("systems", "money", "accountability")
ADDED = (*FIGURES, *RESULTS)


@dataclass
class Verdict:
    """What a check compared, and what does not hold."""

    faults: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)

    def hold(self, what: str, stored: object, told: object) -> None:
        """Compare one thing that is stored with what the trail says of it."""
        self.compared[what.partition("：")[0]] += 1
        if stored != told:
            self.faults.append(f"{what}：库里是 {stored}，留痕是 {told}")


def check(at: dt.datetime, *, since: dt.date, office: Actor) -> Verdict:
    """Compare everything that was accepted of the months since a day with the trail, up to an instant."""
    trail, verdict = Reader().read(at), Verdict()
    reports = list(
        MonthlyReport.objects.filter(state=ReportState.FROZEN, month__gte=since).select_related("unit")
    )
    verdict.hold("已接收月报", {one.pk for one in reports}, _accepted_since(trail, since))
    lines = lines_of([one.pk for one in reports])
    for report in reports:
        _frozen(report, lines[report.pk], trail, verdict)
    _ledger(trail, verdict)
    for month in sorted({one.month for one in reports}):
        _once(month, verdict)
        _summed(month, trail, office, verdict)
    return verdict


def _accepted_since(trail: Trail, since: dt.date) -> set[UUID]:
    months = dict(MonthlyReport.objects.values_list("pk", "month"))
    return {key for key in trail.accepted if months[key] >= since}


def _frozen(report: MonthlyReport, lines: dict[UUID, Any], trail: Trail, verdict: Verdict) -> None:
    told = trail.accepted.get(report.pk)
    if told is None:
        return
    name = f"{report}"
    verdict.hold(f"报送单位：{name}", str(report.unit_id), told.unit)
    verdict.hold(f"月报事项：{name}", set(lines), set(told.lines))
    for item, (said, state, level) in told.lines.items():
        verdict.hold(f"事项状态：{name} {item}", lines.get(item), (said, state, level))
    for figure in ADDED:
        stored = report.figures.get(figure)
        verdict.hold(f"月报数据：{name} {figure}", _number(stored), _number(told.figures[figure]))


def _number(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def _ledger(trail: Trail, verdict: Verdict) -> None:
    """The ledger stands where the trail leaves it."""
    names = ("state", "progress", "due_on", "long_term", "unit")
    for key, state, level, due, long_term, unit in Item.objects.values_list("pk", *names):
        told = trail.items[key]
        stored = (state, level, due.isoformat() if due else "", long_term, str(unit))
        verdict.hold(
            f"台账：{key}", stored, (told.state, told.progress, told.due_on, told.long_term, told.unit)
        )


def _once(month: dt.date, verdict: Verdict) -> None:
    """No item stands in two reports of a month; a task's reports count each of its items once."""
    rows = MonthlyLine.objects.filter(report__month=month).values_list("item", flat=True)
    twice = [item for item, many in Counter(rows).items() if many > 1]
    verdict.hold(f"每月一次：{month}", twice, [])
    counts = Counter(Item.objects.values_list("assignment", flat=True))
    totals: dict[UUID, int] = defaultdict(int)
    frozen = MonthlyReport.objects.filter(month=month)
    whole = set(frozen.values_list("assignment")) - set(
        frozen.exclude(state=ReportState.FROZEN).values_list("assignment")
    )
    for task, figures in frozen.filter(assignment__in=[key for (key,) in whole]).values_list(
        "assignment", "figures"
    ):
        totals[task] += figures["total"]
    verdict.hold(f"合计不重不漏：{month}", dict(totals), {task: counts[task] for task in totals})


def _summed(month: dt.date, trail: Trail, office: Actor, verdict: Verdict) -> None:
    """The county's sum is the sum of the frozen reports with their corrections, as the trail has both."""
    reports = MonthlyReport.objects.filter(month=month)
    if reports.exclude(state=ReportState.FROZEN).exists():
        return
    told: dict[str, Decimal] = defaultdict(Decimal)
    for key in reports.values_list("pk", flat=True):
        if key not in trail.accepted:
            continue
        put_right = trail.corrections.get(key, {})
        for figure in ADDED:
            value = put_right.get(figure, trail.accepted[key].figures[figure])
            told[figure] += _number(str(value).replace(",", ""))
    totals = tell(office, month, lambda _done, _total: None).totals
    for figure in ADDED:
        verdict.hold(f"全县汇总：{month} {figure}", totals[figure], told[figure])


def owed(month: dt.date) -> Iterator[str]:
    """Name the reports of a month that nobody has sent in or accepted."""
    rows = MonthlyReport.objects.filter(month=month).exclude(state=ReportState.FROZEN)
    yield from (f"{one}（{one.get_state_display()}）" for one in rows)


def under_way() -> int:
    """Return how many items are being mended now."""
    return Item.objects.filter(state__in=OPEN).count()
