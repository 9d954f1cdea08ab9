"""划转: items pass to the unit that takes over (单位并入, 职责划出); proposed by one, decided by another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.clock import clock
from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Tenure, Unit
from rectification.models import Delegation, Item, Transfer
from rectification.operations import transfer_months as months
from rectification.operations.assigning import DAY
from rectification.operations.refusal import require, require_words
from rectification.operations.transfer_notices import tell_both
from rectification.rules import transferring as rules
from rectification.states import ItemState
from rectification.states.transfer import TransferKind
from rounds.models import Assignment

OTHER_PERSON = "划转须由提请人以外的巡察办主任批准。"
WHY = "请写明划转的理由，例如哪些职责划到哪里。"
WHICH_PAPER = "请写明依据文件，例如机构改革方案或者编委文件的文号。"
PLANNED = {ItemState.PLANNING, ItemState.JOINT}
RECUSED = "您对其中的单位回避，请由其他人员办理划转。"


@dataclass(frozen=True)
class Asked:
    """What a proposal asks for: which items go where, on which paper it rests."""

    kind: TransferKind
    to: Unit
    chosen: frozenset[UUID]
    document: str
    reason: str

    @classmethod
    def of(cls, proposal: Proposal) -> "Asked":
        """Return what a proposal asks for."""
        kept = proposal.payload
        return cls(
            TransferKind(kept["kind"]),
            Unit.objects.get(pk=kept["to"]),
            frozenset(UUID(key) for key in kept["items"]),
            kept["document"],
            kept["reason"],
        )

    @property
    def payload(self) -> dict[str, object]:
        """Return what is kept of it until it is decided."""
        return {
            "kind": str(self.kind),
            "to": str(self.to.pk),
            "items": sorted(map(str, self.chosen)),
            "document": self.document,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Outlook:
    """What a transfer would do: the items that pass, and what becomes of the months that are owed."""

    moving: list[Item]
    parts: list[months.Part]


def ask(*, kind: str, to: Unit, document: str, reason: str, items: Iterable[UUID] = ()) -> Asked:
    """Return what is asked for, with the words that it needs."""
    paper, words = require_words(document, "document", WHICH_PAPER), require_words(reason, "reason", WHY)
    return Asked(TransferKind(kind), to, frozenset(items), paper, words)


def forecast(unit: Unit, asked: Asked, *, by: Actor) -> Outlook:
    """预计划转的结果: what would happen now.

    Raises:
        ValidationError: names what stands in the way.
    """
    moving = going(unit, asked, by=by)
    return Outlook(moving, months.handed_on(unit, asked.to, moving))


def propose_transfer(unit: Unit, asked: Asked, *, by: Actor) -> Proposal:
    """提请划转: all that a merged unit answers for, or chosen items of a unit that is split."""
    require(rules.can_propose_transfer(by, unit))
    many = len(forecast(unit, asked, by=by).moving)
    told = f"提请划转{asked.to}（{asked.kind.label}，{many} 个整改事项）：{asked.reason}"
    return audit.propose(unit, by=by, act=rules.PROPOSE, payload=asked.payload, reason=told)


def approve_transfer(proposal: Proposal, *, by: Actor, opinion: str = "") -> list[Transfer]:
    """批准划转: from now on the other unit sees and mends the items, and its reports carry them."""
    unit = unit_of(proposal)
    require(rules.can_decide_transfer(by, proposal, unit), OTHER_PERSON)
    asked = Asked.of(proposal)
    with transaction.atomic():
        # Nobody opens or accepts a report, closes or reassigns an item of the unit meanwhile
        tasks = Item.objects.filter(unit=unit).values("assignment")
        list(Assignment.objects.select_for_update().filter(pk__in=tasks).order_by("pk").values_list("pk"))
        list(Item.objects.select_for_update().filter(unit=unit).order_by("pk").values_list("pk"))
        months.open_owed(unit, by=clock(by.at))
        seen = forecast(unit, asked, by=by)
        moving = seen.moving
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        for part in seen.parts:
            months.hand_on(part, asked.to, by=by, reason=asked.reason)
        _hand_over(moving, asked, by)
        rows = [_record(item, unit, proposal, asked, by) for item in moving]
        made = audit.create_all(rows, by=by, act=rules.APPROVE, reason=asked.reason)
        tell_both(moving, unit, asked.to, key=f"transfer:{proposal.pk}", by=by)
    return made


def refuse_transfer(proposal: Proposal, *, opinion: str, by: Actor) -> Proposal:
    """不同意划转: the items stay where they are; the reason is told to who proposed."""
    unit = unit_of(proposal)
    require(rules.can_decide_transfer(by, proposal, unit), OTHER_PERSON)
    text = require_words(opinion, "reason", "请写明不同意划转的理由。")
    with transaction.atomic():
        audit.note(unit, by=by, act=rules.APPROVE, reason=f"不同意划转：{text}")
        return audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=text)


def withdraw_transfer(proposal: Proposal, *, by: Actor, reason: str = "") -> Proposal:
    """撤回提请: by whoever proposed."""
    require(rules.can_withdraw_transfer(by, proposal))
    with transaction.atomic():
        audit.note(unit_of(proposal), by=by, act=rules.PROPOSE, reason=reason or "撤回划转的提请")
        return audit.decide(proposal, ProposalState.WITHDRAWN, by=by, opinion=reason)


def unit_of(proposal: Proposal) -> Unit:
    """Return the unit from which a proposal takes."""
    found: Unit = Unit.objects.select_related("successor", "office").get(pk=proposal.record_id)
    return found


def pending() -> Any:
    """Return the proposals that wait to be decided, the oldest first."""
    rows = Proposal.objects.pending().filter(act=rules.PROPOSE).order_by("proposed_at")
    return rows.select_related("proposed_by")


def waiting(act: str, *, by: Actor) -> Any:
    """待定的划转: those about units that the actor reaches by an act and need not keep away from."""
    asked = pending()
    closed = Item.objects.filter(unit__in=asked.order_by().values("record_id")).hidden_from(by)
    units = Unit.objects.reached_by(by, act)
    return asked.filter(record_id__in=units.values("pk")).exclude(record_id__in=closed.values("unit"))


def going(unit: Unit, asked: Asked, *, by: Actor) -> list[Item]:
    """划转的事项: return those that would pass, each as it may.

    Raises:
        ValidationError: names what stands in the way.
    """
    rows = Item.objects.filter(unit=unit).select_related(
        "finding", "unit", "assignment__unit", "leader", "handler"
    )
    found = list(rows.order_by("assignment", "finding__number"))
    if rules.keeps_away(by, unit):
        raise ValidationError(RECUSED)
    (_check_merged if asked.kind == TransferKind.MERGED else _check_split)(unit, asked, by)
    moving = found if asked.kind == TransferKind.MERGED else [one for one in found if one.pk in asked.chosen]
    if not moving or len(moving) < len(asked.chosen):
        raise ValidationError({"items": "没有选整改事项，或者有的已经不由该单位负责，请刷新后重新选择。"})
    if any(item.state == ItemState.UNCLAIMED for item in moving):
        raise ValidationError("有的问题还没有认领，请由原单位认领（可以代录）以后再划转。")
    if asked.kind == TransferKind.SPLIT and any(item.state in PLANNED for item in moving):
        raise ValidationError("整改方案通过以后才能划出一部分问题；单位整体并入的不受限制。")
    return moving


def _check_merged(unit: Unit, asked: Asked, by: Actor) -> None:
    if unit.successor_id is None or unit.ended_on is None:
        raise ValidationError({"kind": f"单位名录还没有登记{unit}并入哪个单位，请先在名录登记撤并。"})
    if unit.ended_on > by.on:
        raise ValidationError({"kind": f"{unit}的撤并日期还没有到，到撤并之日再办理划转。"})
    if unit.successor_id != asked.to.pk:
        raise ValidationError({"to": f"名录登记的并入单位是{unit.successor}，请核对。"})


def _check_split(unit: Unit, asked: Asked, by: Actor) -> None:
    standing = Unit.objects.standing(by.on).filter(pk=asked.to.pk, office=unit.office_id)
    if asked.to.pk == unit.pk or not standing.exists():
        raise ValidationError({"to": "请选择本地一个存续的其他单位。"})


def _hand_over(moving: list[Item], asked: Asked, by: Actor) -> None:
    """Give the items to the unit; who does not serve there answers no more, and what was delegated ends."""
    serving = set(Tenure.objects.on(by.on).filter(unit=asked.to).values_list("person", flat=True))
    for item in moving:
        changes: dict[str, Any] = {"unit": asked.to}
        changes |= {
            name: None
            for name in ("leader", "handler")
            if getattr(item, f"{name}_id") and getattr(item, f"{name}_id") not in serving
        }
        if item.department:
            changes["department"] = ""
        who = {name: [str(getattr(item, name) or ""), str(value or "")] for name, value in changes.items()}
        told: dict[str, Any] = {"unit": asked.to.pk, "who": who}
        audit.edit(item, by=by, act=rules.APPROVE, changes=changes, reason=asked.reason, **told)
    running = Delegation.objects.on(by.on).filter(item__in=[item.pk for item in moving])
    for given in running.exclude(person__in=serving):
        changes = {"until": by.on - DAY}
        audit.edit(given, by=by, act=rules.APPROVE, changes=changes, reason=asked.reason)


def _record(item: Item, unit: Unit, proposal: Proposal, asked: Asked, by: Actor) -> Transfer:
    return Transfer(
        item=item,
        from_unit=unit,
        to_unit=asked.to,
        kind=asked.kind,
        on=by.on,
        reason=asked.reason,
        document=asked.document,
        proposed_by_id=proposal.proposed_by_id,
        decided_by_id=by.user.pk,
        at=by.at,
    )
