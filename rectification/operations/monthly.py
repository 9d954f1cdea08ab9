"""整改月报: opened by the clock, prefilled, signed, accepted, frozen. One for each unit and month."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import meet, set_deadline
from deadlines.reckoning import due_on, pick_rule
from rectification import rules
from rectification.models import Item, MonthlyLine, MonthlyReport, Result
from rectification.operations.item import place_of
from rectification.operations.refusal import require, require_words
from rectification.states import ItemState, Progress, ReportState, ResultKind
from rounds.models import Assignment
from rounds.states import AssignmentState

CODE = "monthly_report"
SYSTEMS = (ResultKind.SYSTEM_NEW, ResultKind.SYSTEM_REVISED)
OWING = (ReportState.OPEN, ReportState.SIGNING, ReportState.RETURNED)
REPORTED = [ItemState.FIXING, ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED]


def month_before(day: dt.date) -> dt.date:
    """Return the first day of the month before."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _last_day(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def open_month(assignment: Assignment, month: dt.date, *, by: Actor) -> MonthlyReport:
    """开放月报: prefilled with where each open item stands; there is one whatever the clock does."""
    place = place_of(assignment)
    rule = pick_rule(CODE, on=_last_day(month), **place)
    due = due_on(rule, _last_day(month))
    with transaction.atomic():
        Assignment.objects.select_for_update().get(pk=assignment.pk)
        known = MonthlyReport.objects.filter(assignment=assignment, month=month).first()
        if known is not None:
            found: MonthlyReport = known
            return found
        report = MonthlyReport(assignment=assignment, month=month, due_on=due, opened_at=by.at)
        audit.create(report, by=by, act="rect.monthly:C")
        items = Item.objects.filter(assignment=assignment, state__in=REPORTED)
        lines = [
            MonthlyLine(report=report, item=item, progress=item.progress, text=item.done_text)
            for item in items
        ]
        MonthlyLine.objects.bulk_create(lines, batch_size=400)
        set_deadline(report, CODE, _last_day(month), by=by, act="rect.monthly:C", **place)
    return report


def open_due_months(*, by: Actor) -> int:
    """开放上月月报 for every unit that has items under way; doing it again adds nothing."""
    month = month_before(by.on)
    waiting = (
        Assignment.objects.filter(state=AssignmentState.RECTIFYING, items__state__in=REPORTED)
        .exclude(monthly_reports__month=month)
        .filter(published_at__date__lte=_last_day(month))
        .select_related("team__round")
        .distinct()
    )
    made = 0
    for assignment in waiting:
        open_month(assignment, month, by=by)
        made += 1
    return made


def write_monthly(
    report: MonthlyReport,
    *,
    summary: str,
    next_steps: str,
    lines: Mapping[UUID, Mapping[str, Any]],
    by: Actor,
    version: int | None = None,
    send: bool = False,
) -> MonthlyReport:
    """填报月报: the words of the month, a line for each item; and 送签 with it, all or none."""
    require(rules.can_edit_monthly(by, report))
    with transaction.atomic():
        changes = {"summary": summary, "next_steps": next_steps}
        audit.edit(report, by=by, act="rect.monthly:C", changes=changes, version=version)
        for line in report.lines.filter(pk__in=lines):
            new = {name: value for name, value in lines[line.pk].items() if getattr(line, name) != value}
            if new:
                audit.edit(line, by=by, act="rect.monthly:C", changes=new)
        if send:
            send_monthly(report, by=by)
    return report


def proposed_summary(report: MonthlyReport) -> str:
    """Return the month in one sentence, for the liaison to go on from."""
    told = figures_of(report)
    parts = (
        f"共有反馈问题 {told['total']} 个，已销号 {told['closed']} 个",
        f"其中本月 {told['closed_this_month']} 个",
        f"在整改的已完成 {told['done']} 个、基本完成 {told['mostly']} 个、未完成 {told['undone']} 个",
    )
    return "，".join(parts) + "。"


def late_lines(report: MonthlyReport, lines: Iterable[MonthlyLine]) -> set[UUID]:
    """Return the keys of lines whose item was past its date when the month ended, and is not done."""
    last = _last_day(report.month)
    return {line.pk for line in lines if line.progress != Progress.DONE and _was_late(line.item, last)}


def _was_late(item: Item, last: dt.date) -> bool:
    return bool(item.due_on and item.due_on < last and not item.long_term)


def send_monthly(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """送签月报: to the unit's head; an overdue item needs its reason."""
    require(rules.can_edit_monthly(by, report))
    require_words(report.summary, "summary", "请填写本月整改情况。")
    day = _last_day(report.month)
    late = report.lines.filter(item__due_on__lt=day, item__long_term=False, late_reason="")
    if missing := late.exclude(progress=Progress.DONE).count():
        raise ValidationError(f"有 {missing} 个逾期问题没有写明逾期原因，请补充后再送签。")
    return audit.move(report, ReportState.SIGNING, by=by)


def sign_monthly(report: MonthlyReport, *, by: Actor, signed_by: str = "") -> MonthlyReport:
    """签发月报: by the unit's head; it goes to the office."""
    require(rules.can_sign_monthly(by, report))
    changes = {"signed_by": signed_by or by.signature, "submitted_on": by.on}
    with transaction.atomic():
        for deadline in Deadline.objects.about(report).open():
            meet(deadline, by.on, by=by, act="rect.monthly:S")
        return audit.move(report, ReportState.SUBMITTED, by=by, changes=changes)


def hand_back_monthly(report: MonthlyReport, *, reason: str, by: Actor) -> MonthlyReport:
    """退回经办人: the head wants it changed."""
    require(rules.can_sign_monthly(by, report))
    text = require_words(reason, "reason", "请写明需要修改的内容。")
    return audit.move(report, ReportState.OPEN, by=by, reason=text)


def return_monthly(report: MonthlyReport, *, reason: str, by: Actor) -> MonthlyReport:
    """退回补充: the office wants it completed."""
    require(rules.can_accept_monthly(by, report))
    text = require_words(reason, "reason", "请写明退回补充的内容。")
    return audit.move(report, ReportState.RETURNED, by=by, reason=text)


def accept_monthly(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """接收月报: the figures of the month are frozen in it."""
    require(rules.can_accept_monthly(by, report))
    return audit.move(report, ReportState.FROZEN, by=by, changes={"figures": figures_of(report)})


def _counted(report: MonthlyReport, last: dt.date) -> dict[str, int]:
    """Return how the unit's items stood on the last day of the month."""
    closed = Q(state=ItemState.CLOSED, closed_on__lte=last)
    late = ~closed & Q(due_on__lt=last, long_term=False)
    rows = Item.objects.filter(assignment=report.assignment_id)
    found: dict[str, int] = rows.aggregate(
        total=Count("pk"),
        closed=Count("pk", filter=closed),
        closed_this_month=Count("pk", filter=closed & Q(closed_on__gte=report.month)),
        overdue=Count("pk", filter=late),
    )
    return found


def figures_of(report: MonthlyReport) -> dict[str, Any]:
    """Return the figures of a month: items by progress, closed, overdue, results accepted so far."""
    last = _last_day(report.month)
    levels = list(report.lines.values_list("progress", flat=True))
    items = _counted(report, last)
    accepted = Result.objects.accepted().filter(item__assignment=report.assignment_id, claimed_on__lte=last)
    kinds = accepted.order_by().values_list("kind").annotate(sum=Sum("quantity"), many=Count("pk"))
    sums, many = {kind: total for kind, total, _ in kinds}, {kind: rows for kind, _, rows in kinds}
    return {
        "total": items["total"],
        "done": levels.count(Progress.DONE),
        "mostly": levels.count(Progress.MOSTLY),
        "undone": levels.count(Progress.UNDONE),
        "closed_this_month": items["closed_this_month"],
        "closed": items["closed"],
        "overdue": items["overdue"],
        "systems": sum(many.get(kind, 0) for kind in SYSTEMS),
        "money": str(sums.get(ResultKind.MONEY, 0)),
        "accountability": int(sums.get(ResultKind.ACCOUNTABILITY, 0)),
    }
