"""An app above, for tests: orders papers, has papers of signers entered and confirmed."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from accounts.acts import act
from accounts.rules import may
from audit import operations as audit
from audit.actor import Actor
from documents import proxied
from documents.forms import ProxyForm
from documents.pages import Request, order
from documents.proxied import Proxied
from documents.tests.factories import LEDGER
from organizations.models import Unit
from ui.forms import Day


class DecisionForm(ProxyForm):
    """批示 with facts of its own."""

    decision = forms.ChoiceField(label="决定", choices=[("agree", "同意"), ("amend", "修改后再报")])
    due_on = Day(label="办结日期")
    unit = forms.ModelChoiceField(label="承办单位", queryset=Unit.objects.all(), required=False)


def sign(by: Actor, unit: Unit, fields: dict[str, Any]) -> None:
    """Do what the leader signed; a short name may be changed by nobody else."""
    if not may(by, "decision.record:V", unit):
        raise ValidationError("不能办理。")
    if fields.get("decision") == "amend":
        raise ValidationError("修改后再报的，请先退回起草人。")
    short = f"{fields['due_on']:%m%d}" if fields else "已阅"
    audit.edit(unit, by=by, act="decision.record:V", changes={"short": short})


PROXIED = proxied.table(
    Proxied("read", "decision.record:V", "阅示", Unit, sign),
    Proxied("decide", "decision.record:V", "批示", Unit, sign, DecisionForm),
)


@act("paper.issue:X")
@require_POST
def ledger_order(request: Request) -> HttpResponse:
    return order(request, LEDGER, {"kind": request.POST.get("kind", "")}, reason="汇报")


@act("proxy.enter:C")
def proxy_enter(request: Request, kind: str, pk: UUID) -> HttpResponse:
    return proxied.enter_page(request, PROXIED, kind, pk)


@act("proxy.enter:A")
def proxy_confirm(request: Request, pk: UUID) -> HttpResponse:
    return proxied.confirm_page(request, PROXIED, pk)


trial = (
    [
        path("ledger/", ledger_order, name="ledger_order"),
        path("proxy/<str:kind>/<uuid:pk>/", proxy_enter, name="proxy_enter"),
        path("proxy/<uuid:pk>/", proxy_confirm, name="proxy_confirm"),
    ],
    "trial",
)
urlpatterns = [path("trial/", include(trial)), path("", include("xuncha.urls"))]
