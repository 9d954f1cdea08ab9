"""What the page of an item tells of its closing: draws, checks on site, former cycles, revocations."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.rules import held
from audit.actor import Actor
from audit.models import Proposal
from rectification.models import Cycle, Draw, DrawLine, Item
from rectification.operations.revoking import Asked, pending_on
from rectification.rules import closing as rules
from rectification.states import ItemState
from rectification.views.acting import Button
from rounds.rules.origin import sees_origin


def closing_parts(by: Actor, item: Item) -> dict[str, Any]:
    """Return what the reader may know of it: a draw and what is asked inside the office stay inside."""
    checker = bool(held(by, "rect.close:P") or held(by, "rect.close:A"))
    return {
        **(_checks(by, item) if checker else {}),
        "cycles": _cycles(item) if item.reopened else [],
        "inside": sees_origin(by, "rect.view:V", item.assignment),
        "revocation": _revocation(by, item),
        "delegations": item.delegations.on(by.on).select_related("person"),
        "can_assign": rules.can_assign(by, item),
    }


def _cycles(item: Item) -> "QuerySet[Cycle]":
    return item.cycles.select_related("closed_by", "proposed_by", "decided_by")


def _checks(by: Actor, item: Item) -> dict[str, Any]:
    lines = DrawLine.objects.filter(item=item, draw__in=Draw.objects.visible_to(by).values("pk"))
    draws = lines.select_related("draw__round", "draw__assignment__unit")
    return {
        "draw_lines": draws.order_by("draw__drawn_at"),
        "site_checks": item.site_checks.select_related("recorded_by"),
    }


def _revocation(by: Actor, item: Item) -> tuple[Proposal, Asked, list[Button]] | None:
    """Return the proposal that waits on a closed item, with what this person may do about it."""
    knows = held(by, rules.REOPEN) or held(by, "rect.reopen:A")
    proposal = pending_on(item) if item.state == ItemState.CLOSED and knows else None
    if proposal is None:
        return None
    lines = [
        (rules.can_decide_reopening(by, proposal, item), "同意撤销", "reopening_agree", True),
        (rules.can_decide_reopening(by, proposal, item), "不同意", "reopening_refuse", False),
        (rules.can_withdraw_reopening(by, proposal), "撤回提请", "reopening_withdraw", False),
    ]
    acts = [
        Button(word, reverse(f"rectification:{name}", args=[proposal.pk]), "get", first)
        for allowed, word, name, first in lines
        if allowed
    ]
    return proposal, Asked.of(proposal), acts
