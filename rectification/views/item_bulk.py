"""批量办理: ask once for all ticked items, do each that may be done, say which were refused and why."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.acts import act
from audit.actor import Actor
from rectification.filters.item import items_listed
from rectification.forms.closing import TickedReturnForm
from rectification.forms.item import TickedForm
from rectification.models import Item
from rectification.operations import bulk
from rectification.operations.bulk import Outcome
from rectification.views.acting import Request
from ui.pages import show

NAMED = 8


@act("rect.close:P")
@require_POST
def item_check_many(request: Request) -> HttpResponse:
    """批量初核."""
    return _ticked(request, "初核", bulk.BARS["check"], bulk.check_each, "由巡察办主任销号，初核人不能再批准")


@act("rect.close:A")
@require_POST
def item_close_many(request: Request) -> HttpResponse:
    """批量销号."""
    return _ticked(request, "销号", bulk.BARS["close"], bulk.close_each, "时限办结，计入整改完成的数字")


@act("rect.apply:S")
@require_POST
def item_apply_many(request: Request) -> HttpResponse:
    """批量申请销号."""
    return _ticked(request, "申请销号", bulk.BARS["apply"], bulk.apply_each, "送巡察办初核，初核前可以撤回")


@act("rect.reopen:P", "rect.reopen:A")
@require_POST
def item_return_many(request: Request) -> HttpResponse:
    """批量退回."""
    effect = "回到整改中，单位补充后重新申请，理由单位可以看到"
    return _ticked(request, "退回", bulk.BARS["return"], bulk.return_each, effect, TickedReturnForm)


def _ticked(
    request: Request,
    verb: str,
    bar: Callable[[Actor, Item], str],
    run: Callable[..., Outcome],
    effect: str,
    shape: type[TickedForm] = TickedForm,
) -> HttpResponse:
    """Show what would be done; sent again with the note, do it, or say here why nothing was done."""
    chosen = list(items_listed(request).chosen(request.POST))
    sent = "confirmed" in request.POST
    form = shape(request.POST) if sent else shape(initial={"everything": request.POST.get("everything")})
    if sent and form.is_valid():
        outlook = run(chosen, by=request.actor, reason=form.cleaned_data["reason"])
        if outlook.done:
            _tell(request, verb, outlook)
            return redirect(_list_page(request))
    else:
        outlook = bulk.forecast(chosen, bar, by=request.actor)
    facts = _outlook(request, verb, outlook) | {"form": form, "effect": effect}
    return show(request, "rectification/item_many.html", facts)


def _outlook(request: Request, verb: str, outlook: Outcome) -> dict[str, Any]:
    """Return what the second step tells: which items, which not and why."""
    return {
        "heading": f"{verb} {len(outlook.done)} 个问题" if outlook.done else f"没有可以{verb}的问题",
        "verb": verb,
        "back": _list_page(request),
        "ready": outlook.done[:NAMED],
        "more": max(0, len(outlook.done) - NAMED),
        "outlook": outlook,
        "ticked": request.POST.getlist("id"),
        "crumbs": [("整改台账", reverse("rectification:item_list")), (f"批量{verb}", "")],
    }


def _tell(request: Request, verb: str, outcome: Outcome) -> None:
    messages.success(request, f"已{verb} {len(outcome.done)} 个问题。")
    if outcome.refused:
        told = "；".join(outcome.reasons())
        messages.warning(request, f"{len(outcome.refused)} 个没有{verb}：{told}。")


def _list_page(request: Request) -> str:
    query = request.GET.urlencode()
    return reverse("rectification:item_list") + (f"?{query}" if query else "")
