"""移交部门建议: drafted by the clerk, sent and closed by the director, answered by the department."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from deadlines import operations as deadlines
from deadlines.models import Deadline
from deadlines.models.deadline import DeadlineQuerySet
from organizations.models import Body, Office
from rounds.models import Finding, Referral
from rounds.operations.making import change, make, require
from rounds.rules import referral as rules
from rounds.states import Adoption, ReferralState

DUE, SIGN, DECIDE = "proposal_due", "referral.send:S", "referral.send:A"


def draft_referral(
    office: Office, body: Body, *, title: str, text: str, by: Actor, finding: Finding | None = None
) -> Referral:
    """拟移交建议: draft a proposal to a department, from a finding or from many."""
    require(rules.can_draft_referral(by, office))
    if body.office_id != office.pk:
        raise ValidationError({"body": "承接部门不在本办名录中，请另选。"})
    referral = Referral(office=office, body=body, title=title, text=text, finding=finding)
    return make(referral, by=by, act="referral.send:C")


def edit_referral(
    referral: Referral, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Referral:
    """修改移交建议: change a draft."""
    require(rules.can_edit_referral(by, referral))
    return change(referral, by=by, act="referral.send:E", changes=changes, version=version)


def send_referral(referral: Referral, *, by: Actor, on: dt.date | None = None, opinion: str = "") -> Referral:
    """签批移交: hand the proposal to the department."""
    require(rules.can_send_referral(by, referral))
    day = on or by.on
    return audit.move(referral, ReferralState.SENT, by=by, reason=opinion, changes={"sent_on": day})


def receive_referral(referral: Referral, *, by: Actor, reason: str = "") -> Referral:
    """签收: the department has the proposal."""
    require(rules.can_receive_referral(by, referral))
    with transaction.atomic():
        audit.move(referral, ReferralState.RECEIVED, by=by, reason=reason)
        deadlines.set_deadline(referral, DUE, by.on, by=by, act=SIGN)
    return referral


def start_referral(referral: Referral, *, by: Actor, reason: str = "") -> Referral:
    """开始办理: the department works on it."""
    require(rules.can_start_referral(by, referral))
    return audit.move(referral, ReferralState.WORKING, by=by, reason=reason)


def answer_referral(referral: Referral, *, answer: str, adoption: Adoption, by: Actor) -> Referral:
    """反馈办理情况: the department says what it did and whether it follows the proposal."""
    require(rules.can_answer_referral(by, referral))
    if not answer.strip():
        raise ValidationError({"answer": "请写明办理情况。"})
    changes = {"answer": answer, "adoption": adoption}
    told = str(Adoption(adoption).label)
    with transaction.atomic():
        audit.move(referral, ReferralState.ANSWERED, by=by, reason=told, changes=changes)
        for open_ in _deadlines(referral).open():
            deadlines.meet(open_, by.on, by=by, act=SIGN)
    return referral


def close_referral(referral: Referral, *, by: Actor, opinion: str = "") -> Referral:
    """办结: the answer is enough."""
    require(rules.can_close_referral(by, referral))
    return audit.move(referral, ReferralState.CLOSED, by=by, reason=opinion)


def return_referral(referral: Referral, *, reason: str, by: Actor) -> Referral:
    """退回补办: the answer is not enough; the department works on."""
    require(rules.can_close_referral(by, referral))
    if not reason.strip():
        raise ValidationError("请写明退回的理由。")
    with transaction.atomic():
        audit.move(referral, ReferralState.WORKING, by=by, reason=reason)
        if met := _deadlines(referral).filter(met_on__isnull=False).first():
            deadlines.reopen(met, by=by, act=DECIDE, reason=reason)
    return referral


def _deadlines(referral: Referral) -> DeadlineQuerySet:
    rows: DeadlineQuerySet = Deadline.objects.about(referral).coded(DUE)
    return rows
