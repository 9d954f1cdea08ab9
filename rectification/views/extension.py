"""延期: asked for, signed, looked into, approved, refused; and the list of all requests in sight."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from rectification import rules
from rectification.filters.records import ExtensionFilters
from rectification.forms.item import ExtensionForm, WhyForm
from rectification.models import ExtensionRequest
from rectification.operations import extension
from rectification.states import ExtensionState, ItemState
from rectification.views.acting import ASKED, Ask, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item import found
from rectification.views.item_acts import allowed, ask
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

STEPS = ("rect.extend:S", "rect.extend:P", "rect.extend:A")
SEE = ("rect.extend:C", *STEPS)
NOT_BY_CLERK = "审核人不能批准同一件延期，请由另一人办理。"
UNDER_WAY = (ExtensionState.DRAFT, ExtensionState.APPLIED, ExtensionState.PROPOSED)
COLUMNS: Columns = {
    "item": ("反馈问题", None, "long"),
    "unit": ("责任单位", ("item__unit__name", "-asked_at")),
    "due": ("现在的时限", "item__due_on", "day"),
    "new": ("申请延至", "new_due", "day"),
    "reason": ("理由", None),
    "asked": ("申请时间", "asked_at", "day"),
    "state": ("状态", ("state", "-asked_at"), "narrow"),
}


@act(*SEE)
@require_safe
def extension_list(request: Request) -> HttpResponse:
    """延期申请."""
    rows = ExtensionRequest.objects.visible_to(request.actor)
    listing: Listing[ExtensionRequest] = Listing(
        request,
        rows.select_related("item__finding", "item__unit", "item__assignment__unit"),
        sorts=COLUMNS,
        default_sort="-asked",
        filters=ExtensionFilters,
        search=("item__finding__title__icontains", "reason__icontains"),
        remember="extensions",
    )
    facts = {"listing": listing, "crumbs": [("延期申请", "")]}
    return show(request, "rectification/extension_list.html", facts, part="table")


@act("rect.extend:C")
@require_http_methods(ASKED)
@overtaken
def extension_ask(request: Request, pk: UUID) -> HttpResponse:
    """申请延期."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_ask_extension(by, item))
    lead = f"现在的时限是 {item.due_on:%Y-%m-%d}。" if item.due_on else ""
    facts = {"lead": f"{lead}经单位主要负责人签发、巡察办审核批准后生效，原定时限保留。"}
    asked = ask(request, item, "申请延期", "已提出，等待主要负责人签发。", template="form.html", facts=facts)
    form = ExtensionForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: extension.ask_extension(item, by=by, **said))


@act("rect.extend:S")
@require_http_methods(ASKED)
@overtaken
def extension_sign(request: Request, pk: UUID) -> HttpResponse:
    """签发延期申请."""
    asked_for, by = _found(request, pk), request.actor
    stand(asked_for, ExtensionState.DRAFT)
    allowed(request, rules.can_sign_extension(by, asked_for))
    asked = _ask(request, asked_for, "签发延期申请", "已签发，送巡察办审核。", "送巡察办审核，不能再修改")
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: extension.sign_extension(asked_for, by=by))


@act("rect.extend:P")
@require_http_methods(ASKED)
@overtaken
def extension_propose(request: Request, pk: UUID) -> HttpResponse:
    """审核延期申请."""
    asked_for, by = _found(request, pk), request.actor
    stand(asked_for, ExtensionState.APPLIED)
    allowed(request, rules.can_propose_extension(by, asked_for))
    asked = _ask(request, asked_for, "审核延期申请", "已提请主任批准。", "提请主任批准，审核人不能再批准")
    form = RemarkForm(posted(request))
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: extension.propose_extension(asked_for, opinion=said["reason"], by=by),
    )


@act("rect.extend:A")
@require_http_methods(ASKED)
@overtaken
def extension_approve(request: Request, pk: UUID) -> HttpResponse:
    """批准延期."""
    asked_for, by = _found(request, pk), request.actor
    stand(asked_for, ExtensionState.PROPOSED)
    allowed(request, rules.can_approve_extension(by, asked_for), NOT_BY_CLERK)
    asked = _ask(
        request,
        asked_for,
        "批准延期",
        "已批准，时限已改。",
        "时限改到新的日期，原定时限保留",
    )
    form = RemarkForm(posted(request))
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: extension.approve_extension(asked_for, opinion=said["reason"], by=by),
    )


@act(*STEPS)
@require_http_methods(ASKED)
@overtaken
def extension_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不予延期."""
    asked_for, by = _found(request, pk), request.actor
    stand(asked_for, *UNDER_WAY)
    allowed(request, rules.can_refuse_extension(by, asked_for))
    asked = _ask(request, asked_for, "不予延期", "已登记为不予延期。", "时限不变，单位可以看到理由")
    form = WhyForm(posted(request))
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: extension.refuse_extension(asked_for, opinion=said["reason"], by=by),
    )


def _found(request: Request, pk: UUID) -> ExtensionRequest:
    rows = ExtensionRequest.objects.visible_to(request.actor)
    asked_for: ExtensionRequest = get_object_or_404(rows, pk=pk)
    asked_for.item = found(request, asked_for.item_id)
    return asked_for


def _ask(request: Request, asked_for: ExtensionRequest, verb: str, done: str, *effects: str) -> Ask:
    item: Any = asked_for.item
    now = f"{item.due_on:%Y-%m-%d}" if item.due_on else "未定"
    told = [f"时限 {now}，申请延至 {asked_for.new_due:%Y-%m-%d}", f"理由：{asked_for.reason}"]
    if asked_for.stage_goal:
        told.append(f"阶段目标：{asked_for.stage_goal}")
    return ask(request, item, verb, done, [*told, *effects])
