"""代录: acts of the unit's head and of a reviewing body that the office enters from the signed paper."""

from collections.abc import Callable, Mapping
from typing import Any

from audit.actor import Actor
from rectification.models import ExtensionRequest, JointOpinion, MonthlyReport, RectificationPlan
from rectification.operations import extension, item, monthly, plan
from rounds.models import Assignment


def _claim(by: Actor, record: Assignment, _facts: Mapping[str, Any]) -> object:
    return item.claim_items(record, by=by)


def _submit_plan(by: Actor, record: RectificationPlan, _facts: Mapping[str, Any]) -> object:
    return plan.submit_plan(record, by=by, signed_by=by.acting_for)


def _opinion(by: Actor, record: JointOpinion, facts: Mapping[str, Any]) -> object:
    return plan.give_opinion(record, agrees=facts["agrees"], text=facts.get("text", ""), by=by)


def _sign_monthly(by: Actor, record: MonthlyReport, _facts: Mapping[str, Any]) -> object:
    return monthly.sign_monthly(record, by=by)


def _sign_extension(by: Actor, record: ExtensionRequest, _facts: Mapping[str, Any]) -> object:
    return extension.sign_extension(record, by=by)


Enter = Callable[[Actor, Any, Mapping[str, Any]], object]

# act → (the record it is done to, what is done when the second clerk confirms)
PROXIED: dict[str, tuple[type[Any], Enter]] = {
    "rect.claim:S": (Assignment, _claim),
    "rect.plan:S": (RectificationPlan, _submit_plan),
    "rect.joint:S": (JointOpinion, _opinion),
    "rect.monthly:S": (MonthlyReport, _sign_monthly),
    "rect.extend:S": (ExtensionRequest, _sign_extension),
}
