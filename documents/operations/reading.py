"""How much of S3 and S4 may be read in a day: set, watched, lifted."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import RoleHolding, User
from accounts.states import Role
from audit import operations as audit
from audit.actor import Actor
from deadlines.operations import notify
from documents import rules
from documents.models import ReadingAlarm, ReadingPolicy
from documents.quota import quota_of
from documents.states import POLICY, AlarmState

TOLD = (Role.SEC, Role.AUD)


def set_policy(
    policy: ReadingPolicy, *, opened: int, exported: int, reason: str, by: Actor, version: int | None = None
) -> ReadingPolicy:
    """调整查阅额度: from the next page on, for everybody.

    Raises:
        Stale: somebody has set it meanwhile.
    """
    if not rules.can_set_policy(by):
        raise PermissionDenied
    changes = {"opened": opened, "exported": exported}
    return audit.edit(policy, by=by, act=POLICY, changes=changes, version=version, reason=reason, **changes)


def raise_alarm(*, by: Actor, act: str) -> None:
    """到限告警: the person has come to the limit; told once a day, without a word of what was read.

    Args:
        by: who reads.
        act: by which right the refused page would have been read.
    """
    quota = quota_of(by)
    if quota is None or quota.alarm:
        return
    alarm = ReadingAlarm(
        user_id=by.user.pk, day=by.on, opened=quota.opened, exported=quota.exported, raised_at=by.at
    )
    try:
        with transaction.atomic():
            audit.create(alarm, by=by, act=act, opened=quota.opened, exported=quota.exported)
            _tell(alarm, by=by)
    except IntegrityError:
        return  # another page of the same person raised it at this very moment


def _tell(alarm: ReadingAlarm, *, by: Actor) -> None:
    title = f"{by.user} 今天查阅材料到了限额"
    text = f"已查阅 {alarm.opened} 件，已导出 {alarm.exported} 条。请核实是否工作需要。"
    told = User.objects.filter(
        is_active=True, holdings__in=RoleHolding.objects.on(by.on).filter(role__in=TOLD)
    )
    for user in told.distinct():
        notify(
            user,
            title=title,
            text=text,
            at=by.at,
            key=f"reading-{alarm.pk}",
            url=reverse("documents:alarm_list"),
        )


def hold_to_quota(level: str, rows: int, *, by: Actor, act: str) -> None:
    """核对导出额度: before a paper is kept.

    Raises:
        ValidationError: it would be more than may be taken home today; the alarm has been raised.
    """
    if refusal := rules.export_refusal(by, level, rows):
        raise_alarm(by=by, act=act)
        raise ValidationError(refusal)


def lift_alarm(alarm: ReadingAlarm, *, reason: str, by: Actor) -> ReadingAlarm:
    """放开当日限额: the person may read on until the day ends."""
    if not rules.can_lift(by, alarm):
        raise PermissionDenied("只能放开当天到限的人员，且不能放开自己的。")
    return audit.move(alarm, AlarmState.LIFTED, by=by, reason=reason, changes={"reason": reason})
