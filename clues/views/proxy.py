"""代录: the leading group's approval and the receiver's acts, entered from the signed paper."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from clues import operations
from clues.forms import DisposalProxy, FilingProxy, OutcomeProxy
from clues.models import Clue
from clues.states import ClueState
from documents import proxied
from documents.proxied import Proxied
from rounds.forms.proxy import ApprovalProxy, ReturnProxy
from rounds.views.handling import GET_POST
from rounds.views.request import Request

PROXIED = proxied.table(
    Proxied(
        "clue-approve",
        "clue.approve:A",
        "审批移交线索",
        Clue,
        lambda by, clue, said: operations.approve_clue(clue, by=by, opinion=said.get("opinion", "")),
        ApprovalProxy,
    ),
    Proxied(
        "clue-receipt",
        "clue.receipt:S",
        "签收线索",
        Clue,
        lambda by, clue, _said: operations.sign_for_clue(clue, by=by),
    ),
    Proxied(
        "clue-disposal",
        "clue.result:C",
        "承接部门处置意见",
        Clue,
        lambda by, clue, said: operations.take_up(clue, disposal=said["disposal"], by=by),
        DisposalProxy,
    ),
    Proxied(
        "clue-answer",
        "clue.result:C",
        "承接部门反馈办理情况",
        Clue,
        lambda by, clue, said: operations.answer_clue(clue, outcome=said["outcome"], by=by),
        OutcomeProxy,
    ),
    Proxied(
        "clue-return",
        "clue.approve:A",
        "退回线索",
        Clue,
        lambda by, clue, said: operations.return_clue(clue, by=by, reason=said["reason"]),
        ReturnProxy,
    ),
    Proxied(
        "clue-filing",
        "clue.result:E",
        "承接部门立案",
        Clue,
        lambda by, clue, said: operations.record_filing_of(
            clue, said["subject"], filed_on=said["filed_on"], by=by
        ),
        FilingProxy,
    ),
    Proxied(
        "clue-close",
        "clue.result:C",
        "承接部门办结",
        Clue,
        lambda by, clue, _said: operations.close_clue(clue, by=by),
    ),
)
WAITS = {
    ClueState.APPROVAL: ("clue-approve", "clue-return"),
    ClueState.HANDED: ("clue-receipt",),
    ClueState.RECEIVED: ("clue-disposal",),
    ClueState.WORKING: ("clue-answer", "clue-filing"),
    ClueState.ANSWERED: ("clue-close", "clue-filing"),
}


def proxy_links(by: Actor, clue: Clue) -> list[tuple[str, str]]:
    """Return what the office may enter for others on this clue: word and address."""
    kinds = WAITS.get(ClueState(clue.state), ())
    if not kinds or not may(by, "proxy.enter:C", clue):
        return []
    return [
        (f"代录：{PROXIED[kind].title}", reverse("clues:proxy_enter", args=[kind, clue.pk])) for kind in kinds
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
