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
from supervision.copied import Table, ranking_tables, ranking_title, result_tables
from supervision.models import Assessment, ResultCopy
from supervision.overseeing import overseers
from supervision.states import AssessmentState, CopyTo

SEND = "sv.copy:C"
NOT_WHOLE = "本轮排名里有您不能办理的单位，请由其他干部抄送全轮排名。"


@dataclass(frozen=True)
class _To:
    """To whom a copy goes."""

    kind: CopyTo
    recipient: str
    body: Body | None = None


def send_results(
    round_: Round,
    *,
    bodies: Iterable[Body] = (),
    only: Assessment | None = None,
    leaders: Iterable[Assessment] = (),
    sent_on: dt.date,
    by: Actor,
) -> list[ResultCopy]:
    """抄送评估结果: what is published, frozen as it is now.

    Args:
        round_: whose results they are.
        bodies: 有关部门, each gets the ranking of the round.
        only: the one result that the bodies get instead.
        leaders: the results that go to the county leader of the day above their unit.
        sent_on: the day on which they were handed over.
        by: a clerk.

    Raises:
        ValidationError: nobody is named, no leader is above a unit, the day does not fit, the clerk does not
            see the whole round, or the same was sent to the same before.
    """
    require(rules.can_send_results(by, round_))
    to_bodies, above = list(bodies), list(leaders)
    if not to_bodies and not above:
        raise ValidationError("请至少选择一个抄送对象。")
    if any(body.office_id != round_.office_id for body in to_bodies):
        raise ValidationError({"bodies": "所选部门不在本办名录内，请重新选择。"})
    with transaction.atomic():
        # The lock of the round: two clerks do not send the same twice
        Round.objects.select_for_update().values_list("pk").get(pk=round_.pk)
        told = _results(round_, only, by) if to_bodies else []
        title = f"{only}结果" if only else ranking_title(round_)
        tables = result_tables(told[0]) if only and told else ranking_tables(told)
        made = [
            _send(round_, _To(CopyTo.BODY, str(body), body), told, title, tables, sent_on, by)
            for body in to_bodies
        ]
        return made + [
            _send(round_, to, [row], f"{row}结果", result_tables(row), sent_on, by)
            for row, to in _above(round_, above, by)
        ]


def _above(round_: Round, leaders: list[Assessment], by: Actor) -> list[tuple[Assessment, _To]]:
    rows = [_results(round_, one, by)[0] for one in leaders]
    found = overseers(rows, by)
    if alone := [str(row.assignment.unit) for row in rows if row.pk not in found]:
        words = f"{'、'.join(alone)}现在没有可以抄送的分管县领导，请核对分管分工后再送。"
        raise ValidationError({"leaders": words})
    return [(row, _To(CopyTo.LEADER, str(found[row.pk]))) for row in rows]


def _send(
    round_: Round,
    to: _To,
    rows: list[Assessment],
    title: str,
    tables: list[Table],
    sent_on: dt.date,
    by: Actor,
) -> ResultCopy:
    _check_day(rows, sent_on, by)
    content = {"title": title, "recipient": to.recipient, "tables": tables}
    copy = ResultCopy(
        round=round_,
        kind=to.kind,
        body=to.body,
        recipient=to.recipient,
        title=title,
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
