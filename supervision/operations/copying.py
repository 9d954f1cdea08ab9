"""抄送评估结果: to whom a published result went as input to their own assessment, and who signed for it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Body
from rectification.models.publication import digest_of
from rectification.operations.refusal import require
from rounds.models import Round
from rounds.states.review import CopyState
from supervision import rules
from supervision.copied import ranking_content, ranking_title, result_content
from supervision.models import Assessment, ResultCopy
from supervision.states import AssessmentState, CopyTo

SEND = "sv.copy:C"
NOT_WHOLE = "本轮排名里有您不能办理的单位，请由其他干部抄送全轮排名。"


@dataclass(frozen=True)
class Addressee:
    """To whom a copy goes, and what: the result of one unit, or without one the ranking of the round."""

    kind: CopyTo
    recipient: str
    body: Body | None = None
    assessment: Assessment | None = None


def send_results(
    round_: Round, addressees: Iterable[Addressee], *, sent_on: dt.date, by: Actor
) -> list[ResultCopy]:
    """抄送评估结果: what is published goes to whom the office names, frozen as it is now.

    Raises:
        ValidationError: nobody is named, the day does not fit, or the same was sent to the same before.
    """
    require(rules.can_send_results(by, round_))
    chosen = list(addressees)
    if not chosen:
        raise ValidationError("请至少选择一个抄送对象。")
    if any(one.body and one.body.office_id != round_.office_id for one in chosen):
        raise ValidationError({"bodies": "所选部门不在本办名录内，请重新选择。"})
    with transaction.atomic():
        # The lock of the round: two clerks do not send the same twice
        Round.objects.select_for_update().values_list("pk").get(pk=round_.pk)
        return [_send(round_, one, sent_on, by) for one in chosen]


def _send(round_: Round, one: Addressee, sent_on: dt.date, by: Actor) -> ResultCopy:
    rows = _results(round_, one.assessment, by)
    _check_day(rows, sent_on, by)
    content = result_content(rows[0]) if one.assessment else ranking_content(rows)
    copy = ResultCopy(
        round=round_,
        kind=one.kind,
        body=one.body,
        recipient=one.recipient,
        title=f"{one.assessment}结果" if one.assessment else ranking_title(round_),
        content=content,
        digest=digest_of(content),
        sent_on=sent_on,
        sent_by=by.signature,
    )
    if ResultCopy.objects.filter(round=round_, recipient=copy.recipient, digest=copy.digest).exists():
        raise ValidationError(f"“{copy.title}”已经送过{copy.recipient}，内容没有变动，不用再送。")
    audit.create(copy, by=by, act=SEND, digest=copy.digest)
    copy.assessments.set(rows)
    return copy


def _results(round_: Round, one: Assessment | None, by: Actor) -> list[Assessment]:
    """Return the published results that a copy tells of: one, or all of the round and no fewer."""
    every = Assessment.objects.filter(assignment__team__round=round_, state=AssessmentState.PUBLISHED)
    if one:
        every = every.filter(pk=one.pk)
    seen = every.visible_to(by).select_related("assignment__unit", "sheet").order_by("pk")
    rows = list(seen)
    if not rows:
        raise ValidationError("评估结果公布以后才能抄送。")
    if len(rows) != every.count():
        raise ValidationError(NOT_WHOLE)
    return rows


def _check_day(rows: Iterable[Assessment], sent_on: dt.date, by: Actor) -> None:
    published = max(row.published_on for row in rows if row.published_on)
    if not published <= sent_on <= by.on:
        raise ValidationError(
            {"sent_on": f"送达日期应在公布当天（{published:%Y-%m-%d}）或之后，且不晚于今天。"}
        )


def sign_result(
    copy: ResultCopy, *, by: Actor, received_on: dt.date | None = None, received_by: str = ""
) -> ResultCopy:
    """签收评估结果: whom it went to signs for it, in the system or on paper."""
    require(rules.can_sign_result(by, copy), "抄送的评估结果由收件人签收。")
    day = received_on or by.on
    if not copy.sent_on <= day <= by.on:
        raise ValidationError({"received_on": "签收日期应在送达当天或之后，且不晚于今天。"})
    changes = {"received_on": day, "received_by": received_by or by.signature}
    return audit.move(copy, CopyState.RECEIVED, by=by, changes=changes)
