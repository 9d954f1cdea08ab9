"""一轮的排名: who stands where; its results on paper, published, and what the lowest are asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from documents.letters import pdf_fault
from documents.pages import order
from rectification.models import PressingPaper
from rectification.states import PressingState
from rounds.models import Round
from rounds.views.acting import Ask, ask_and_do
from rounds.views.request import Request
from supervision import rules
from supervision.exports import PAPERS
from supervision.forms.assessment import InterviewForm
from supervision.models import Assessment
from supervision.operations import assessment as operations
from supervision.operations.publishing import publish_assessments
from supervision.standing import Standing, standings, usual_lowest
from supervision.states import STANDING
from supervision.views.acting import ASKED, overtaken
from supervision.views.assessment import SEE, crumbs_of
from supervision.views.copies import copies_of
from ui.forms import RemarkForm
from ui.pages import show


@act(SEE)
@require_safe
def ranking(request: Request, pk: UUID) -> HttpResponse:
    """一轮的排名: who stands where, and the lowest."""
    round_, by = _round(request, pk), request.actor
    rows = Assessment.objects.visible_to(by).filter(assignment__team__round=round_)
    rows = rows.select_related("assignment__unit")
    decided = list(rows.decided())
    usual = usual_lowest(len(decided))
    form = InterviewForm(request.GET if "many" in request.GET else {"many": usual})
    many = form.cleaned_data["many"] if form.is_valid() else usual
    placed = _placed(request, decided, many)
    facts = {
        **copies_of(request, round_),
        "round": round_,
        "placed": placed,
        "waiting": rows.exclude(state__in=STANDING),
        "undrafted": sum(one.low and not paper for one, paper in placed),
        "form": form,
        "many": many,
        "without_pdf": pdf_fault(),
        "low": sum(one.low for one, _ in placed),
        "may_draft": any(rules.can_draft_interview(by, row) for row in decided[:1]),
        "may_publish": any(rules.can_publish_assessment(by, row) for row in decided),
        "crumbs": crumbs_of((f"{round_}排名", "")),
    }
    return show(request, "supervision/ranking.html", facts)


def _placed(
    request: Request, decided: list[Assessment], many: int
) -> list[tuple[Standing, PressingPaper | None]]:
    """Return the units by rank, each with the paper by which it is asked to talk."""
    papers = _papers(request, decided)
    return [(one, papers.get(one.assessment.assignment_id)) for one in standings(decided, many)]


def _papers(request: Request, decided: list[Assessment]) -> dict[UUID, PressingPaper]:
    """Return the papers by which units of the ranking are asked to talk, as far as the person sees them."""
    rows = PressingPaper.objects.visible_to(request.actor).filter(
        step=operations.STEP, assignment__in=[row.assignment_id for row in decided]
    )
    return {row.assignment_id: row for row in rows.exclude(state=PressingState.DROPPED)}


@act(SEE)
@require_POST
def ranking_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成评估结果: as Word, or as PDF."""
    round_ = _round(request, pk)
    form = "pdf" if request.POST.get("form") == "pdf" else "word"
    return order(request, PAPERS[f"supervision.ranking_{form}"], {"round": str(round_.pk)})  # type: ignore[arg-type]


@act("sv.score:A")
@require_http_methods(ASKED)
@overtaken
def ranking_publish(request: Request, pk: UUID) -> HttpResponse:
    """公布评估结果: to each unit its own."""
    round_, by = _round(request, pk), request.actor
    waiting = Assessment.objects.visible_to(by).unpublished().filter(assignment__team__round=round_)
    rows = list(waiting.select_related("assignment__unit"))
    back = reverse("supervision:ranking", args=[round_.pk])
    if not rows and request.method != "POST":
        messages.info(request, "本轮没有已评定、还没有公布的单位。")
        return redirect(back)
    effects = [
        f"公布 {len(rows)} 家：{'、'.join(str(row.assignment.unit) for row in rows)}",
        "各单位看到自己的得分、等次和扣分情况，看不到由谁评分，也看不到别的单位",
        "分管县领导看到所分管单位的结果",
        "公布以后不能再修改",
    ]
    facts = {"crumbs": crumbs_of((f"{round_}排名", back), ("公布结果", ""))}
    asked = Ask(f"公布评估结果：{round_}", "公布", back, "已公布，已通知各单位。", effects, facts=facts)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    return ask_and_do(
        request, asked, form, lambda said: publish_assessments(round_, opinion=said["reason"], by=by)
    )


@act("press.paper:E")
@require_http_methods(ASKED)
def interview_draft(request: Request, pk: UUID) -> HttpResponse:
    """起草约谈通知: for the lowest of a round; the button of the ranking sends how many."""
    round_ = _round(request, pk)
    back = reverse("supervision:ranking", args=[round_.pk])
    effects = ["每家起草一份约谈通知，已有的不重复起草", "由主任提请、领导小组批准后才发出"]
    facts = {"crumbs": crumbs_of((f"{round_}排名", back), ("起草约谈", ""))}
    asked = Ask(
        f"起草约谈通知：{round_}", "起草", back, "已起草，在督促文书中等待提请。", effects, facts=facts
    )
    decided = Assessment.objects.visible_to(request.actor).filter(assignment__team__round=round_).decided()
    initial = {"many": request.GET.get("many") or usual_lowest(decided.count())}
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
