"""工作日历: open a year, enter its holidays and make-up days, confirm it."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.matrix import holders
from accounts.models import RoleHolding, User
from audit import operations as audit
from audit.actor import Actor
from deadlines import rules
from deadlines.models import CalendarDay, CalendarYear
from deadlines.operations.notice import notify
from deadlines.workdays import ADJUSTED, DAY, SATURDAY

ACT = "deadline.rule:E"
LONGEST = 31
# Days that the law fixes by the sun; the others follow the moon and are entered from the notice
FIXED = {"元旦": [(1, 1)], "劳动节": [(5, 1), (5, 2)], "国庆节": [(10, 1), (10, 2), (10, 3)]}


def open_year(year: int, *, by: Actor) -> CalendarYear:
    """登记年度: start a year's calendar from the week and the days the law fixes, marked 暂定."""
    _refuse_strangers(by)
    if CalendarYear.objects.filter(year=year).exists():
        raise ValidationError(f"{year}年的工作日历已经登记。")
    source = "暂定：只含固定日期的法定假日；春节、清明、端午、中秋和调休待国务院办公厅通知发布后登记"
    opened = CalendarYear(year=year, provisional=True, source=source)
    with transaction.atomic():
        audit.create(opened, by=by, act="deadline.rule:C")
        for name, days in FIXED.items():
            _write(opened, [dt.date(year, month, day) for month, day in days], worked=False, name=name)
    return opened


def mark_days(
    year: CalendarYear, first: dt.date, last: dt.date, *, worked: bool, name: str, by: Actor
) -> CalendarYear:
    """登记放假或调休: say of each day from the first to the last whether it is worked."""
    _refuse_strangers(by)
    if last < first:
        raise ValidationError("结束日期早于开始日期，请改正其中一个。")
    if {first.year, last.year} != {year.year}:
        raise ValidationError(f"这里登记的是{year}，请选择{year}以内的日期。")
    days = [first + DAY * count for count in range((last - first).days + 1)]
    if len(days) > LONGEST:
        raise ValidationError(f"一次最多登记 {LONGEST} 天，请核对起止日期。")
    with transaction.atomic():
        _write(year, days, worked=worked, name=name)
        span = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        reason = f"{span} {'上班' if worked else '放假'}（{name}）"
        return audit.edit(year, by=by, act=ACT, changes={}, reason=reason)


def toggle_day(year: CalendarYear, day: dt.date, *, by: Actor) -> CalendarYear:
    """改一天: a working day becomes a day off, a day off becomes worked."""
    known = CalendarDay.objects.filter(date=day).first()
    worked = known.is_workday if known else day.weekday() < SATURDAY
    # A known day keeps its name, so that a second click brings back what was there
    name = known.name if known else ADJUSTED
    return mark_days(year, day, day, worked=not worked, name=name, by=by)


def confirm_year(year: CalendarYear, *, source: str, by: Actor) -> CalendarYear:
    """核定年度: the calendar agrees with the published notice; it is 暂定 no longer."""
    _refuse_strangers(by)
    return audit.edit(year, by=by, act=ACT, changes={"provisional": False, "source": source})


def warn_of_calendar(*, at: dt.datetime) -> int:
    """提醒登记日历: tell the office once a month of years that will be needed and are missing or 暂定."""
    on = timezone.localdate(at)
    missing = [(year, "还没有登记，届时不能推算工作日") for year in CalendarYear.objects.missing(on)]
    loose = [(year, "仍是暂定，请对照放假通知核定") for year in CalendarYear.objects.unsettled(on)]
    roles = {role for verb in "EA" for role, _ in holders(f"deadline.rule:{verb}")}
    keepers = RoleHolding.objects.on(on).filter(role__in=roles, user__is_active=True)
    people = list(User.objects.filter(pk__in=keepers.values("user")))
    asked = [(year, words, person) for year, words in [*missing, *loose] for person in people]
    for year, words, person in asked:
        notify(
            person,
            title=f"{year}年的工作日历{words}",
            at=at,
            key=f"calendar:{year}:{on:%Y-%m}:{words[:2]}",
            url=reverse("deadlines:calendar_list"),
        )
    return len(asked)


def _refuse_strangers(by: Actor) -> None:
    if not rules.can_edit_rules(by):
        raise PermissionDenied


def _write(year: CalendarYear, days: Iterable[dt.date], *, worked: bool, name: str) -> None:
    CalendarDay.objects.bulk_create(
        (CalendarDay(year=year, date=day, is_workday=worked, name=name) for day in days),
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name"],
    )
