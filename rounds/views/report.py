"""报告: the list, one with its findings by taxonomy and its reckoning, writing it, taking it through."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.history import history
from audit.actor import Actor
from rounds.filters.report import ReportFilters
from rounds.forms.report import AdvanceForm, ReportForm
from rounds.models import Assignment, Finding, Report
from rounds.operations import report as reports
from rounds.operations.making import require
from rounds.rules import report as rules
from rounds.states import ReportState
from rounds.tally import by_taxonomy, tally_of
from rounds.views.access_link import access_link
from rounds.views.acting import Ask, Line, ask_and_do, buttons, overtaken, stand
from rounds.views.handling import press
from rounds.views.places import places
from rounds.views.proxy import proxy_links
from rounds.views.request import Request
from ui.forms import ReasonForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = ("report.draft:V", "report.approve:A")
WRITE = "report.draft:E"
STEPS = ("report.advance:S", "report.approve:P", "report.approve:A")
COLUMNS: Columns = {
    "unit": ("被巡察单位", "assignment__unit__name"),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "team": ("巡察组", ("assignment__team__round__number", "assignment__team__number")),
    "findings": ("报告问题数", "findings_count", "num"),
    "state": ("环节", "state", "narrow"),
    "decided": ("审定日期", "decided_on", "day"),
}
ACTS: list[Line] = [
    (rules.can_advance_report, "report_advance", "送下一环节", "get"),
    (rules.can_edit_report, "report_edit", "修改", "get"),
    (rules.can_return_report, "report_return", "退回", "get"),
]


@act(*SEE)
@require_safe
def report_list(request: Request) -> HttpResponse:
    """报告."""
    by = request.actor
    listing: Listing[Report] = Listing(
        request,
        Report.objects.visible_to(by).select_related("assignment__unit", "assignment__team__round"),
        sorts=COLUMNS,
        default_sort="-round",
        filters=ReportFilters,
        search=("assignment__unit__name__icontains", "assignment__party_organization__name__icontains"),
    )
    facts = {
        "listing": listing,
        "wanting": rules.wanting_report(by).select_related("unit"),
        "crumbs": [("报告", "")],
    }
    return show(request, "rounds/report_list.html", facts, part="table")


@act(*SEE)
@require_safe
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份报告."""
    report, by = found(request, pk), request.actor
    drawn = Finding.objects.visible_to(by).filter(assignment=report.assignment)
    facts = {
        "record": report,
        "acts": buttons(ACTS, by, report),
        "links": [*proxy_links(by, report), *access_link(by, report, "rounds:report_access")],
        "following": rules.following(report),
        "tally": tally_of(report.assignment, report=report.findings_count),
        "headings": by_taxonomy(drawn.select_related("category__parent")),
        "entries": history(report),
        "crumbs": places(by, report.assignment, ("巡察报告", "")),
    }
    return show(request, "rounds/report_detail.html", facts)


@act(WRITE)
@require_POST
def report_start(request: Request, pk: UUID) -> HttpResponse:
    """起草报告."""
    rows = Assignment.objects.visible_to(request.actor).select_related("team")
    task = get_object_or_404(rows, pk=pk)
    back = reverse("rounds:assignment_detail", args=[pk])
    run = partial(reports.start_report, task, by=request.actor)
    return press(request, run, then="rounds:report_edit", done="已起草，请写好总体评价。", back=back)


@act(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def report_edit(request: Request, pk: UUID) -> HttpResponse:
    """写报告."""
    report, by = found(request, pk), request.actor
    stand(report, ReportState.DRAFT)
    require(rules.can_edit_report(by, report), "报告由组长、副组长和联络员起草。")
    names = ("overview", "advice", "findings_count", "difference", "version")
    form = ReportForm(request.POST or None, initial={name: getattr(report, name) for name in names})
    facts = {"draft": f"report-{pk}", "sensitive": True}
    ask = _ask(request, report, "修改报告", "保存", "已保存。", "form.html", **facts)
    return ask_and_do(request, ask, form, lambda said: reports.edit_report(report, by=by, **said))


@act(*STEPS)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def report_advance(request: Request, pk: UUID) -> HttpResponse:
    """送审."""
    report, by = found(request, pk), request.actor
    stand(report, request.POST.get("seen") or report.state)
    require(rules.can_advance_report(by, report), "报告现在的环节不由您办理。")
    tally = tally_of(report.assignment, report=report.findings_count)
    onward = ReportState(rules.following(report) or ReportState.FINAL)
    arrives = "报告定稿，巡察任务转为已定稿" if onward == ReportState.FINAL else f"报告进入{onward.label}"
    effects = [arrives, f"对账：{tally.words}"]
    ask = _ask(request, report, f"送{onward.label}", "送审", "已送审。", "confirm.html", effects=effects)
    names = ("findings_count", "difference")
    initial = {"held_on": by.on, "seen": report.state, **{name: getattr(report, name) for name in names}}
    early = report.state in {ReportState.DRAFT, ReportState.TEAM}
    form = AdvanceForm(request.POST or None, initial=initial, reckoned=tally.agrees and not early)
    return ask_and_do(request, ask, form, lambda said: _advance(report, by, said))


def _advance(report: Report, by: Actor, said: dict[str, Any]) -> Report:
    facts = {name: value for name, value in said.items() if name != "seen"}
    return reports.advance_report(report, by=by, **facts)


@act(*STEPS)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def report_return(request: Request, pk: UUID) -> HttpResponse:
    """退回报告."""
    report, by = found(request, pk), request.actor
    stand(report, *[state for state in ReportState if state not in {ReportState.DRAFT, ReportState.FINAL}])
    require(rules.can_return_report(by, report), "报告现在的环节不由您办理。")
    effects = ["报告回到起草，由巡察组修改后重新送审", "底稿可以继续审签"]
    ask = _ask(request, report, "退回报告", "退回", "已退回巡察组。", "confirm.html", effects=effects)
    return ask_and_do(
        request,
        ask,
        ReasonForm(request.POST or None),
        lambda said: reports.return_report(report, by=by, reason=said["reason"]),
    )


def found(request: Request, pk: UUID) -> Report:
    """Return a report that the person may see, with what its pages name."""
    rows = Report.objects.visible_to(request.actor).select_related(
        "assignment__team__round__term", "assignment__unit", "assignment__party_organization"
    )
    report: Report = get_object_or_404(rows, pk=pk)
    return report


def page_of(report: Report) -> str:
    """Return the address of a report."""
    return reverse("rounds:report_detail", args=[report.pk])


def _ask(
    request: Request, report: Report, heading: str, verb: str, done: str, template: str, **facts: Any
) -> Ask:
    effects = facts.pop("effects", ())
    here = (heading.partition("：")[0], "")
    crumbs = places(request.actor, report.assignment, ("巡察报告", page_of(report)), here)
    facts |= {"crumbs": crumbs, "record": report}
    return Ask(heading, verb, page_of(report), done, effects=effects, template=template, facts=facts)
