"""填报月报: all problems of the unit on one page, with their measures and evidence."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from audit.operations import Stale
from rectification import rules
from rectification.forms import monthly as shapes
from rectification.models import Measure, MonthlyLine, MonthlyReport
from rectification.operations import monthly
from rectification.operations.month_open import month_before
from rectification.states import ReportState
from rectification.views.acting import ASKED, Request, overtaken, posted, stand
from rectification.views.item import grouped
from rectification.views.item_acts import allowed
from rectification.views.monthly import found, lines_of, month_of, page_of
from rounds.models import Manifestation
from rounds.views.acting import refuse
from rounds.views.places import places
from ui.forms import conflict
from ui.pages import show

WRITING = (ReportState.OPEN, ReportState.RETURNED)


@act("rect.monthly:C")
@require_http_methods(ASKED)
@overtaken
def monthly_edit(request: Request, pk: UUID) -> HttpResponse:
    """填报月报."""
    report, by = found(request, pk), request.actor
    stand(report, *WRITING)
    allowed(request, rules.can_edit_monthly(by, report))
    rows = _rows(request, report)
    initial = {
        "summary": report.summary or monthly.proposed_summary(report),
        "next_steps": report.next_steps,
        "version": report.version,
    }
    form = shapes.MonthlyForm(posted(request), initial=initial)
    facts: dict[str, Any] = {"record": report, "form": form, "rows": rows, "draft": f"monthly-{pk}"}
    if request.method == "POST" and _written(request, report, form, rows, facts):
        return redirect(page_of(report))
    before = _last_month(report)
    facts |= {"back": page_of(report), "before": before}
    facts["crumbs"] = places(by, report.assignment, (month_of(report), page_of(report)), ("填报", ""))
    return show(request, "rectification/monthly_edit.html", facts)


def _last_month(report: MonthlyReport) -> MonthlyReport | None:
    """Return the report before, of the same unit."""
    rows = MonthlyReport.objects.filter(assignment=report.assignment_id, unit=report.unit_id)
    found: MonthlyReport | None = rows.filter(month=month_before(report.month)).first()
    return found


def _rows(request: Request, report: MonthlyReport) -> list[shapes.Row]:
    lines = list(lines_of(report))
    late = monthly.late_lines(report, lines, _levels_sent(request, lines))
    before = _before(report)
    shown, measures = _hanging_on(lines)
    return [
        shapes.Row(
            line,
            posted(request),
            request.FILES if request.method == "POST" else None,
            late=line.pk in late,
            before=before.get(line.item_id),
            shows=grouped(shown[line.item.finding_id], measures[line.item_id]),
        )
        for line in lines
    ]


def _levels_sent(request: Request, lines: Iterable[MonthlyLine]) -> dict[UUID, str]:
    """Return how far each problem is by what was sent: what is no longer done owes its reason at once."""
    sent = {line.pk: request.POST.get(shapes.level_name(line), "") for line in lines}
    return {key: level for key, level in sent.items() if level}


def _before(report: MonthlyReport) -> dict[UUID, MonthlyLine]:
    """Return last month's lines, by item."""
    rows = MonthlyLine.objects.filter(
        report__assignment=report.assignment_id, report__month=month_before(report.month)
    )
    return {line.item_id: line for line in rows}


def _hanging_on(
    lines: Iterable[MonthlyLine],
) -> tuple[dict[UUID | None, list[Manifestation]], dict[UUID, list[Measure]]]:
    """Return the manifestations by finding and the measures by item: two questions for the whole page."""
    shown: dict[UUID | None, list[Manifestation]] = defaultdict(list)
    measures: dict[UUID, list[Measure]] = defaultdict(list)
    rows = Manifestation.objects.filter(finding__in=[line.item.finding_id for line in lines])
    for row in rows.select_related("rectified").order_by("order"):
        shown[row.finding_id].append(row)
    planned = Measure.objects.filter(item__in=[line.item_id for line in lines], dropped=False)
    for measure in planned.order_by("order"):
        measures[measure.item_id].append(measure)
    return shown, measures


def _written(
    request: Request,
    report: MonthlyReport,
    form: shapes.MonthlyForm,
    rows: list[shapes.Row],
    facts: dict[str, Any],
) -> bool:
    """Save, and send to the head when asked to; refused, say what stood in the way."""
    if not (form.is_valid() & _lines_valid(form, rows)):
        return False
    send = "send" in request.POST
    beside = monthly.Beside(measures=shapes.measures_said(rows), files=shapes.files_said(rows))
    words = shapes.said(rows)
    try:
        monthly.write_monthly(
            report, lines=words, beside=beside, send=send, by=request.actor, **form.cleaned_data
        )
    except ValidationError as refused:
        refuse(form, refused)
        return False
    except Stale as stale:
        facts["conflict"] = conflict(form, stale.current)
        return False
    messages.success(request, "已送主要负责人签发。" if send else "已保存。")
    return True


def _lines_valid(form: shapes.MonthlyForm, rows: list[shapes.Row]) -> bool:
    """Look at every line; say on top, too, in which the fault lies, for it may be far below."""
    if shapes.all_valid(rows):
        return True
    wrong = [row.line.item.finding.number for row in rows if not row.is_valid()]
    form.add_error(None, f"问题 {'、'.join(wrong)} 填写有误，请看该问题下的红字。")
    return False
