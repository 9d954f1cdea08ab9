"""代录: acts of the unit's head, a reviewing body and the leading group that the office enters from paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal, Stateful
from documents import proxied
from documents.proxied import Proxied
from rectification.forms.proxy import ApplyProxy, JointProxy, ReviewProxy
from rectification.models import (
    ExtensionRequest,
    Item,
    JointOpinion,
    MonthlyReport,
    PressingPaper,
    Publication,
    RectificationPlan,
    UnitPaper,
)
from rectification.operations import (
    closing,
    extension,
    item,
    month_after,
    monthly,
    plan,
    pressing,
    publication,
    unit_paper,
)
from rectification.states import (
    ExtensionState,
    ItemState,
    OpinionState,
    PlanState,
    PressingState,
    ReportState,
)
from rectification.states.publication import PublicationState
from rectification.states.unit_paper import UnitPaperState
from rectification.views.acting import ASKED, Request
from rounds.models import Assignment
from rounds.states import AssignmentState

PROXIED = proxied.table(
    Proxied(
        "claim",
        "rect.claim:S",
        "认领反馈问题",
        Assignment,
        lambda by, record, _said: item.claim_items(record, by=by),
    ),
    Proxied(
        "plan-submit",
        "rect.plan:S",
        "签发整改方案",
        RectificationPlan,
        lambda by, record, _said: plan.submit_plan(record, by=by),
    ),
    Proxied(
        "opinion",
        "rect.joint:S",
        "联审意见",
        JointOpinion,
        lambda by, record, said: plan.give_opinion(
            record, agrees=said["agrees"] == "yes", text=said["text"], by=by
        ),
        JointProxy,
    ),
    Proxied(
        "monthly-sign",
        "rect.monthly:S",
        "签发整改月报",
        MonthlyReport,
        lambda by, record, _said: monthly.sign_monthly(record, by=by),
    ),
    Proxied(
        "monthly-review",
        "rect.review:S",
        "审阅整改月报",
        MonthlyReport,
        lambda by, record, said: month_after.review_monthly(record, opinion=said["opinion"], by=by),
        ReviewProxy,
    ),
    Proxied(
        "unit-paper-submit",
        "rect.solemn:S",
        "签发专项材料",
        UnitPaper,
        lambda by, record, _said: unit_paper.submit_paper(record, by=by),
    ),
    Proxied(
        "unit-paper-read",
        "rect.review:S",
        "审阅主要负责人报告",
        UnitPaper,
        lambda by, record, said: unit_paper.read_paper(record, opinion=said["opinion"], by=by),
        ReviewProxy,
    ),
    Proxied(
        "item-apply",
        "rect.apply:S",
        "申请销号",
        Item,
        lambda by, record, said: closing.apply_closing([record], by=by, reason=said["reason"]),
        ApplyProxy,
    ),
    Proxied(
        "extension-sign",
        "rect.extend:S",
        "签发延期申请",
        ExtensionRequest,
        lambda by, record, _said: extension.sign_extension(record, by=by),
    ),
    Proxied(
        "pressing-agree",
        "press.grave:A",
        "领导小组批准督促文书",
        PressingPaper,
        lambda by, record, _said: pressing.agree_pressing(record, by=by),
    ),
    Proxied(
        "publication-submit",
        "rect.publish:S",
        "签发公开稿",
        Publication,
        lambda by, record, _said: publication.submit_publication(record, by=by),
    ),
)

# In which state of a record which papers may come in
EXPECTED: dict[type[Stateful], dict[str, str]] = {
    Assignment: {AssignmentState.FED_BACK: "claim"},
    RectificationPlan: {PlanState.DRAFT: "plan-submit", PlanState.RETURNED: "plan-submit"},
    JointOpinion: {OpinionState.ASKED: "opinion"},
    MonthlyReport: {
        ReportState.SIGNING: "monthly-sign",
        ReportState.SUBMITTED: "monthly-review",
        ReportState.FROZEN: "monthly-review",
    },
    Item: {ItemState.FIXING: "item-apply"},
    UnitPaper: {
        UnitPaperState.DRAFT: "unit-paper-submit",
        UnitPaperState.RETURNED: "unit-paper-submit",
        UnitPaperState.SUBMITTED: "unit-paper-read",
        UnitPaperState.ACCEPTED: "unit-paper-read",
    },
    ExtensionRequest: {ExtensionState.DRAFT: "extension-sign"},
    PressingPaper: {PressingState.BEFORE_GROUP: "pressing-agree"},
    Publication: {
        PublicationState.DRAFT: "publication-submit",
        PublicationState.RETURNED: "publication-submit",
    },
}


def proxy_links(by: Actor, record: Any) -> list[tuple[str, str]]:
    """Return the page on which the office may enter a signed paper about a record now: word and address."""
    kind = EXPECTED.get(type(record), {}).get(record.state)
    if isinstance(record, JointOpinion) and not record.is_current:
        return []
    if isinstance(record, UnitPaper) and record.is_meeting and kind == "unit-paper-read":
        return []
    if kind is None or not may(by, "proxy.enter:C", record):
        return []
    return [(f"代录：{PROXIED[kind].title}", reverse("rectification:proxy_enter", args=[kind, record.pk]))]


def pending_on(record: Any) -> bool:
    """Say whether a signed paper about a record waits for the second clerk."""
    return Proposal.objects.about(record).pending().exists()


@act("proxy.enter:C")
@require_http_methods(ASKED)
def proxy_enter(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """录入: the first clerk."""
    return proxied.enter_page(request, PROXIED, kind, pk)  # type: ignore[arg-type]


@act("proxy.enter:A")
@require_http_methods(ASKED)
def proxy_confirm(request: Request, pk: UUID) -> HttpResponse:
    """复核: the second clerk."""
    return proxied.confirm_page(request, PROXIED, pk)  # type: ignore[arg-type]
