"""整改月报: the list, one report, filling in on one page, signing, accepting."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.models import Entry, EntryKind
from rectification import rules
from rectification.filters.records import MonthlyFilters
from rectification.forms import monthly as shapes
from rectification.models import MonthlyLine, MonthlyReport, MonthlyReview
from rectification.operations import monthly
from rectification.operations.month_after import corrected
from rectification.operations.month_figures import figures_of
from rectification.operations.month_open import month_before
from rectification.rules.reading import can_read_monthly
from rectification.states import ReportState
from rectification.views.acting import (
    ASKED,
    Ask,
    Line,
    Request,
    ask_and_do,
    buttons,
    just_do,
    overtaken,
    posted,
    stand,
)
from rectification.views.item_acts import allowed
from rectification.views.proxy import pending_on, proxy_links
from rounds.views.places import places
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = MonthlyReport.VIEW
COLUMNS: Columns = {
    "month": ("月份", ("month", "assignment__unit__name"), "narrow"),
    "unit": ("责任单位", ("unit__name", "-month")),
    "round": ("轮次", ("assignment__team__round__number", "-month")),
    "due": ("报送时限", ("due_on", "assignment__unit__name"), "day"),
    "submitted": ("报送日期", ("submitted_on", "-month"), "day"),
    "signed": ("签发人", None, "narrow"),
    "state": ("状态", ("state", "-month"), "narrow"),
}
ACTS: list[Line] = [
    (rules.can_edit_monthly, "monthly_edit", "填报", "get"),
    (rules.can_sign_monthly, "monthly_sign", "签发报送", "get"),
    (rules.can_accept_monthly, "monthly_accept", "接收", "post"),
    (rules.can_sign_monthly, "monthly_hand_back", "退回经办人", "get"),
    (rules.can_accept_monthly, "monthly_return", "退回补充", "get"),
    (rules.can_review_monthly, "monthly_review", "签阅", "get"),
    (rules.can_urge_monthly, "monthly_urge", "催报", "post"),
    (rules.can_correct_monthly, "monthly_correct", "更正", "get"),
]


@act(*SEE)
@require_safe
def monthly_list(request: Request) -> HttpResponse:
    """整改月报."""
    rows = MonthlyReport.objects.visible_to(request.actor)
    listing: Listing[MonthlyReport] = Listing(
        request,
        rows.select_related("unit", "assignment__unit", "assignment__team__round"),
        sorts=COLUMNS,
        default_sort="-month",
        filters=MonthlyFilters,
        search=("unit__name__icontains", "assignment__unit__name__icontains"),
        remember="monthly",
    )
    facts = {
        "listing": listing,
        "owing": monthly.OWING,
        "last_month": month_before(request.actor.on),
        "sees_months": bool(held(request.actor, "rect.monthly:V")),
        "crumbs": [("整改月报", "")],
    }
    return show(request, "rectification/monthly_list.html", facts, part="table")


@act(*SEE)
@require_safe
def monthly_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份月报."""
    report, by = found(request, pk), request.actor
    before, after = _neighbours(request, report)
    reads, told = rules.can_read_reviews(by, report), can_read_monthly(by, report)
    reviews = list(MonthlyReview.objects.visible_to(by).filter(report=report))
    facts = {
        "record": report,
        "acts": buttons(ACTS, by, report),
        "told": told,
        **(_words(report) if told else {}),
        "reviews": reviews,
        "frozen": report.state == ReportState.FROZEN,
        "owing": report.state in monthly.OWING,
        "links": [] if reviews else proxy_links(by, report),
        "pending": reads and pending_on(report),
        "entries": _trail(report, with_reviews=reads) if told else _moves(report),
        "previous_url": before,
        "next_url": after,
        "crumbs": places(by, report.assignment, (month_of(report), "")),
    }
    return show(request, "rectification/monthly_detail.html", facts)


def _trail(report: MonthlyReport, *, with_reviews: bool) -> "QuerySet[Entry]":
    entries: QuerySet[Entry] = Entry.objects.about(report).select_related("user")
    return entries if with_reviews else entries.exclude(act="rect.review:S")


def _words(report: MonthlyReport) -> dict[str, Any]:
    """Return what the report says, in figures and in words, and what was corrected of it."""
    lines = list(lines_of(report))
    return {
        "lines": lines,
        "late": monthly.late_lines(report, lines),
        "figures": report.figures or figures_of(report),
        **_put_right(report),
    }


def _moves(report: MonthlyReport) -> list[Entry]:
    """Return when it was sent and returned, without a word of what is being reworked."""
    entries = list(_trail(report, with_reviews=False).filter(kind=EntryKind.MOVE))
    for entry in entries:
        entry.reason = ""
    return entries


def _put_right(report: MonthlyReport) -> dict[str, Any]:
    """Return what was corrected, and the figures with it."""
    rows = list(report.corrections.select_related("line__item__finding", "made_by"))
    return {"corrections": rows, "right": corrected(report.figures, rows) if rows else {}}


@act("rect.monthly:S")
@require_http_methods(ASKED)
@overtaken
def monthly_sign(request: Request, pk: UUID) -> HttpResponse:
    """签发月报."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.SIGNING)
    allowed(request, rules.can_sign_monthly(by, report))
    asked = ask(request, report, "签发报送", "月报已报送。", f"送巡察办，签发人记为{by.user}")
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: monthly.sign_monthly(report, by=by))


@act("rect.monthly:S")
@require_http_methods(ASKED)
@overtaken
def monthly_hand_back(request: Request, pk: UUID) -> HttpResponse:
    """退回经办人."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.SIGNING)
    allowed(request, rules.can_sign_monthly(by, report))
    asked = ask(request, report, "退回经办人", "已退回经办人修改。", "经办人修改后重新送签")
    form = shapes.HandBackForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: monthly.hand_back_monthly(report, by=by, **said))


@act("rect.monthly:A")
@require_POST
@overtaken
def monthly_accept(request: Request, pk: UUID) -> HttpResponse:
    """接收月报."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.SUBMITTED)
    done = "已接收，本月数据已固定。"
    return just_do(request, page_of(report), done, lambda: monthly.accept_monthly(report, by=by))


@act("rect.monthly:A")
@require_http_methods(ASKED)
@overtaken
def monthly_return(request: Request, pk: UUID) -> HttpResponse:
    """退回补充."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.SUBMITTED)
    allowed(request, rules.can_accept_monthly(by, report))
    asked = ask(request, report, "退回补充", "已退回单位补充。", "单位补充后重新签发报送")
    form = shapes.HandBackForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: monthly.return_monthly(report, by=by, **said))


def found(request: Request, pk: UUID) -> MonthlyReport:
    """Return a report that the person may see, with what its pages name."""
    rows = MonthlyReport.objects.visible_to(request.actor).select_related(
        "assignment__team__round__term", "assignment__unit", "unit"
    )
    report: MonthlyReport = get_object_or_404(rows, pk=pk)
    return report


def page_of(report: MonthlyReport) -> str:
    """Return the address of a report."""
    return reverse("rectification:monthly_detail", args=[report.pk])


def ask(request: Request, report: MonthlyReport, verb: str, done: str, *effects: str) -> Ask:
    """Return what the page of an act on a report looks like."""
    crumbs = places(request.actor, report.assignment, (month_of(report), page_of(report)), (verb, ""))
    return Ask(f"{verb}：{report}", verb, page_of(report), done, effects=effects, facts={"crumbs": crumbs})


def lines_of(report: MonthlyReport) -> "QuerySet[MonthlyLine]":
    """Return the lines in the order of the unit's problems."""
    rows: QuerySet[MonthlyLine] = report.lines.select_related("item__finding")
    return rows.order_by("item__finding__number")


def month_of(report: MonthlyReport) -> str:
    """Name the month."""
    return f"{report.month.year}年{report.month.month}月月报"


def _neighbours(request: Request, report: MonthlyReport) -> tuple[str, str]:
    """Return the addresses of the month before and after, of the same unit."""
    seen = MonthlyReport.objects.visible_to(request.actor)
    sisters = seen.filter(assignment=report.assignment_id, unit=report.unit_id)
    rows = list(sisters.order_by("month").only("pk", "month"))
    earlier = [row for row in rows if row.month < report.month][-1:]
    later = [row for row in rows if row.month > report.month][:1]
    return "".join(map(page_of, earlier)), "".join(map(page_of, later))
