"""代录: receipts of copied results that the office enters from signed papers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from documents import proxied
from documents.proxied import Proxied
from rounds.forms.proxy import ReceiptProxy
from rounds.models import Round
from rounds.states.review import CopyState
from rounds.views.request import Request
from supervision.models import ResultCopy
from supervision.operations import copying
from supervision.views.acting import ASKED

SIGN = "result-sign"
ENTER = "proxy.enter:C"
PROXIED = proxied.table(
    Proxied(
        SIGN,
        "sv.copy:S",
        "签收抄送的评估结果",
        ResultCopy,
        lambda by, record, said: copying.sign_result(record, by=by, **said),
        ReceiptProxy,
    )
)


def proxy_links(by: Actor, record: Any) -> list[tuple[str, str]]:
    """Return the page on which the office may enter a signed receipt of a copy now: word and address."""
    if record.state != CopyState.SENT or not may(by, ENTER, record):
        return []
    return [("代录签收", proxy_url(record))]


def proxy_url(copy: ResultCopy) -> str:
    """Return where the signed receipt of a copy is entered."""
    return reverse("supervision:proxy_enter", args=[SIGN, copy.pk])


def enterable(by: Actor, round_: Round) -> set[UUID]:
    """Return the copies of a round whose receipts the person may enter now."""
    rows = ResultCopy.objects.reached_by(by, ENTER).filter(round=round_, state=CopyState.SENT)
    return set(rows.values_list("pk", flat=True))


@act(ENTER)
@require_http_methods(ASKED)
def proxy_enter(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """录入: the first clerk."""
    return proxied.enter_page(request, PROXIED, kind, pk)  # type: ignore[arg-type]


@act("proxy.enter:A")
@require_http_methods(ASKED)
def proxy_confirm(request: Request, pk: UUID) -> HttpResponse:
    """复核: the second clerk."""
    return proxied.confirm_page(request, PROXIED, pk)  # type: ignore[arg-type]
