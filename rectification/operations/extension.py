"""延期: asked for by the unit, signed by its head, looked into, approved; the original date stays."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import extend
from rectification import rules
from rectification.models import ExtensionRequest, Item
from rectification.operations.refusal import require, require_words
from rectification.states import ExtensionState


def ask_extension(
    item: Item, *, new_due: dt.date, reason: str, by: Actor, stage_goal: str = ""
) -> ExtensionRequest:
    """申请延期: to a later day, with the reason and the goal of the stage."""
    require(rules.can_ask_extension(by, item))
    require_words(reason, "reason", "请写明申请延期的理由。")
    if new_due <= by.on:
        raise ValidationError({"new_due": "申请延至的日期须晚于今天。"})
    if item.due_on and new_due <= item.due_on:
        raise ValidationError({"new_due": f"申请延至的日期须晚于现在的时限 {item.due_on:%Y-%m-%d}。"})
    request = ExtensionRequest(
        item=item, new_due=new_due, reason=reason, stage_goal=stage_goal, asked_at=by.at, asked_by=by.user.pk
    )
    try:
        with transaction.atomic():
            return audit.create(request, by=by, act="rect.extend:C")
    except IntegrityError:
        raise ValidationError("这一事项已有一件延期申请在办理，请先等它办完。") from None


def sign_extension(request: ExtensionRequest, *, by: Actor) -> ExtensionRequest:
    """签发延期申请: by the unit's head."""
    require(rules.can_sign_extension(by, request))
    return audit.move(request, ExtensionState.APPLIED, by=by)


def propose_extension(request: ExtensionRequest, *, by: Actor, opinion: str = "") -> ExtensionRequest:
    """审核延期申请: a clerk proposes it to the director."""
    require(rules.can_propose_extension(by, request))
    changes = {"proposed_by": by.user.pk}
    return audit.move(request, ExtensionState.PROPOSED, by=by, reason=opinion, changes=changes)


def approve_extension(request: ExtensionRequest, *, by: Actor, opinion: str = "") -> ExtensionRequest:
    """批准延期: the item's date moves in the same transaction."""
    require(rules.can_approve_extension(by, request))
    item, new_due = request.item, request.new_due
    with transaction.atomic():
        for deadline in Deadline.objects.about(item).open():
            extend(
                deadline,
                new_due,
                reason=request.reason,
                approver=str(by.user),
                stage_goal=request.stage_goal,
                by=by,
                act="rect.extend:A",
            )
        changes = {"due_on": new_due}
        audit.edit(item, by=by, act="rect.extend:A", changes=changes, reason=request.reason, due_on=new_due)
        return audit.move(request, ExtensionState.APPROVED, by=by, reason=opinion)


def refuse_extension(request: ExtensionRequest, *, opinion: str, by: Actor) -> ExtensionRequest:
    """不予延期: at any step, with the reason."""
    require(rules.can_refuse_extension(by, request))
    text = require_words(opinion, "reason", "请写明不予延期的理由。")
    return audit.move(request, ExtensionState.REFUSED, by=by, reason=text)
