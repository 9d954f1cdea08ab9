"""会议与批示: what meetings decided and leaders wrote, entered by the office."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from audit.actor import Actor
from organizations.models import Office
from rounds.models import Decision, Round
from rounds.operations.making import change, make, require
from rounds.rules import decision as rules
from rounds.states import DecisionKind


def record_decision(
    office: Office,
    *,
    kind: DecisionKind,
    held_on: dt.date,
    title: str,
    by: Actor,
    text: str = "",
    signer: str = "",
    round_: Round | None = None,
) -> Decision:
    """登记会议与批示: enter a decision of the office, for one round or for all."""
    require(rules.can_record_decision(by, office))
    _not_ahead(held_on, by)
    decision = Decision(
        office=office, round=round_, kind=kind, held_on=held_on, title=title, text=text, signer=signer
    )
    return make(decision, by=by, act="decision.record:C")


def edit_decision(
    decision: Decision, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Decision:
    """修改会议与批示: correct what was entered."""
    require(rules.can_edit_decision(by, decision))
    held_on = changes.get("held_on", decision.held_on)
    _not_ahead(held_on, by)
    return change(decision, by=by, act="decision.record:E", changes=changes, version=version)


def _not_ahead(held_on: object, by: Actor) -> None:
    if isinstance(held_on, dt.date) and held_on > by.on:
        raise ValidationError({"held_on": "会议或批示的日期还没有到，请在当天或之后登记。"})
