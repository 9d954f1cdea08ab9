"""责任: who answers for an item, changed with a reason; a colleague to whom one item is delegated."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Person, Tenure
from rectification.models import Delegation, Item
from rectification.operations.refusal import require, require_words
from rectification.rules import closing as rules
from ui.wording import cn_date

ACT = "rect.assign:E"
DAY = dt.timedelta(days=1)
WHY = "请写明调整或者委托的理由。"


def people_at(item: Item, on: dt.date) -> "QuerySet[Person]":
    """可以负责的人: who serves at the unit on a day."""
    serving = Tenure.objects.on(on).filter(unit=item.unit_id)
    return Person.objects.filter(pk__in=serving.values("person"))


def colleagues_at(item: Item, *, by: Actor) -> "QuerySet[Person]":
    """可以受托的人: serves at the unit, can sign in, and is not who delegates."""
    rows = people_at(item, by.on).filter(user__isnull=False, user__is_active=True)
    return rows.exclude(user=by.user.pk)


def reassign(
    item: Item,
    *,
    leader: Person | None,
    department: str,
    handler: Person | None,
    reason: str,
    by: Actor,
    version: int | None = None,
) -> Item:
    """调整责任人: who leads, which department, who handles it; the trail keeps who it was before.

    Raises:
        ValidationError: nothing changes, a person does not serve at the unit, or the reason is lacking.
        Stale: somebody else changed it meanwhile.
    """
    require(rules.can_assign(by, item))
    text = require_words(reason, "reason", WHY)
    changes: dict[str, Any] = {"leader": leader, "department": department.strip(), "handler": handler}
    before = {name: getattr(item, name) for name in changes}
    if before == changes:
        raise ValidationError("责任领导、责任部门、责任人都没有变化，请先修改。")
    for name in ("leader", "handler"):
        if changes[name] not in {None, before[name]}:
            _check_serves(item, changes[name], name, by.on)
    told = {name: [str(before[name] or ""), str(value or "")] for name, value in changes.items()}
    return audit.edit(item, by=by, act=ACT, changes=changes, version=version, reason=text, who=told)


def _check_serves(item: Item, person: Person, name: str, on: dt.date) -> None:
    if not people_at(item, on).filter(pk=person.pk).exists():
        raise ValidationError({name: f"{person}现在不在{item.unit}任职，请另选人员。"})


def delegate(item: Item, *, person: Person, until: dt.date, reason: str, by: Actor) -> Delegation:
    """委托办理: a colleague writes progress and evidence of this item until a day, and sees no other.

    Raises:
        ValidationError: the person cannot take it, has it already, or the day is past.
    """
    require(rules.can_assign(by, item))
    text = require_words(reason, "reason", WHY)
    if until < by.on:
        raise ValidationError({"until": "委托的止期不能早于今天。"})
    if not colleagues_at(item, by=by).filter(pk=person.pk).exists():
        raise ValidationError({"person": "请选本单位在职、有账号的其他人员。"})
    given = Delegation(
        item=item, person=person, since=by.on, until=until, reason=text, given_by_id=by.user.pk
    )
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=item.pk)
        running = Delegation.objects.filter(Q(until__isnull=True) | Q(until__gte=by.on), item=item)
        if running.filter(person=person).exists():
            raise ValidationError({"person": f"已经委托{person}办理。需要改期的，先收回再委托。"})
        audit.create(given, by=by, act=ACT, reason=text)
        audit.note(item, by=by, act=ACT, reason=f"委托{person}办理至{cn_date(until)}：{text}")
    return given


def end_delegation(given: Delegation, *, reason: str, by: Actor) -> Delegation:
    """收回委托: from now on the colleague opens nothing of it."""
    require(rules.can_assign(by, given.item) and (given.until is None or given.until >= by.on))
    text = require_words(reason, "reason", "请写明收回的理由。")
    with transaction.atomic():
        audit.edit(given, by=by, act=ACT, changes={"until": by.on - DAY}, reason=text)
        audit.note(given.item, by=by, act=ACT, reason=f"收回对{given}的委托：{text}")
    return given
