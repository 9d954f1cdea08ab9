"""月报以后: 签阅 by the county leader, 更正 of what is frozen, 催报 of what is owed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import act
from rectification import rules
from rectification.forms.monthly import CorrectionForm, ReviewForm
from rectification.models import MonthlyCorrection, MonthlyReport
from rectification.operations import month_after, month_urge
from rectification.states import ReportState
from rectification.views.acting import ASKED, Request, ask_and_do, just_do, overtaken, posted, stand
from rectification.views.item_acts import allowed
from rectification.views.monthly import ask, found, lines_of, page_of


@act("rect.review:S")
@require_http_methods(ASKED)
@overtaken
def monthly_review(request: Request, pk: UUID) -> HttpResponse:
    """签阅."""
    report, by = found(request, pk), request.actor
    stand(report, *report.HANDED_IN)
    allowed(request, rules.can_review_monthly(by, report))
    effects = [f"记为{by.user}已阅", "意见单位和巡察办可以看到"]
    asked = ask(request, report, "签阅", "已签阅。", *effects)
    form = ReviewForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: month_after.review_monthly(report, by=by, **said))


@act("rect.monthly:A")
@require_http_methods(ASKED)
@overtaken
def monthly_correct(request: Request, pk: UUID) -> HttpResponse:
    """更正."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.FROZEN)
    allowed(request, rules.can_correct_monthly(by, report))
    effects = ["原内容保留不动，更正另列一行，写明何人何时为何更正", "以后的汇总用更正后的数据"]
    asked = ask(request, report, "更正", "已更正，原内容保留。", *effects)
    form = CorrectionForm(posted(request), lines=lines_of(report))
    return ask_and_do(request, asked, form, lambda said: _correct(request, report, form, said))


def _correct(
    request: Request, report: MonthlyReport, form: CorrectionForm, said: dict[str, Any]
) -> MonthlyCorrection:
    what, key = form.target
    line = get_object_or_404(report.lines, pk=UUID(hex=key)) if key else None
    return month_after.correct_monthly(
        report, what=what, line=line, new=said["new"], reason=said["reason"], by=request.actor
    )


@act("rect.monthly:A")
@require_POST
@overtaken
def monthly_urge(request: Request, pk: UUID) -> HttpResponse:
    """催报 one unit."""
    report, by = found(request, pk), request.actor
    done = "已提醒该单位的经办人和主要负责人。"
    return just_do(request, page_of(report), done, lambda: month_urge.urge_monthly([report.pk], by=by))
