"""一个月: who has reported and who has not, urging at one click, the summaries and their papers."""

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from accounts.rules import held
from documents.pages import download
from documents.papers import wake
from documents.rules import CHANGED, NOT_READY, still_sees
from organizations.models import Office
from rectification.exports import PAPERS
from rectification.filters.records import MonthFilters
from rectification.models import MonthlyReport, MonthlySummary
from rectification.operations import month_summary, month_urge
from rectification.operations.monthly import OWING
from rectification.states import ReportState
from rectification.views.acting import Request, just_do
from rounds.views.office import own_office
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE, RUN = "rect.monthly:V", "rect.monthly:A"
UNITS: Columns = {
    "unit": ("责任单位", ("unit__name", "pk")),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "state": ("状态", ("state", "assignment__unit__name"), "narrow"),
    "due": ("报送时限", ("due_on", "assignment__unit__name"), "day"),
    "submitted": ("报送日期", ("submitted_on", "assignment__unit__name"), "day"),
}
ACTS: Columns = {"acts": ("办理", None, "narrow")}
SUMMARIES: Columns = {
    "month": ("月份", ("month", "edition"), "narrow"),
    "office": ("巡察机构", ("office__name", "-month")),
    "ordered": ("汇总时间", "ordered_at", "day"),
    "papers": ("文件", None),
}


@act(SEE)
@require_safe
def month_board(request: Request, year: int, month: int) -> HttpResponse:
    """一个月的报送情况."""
    first = _first(year, month)
    runs = bool(held(request.actor, RUN))
    listing = _units(request, first, runs=runs)
    urge = reverse("rectification:month_urge", args=[year, month])
    facts = {
        "listing": listing,
        "month": first,
        "tally": _tally(listing.queryset),
        "owing": OWING,
        "runs": runs,
        "bulk": [("催报", urge)] if runs else [],
        "urge": urge,
        "sum_up": reverse("rectification:month_sum_up", args=[year, month]),
        **_beside(request, first),
        "summaries": _summaries(request).filter(month=first),
        "crumbs": [("整改月报", reverse("rectification:monthly_list")), (_named(first), "")],
    }
    return show(request, "rectification/month_board.html", facts, part="table")


def _first(year: int, month: int) -> dt.date:
    """Return the first day of the month that the address names."""
    try:
        return dt.date(year, month, 1)
    except ValueError:
        raise Http404 from None


def _beside(request: Request, month: dt.date) -> dict[str, dt.date | None]:
    """Return the months before and after of which there are reports."""
    months = MonthlyReport.objects.visible_to(request.actor).order_by().values_list("month", flat=True)
    return {
        "before": months.filter(month__lt=month).aggregate(last=Max("month"))["last"],
        "after": months.filter(month__gt=month).aggregate(first=Min("month"))["first"],
    }


def _named(month: dt.date) -> str:
    return f"{month.year}年{month.month}月"


def _units(request: Request, month: dt.date, *, runs: bool) -> "Listing[MonthlyReport]":
    """Return who reports of a month; with a column of acts for whoever chases them."""
    rows = MonthlyReport.objects.visible_to(request.actor).filter(month=month)
    return Listing(
        request,
        rows.select_related("unit", "assignment__unit", "assignment__team__round"),
        sorts={**UNITS, **ACTS} if runs else UNITS,
        default_sort="unit",
        filters=MonthFilters,
        search=("unit__name__icontains", "assignment__unit__name__icontains"),
    )


def _tally(rows: Any) -> list[tuple[ReportState, int]]:
    """Return how many reports stand in each state, in the order of their way; one question."""
    found = dict(rows.order_by().values_list("state").annotate(many=Count("pk")))
    return [(state, found.get(state, 0)) for state in ReportState]


def _summaries(request: Request) -> Any:
    rows = MonthlySummary.objects.visible_to(request.actor)
    return rows.select_related("office", "table__result", "letter__result", "table__owner")


@act(RUN)
@require_POST
def month_urge_many(request: Request, year: int, month: int) -> HttpResponse:
    """催报 the ticked, or all that owe the month."""
    first, by = _first(year, month), request.actor
    chosen = _units(request, first, runs=True).chosen(request.POST).values_list("pk", flat=True)
    try:
        told = month_urge.urge_monthly(chosen, by=by)
        messages.success(request, f"已提醒 {told} 家单位的经办人和主要负责人；同一天不重复提醒。")
    except ValidationError as refused:
        messages.warning(request, "；".join(refused.messages))
    query = request.GET.urlencode()
    board = reverse("rectification:month_board", args=[year, month])
    return redirect(board + (f"?{query}" if query else ""))


@act(RUN)
@require_POST
def month_sum_up(request: Request, year: int, month: int) -> HttpResponse:
    """重新汇总."""
    first, back = _first(year, month), reverse("rectification:month_board", args=[year, month])
    office = own_office(request.actor)
    done = "正在汇总，完成后可在本页下载。"
    return just_do(request, back, done, lambda: _sum_up(request, office, first))


def _sum_up(request: Request, office: Office, month: dt.date) -> None:
    made = month_summary.order_summary(office, month, PAPERS, by=request.actor)
    for job in (made.table, made.letter):
        transaction.on_commit(partial(wake, job), robust=True)


@act(SEE)
@require_safe
def summary_list(request: Request) -> HttpResponse:
    """整改月报汇总."""
    listing: Listing[MonthlySummary] = Listing(
        request, _summaries(request), sorts=SUMMARIES, default_sort="-month"
    )
    crumbs = [("整改月报", reverse("rectification:monthly_list")), ("汇总", "")]
    return show(
        request, "rectification/summary_list.html", {"listing": listing, "crumbs": crumbs}, part="table"
    )


@act(SEE)
@require_safe
def summary_download(request: Request, pk: UUID, paper: str) -> HttpResponse:
    """下载汇总: for whoever may still see every unit that stands in it."""
    summary = get_object_or_404(_summaries(request), pk=pk)
    job = getattr(summary, paper)
    refusal = "" if job.result else NOT_READY
    if not refusal and not still_sees(request.actor, job):
        refusal = CHANGED
    if refusal:
        messages.error(request, refusal)
        return redirect("rectification:month_board", summary.month.year, summary.month.month)
    return download(request, job.result, act=SEE, about=summary, number=job.number)  # type: ignore[arg-type, return-value]
