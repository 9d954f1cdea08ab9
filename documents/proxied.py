"""代录 in any app: an explicit table of the acts that others sign on paper, and the bodies of its two pages.

PROXIED = proxied.table(
Proxied("plan-submit", "rect.plan:S", "提交整改方案", Plan, lambda by, plan, fields: submit(plan, by=by)),
)

@act("proxy.enter:C")
def proxy_enter(request, kind, pk):
return proxied.enter_page(request, PROXIED, kind, pk)

@act("proxy.enter:A")
def proxy_confirm(request, pk):
return proxied.confirm_page(request, PROXIED, pk)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from audit.actor import Actor
from audit.operations import IllegalMove
from documents import operations, rules
from documents.forms import ConfirmProxyForm, ProxyForm
from documents.intake.kinds import SCANS
from documents.models import ProxyEntry
from documents.pages import Request
from ui.pages import show

Table = Mapping[str, "Proxied"]


@dataclass(frozen=True)
class Proxied:
    """One act that may be entered from a signed paper.

    Attributes:
        kind: a short word for the address, unique in the app's table.
        act: the act that the signer holds.
        title: what the office calls it.
        model: what it is done to; must know ``visible_to``.
        run: does it: actor (marked with the signer), record, fields of the act.
        form: a subclass of ProxyForm when the act has fields of its own.
    """

    kind: str
    act: str
    title: str
    model: Any
    run: Callable[[Actor, Any, dict[str, Any]], object]
    form: type[ProxyForm] = ProxyForm

    def record(self, by: Actor, pk: object) -> Any:
        """Return the record, or 404 for whoever may not see it."""
        return get_object_or_404(self.model._default_manager.visible_to(by), pk=pk)


def table(*acts: Proxied) -> dict[str, Proxied]:
    """Return an app's acts by their kind."""
    return {act.kind: act for act in acts}


def enter_page(request: Request, acts: Table, kind: str, pk: UUID) -> HttpResponse:
    """录入: the first clerk enters the signed paper."""
    spec = _spec(acts, kind)
    record = spec.record(request.actor, pk)
    if not rules.can_enter_by_proxy(request.actor, record, spec.act):
        raise Http404
    form = spec.form(request.POST or None, request.FILES or None, today=request.actor.on)
    if request.method == "POST" and form.is_valid() and _entered(request, spec, record, form):
        messages.success(request, f"“{spec.title}”已录入，请另一名干部复核。复核前不生效。")
        return redirect("documents:proxy_list")
    facts = {"form": form, "spec": spec, "record": record, "crumbs": _crumbs(f"代录：{spec.title}")}
    return show(request, "documents/proxy_enter.html", facts)


def _entered(request: Request, spec: Proxied, record: Any, form: ProxyForm) -> bool:
    try:
        scan = operations.store(
            form.cleaned_data["scan"], by=request.actor, act="proxy.enter:C", endings=SCANS
        )
        operations.enter_by_proxy(
            record,
            act=spec.act,
            kind=spec.kind,
            title=spec.title,
            payload=form.payload,
            scan=scan,
            by=request.actor,
            **form.paper,
        )
    except ValidationError as refused:
        form.add_error(None, refused if hasattr(refused, "error_dict") else refused.messages)
        return False
    return True


def confirm_page(request: Request, acts: Table, pk: UUID) -> HttpResponse:
    """复核: the second clerk compares the entry with the scan, agrees or sends it back."""
    entry = get_object_or_404(
        ProxyEntry.objects.visible_to(request.actor).select_related("proposal__proposed_by", "scan"), pk=pk
    )
    spec = _spec(acts, entry.kind)
    form = ConfirmProxyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, spec, entry, form):
        return redirect("documents:proxy_list")
    facts = {
        "form": form,
        "entry": entry,
        "spec": spec,
        "told": spec.form.told(entry.proposal.payload),
        "can_confirm": rules.can_confirm_proxy(request.actor, entry),
        "crumbs": _crumbs(f"复核：{spec.title}"),
    }
    return show(request, "documents/proxy_confirm.html", facts)


def _decided(request: Request, spec: Proxied, entry: ProxyEntry, form: ConfirmProxyForm) -> bool:
    by, opinion = request.actor, form.cleaned_data["opinion"]
    try:
        if request.POST.get("decision") == "refuse":
            operations.refuse_proxy(entry, by=by, opinion=opinion)
            messages.success(request, "已退回录入人。")
        else:
            operations.confirm_proxy(entry, by=by, run=_runner(spec, entry), opinion=opinion)
            messages.success(request, f"“{spec.title}”已生效，办理过程中注明代录：{entry.signed_as}。")
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    except (IllegalMove, PermissionDenied) as refused:
        form.add_error(None, str(refused) or "按现在的情况不能这样办理，请核对后退回录入人。")
    return not form.errors


def _runner(spec: Proxied, entry: ProxyEntry) -> operations.proxy.Run:
    def run(by: Actor, payload: Mapping[str, Any]) -> object:
        return spec.run(by, spec.record(by, entry.proposal.record_id), spec.form.revive(payload))

    return run


def _spec(acts: Table, kind: str) -> Proxied:
    if kind not in acts:
        raise Http404
    return acts[kind]


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [("代录", reverse("documents:proxy_list")), (here, "")]
