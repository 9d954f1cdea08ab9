"""反馈会之后: who was there, to whom copies went, who signed for them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Body
from rounds.models import Attendance, Feedback, FeedbackCopy
from rounds.operations.making import require
from rounds.rules import copies as rules
from rounds.states.review import CopyKind, CopyState, Guests

EDIT, SEND = "feedback.copy:E", "feedback.copy:C"
NOT_OUT = "反馈意见发布以后，由巡察办干部登记参会情况和抄送。"


@dataclass(frozen=True)
class Came:
    """How many of a group came, and who."""

    group: Guests
    number: int
    names: str = ""


@dataclass(frozen=True)
class Addressee:
    """To whom a copy goes."""

    kind: CopyKind
    recipient: str
    body: Body | None = None


def register_attendance(
    feedback: Feedback, came: Iterable[Came], *, by: Actor, version: int | None = None
) -> Feedback:
    """登记参会情况: group by group; it may be put right later, with its trail.

    Raises:
        Stale: somebody wrote it down meanwhile.
    """
    require(rules.can_register_attendance(by, feedback), NOT_OUT)
    with transaction.atomic():
        audit.edit(feedback, by=by, act=EDIT, changes={}, version=version)
        for one in came:
            _register(feedback, one, by)
    return feedback


def _register(feedback: Feedback, came: Came, by: Actor) -> None:
    told = {"number": came.number, "names": came.names.strip()}
    if told["names"] and not came.number:
        raise ValidationError(f"{came.group.label}写了姓名，请同时填写人数。")
    row = Attendance.objects.filter(feedback=feedback, group=came.group).first()
    if row is None and came.number:
        audit.create(Attendance(feedback=feedback, group=came.group, **told), by=by, act=EDIT)
    elif row is not None and told != {name: getattr(row, name) for name in told}:
        audit.edit(row, by=by, act=EDIT, changes=told)


def send_copies(
    feedback: Feedback, addressees: Iterable[Addressee], *, sent_on: dt.date, by: Actor
) -> list[FeedbackCopy]:
    """抄送: copies go to whom the office names; each is to be signed for."""
    require(rules.can_send_copies(by, feedback), NOT_OUT)
    chosen = [one for one in addressees if one.recipient.strip()]
    if not chosen:
        raise ValidationError("请至少写明一个抄送对象。")
    _check_sent(feedback, sent_on, by)
    if any(one.body and one.body.office_id != feedback.assignment.office_id for one in chosen):
        raise ValidationError({"bodies": "所选部门不在本办名录内，请重新选择。"})
    with transaction.atomic():
        # The lock of the paper: two clerks do not send the same copy twice
        Feedback.objects.select_for_update().values_list("pk").get(pk=feedback.pk)
        copies = [_copy(feedback, one, sent_on) for one in chosen]
        _check_fresh(feedback, copies)
        return audit.create_all(copies, by=by, act=SEND)


def _copy(feedback: Feedback, one: Addressee, sent_on: dt.date) -> FeedbackCopy:
    return FeedbackCopy(
        feedback=feedback, kind=one.kind, recipient=one.recipient.strip(), body=one.body, sent_on=sent_on
    )


def _check_sent(feedback: Feedback, sent_on: dt.date, by: Actor) -> None:
    if sent_on > by.on or (feedback.meeting_on and sent_on < feedback.meeting_on):
        raise ValidationError({"sent_on": "送达日期应在反馈会当天或之后，且不晚于今天。"})


def _check_fresh(feedback: Feedback, copies: list[FeedbackCopy]) -> None:
    sent = set(FeedbackCopy.objects.filter(feedback=feedback).values_list("kind", "recipient"))
    for copy in copies:
        if (copy.kind, copy.recipient) in sent:
            raise ValidationError(f"已经送过{copy.recipient}，不用再送。")
        sent.add((copy.kind, copy.recipient))


def sign_copy(
    copy: FeedbackCopy, *, by: Actor, received_on: dt.date | None = None, received_by: str = ""
) -> FeedbackCopy:
    """签收抄送: whom it went to signs for it, in the system or on paper."""
    require(rules.can_sign_copy(by, copy), "抄送的反馈意见由收件人签收。")
    day = received_on or by.on
    if day > by.on or day < copy.sent_on:
        raise ValidationError({"received_on": "签收日期应在送达当天或之后，且不晚于今天。"})
    changes = {"received_on": day, "received_by": received_by or by.signature}
    return audit.move(copy, CopyState.RECEIVED, by=by, changes=changes)
