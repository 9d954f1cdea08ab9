"""名录: units and people, and whatever else the office enters as it is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import Body, BodyPost, Coverage, Kin, Office, OfficePost, Person, Portfolio, Unit
from organizations.operations.coverage import register_party_organization
from organizations.operations.refusals import once, require
from organizations.operations.tenure import appoint, end_tenure
from organizations.pinyin import spell

__all__ = [
    "appoint",
    "edit_person",
    "edit_unit",
    "end_tenure",
    "end_unit",
    "enter",
    "register_party_organization",
    "register_person",
    "register_unit",
    "revise",
]

LONGEST_UNIT = 120
NAME_TAKEN = "已有同名单位，请先在名录中查看，不要重复登记。"


def register_unit(unit: Unit, *, by: Actor) -> Unit:
    """登记单位."""
    require(rules.can_keep_units(by))
    unit.pinyin = spell(unit.name, longest=LONGEST_UNIT)
    with once(NAME_TAKEN, "name"):
        return audit.create(unit, by=by, act="unit.registry:C")


def edit_unit(
    unit: Unit, *, by: Actor, changes: Mapping[str, Any], version: int | None = None, reason: str = ""
) -> Unit:
    """修改单位."""
    require(rules.can_keep_units(by))
    new = dict(changes)
    if "name" in new:
        new["pinyin"] = spell(new["name"], longest=LONGEST_UNIT)
    if new.get("parent") == unit:
        raise ValidationError({"parent": "单位不能隶属于自己，请另选所属乡镇。"})
    with once(NAME_TAKEN, "name"):
        return audit.edit(unit, by=by, act="unit.registry:E", changes=new, version=version, reason=reason)


def end_unit(unit: Unit, *, ended_on: dt.date, by: Actor, reason: str, successor: Unit | None = None) -> Unit:
    """登记撤并: the unit stands until the day before; what covers it ends with it, its past stays."""
    require(rules.can_keep_units(by))
    if unit.ended_on:
        raise ValidationError({"ended_on": "该单位已登记撤并，请查看现有记录。"})
    if successor is not None and (successor == unit or successor.ended_on):
        raise ValidationError({"successor": "请选择一个存续的其他单位。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤并的依据。"})
    last = ended_on - dt.timedelta(days=1)
    changes = {"ended_on": ended_on, "successor": successor}
    with transaction.atomic():
        for link in Coverage.objects.on(ended_on).filter(unit=unit):
            audit.edit(link, by=by, act="unit.registry:E", changes={"until": max(last, link.since)})
        return audit.edit(unit, by=by, act="unit.registry:E", changes=changes, reason=reason)


def register_person(person: Person, *, by: Actor) -> Person:
    """登记人员."""
    require(rules.can_keep_people(by))
    person.pinyin = spell(person.name, surname=True)
    return audit.create(person, by=by, act="person.registry:C")


def edit_person(
    person: Person, *, by: Actor, changes: Mapping[str, Any], version: int | None = None
) -> Person:
    """修改人员."""
    require(rules.can_keep_people(by))
    new = dict(changes)
    if "name" in new:
        new["pinyin"] = spell(new["name"], surname=True)
    return audit.edit(person, by=by, act="person.registry:E", changes=new, version=version)


def enter(row: Body | BodyPost | OfficePost | Portfolio | Kin | Office, *, by: Actor) -> None:
    """登记 a body, a post in it, a post in an office, a portfolio, a relative, an office below."""
    require(rules.can_keep_people(by))
    audit.create(row, by=by, act="person.registry:C")


def revise(row: Body | Kin | Office, *, by: Actor, changes: Mapping[str, Any], version: int | None) -> None:
    """修改 a body, a relative, an office."""
    require(rules.can_keep_people(by))
    audit.edit(row, by=by, act="person.registry:E", changes=changes, version=version)
