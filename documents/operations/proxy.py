"""代录: the office enters what others signed on paper; it counts when a second clerk confirms."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.matrix import act_name
from accounts.rules import Scoped
from audit import operations as audit
from audit.actor import Actor
from audit.states import ProposalState
from documents import rules
from documents.models import ProxyEntry, StoredFile
from organizations.models import Office, OfficePost

NOT_THE_SECOND = "代录须由另一名干部复核，录入人和签署人不能复核同一份文件。"
Run = Callable[[Actor, Mapping[str, Any]], object]


def enter_by_proxy(
    record: Any,
    *,
    act: str,
    payload: Mapping[str, Any],
    scan: StoredFile,
    signer: str,
    post: str,
    signed_on: dt.date,
    number: str,
    by: Actor,
    kind: str = "",
    title: str = "",
    reason: str = "",
) -> ProxyEntry:
    """代录: put a signed paper before the second clerk; nothing of the act happens yet."""
    reached: Scoped = record
    if not rules.can_enter_by_proxy(by, reached, act):
        raise PermissionDenied
    if signed_on > by.on:
        raise ValidationError({"signed_on": "签署日期晚于今天，请按纸质文件上的日期填写。"})
    if rules.signed_by_self(by, signer):
        raise ValidationError({"signer": "签署人与录入人同名。本人签的文件请另一名干部录入。"})
    with transaction.atomic():
        proposal = audit.propose(record, by=by, act=act, payload=payload, reason=reason)
        entry = ProxyEntry(
            proposal=proposal,
            office=_office_of(by),
            kind=kind,
            title=title,
            subject=str(record)[:200],
            scan=scan,
            signer=signer,
            post=post,
            signed_on=signed_on,
            number=number,
        )
        return audit.create(
            entry, by=by, act="proxy.enter:C", signer=entry.signed_as, number=number, scan=scan.digest
        )


def _office_of(by: Actor) -> Office:
    post = OfficePost.objects.on(by.on).filter(person__user=by.user.pk).select_related("office").first()
    if post is None:
        raise PermissionDenied
    office: Office = post.office
    return office


def confirm_proxy(entry: ProxyEntry, *, by: Actor, run: Run, opinion: str = "") -> object:
    """代录复核: the second clerk agrees; in the same transaction the act is done for the signer."""
    if not rules.can_confirm_proxy(by, entry):
        raise PermissionDenied(NOT_THE_SECOND)
    with transaction.atomic():
        audit.decide(entry.proposal, ProposalState.APPROVED, by=by, opinion=opinion)
        result = run(by.entering_for(entry.signed_as), entry.proposal.payload)
        _note(entry, by=by, reason=opinion, decision="同意")
    return result


def refuse_proxy(entry: ProxyEntry, *, by: Actor, opinion: str) -> ProxyEntry:
    """代录退回: the second clerk sends the entry back, saying what is wrong."""
    if not rules.can_confirm_proxy(by, entry):
        raise PermissionDenied(NOT_THE_SECOND)
    if not opinion.strip():
        raise ValidationError({"opinion": "请写明退回的理由，方便录入人改正。"})
    with transaction.atomic():
        audit.decide(entry.proposal, ProposalState.REJECTED, by=by, opinion=opinion)
        _note(entry, by=by, reason=opinion, decision="退回")
    return entry


def withdraw_proxy(entry: ProxyEntry, *, by: Actor, opinion: str = "") -> ProxyEntry:
    """代录撤回: the clerk who entered it takes it back before it is confirmed."""
    with transaction.atomic():
        audit.decide(entry.proposal, ProposalState.WITHDRAWN, by=by, opinion=opinion)
        _note(entry, by=by, reason=opinion, decision="撤回")
    return entry


def _note(entry: ProxyEntry, *, by: Actor, reason: str, decision: str) -> None:
    audit.note(
        entry,
        by=by,
        act="proxy.enter:A",
        reason=reason,
        decision=decision,
        entered=act_name(entry.proposal.act),
        signer=entry.signed_as,
    )
