"""整改评估: the list, one unit's marks, what takes them on; the ranking of a round and its lowest."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from audit.models import Entry
from documents.letters import pdf_fault
from documents.pages import order
from rectification.forms.item import WhyForm
from rounds.models import Assignment, Round
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.exports import PAPERS
from supervision.filters import AssessmentFilters
from supervision.forms.assessment import InterviewForm, MarksForm, StartForm
from supervision.models import Assessment, ScoreSheet
from supervision.operations import assessment as operations
from supervision.scoring import Line, Sheet
from supervision.standing import standings
from supervision.states import AssessmentState
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
LOWEST = 10  # as changzhou talked to


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
    assessment, by = _found(request, pk), request.actor
    sheet = assessment.sheet.sheet
    facts = {
        "record": assessment,
        "sheet": sheet,
        "rows": _marks(assessment, sheet),
        "outcome": assessment.outcome,
        "left": operations.unmarked(assessment),
        "vetoes": [text for place, text in enumerate(sheet.vetoes, 1) if str(place) in assessment.vetoed_by],
        "may_mark": rules.can_mark(by, assessment),
        "may_propose": rules.can_propose_assessment(by, assessment),
        "may_decide": rules.can_decide_assessment(by, assessment),
        "entries": Entry.objects.about(assessment).select_related("user"),
        "crumbs": _crumbs((str(assessment), "")),
    }
    return show(request, "supervision/assessment_detail.html", facts)


def _marks(assessment: Assessment, sheet: Sheet) -> "list[tuple[Line, list[Decimal | None]]]":
    """Return the lines of the sheet with what each rater gave."""
    given = [assessment.points.get(str(rater), {}) for rater in range(1, len(sheet.raters) + 1)]
    return [(line, [row.get(str(place)) for row in given]) for place, line in enumerate(sheet.lines, 1)]


@act("sv.score:C")
@require_http_methods(ASKED)
def assessment_start(request: Request, pk: UUID) -> HttpResponse:
    """开始评估."""
    rows = Assignment.objects.visible_to(request.actor).select_related("unit", "team__round")
    assignment: Assignment = get_object_or_404(rows, pk=pk)
    allowed(request, rules.can_start_assessment(request.actor, assignment))
    sheets = ScoreSheet.objects.in_force().filter(office=assignment.office_id)
    form = StartForm(request.POST or None, sheets=sheets)
    back = reverse("supervision:assessment_list")
    facts = {
        "crumbs": _crumbs(("开始评估", "")),
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
    assessment, by = _found(request, pk), request.actor
    stand(assessment, AssessmentState.SCORING)
    allowed(request, rules.can_mark(by, assessment))
    form = MarksForm(request.POST or None, assessment=assessment)
    facts = {"sheet": form.sheet, "draft": f"marks-{pk}"}
    asked = _ask(assessment, "打分", "已保存。", template="supervision/assessment_mark.html", **facts)
    return ask_and_do(request, asked, form, lambda _said: operations.mark(assessment, by=by, **form.said()))


@act("sv.score:P")
@require_http_methods(ASKED)
@overtaken
def assessment_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请评定."""
    assessment, by = _found(request, pk), request.actor
    stand(assessment, AssessmentState.SCORING)
    allowed(request, rules.can_propose_assessment(by, assessment))
    found = assessment.outcome
    effects = [f"得分 {found.total}，等次“{found.band.name}”", "由另一人评定，提请人不能评定"]
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
    assessment, by = _found(request, pk), request.actor
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
    assessment, by = _found(request, pk), request.actor
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


@act(SEE)
@require_safe
def ranking(request: Request, pk: UUID) -> HttpResponse:
    """一轮的排名: who stands where, and the lowest."""
    round_ = _round(request, pk)
    rows = Assessment.objects.visible_to(request.actor).filter(assignment__team__round=round_)
    rows = rows.select_related("assignment__unit")
    decided = list(rows.decided())
    form = InterviewForm(request.GET if "many" in request.GET else {"many": LOWEST})
    many = form.cleaned_data["many"] if form.is_valid() else LOWEST
    placed = standings(decided, many)
    facts = {
        "round": round_,
        "placed": placed,
        "waiting": rows.exclude(state=AssessmentState.DECIDED),
        "form": form,
        "many": many,
        "without_pdf": pdf_fault(),
        "low": sum(one.low for one in placed),
        "may_draft": any(rules.can_draft_interview(request.actor, row) for row in decided[:1]),
        "crumbs": _crumbs((f"{round_}排名", "")),
    }
    return show(request, "supervision/ranking.html", facts)


@act(SEE)
@require_POST
def ranking_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成评估结果: as Word, or as PDF."""
    round_ = _round(request, pk)
    form = "pdf" if request.POST.get("form") == "pdf" else "word"
    return order(request, PAPERS[f"supervision.ranking_{form}"], {"round": str(round_.pk)})  # type: ignore[arg-type]


@act("press.paper:E")
@require_http_methods(ASKED)
def interview_draft(request: Request, pk: UUID) -> HttpResponse:
    """起草约谈通知: for the lowest of a round."""
    round_ = _round(request, pk)
    back = reverse("supervision:ranking", args=[round_.pk])
    effects = ["每家起草一份约谈通知，已有的不重复起草", "由主任提请、领导小组批准后才发出"]
    facts = {"crumbs": _crumbs((f"{round_}排名", back), ("起草约谈", ""))}
    asked = Ask(
        f"起草约谈通知：{round_}", "起草", back, "已起草，在督促文书中等待提请。", effects, facts=facts
    )
    initial = {"many": request.GET.get("many") or LOWEST}
    form = InterviewForm(request.POST if request.method == "POST" else None, initial=initial)

    def run(said: dict[str, Any]) -> None:
        made = operations.draft_interviews(round_, many=said["many"], by=request.actor)
        if not made:
            messages.info(request, "这几家都已经有约谈通知。")

    return ask_and_do(request, asked, form, run)


def _round(request: Request, pk: UUID) -> Round:
    rows = Round.objects.visible_to(request.actor)
    found: Round = get_object_or_404(rows, pk=pk)
    return found


def _found(request: Request, pk: UUID) -> Assessment:
    rows = Assessment.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__team__round", "sheet"
    )
    assessment: Assessment = get_object_or_404(rows, pk=pk)
    return assessment


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("整改评估", reverse("supervision:assessment_list")), *rest]


def _ask(assessment: Assessment, verb: str, done: str, **rest: Any) -> Ask:
    back = reverse("supervision:assessment_detail", args=[assessment.pk])
    template, effects = rest.pop("template", "confirm.html"), rest.pop("effects", ())
    facts = {"crumbs": _crumbs((str(assessment), back), (verb, "")), **rest}
    return Ask(f"{verb}：{assessment}", verb, back, done, effects, template=template, facts=facts)
