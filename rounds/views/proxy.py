"""代录: the acts of leaders, receiving departments and units that the office enters from signed papers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from audit.models import Stateful
from documents import proxied
from documents.proxied import Proxied
from rounds.forms.proxy import AnswerProxy, ApprovalProxy, MeetingProxy, ReceiptProxy, ReturnProxy
from rounds.models import AnnualPlan, Feedback, FeedbackCopy, Referral, Report, TermPlan
from rounds.operations import copies, feedback, plan, referral, report
from rounds.states import FeedbackState, PlanState, ReferralState, ReportState
from rounds.states.review import CopyState
from rounds.views.handling import GET_POST
from rounds.views.request import Request

PLAN, REFER, REPORT = "term.plan:A", "referral.send:S", "report.approve:A"

PROXIED = proxied.table(
    *(
        Proxied(
            f"{kind}-approve",
            PLAN,
            f"批准{word}",
            model,
            lambda by, record, said: plan.approve(record, by=by, **said),
            ApprovalProxy,
        )
        for kind, word, model in (("plan", "五年规划", TermPlan), ("annual", "年度计划", AnnualPlan))
    ),
    *(
        Proxied(
            f"{kind}-return",
            PLAN,
            f"退回{word}",
            model,
            lambda by, record, said: plan.send_back(record, by=by, **said),
            ReturnProxy,
        )
        for kind, word, model in (("plan", "五年规划", TermPlan), ("annual", "年度计划", AnnualPlan))
    ),
    Proxied(
        "referral-receive",
        REFER,
        "签收移交建议",
        Referral,
        lambda by, record, _said: referral.receive_referral(record, by=by),
    ),
    Proxied(
        "referral-start",
        REFER,
        "开始办理移交建议",
        Referral,
        lambda by, record, _said: referral.start_referral(record, by=by),
    ),
    Proxied(
        "referral-answer",
        REFER,
        "反馈移交建议办理情况",
        Referral,
        lambda by, record, said: referral.answer_referral(record, by=by, **said),
        AnswerProxy,
    ),
    Proxied(
        "report-advance",
        REPORT,
        "审定巡察报告",
        Report,
        lambda by, record, said: report.advance_report(
            record, by=by, held_on=said["held_on"], reason=said["opinion"]
        ),
        MeetingProxy,
    ),
    Proxied(
        "report-return",
        REPORT,
        "退回巡察报告",
        Report,
        lambda by, record, said: report.return_report(record, by=by, **said),
        ReturnProxy,
    ),
    Proxied(
        "feedback-receive",
        "feedback.receive:S",
        "签收反馈意见",
        Feedback,
        lambda by, record, said: feedback.receive_feedback(record, by=by, **said),
        ReceiptProxy,
    ),
    Proxied(
        "copy-sign",
        "feedback.copy:S",
        "签收抄送的反馈意见",
        FeedbackCopy,
        lambda by, record, said: copies.sign_copy(record, by=by, **said),
        ReceiptProxy,
    ),
)

# In which state of a record which papers may come in
EXPECTED: dict[type[Stateful], dict[str, tuple[str, ...]]] = {
    TermPlan: {PlanState.SUBMITTED: ("plan-approve", "plan-return")},
    AnnualPlan: {PlanState.SUBMITTED: ("annual-approve", "annual-return")},
    Referral: {
        ReferralState.SENT: ("referral-receive",),
        ReferralState.RECEIVED: ("referral-start",),
        ReferralState.WORKING: ("referral-answer",),
    },
    Report: {
        ReportState.GROUP: ("report-advance", "report-return"),
        ReportState.SECRETARY: ("report-advance", "report-return"),
    },
    Feedback: {FeedbackState.PUBLISHED: ("feedback-receive",)},
    FeedbackCopy: {CopyState.SENT: ("copy-sign",)},
}


def proxy_links(by: Actor, record: Any) -> list[tuple[str, str]]:
    """Return the pages on which the office may enter a signed paper about a record now: word and address."""
    kinds = EXPECTED.get(type(record), {}).get(record.state, ())
    if not kinds or not may(by, "proxy.enter:C", record):
        return []
    return [
        (f"代录：{PROXIED[kind].title}", reverse("rounds:proxy_enter", args=[kind, record.pk]))
        for kind in kinds
    ]


@act("proxy.enter:C")
@require_http_methods(GET_POST)
def proxy_enter(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """录入: the first clerk."""
    return proxied.enter_page(request, PROXIED, kind, pk)  # type: ignore[arg-type]


@act("proxy.enter:A")
@require_http_methods(GET_POST)
def proxy_confirm(request: Request, pk: UUID) -> HttpResponse:
    """复核: the second clerk."""
    return proxied.confirm_page(request, PROXIED, pk)  # type: ignore[arg-type]
