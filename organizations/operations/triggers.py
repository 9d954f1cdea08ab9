"""回避情形: a line of the table is revised from a day on, with the ground; earlier days keep theirs."""

import datetime as dt

from django.core.exceptions import ValidationError

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import Office, RecusalRule
from organizations.operations.refusals import require
from organizations.triggers import Line


def revise_line(
    line: Line,
    office: Office,
    *,
    leaders: str,
    members: str,
    since: dt.date,
    reason: str,
    by: Actor,
    years: int | None = None,
    long_years: int | None = None,
) -> RecusalRule:
    """调整回避情形: what it does and how far back it counts, from a day on."""
    require(rules.can_revise_trigger(by, office), "回避情形由本级巡察办调整。")
    if not line.revisable:
        raise ValidationError("这一情形不能调整。")
    if since < by.on:
        raise ValidationError({"since": "生效日期不能早于今天，以前的核对按当时的规定。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明依据。"})
    if RecusalRule.objects.filter(office=office, trigger=line.trigger, since__gt=since).exists():
        raise ValidationError({"since": "这一天之后已有调整，请从更晚的日期起调整。"})
    rule = RecusalRule(
        office=office,
        trigger=line.trigger,
        leaders=leaders,
        members=members,
        years=years,
        long_years=long_years,
        since=since,
        reason=reason,
    )
    return audit.create(rule, by=by, act="recuse.rule:E", reason=reason)
