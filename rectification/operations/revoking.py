"""撤销销号: proposed by one, decided by another; the item begins anew, the former closing stays readable."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from audit.models import Entry, Proposal
from audit.states import ProposalState
from deadlines.operations.deadline import set_deadline
from deadlines.reckoning import due_on, pick_rule
from rectification.models import Cycle, Item
from rectification.operations.item import PERIOD, hold, place_of
from rectification.operations.refusal import require, require_words
from rectification.rules import closing as rules
from rectification.states import ItemState, Progress
from rectification.states.closing import Revocation
from rounds.states import AssignmentState
from ui.wording import cn_date

APPROVE = "rect.reopen:A"


@dataclass(frozen=True)
class Asked:
    """What a proposal asks for: why the closing does not hold, and by when it is to be mended."""

    kind: Revocation
    due_on: dt.date
    reason: str

    @classmethod
    def of(cls, proposal: Proposal) -> "Asked":
        """Return what a proposal asks for."""
        kept = proposal.payload
        return cls(Revocation(kept["kind"]), dt.date.fromisoformat(kept["due_on"]), kept["reason"])


def propose_reopening(item: Item, *, kind: str, reason: str, new_due: dt.date, by: Actor) -> Proposal:
    """提请撤销销号: 反弹, 虚假整改 or another reason, with the date by which it is to be mended."""
    require(rules.can_propose_reopening(by, item), rules.bar_of_file(item))
    text = require_words(reason, "reason", "请写明撤销销号的理由，例如在哪里发现问题反弹。")
    _check_due(item, new_due, by.on)
    payload = {"kind": str(Revocation(kind)), "due_on": new_due.isoformat(), "reason": text}
    words = f"提请撤销销号（{Revocation(kind).label}）：{text}"
    return audit.propose(item, by=by, act=rules.REOPEN, payload=payload, reason=words)


def approve_reopening(proposal: Proposal, *, by: Actor, opinion: str = "") -> Item:
    """同意撤销销号: a new cycle begins under its own date; a unit that had finished is taken up again."""
    item = item_of(proposal)
    require(rules.can_decide_reopening(by, proposal, item), "撤销销号须由提请人以外的巡察办主任批准。")
    asked = Asked.of(proposal)
    if asked.due_on <= by.on:
        raise ValidationError("提请中的整改时限已过，请退回提请，另定时限。")
    with transaction.atomic():
        stands = hold(item.assignment)  # one who finishes at this moment waits, and meets the open item
        audit.decide(proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        audit.create(_ended(item, proposal, asked, by), by=by, act=APPROVE, reason=asked.reason)
        _begin(item, asked, by)
        if stands == AssignmentState.ASSESSED:
            words = f"《{item}》撤销销号，恢复整改"
            audit.move(item.assignment, AssignmentState.RECTIFYING, by=by, reason=words)
    return item


def refuse_reopening(proposal: Proposal, *, opinion: str, by: Actor) -> Proposal:
    """不同意撤销: the closing holds; the reason is told to who proposed."""
    item = item_of(proposal)
    require(rules.can_decide_reopening(by, proposal, item), "撤销销号须由提请人以外的巡察办主任批准。")
    text = require_words(opinion, "reason", "请写明不同意撤销销号的理由。")
    with transaction.atomic():
        audit.note(item, by=by, act=APPROVE, reason=f"不同意撤销销号：{text}")
        return audit.decide(proposal, ProposalState.REJECTED, by=by, opinion=text)


def withdraw_reopening(proposal: Proposal, *, by: Actor, reason: str = "") -> Proposal:
    """撤回提请: by whoever proposed."""
    require(rules.can_withdraw_reopening(by, proposal))
    with transaction.atomic():
        audit.note(item_of(proposal), by=by, act=rules.REOPEN, reason=reason or "撤回撤销销号的提请")
        return audit.decide(proposal, ProposalState.WITHDRAWN, by=by, opinion=reason)


def item_of(proposal: Proposal) -> Item:
    """Return the item that a proposal is about."""
    rows = Item.objects.select_related("finding", "assignment__unit", "assignment__team__round")
    found: Item = rows.get(pk=proposal.record_id)
    return found


def pending_on(item: Item) -> Proposal | None:
    """Return the proposal that waits to be decided, if there is one."""
    rows = Proposal.objects.about(item).pending().filter(act=rules.REOPEN)
    return rows.select_related("proposed_by").first()


def latest_due(item: Item, on: dt.date) -> dt.date:
    """Return the last day that may be set for a cycle that begins on a day: as the rule allows."""
    return due_on(pick_rule(PERIOD, on=on, **place_of(item.assignment)), on)


def _check_due(item: Item, new_due: dt.date, on: dt.date) -> None:
    last = latest_due(item, on)
    if not on < new_due <= last:
        raise ValidationError({"new_due": f"新的整改时限须晚于今天，不晚于{cn_date(last)}。"})


def _ended(item: Item, proposal: Proposal, asked: Asked, by: Actor) -> Cycle:
    """Return what the item had come to, as it stood closed."""
    closer = Entry.objects.who_took(item, ItemState.CLOSED)
    return Cycle(
        item=item,
        number=item.cycle,
        due_on=item.due_on,
        done_text=item.done_text,
        closed_on=item.closed_on,
        closed_by_id=closer if isinstance(closer, UUID) else None,
        kind=asked.kind,
        reason=asked.reason,
        proposed_by_id=proposal.proposed_by_id,
        decided_by_id=by.user.pk,
        ended_at=by.at,
    )


def _begin(item: Item, asked: Asked, by: Actor) -> None:
    changes = {
        "applied_by": None,
        "checked_by": None,
        "closed_on": None,
        "progress": Progress.UNDONE,
        "done_text": "",
        "due_on": asked.due_on,
        "long_term": False,
        "look_at_on": None,
        "sampled": False,
        "site_found": "",
        "reopened": item.reopened + 1,
    }
    told = f"{asked.kind.label}：{asked.reason}"
    facts: dict[str, Any] = {"progress": str(Progress.UNDONE), "due_on": asked.due_on, "long_term": False}
    audit.move(item, ItemState.FIXING, by=by, reason=told, changes=changes, **facts)
    place = place_of(item.assignment)
    set_deadline(item, PERIOD, by.on, by=by, act=APPROVE, not_after=asked.due_on, **place)
