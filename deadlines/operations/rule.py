"""时限规则: revise, narrow, switch, and set the ladder of reminders."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from audit import operations as audit
from audit.actor import Actor
from audit.refusing import check_fields
from deadlines import rules
from deadlines.models import Deadline, DeadlineRule, ReminderStep
from deadlines.reckoning import live_steps, next_reminder
from deadlines.states import RuleScope
from organizations.models import Office

ACT = "deadline.rule:E"
NEW = "deadline.rule:C"


@dataclass(frozen=True)
class StepPlan:
    """One step as the office wants it."""

    offset_days: int
    to_handler: bool = False
    to_leader: bool = False
    to_head: bool = False
    to_office: bool = False
    repeat_weekly: bool = False
    by_mail: bool = True
    by_messenger: bool = False
    paper: str = ""


def revise_rule(
    rule: DeadlineRule,
    *,
    changes: Mapping[str, object],
    effective_from: dt.date,
    by: Actor,
    version: int | None = None,
    reason: str = "",
) -> DeadlineRule:
    """修订规则: from a day on the rule reads differently; what was reckoned before stays as it is.

    The same day of effect corrects the row itself, a later one adds a row with the same ladder.
    """
    _refuse_strangers(by)
    if effective_from < rule.effective_from:
        raise ValidationError("新规则的生效日期不能早于现行规则的生效日期。")
    if effective_from == rule.effective_from:
        return audit.edit(rule, by=by, act=ACT, changes=changes, version=version, reason=reason)
    return _copy(rule, {**changes, "effective_from": effective_from}, by=by, reason=reason)


def narrow_rule(
    rule: DeadlineRule,
    scope: RuleScope,
    scope_id: UUID,
    *,
    scope_name: str,
    office: Office,
    changes: Mapping[str, object],
    effective_from: dt.date,
    by: Actor,
    reason: str = "",
) -> DeadlineRule:
    """单独规定: a rule of its own for one term, round or unit, which goes before the wider one.

    It names what may be nobody else's to know, and belongs to the office that has the term, round or unit.
    """
    _refuse_strangers(by)
    place = {"scope": scope, "scope_id": scope_id, "scope_name": scope_name, "office_id": office.pk}
    return _copy(rule, {**changes, **place, "effective_from": effective_from}, by=by, reason=reason)


def switch_rule(
    rule: DeadlineRule, *, active: bool, by: Actor, reason: str, version: int | None = None
) -> DeadlineRule:
    """启用或停用规则: a rule that is off is not picked; deadlines set under it stand.

    Raises:
        Stale: somebody else changed the rule meanwhile, or the same click came twice.
    """
    _refuse_strangers(by)
    return audit.edit(rule, by=by, act=ACT, changes={"active": active}, version=version, reason=reason)


def set_ladder(
    rule: DeadlineRule, plans: Iterable[StepPlan], *, by: Actor, version: int | None = None
) -> DeadlineRule:
    """设定提醒: the ladder becomes this; open deadlines under the rule follow it from now on.

    The trail says how it was and how it is.

    Raises:
        Stale: somebody else changed the rule meanwhile.
        ValidationError: two steps on one day, or none that goes on ringing while something is overdue.
    """
    _refuse_strangers(by)
    asked = list(plans)
    wanted = {plan.offset_days: plan for plan in asked}
    if len(wanted) < len(asked):
        raise ValidationError("同一天只能有一级提醒，请合并天数相同的两级。")
    words = f"调整提醒安排。原为：{_told(rule.steps.live())}。改为：{_told(_steps(rule, asked))}。"
    if not any(plan.repeat_weekly for plan in asked):
        raise ValidationError("逾期以后不能没有提醒：请至少给一级逾期提醒勾选“每周重复”。")
    with transaction.atomic():
        audit.edit(rule, by=by, act=ACT, changes={}, version=version, reason=words)
        held = {step.offset_days: step for step in ReminderStep.objects.filter(rule=rule)}
        for offset, plan in wanted.items():
            _store(held.get(offset) or ReminderStep(rule=rule), plan)
        rule.steps.exclude(offset_days__in=wanted).update(active=False)
        _remind_anew(rule, by.on)
    return rule


def _steps(rule: DeadlineRule, plans: Iterable[StepPlan]) -> list[ReminderStep]:
    """Return the steps that plans ask for, not stored.

    Raises:
        ValidationError: a step that makes no sense.
    """
    steps = [ReminderStep(rule=rule, **asdict(plan)) for plan in plans]
    for step in steps:
        check_fields(step)
    return sorted(steps, key=lambda step: step.offset_days)


def _told(steps: Iterable[ReminderStep]) -> str:
    """Return a ladder in words: when, to whom, by which ways, with which paper."""
    said = (
        "，".join(
            filter(None, [str(step), step.audience_names, step.channel_names, step.get_paper_display()])
        )
        for step in steps
    )
    return "；".join(said) or "没有提醒"


def _store(step: ReminderStep, plan: StepPlan) -> None:
    for name, value in asdict(plan).items():
        setattr(step, name, value)
    step.active = True
    check_fields(step)
    step.save()


def _remind_anew(rule: DeadlineRule, on: dt.date) -> None:
    steps = live_steps(rule.__class__.objects.prefetch_related("steps").get(pk=rule.pk))
    running = list(Deadline.objects.open().filter(rule=rule))
    for deadline in running:
        deadline.next_reminder_on = next_reminder(steps, deadline.due, after=on)
    Deadline.objects.bulk_update(running, ["next_reminder_on"], batch_size=500)


def _copy(rule: DeadlineRule, changes: Mapping[str, object], *, by: Actor, reason: str) -> DeadlineRule:
    names = [field.attname for field in rule._meta.concrete_fields if field.attname not in {"id", "version"}]
    copied = DeadlineRule(id=uuid7(), **{**{name: getattr(rule, name) for name in names}, **changes})
    steps = [
        StepPlan(**{name: getattr(step, name) for name in StepPlan.__annotations__})
        for step in live_steps(rule)
    ]
    try:
        with transaction.atomic():
            audit.create(copied, by=by, act=NEW, reason=reason, revised_from=str(rule.pk))
            for plan in steps:
                _store(ReminderStep(rule=copied), plan)
    except IntegrityError:
        raise ValidationError("同一事项在这一天已有一条规则生效，请改用别的生效日期。") from None
    return copied


def _refuse_strangers(by: Actor) -> None:
    if not rules.can_edit_rules(by):
        raise PermissionDenied
