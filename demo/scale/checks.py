"""What a replayed county is by itself, rows written in bulk must be shown to be."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, F, Q

from accounts.models import User
from audit.actor import Actor
from audit.models import Entry, EntryKind
from clues.models import Clue, Subject
from dashboards.indicators import indicator
from deadlines.models import Deadline
from demo.scale.city import City
from organizations.models import Unit
from rectification.models import Item, Measure, Result
from rectification.states import ItemState, Progress
from rounds.models import Assignment, Feedback, Finding
from rounds.states import AssignmentState, FindingState


class Inconsistent(Exception):  # noqa: N818 -- a state of affairs
    """The rows contradict each other or the published figures."""


def check(city: City) -> None:
    """Compare the rows with each other and with the figures.

    Raises:
        Inconsistent: names every fault.
    """
    faults = [*_figures(city), *_contradictions()]
    if faults:
        raise Inconsistent("；".join(faults))


def _figures(city: City) -> Iterator[str]:
    """The indicators, as the director sees them, equal the figures."""
    figures = city.figures
    by = Actor(user=User.objects.get(username="director"), at=city.at(city.as_of, 23))
    extended = Unit.objects.filter(extended_in__isnull=False).distinct()
    wanted: dict[str, tuple[int, Callable[[], int]]] = {
        "发现问题": (figures.findings, lambda: indicator("findings").count(by)),
        "整改事项": (figures.findings, lambda: indicator("rectification_items").count(by)),
        "巡察单位": (figures.units_inspected, lambda: indicator("units_inspected").count(by)),
        "延伸对象": (figures.city_extended + figures.villages, extended.count),
        "建立健全制度": (figures.systems, lambda: indicator("systems_established_by_units").count(by)),
        "移交线索": (figures.clues, Clue.objects.handed_over().count),
        "立案人数": (figures.filed, lambda: indicator("persons_filed").count(by)),
        "立案线索": (
            figures.filed,
            Clue.objects.filter(pk__in=Subject.objects.filter(filed_on__isnull=False).values("clue")).count,
        ),
    }
    for name, (number, count) in wanted.items():
        if (found := count()) != number:
            yield f"{name}应为 {number}，实为 {found}"


def _contradictions() -> Iterator[str]:
    """Rows that no act could have made."""
    before = [AssignmentState.WAITING, AssignmentState.ON_SITE, AssignmentState.LEFT, AssignmentState.REVIEW]
    early = [*before, AssignmentState.FINAL]
    unclosed = ~Q(state=ItemState.CLOSED)
    proved = Q(state__in=[ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED, ItemState.CLOSED])
    rows: dict[str, Any] = {
        "问题没有整改事项": Finding.objects.published().filter(item__isnull=True),
        "未反馈的问题有整改事项": Item.objects.exclude(finding__state=FindingState.PUBLISHED),
        "整改事项与问题不在同一任务": Item.objects.exclude(assignment=F("finding__assignment")),
        "任务状态与反馈时间不符": Assignment.objects.filter(
            Q(published_at__isnull=True) ^ Q(state__in=early)
        ),
        "反馈意见与任务的发布时间不符": Feedback.objects.exclude(published_at=F("assignment__published_at")),
        "销号日期与状态不符": Item.objects.filter(
            Q(unclosed, closed_on__isnull=False) | Q(state=ItemState.CLOSED, closed_on__isnull=True)
        ),
        "已归档的任务有未销号事项": Item.objects.filter(
            unclosed, assignment__state__in=[AssignmentState.ASSESSED, AssignmentState.ARCHIVED]
        ),
        "申请销号的事项没有完成": Item.objects.filter(proved).exclude(progress=Progress.DONE),
        "申请销号的事项没有佐证": Item.objects.filter(proved, evidence__isnull=True),
        "已完成事项的措施没有完成": Measure.objects.filter(item__progress=Progress.DONE).exclude(
            progress=Progress.DONE
        ),
        "初核人就是申请人": Item.objects.filter(applied_by=F("checked_by")),
        "成果在销号之后申报": Result.objects.filter(claimed_on__gt=F("item__closed_on")),
        "编号重复": Finding.objects.values("assignment", "number")
        .annotate(n=Count("pk"))
        .order_by()
        .filter(n__gt=1),
        "问题没有发布留痕": Finding.objects.exclude(
            pk__in=Entry.objects.filter(
                record_type="rounds.finding", kind=EntryKind.MOVE, to_state=FindingState.PUBLISHED
            ).values("record_id")
        ),
        "已销号事项的时限没有办结": Deadline.objects.filter(
            met_on__isnull=True,
            record_type="rectification.item",
            record_id__in=Item.objects.closed().values("pk"),
        ),
    }
    for name, found in rows.items():
        if number := found.count():
            yield f"{name}：{number} 条"
