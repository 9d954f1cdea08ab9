"""整改评估: the list, one unit's marks, what takes them on."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from audit.actor import Actor
from audit.models import Entry
from rectification.forms.item import WhyForm
from rounds.models import Assignment
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.filters import AssessmentFilters
from supervision.forms.assessment import MarksForm, StartForm
from supervision.models import Assessment, FollowUp, ScoreSheet, Visit
from supervision.operations import assessment as operations
from supervision.scoring import Line, Sheet
from supervision.states import AssessmentState, FollowState
from supervision.views.acting import ASKED, allowed, overtaken
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "sv.score:V"
COLUMNS: Columns = {
    "unit": ("被巡察单位", ("assignment__unit__name", "pk")),
    "round": ("轮次", ("assignment__team__round__number", "-total")),
    "total": ("得分", ("total", "pk"), "num"),
    "band": ("等次", ("band", "-total"), "narrow"),
    "satisfaction": ("满意度", None, "num"),
    "decided": ("评定日期", ("decided_on", "pk"), "day"),
    "state": ("状态", ("state", "pk"), "narrow"),
}


@act(SEE)
@require_safe
def assessment_list(request: Request) -> HttpResponse:
    """整改评估."""
    rows = Assessment.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__team__round"
    )
    listing: Listing[Assessment] = Listing(
        request,
        rows,
        sorts=COLUMNS,
        default_sort="-total",
        filters=AssessmentFilters,
        search=("assignment__unit__name__icontains",),
        remember="assessments",
    )
    facts = {"listing": listing, "crumbs": [("整改评估", "")]}
    return show(request, "supervision/assessment_list.html", facts, part="table")


@act(SEE)
@require_safe
def assessment_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个单位的评估."""
    assessment, by = found(request, pk), request.actor
    sheet = assessment.sheet.sheet
    facts = {
        "record": assessment,
        "sheet": sheet,
        "rows": _marks(assessment, sheet),
        "outcome": assessment.outcome,
        "left": operations.unmarked(assessment),
        "vetoes": assessment.vetoes,
        "cooperation": _cooperation(assessment),
        **_followed(assessment, by),
        "may_mark": rules.can_mark(by, assessment),
        "may_propose": rules.can_propose_assessment(by, assessment),
        "may_decide": rules.can_decide_assessment(by, assessment),
        "entries": Entry.objects.about(assessment).select_related("user"),
        "crumbs": crumbs_of((str(assessment), "")),
    }
    return show(request, "supervision/assessment_detail.html", facts)


def _followed(assessment: Assessment, by: Actor) -> dict[str, Any]:
    """Return what was done with the unit, how often, and what the person may enter or withdraw."""
    rows = FollowUp.objects.visible_to(by).filter(assessment=assessment).select_related("file")
    return {
        "follow_ups": rows,
        "followed": sum(row.state == FollowState.RECORDED for row in rows),
        "may_follow": rules.can_follow_up(by, assessment),
        "may_withdraw": rules.withdraws_follow_ups(by, assessment),
    }


def _cooperation(assessment: Assessment) -> "QuerySet[Visit]":
    """Return what the visits to the unit said of its co-operation, the latest first."""
    rows: QuerySet[Visit] = Visit.objects.accepted().filter(assignment=assessment.assignment_id)
    return rows.filter(cooperation__isnull=False).order_by("-submitted_on")


def _marks(assessment: Assessment, sheet: Sheet) -> "list[tuple[Line, list[Decimal | None]]]":
    """Return the lines of the sheet with what each rater gave."""
    given = [assessment.points.get(str(rater), {}) for rater in range(1, len(sheet.raters) + 1)]
    return [(line, [row.get(str(place)) for row in given]) for place, line in enumerate(sheet.lines, 1)]


@act("sv.score:C")
@require_http_methods(ASKED)
@overtaken
def assessment_start(request: Request, pk: UUID) -> HttpResponse:
    """开始评估."""
    rows = Assignment.objects.visible_to(request.actor).select_related("unit", "team__round")
    assignment: Assignment = get_object_or_404(rows, pk=pk)
    stand(assignment, *rules.MENDING)
    allowed(request, rules.can_start_assessment(request.actor, assignment))
    sheets = ScoreSheet.objects.in_force().filter(office=assignment.office_id)
    form = StartForm(request.POST or None, sheets=sheets)
    back = reverse("supervision:assessment_list")
    facts = {
        "crumbs": crumbs_of(("开始评估", "")),
        "lead": "" if sheets else "还没有启用的评估打分表，请先草拟，经主任启用。",
    }
    asked = Ask(f"开始评估：{assignment}", "开始", back, "已开始评估。", template="form.html", facts=facts)
    return ask_and_do(
        request, asked, form, lambda said: operations.start_assessment(assignment, by=request.actor, **said)
    )


@act("sv.score:E")
@require_http_methods(ASKED)
@overtaken
def assessment_mark(request: Request, pk: UUID) -> HttpResponse:
    """打分."""
    assessment, by = found(request, pk), request.actor
    stand(assessment, AssessmentState.SCORING)
    allowed(request, rules.can_mark(by, assessment))
    form = MarksForm(request.POST or None, assessment=assessment)
    facts = {"sheet": form.sheet, "cooperation": _cooperation(assessment), "draft": f"marks-{pk}"}
    asked = _ask(assessment, "打分", "已保存。", template="supervision/assessment_mark.html", **facts)
    return ask_and_do(request, asked, form, lambda _said: operations.mark(assessment, by=by, **form.said()))


@act("sv.score:P")
@require_http_methods(ASKED)
@overtaken
def assessment_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请评定."""
    assessment, by = found(request, pk), request.actor
    stand(assessment, AssessmentState.SCORING)
    allowed(request, rules.can_propose_assessment(by, assessment))
    made = assessment.outcome
    effects = [f"得分 {made.total}，等次“{made.band.name}”", "由另一人评定，提请人不能评定"]
    form = RemarkForm(request.POST if request.method == "POST" else None)
    asked = _ask(assessment, "提请评定", "已提请评定。", effects=effects)
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.propose_assessment(assessment, opinion=said["reason"], by=by),
    )


@act("sv.score:A")
@require_http_methods(ASKED)
@overtaken
def assessment_decide(request: Request, pk: UUID) -> HttpResponse:
    """评定."""
    assessment, by = found(request, pk), request.actor
    stand(assessment, AssessmentState.PROPOSED)
    allowed(request, rules.can_decide_assessment(by, assessment))
    effects = [
        f"得分 {assessment.total}，等次“{assessment.band}”",
        f"结果运用：{assessment.consequence or '无'}",
        "评定后不能再修改",
    ]
    form = RemarkForm(request.POST if request.method == "POST" else None)
    asked = _ask(assessment, "评定", "已评定。", effects=effects)
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.decide_assessment(assessment, opinion=said["reason"], by=by),
    )


@act("sv.score:A")
@require_http_methods(ASKED)
@overtaken
def assessment_return(request: Request, pk: UUID) -> HttpResponse:
    """退回."""
    assessment, by = found(request, pk), request.actor
    stand(assessment, AssessmentState.PROPOSED)
    allowed(request, rules.can_decide_assessment(by, assessment))
    asked = _ask(assessment, "退回", "已退回。", effects=["重新核对打分后再提请"])
    form = WhyForm(request.POST or None)
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.return_assessment(assessment, reason=said["reason"], by=by),
    )


def found(request: Request, pk: UUID) -> Assessment:
    """Return an assessment that the person may see."""
    rows = Assessment.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__team__round", "sheet"
    )
    assessment: Assessment = get_object_or_404(rows, pk=pk)
    return assessment


def crumbs_of(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a place under the assessments."""
    return [("整改评估", reverse("supervision:assessment_list")), *rest]


def _ask(assessment: Assessment, verb: str, done: str, **rest: Any) -> Ask:
    back = reverse("supervision:assessment_detail", args=[assessment.pk])
    template, effects = rest.pop("template", "confirm.html"), rest.pop("effects", ())
    facts = {"crumbs": crumbs_of((str(assessment), back), (verb, "")), **rest}
    return Ask(f"{verb}：{assessment}", verb, back, done, effects, template=template, facts=facts)
