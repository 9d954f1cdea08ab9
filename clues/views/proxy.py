"""代录: the leading group's approval and the receiver's acts, entered from the signed paper."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from clues import operations
from clues.forms import DisposalProxy, OutcomeProxy
from clues.models import Clue
from clues.states import ClueState
from documents import proxied
from documents.proxied import Proxied
from rounds.forms.proxy import ApprovalProxy
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
)
WAITS = {
    ClueState.APPROVAL: "clue-approve",
    ClueState.HANDED: "clue-receipt",
    ClueState.RECEIVED: "clue-disposal",
    ClueState.WORKING: "clue-answer",
}


def proxy_links(by: Actor, clue: Clue) -> list[tuple[str, str]]:
    """Return what the office may enter for others on this clue: word and address."""
    kind = WAITS.get(ClueState(clue.state))
    if kind is None or not may(by, "proxy.enter:C", clue):
        return []
    return [(f"代录：{PROXIED[kind].title}", reverse("clues:proxy_enter", args=[kind, clue.pk]))]


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
