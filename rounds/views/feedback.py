"""反馈意见: the list, one with its findings, writing, proposing, publishing, signing for it."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.rules import held, may
from audit.actor import Actor
from audit.models import Entry
from documents.letters import pdf_fault
from documents.pages import order
from rounds.exports import PAPERS
from rounds.filters.report import FeedbackFilters
from rounds.forms.feedback import FeedbackForm, PublishForm, ReceiveForm
from rounds.models import Assignment, Feedback, FeedbackCopy, Finding
from rounds.operations import feedback as feedbacks
from rounds.operations.making import require
from rounds.operations.review import unreviewed
from rounds.rules import feedback as rules
from rounds.rules.copies import can_register_attendance, can_send_copies, can_sign_copy
from rounds.rules.origin import sees_origin
from rounds.rules.review import can_review_feedback
from rounds.states import FeedbackState
from rounds.tally import Tally, by_taxonomy, tally_of
from rounds.views.acting import Ask, Line, ask_and_do, buttons, just_do, overtaken, stand
from rounds.views.handling import press
from rounds.views.places import places
from rounds.views.proxy import proxy_links
from rounds.views.request import Request
from ui.forms import ReasonForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "feedback.view:V"
PROPOSE = "feedback.publish:P"
PUBLISH = "feedback.publish:A"
OUT = (FeedbackState.PUBLISHED, FeedbackState.RECEIVED)
COLUMNS: Columns = {
    "unit": ("被巡察单位", "assignment__unit__name"),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "number": ("文号", "number"),
    "meeting": ("反馈会日期", "meeting_on", "day"),
    "findings": ("反馈问题数", "findings_count", "num"),
    "state": ("状态", "state", "narrow"),
}
ACTS: list[Line] = [
    (rules.can_publish_feedback, "feedback_publish", "发布", "get"),
    (rules.can_receive_feedback, "feedback_receive", "签收", "get"),
    (rules.can_propose_feedback, "feedback_propose", "提请发布", "post"),
    (can_review_feedback, "feedback_review", "反馈前审核", "get"),
    (rules.can_edit_feedback, "feedback_edit", "修改", "get"),
    (can_send_copies, "copy_send", "抄送", "get"),
    (can_register_attendance, "feedback_attend", "登记参会情况", "get"),
    (rules.can_return_feedback, "feedback_return", "退回", "get"),
    (rules.can_withdraw_feedback, "feedback_withdraw", "撤回", "post"),
]


@act(SEE)
@require_safe
def feedback_list(request: Request) -> HttpResponse:
    """反馈意见."""
    by = request.actor
    listing: Listing[Feedback] = Listing(
        request,
        Feedback.objects.visible_to(by).select_related("assignment__unit", "assignment__team__round"),
        sorts=COLUMNS,
        default_sort="-meeting",
        filters=FeedbackFilters,
        search=("assignment__unit__name__icontains", "number__icontains"),
    )
    facts = {
        "listing": listing,
        "wanting": rules.wanting_feedback(by).select_related("unit"),
        "may_review": bool(held(by, "feedback.review:V")),
        "crumbs": [("反馈意见", "")],
    }
    return show(request, "rounds/feedback_list.html", facts, part="table")


@act(SEE)
@require_safe
def feedback_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份反馈意见."""
    feedback, by = found(request, pk), request.actor
    told = Finding.objects.visible_to(by).filter(assignment=feedback.assignment)
    rows = told.select_related("category__parent", "place").prefetch_related("manifestations")
    within = sees_origin(by, SEE, feedback.assignment)
    trail = Entry.objects.about(feedback).select_related("user")
    left = unreviewed(feedback, by.on) if feedback.state == FeedbackState.DRAFT else []
    facts = {
        "record": feedback,
        "acts": buttons([line for line in ACTS if not left or line[1] != "feedback_propose"], by, feedback),
        **_after(by, feedback),
        "marks": feedback.review_marks.in_order() if within else (),
        "left": left if within else (),
        "links": proxy_links(by, feedback),
        "may_issue": bool(held(by, "paper.issue:X")),
        "pdf_fault": pdf_fault(),
        "headings": by_taxonomy(rows),
        "tally": _tally(feedback) if within else None,
        "entries": trail if within else trail.filter(to_state__in=OUT),
        "crumbs": places(by, feedback.assignment, ("反馈意见", "")),
    }
    return show(request, "rounds/feedback_detail.html", facts)


@act("paper.issue:X")
@require_POST
def feedback_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成反馈意见的公文."""
    form = "pdf" if request.POST.get("form") == "pdf" else "letter"
    params = {"feedback": str(found(request, pk).pk)}
    return order(request, PAPERS[f"rounds.feedback_{form}"], params)  # type: ignore[arg-type]


@act(PROPOSE)
@require_POST
def feedback_draft(request: Request, pk: UUID) -> HttpResponse:
    """起草反馈意见."""
    rows = Assignment.objects.visible_to(request.actor).select_related("team")
    task = get_object_or_404(rows, pk=pk)
    back = reverse("rounds:assignment_detail", args=[pk])
    run = partial(feedbacks.draft_feedback, task, by=request.actor)
    return press(request, run, then="rounds:feedback_edit", done="已起草，请写好总体评价。", back=back)


@act(PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def feedback_edit(request: Request, pk: UUID) -> HttpResponse:
    """写反馈意见."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, FeedbackState.DRAFT)
    require(rules.can_edit_feedback(by, feedback))
    initial = {name: getattr(feedback, name) for name in ("overview", "demands", "version")}
    form = FeedbackForm(request.POST or None, initial=initial)
    facts = {"draft": f"feedback-{pk}", "sensitive": True}
    asked = ask(request, feedback, "修改反馈意见", "保存", "已保存。", template="form.html", **facts)
    return ask_and_do(request, asked, form, lambda said: feedbacks.edit_feedback(feedback, by=by, **said))


@act(PROPOSE)
@require_POST
@overtaken
def feedback_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请发布."""
    feedback = found(request, pk)
    stand(feedback, FeedbackState.DRAFT)
    done = "已提请发布，由巡察办主任在反馈会上发布。"
    return just_do(
        request, page_of(feedback), done, lambda: feedbacks.propose_feedback(feedback, by=request.actor)
    )


@act(PROPOSE)
@require_POST
@overtaken
def feedback_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回."""
    feedback = found(request, pk)
    stand(feedback, FeedbackState.PROPOSED)
    return just_do(
        request,
        page_of(feedback),
        "已撤回。",
        lambda: feedbacks.withdraw_feedback(feedback, by=request.actor),
    )


@act(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def feedback_return(request: Request, pk: UUID) -> HttpResponse:
    """退回反馈意见."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, FeedbackState.PROPOSED)
    require(rules.can_return_feedback(by, feedback), feedbacks.NOT_BY_PROPOSER)
    asked = ask(request, feedback, "退回反馈意见", "退回", "已退回。", effects=["回到草拟，修改后重新提请"])
    return ask_and_do(
        request,
        asked,
        ReasonForm(request.POST or None),
        lambda said: feedbacks.return_feedback(feedback, by=by, reason=said["reason"]),
    )


@act(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def feedback_publish(request: Request, pk: UUID) -> HttpResponse:
    """发布反馈意见."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, FeedbackState.PROPOSED)
    require(rules.can_publish_feedback(by, feedback), feedbacks.NOT_BY_PROPOSER)
    many, unit = Finding.objects.filter(assignment=feedback.assignment).count(), feedback.assignment.unit
    effects = [
        f"{many} 个问题全部转为已反馈，不能收回",
        f"{unit}主要负责人和联络员可以看到并签收",
        "计入已公布的数字",
    ]
    asked = ask(
        request, feedback, f"向{unit}发布反馈意见", "发布", f"已向{unit}反馈。", effects=effects, grave=True
    )
    form = PublishForm(request.POST or None, initial={"meeting_on": by.on})
    return ask_and_do(request, asked, form, lambda said: feedbacks.publish_feedback(feedback, by=by, **said))


@act("feedback.receive:S")
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def feedback_receive(request: Request, pk: UUID) -> HttpResponse:
    """签收反馈意见."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, FeedbackState.PUBLISHED)
    require(rules.can_receive_feedback(by, feedback), "反馈意见由被巡察单位主要负责人或联络员签收。")
    form = ReceiveForm(request.POST or None, initial={"received_on": by.on, "received_by": str(by.user)})
    effects = ["记下签收人和日期，不能收回", "整改从这里开始"]
    asked = ask(request, feedback, "签收反馈意见", "签收", "已签收。", effects=effects)
    return ask_and_do(request, asked, form, lambda said: feedbacks.receive_feedback(feedback, by=by, **said))


def found(request: Request, pk: UUID) -> Feedback:
    """Return a feedback paper that the person may see, with what its pages name."""
    rows = Feedback.objects.visible_to(request.actor).select_related(
        "assignment__team__round__term",
        "assignment__unit",
        "assignment__party_organization",
        "assignment__report",
    )
    feedback: Feedback = get_object_or_404(rows, pk=pk)
    return feedback


@dataclass(frozen=True)
class Copy:
    """One copy on the page, and what may be done with it."""

    row: FeedbackCopy
    can_sign: bool
    links: list[tuple[str, str]]


def _after(by: Actor, feedback: Feedback) -> dict[str, Any]:
    """Return who came to the meeting, for the office and the team, and the copies one may see."""
    rows = FeedbackCopy.objects.visible_to(by).filter(feedback=feedback)
    copies = [Copy(row, can_sign_copy(by, row), proxy_links(by, row)) for row in rows]
    sees = may(by, "feedback.copy:V", feedback)
    return {"copies": copies, "attendances": feedback.attendances.order_by("pk") if sees else ()}


def _tally(feedback: Feedback) -> Tally:
    report = getattr(feedback.assignment, "report", None)
    stated = report.findings_count if report else None
    return tally_of(feedback.assignment, report=stated, feedback=feedback.findings_count)


def page_of(feedback: Feedback) -> str:
    """Return the address of a feedback paper."""
    return reverse("rounds:feedback_detail", args=[feedback.pk])


def ask(request: Request, feedback: Feedback, heading: str, verb: str, done: str, **rest: Any) -> Ask:
    """Return what the page of an act on a feedback paper looks like."""
    shape = {name: rest.pop(name) for name in ("effects", "grave", "template") if name in rest}
    crumbs = places(
        request.actor, feedback.assignment, ("反馈意见", page_of(feedback)), (heading.partition("：")[0], "")
    )
    return Ask(heading, verb, page_of(feedback), done, facts={**rest, "crumbs": crumbs}, **shape)
