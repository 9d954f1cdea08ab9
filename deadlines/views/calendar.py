"""工作日历: the years, one year by months, and what is entered from the yearly notice."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from audit.models import Entry
from deadlines import operations, rules
from deadlines.forms import ConfirmYearForm, MarkForm, OpenYearForm
from deadlines.grid import WEEK, months_of
from deadlines.models import CalendarYear
from deadlines.views.request import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

EDIT = ("deadline.rule:E", "deadline.rule:A")
COLUMNS: Columns = {
    "year": ("年份", "year", "narrow"),
    "state": ("状态", ("provisional", "-year"), "narrow"),
    "off": ("放假日", "off", "num"),
    "makeup": ("调休上班日", "makeup", "num"),
    "source": ("依据", None, "long"),
}


def _year(request: Request, year: int) -> CalendarYear:
    return get_object_or_404(CalendarYear.objects.visible_to(request.actor), year=year)


def _crumbs(*here: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("时限规则", reverse("deadlines:rule_list")),
        ("工作日历", reverse("deadlines:calendar_list")),
        *here,
    ]


@act("deadline.rule:V")
@require_safe
def calendar_list(request: Request) -> HttpResponse:
    """工作日历."""
    years = CalendarYear.objects.visible_to(request.actor).annotate(
        off=Count("days", filter=Q(days__is_workday=False)),
        makeup=Count("days", filter=Q(days__is_workday=True, days__date__iso_week_day__gte=6)),
    )
    facts = {
        "listing": Listing(request, years, sorts=COLUMNS, default_sort="-year"),
        "missing": CalendarYear.objects.missing(request.actor.on),
        "can_edit": rules.can_edit_rules(request.actor),
        "crumbs": [("时限规则", reverse("deadlines:rule_list")), ("工作日历", "")],
    }
    return show(request, "deadlines/calendar_list.html", facts, part="table")


@act("deadline.rule:V")
@require_safe
def calendar_detail(request: Request, year: int) -> HttpResponse:
    """一年的工作日历."""
    record = _year(request, year)
    months = months_of(record)
    facts = {
        "record": record,
        "months": months,
        "week": WEEK,
        "workdays": sum(month.workdays for month in months),
        "can_edit": rules.can_edit_rules(request.actor),
        "entries": Entry.objects.about(record).select_related("user"),
        "crumbs": _crumbs((str(record), "")),
    }
    return show(request, "deadlines/calendar_detail.html", facts)


@act(*EDIT)
@require_POST
def calendar_toggle(request: Request, year: int) -> HttpResponse:
    """改一天: the button of a day turns it from worked to off, or back."""
    record = _year(request, year)
    try:
        day = dt.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    try:
        operations.toggle_day(record, day, by=request.actor)
        messages.success(request, f"已改{day.month}月{day.day}日。改错了，再点一次就改回来。")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('deadlines:calendar_detail', args=[year])}#month-{day.month}")


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_mark(request: Request, year: int) -> HttpResponse:
    """登记放假调休."""
    record = _year(request, year)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        last, name = form.last_day(), said["name"]
        try:
            operations.mark_days(
                record, said["first"], last, worked=said["worked"], name=name, by=request.actor
            )
            messages.success(request, f"已登记{name}。")
            return redirect("deadlines:calendar_detail", year)
        except ValidationError as refused:
            form.add_error(None, refused)
    return _form(request, record, form, heading=f"登记{record}放假调休", verb="登记")


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_confirm(request: Request, year: int) -> HttpResponse:
    """核定年度."""
    record = _year(request, year)
    form = ConfirmYearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.confirm_year(record, source=form.cleaned_data["source"], by=request.actor)
        messages.success(request, f"{record}的工作日历已核定。")
        return redirect("deadlines:calendar_detail", year)
    lead = "请先对照国务院办公厅的放假通知，把放假和调休上班的日子逐一登记，再核定。"
    return _form(request, record, form, heading=f"核定{record}工作日历", verb="核定", lead=lead)


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_open(request: Request) -> HttpResponse:
    """登记年度."""
    latest = CalendarYear.objects.visible_to(request.actor).first()
    start = {"year": latest.year + 1 if latest else request.actor.on.year}
    form = OpenYearForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            opened = operations.open_year(form.cleaned_data["year"], by=request.actor)
            return redirect("deadlines:calendar_detail", opened.year)
        except ValidationError as refused:
            form.add_error("year", refused)
    lead = "新年度先按周末和固定日期的法定假日排出，标为暂定；放假通知发布后再登记调休并核定。"
    facts = {"form": form, "verb": "登记", "heading": "登记新年度", "lead": lead}
    back = reverse("deadlines:calendar_list")
    return show(request, "form.html", {**facts, "back": back, "crumbs": _crumbs(("登记新年度", ""))})


def _form(request: Request, record: CalendarYear, form: Any, *, heading: str, **facts: str) -> HttpResponse:
    back = reverse("deadlines:calendar_detail", args=[record.year])
    crumbs = _crumbs((str(record), back), (heading, ""))
    return show(
        request, "form.html", {"form": form, "heading": heading, "back": back, "crumbs": crumbs, **facts}
    )
