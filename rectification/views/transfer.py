"""划转的页面: what passed from one unit to another; asked for by one, seen beforehand, decided by another."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.actor import Actor
from audit.models import Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from organizations.models import Unit
from rectification.filters.passing import TransferFilters
from rectification.forms.item import WhyForm
from rectification.forms.transfer import FromForm, TransferForm
from rectification.models import Item, Transfer
from rectification.operations import transferring
from rectification.operations.transferring import Asked, Outlook
from rectification.rules import transferring as rules
from rectification.states import ItemState
from rectification.states.transfer import TransferKind
from rectification.views.acting import ASKED, Ask, Button, Request, ask_and_do, overtaken, posted
from rectification.views.item_acts import allowed
from rounds.views.acting import refuse
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "rect.transfer:V"
NAMED = 12  # so many numbers stand in a sentence
COLUMNS: Columns = {
    "item": ("反馈问题", None, "long"),
    "from": ("划出单位", ("from_unit__name", "-at")),
    "to": ("承接单位", ("to_unit__name", "-at")),
    "kind": ("划转情形", ("kind", "-at"), "narrow"),
    "document": ("依据文件", "document"),
    "on": ("划转日期", ("on", "pk"), "day"),
}


@act(SEE)
@require_safe
def transfer_list(request: Request) -> HttpResponse:
    """整改事项划转: what waits to be decided, and what has passed."""
    rows = Transfer.objects.visible_to(request.actor)
    listing: Listing[Transfer] = Listing(
        request,
        rows.select_related("item__finding", "from_unit", "to_unit"),
        sorts=COLUMNS,
        default_sort="-on",
        filters=TransferFilters,
        search=("from_unit__name__icontains", "to_unit__name__icontains", "item__finding__title__icontains"),
        remember="transfers",
    )
    facts = {
        "listing": listing,
        "asked": _waiting(request.actor),
        "may_propose": bool(held(request.actor, rules.PROPOSE)),
        "crumbs": [("整改事项划转", "")],
    }
    return show(request, "rectification/transfer_list.html", facts, part="table")


def _waiting(by: Actor) -> list[dict[str, Any]]:
    """Return what is asked for in sight, with what this person may do about it."""
    asked = list(transferring.waiting(SEE, by=by))
    units = Unit.objects.select_related("office").in_bulk([one.record_id for one in asked])
    found = []
    for proposal in asked:
        unit = units[proposal.record_id]
        decides = rules.can_decide_transfer(by, proposal, unit)
        lines = [
            (decides, "同意划转", "transfer_agree"),
            (decides, "不同意", "transfer_refuse"),
            (rules.can_withdraw_transfer(by, proposal), "撤回提请", "transfer_withdraw"),
        ]
        acts = [
            Button(
                word, reverse(f"rectification:{name}", args=[proposal.pk]), "get", name == "transfer_agree"
            )
            for may_do, word, name in lines
            if may_do
        ]
        found.append({"proposal": proposal, "unit": unit, "wish": Asked.of(proposal), "acts": acts})
    return found


def crumbs(here: str) -> list[tuple[str, str]]:
    """Return the way to a page of this kind."""
    return [("整改事项划转", reverse("rectification:transfer_list")), (here, "")]


@act(rules.PROPOSE)
@require_http_methods(ASKED)
def transfer_start(request: Request) -> HttpResponse:
    """选择划出单位."""
    units = Unit.objects.reached_by(request.actor, rules.PROPOSE)
    answering = units.filter(pk__in=Item.objects.visible_to(request.actor).values("unit"))
    form = FromForm(posted(request), units=answering.order_by("kind", "pinyin"))
    if request.method == "POST" and form.is_valid():
        return redirect("rectification:transfer_propose", form.cleaned_data["unit"].pk)
    facts = {
        "form": form,
        "heading": "提请划转：选择单位",
        "verb": "下一步",
        "back": reverse("rectification:transfer_list"),
        "lead": "机构改革中单位并入其他单位，或者一部分职责划到其他单位的，整改事项随之划转。",
        "crumbs": crumbs("提请划转"),
    }
    return show(request, "form.html", facts)


@act(rules.PROPOSE)
@require_http_methods(ASKED)
@overtaken
def transfer_propose(request: Request, pk: UUID) -> HttpResponse:
    """提请划转: what is asked, then what would happen, then asked for."""
    by = request.actor
    unit = _unit(request, pk, rules.PROPOSE)
    allowed(request, rules.can_propose_transfer(by, unit))
    form, confirmed, asked = _form(request, unit), "confirmed" in request.POST, _asking(unit)
    if confirmed:
        return ask_and_do(
            request,
            asked,
            form,
            lambda said: transferring.propose_transfer(unit, transferring.ask(**_said(said)), by=by),
        )
    effects = _effects(unit, form, by)
    if not effects:
        return show(request, asked.template, _page(asked, form))
    facts = {"form": form, "effects": effects, "heading": asked.heading, "crumbs": crumbs("提请划转")}
    facts["back"] = request.path
    return show(request, "rectification/transfer_confirm.html", facts)


def _asking(unit: Unit) -> Ask:
    return Ask(
        f"提请划转：{unit}",
        "下一步：看会发生什么",
        reverse("rectification:transfer_list"),
        "已提请，等待巡察办主任决定。",
        template="form.html",
        facts={"lead": _lead(unit), "draft": f"transfer-{unit.pk}", "crumbs": crumbs("提请划转")},
    )


def _page(asked: Ask, form: TransferForm) -> dict[str, Any]:
    return {"form": form, "heading": asked.heading, "verb": asked.verb, "back": asked.back, **asked.facts}


def _said(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "items": [UUID(key) for key in said["items"]]}


def _unit(request: Request, pk: UUID, name: str) -> Unit:
    rows = Unit.objects.reached_by(request.actor, name).select_related("successor", "office")
    unit: Unit = get_object_or_404(rows, pk=pk)
    return unit


def _form(request: Request, unit: Unit) -> TransferForm:
    by = request.actor
    rows: QuerySet[Item] = Item.objects.visible_to(by).filter(unit=unit).select_related("finding")
    choices = [
        (str(item.pk), f"{item.finding.number} {item}（{item.get_state_display()}）")
        for item in rows.order_by("assignment", "finding__number")
    ]
    units = Unit.objects.standing(by.on).filter(office=unit.office_id)
    merged = unit.successor_id is not None
    initial = {"kind": TransferKind.MERGED if merged else TransferKind.SPLIT, "to": unit.successor_id}
    others = units.exclude(pk=unit.pk).order_by("kind", "pinyin")
    return TransferForm(posted(request), initial=initial, units=others, choices=choices)


def _lead(unit: Unit) -> str:
    """Say where the registry has the unit: what is merged is registered there first."""
    if unit.successor_id is None:
        return f"名录中{unit}存续。整体并入其他单位的，先在单位名录登记撤并。"
    return f"名录登记{unit}并入{unit.successor}。"


def _effects(unit: Unit, form: TransferForm, by: Actor) -> list[str]:
    """Say what would happen; refused, put it on the form and say nothing."""
    if not form.is_valid():
        return []
    try:
        asked = transferring.ask(**_said(form.cleaned_data))
        return effects_of(unit, asked, transferring.forecast(unit, asked, by=by))
    except ValidationError as refused:
        refuse(form, refused)
    return []


def effects_of(unit: Unit, asked: Asked, seen: Outlook) -> list[str]:
    """Say what a transfer does, in sentences."""
    many = len(seen.moving)
    closed = sum(item.state == ItemState.CLOSED for item in seen.moving)
    places = "、".join(dict.fromkeys(str(item.assignment.unit) for item in seen.moving))
    numbers = "、".join(item.finding.number for item in seen.moving[:NAMED])
    named = f"{numbers} 等" if many > NAMED else numbers
    return [
        f"依据{asked.document}：{asked.reason}",
        f"{many} 个整改事项（其中已销号 {closed} 个）由{asked.to}负责，编号、时限不变：{named}",
        f"{asked.to}的主要负责人和联络员看得到、办得了这些事项；{unit}不再办理",
        f"台账和统计仍计在被巡察单位（{places}）名下",
        *(part.effect(asked.to) for part in seen.parts),
        "已经接收的月报不变；从划转当月起，这些事项在承接单位的月报中报送",
        f"责任领导、责任人和委托不在{asked.to}任职的取消，由其重新确定",
    ]


@act(rules.APPROVE)
@require_http_methods(ASKED)
@overtaken
def transfer_agree(request: Request, pk: UUID) -> HttpResponse:
    """同意划转."""
    by = request.actor
    proposal, unit = _asked(request, pk)
    allowed(request, rules.can_decide_transfer(by, proposal, unit))
    wish = Asked.of(proposal)
    try:
        effects = effects_of(unit, wish, transferring.forecast(unit, wish, by=by))
    except ValidationError as refused:
        effects = [f"现在不能划转：{word}" for word in refused.messages]
    asked = _about(unit, "同意划转", "已划转。", effects, grave=True)
    form = RemarkForm(posted(request))
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: transferring.approve_transfer(proposal, by=by, opinion=said["reason"]),
    )


@act(rules.APPROVE)
@require_http_methods(ASKED)
@overtaken
def transfer_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不同意划转."""
    by = request.actor
    proposal, unit = _asked(request, pk)
    allowed(request, rules.can_decide_transfer(by, proposal, unit))
    asked = _about(
        unit, "不同意划转", "已退回提请，事项不变。", ["整改事项仍由原单位负责", "理由提请人可以看到"]
    )
    form = WhyForm(posted(request))
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: transferring.refuse_transfer(proposal, by=by, opinion=said["reason"]),
    )


@act(rules.PROPOSE)
@require_http_methods(ASKED)
@overtaken
def transfer_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回划转的提请."""
    by = request.actor
    proposal, unit = _asked(request, pk)
    allowed(request, rules.can_withdraw_transfer(by, proposal))
    asked = _about(unit, "撤回提请", "已撤回提请，事项不变。", ["整改事项仍由原单位负责"])
    form = RemarkForm(posted(request))
    return ask_and_do(
        request, asked, form, lambda said: transferring.withdraw_transfer(proposal, by=by, **said)
    )


def _about(unit: Unit, verb: str, done: str, effects: list[str], *, grave: bool = False) -> Ask:
    back = reverse("rectification:transfer_list")
    facts = {"crumbs": crumbs(verb)}
    return Ask(f"{verb}：{unit}", verb, back, done, effects=effects, grave=grave, facts=facts)


def _asked(request: Request, pk: UUID) -> tuple[Proposal, Unit]:
    """Return a proposal about a unit in sight that still waits; one that was decided leads to the list."""
    rows = Proposal.objects.filter(act=rules.PROPOSE).select_related("proposed_by")
    proposal = get_object_or_404(rows, pk=pk)
    unit = _unit(request, proposal.record_id, SEE)
    if rules.keeps_away(request.actor, unit):
        raise Http404
    if proposal.state != ProposalState.PENDING:
        raise IllegalMove(proposal, str(proposal.state), "", due=[ProposalState.PENDING])
    return proposal, unit
