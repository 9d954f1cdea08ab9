"""名录: units, party organisations, people, and who stands where from when to when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from pypinyin import Style, lazy_pinyin

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import (
    Body,
    BodyPost,
    Coverage,
    Kin,
    Office,
    OfficePost,
    PartyOrganization,
    Person,
    Portfolio,
    Tenure,
    Unit,
)
from organizations.states import TenureKind

# Surnames that pypinyin reads as the common word
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "任": "ren",
}


def pinyin_of(name: str, *, surname: bool = False) -> str:
    """Return full pinyin and initials of a name, for search and sorting, such as ``shanwei sw``."""
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    if surname and name[:1] in SURNAMES and syllables:
        syllables[0] = SURNAMES[name[0]]
    return f"{''.join(syllables)} {''.join(syllable[:1] for syllable in syllables)}"[:80]


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied("名录由巡察办干部维护。")


def register_unit(unit: Unit, *, by: Actor) -> Unit:
    """登记单位."""
    _require(rules.can_keep_units(by))
    unit.pinyin = pinyin_of(unit.name)
    return audit.create(unit, by=by, act="unit.registry:C")


def edit_unit(unit: Unit, *, by: Actor, changes: Mapping[str, Any], version: int | None = None) -> Unit:
    """修改单位."""
    _require(rules.can_keep_units(by))
    new = dict(changes)
    if "name" in new:
        new["pinyin"] = pinyin_of(new["name"])
    return audit.edit(unit, by=by, act="unit.registry:E", changes=new, version=version)


def register_party_organization(
    party: PartyOrganization, units: Iterable[Unit], *, since: dt.date, by: Actor
) -> PartyOrganization:
    """登记党组织, with the units it covers; one outside the coverage needs its reason."""
    _require(rules.can_keep_units(by))
    if not party.in_coverage and not party.coverage_reason.strip():
        raise ValidationError({"coverage_reason": "不纳入全覆盖的党组织，请写明理由。"})
    covered = list(units)
    if not covered:
        raise ValidationError({"units": "请至少选择一个覆盖单位。"})
    with transaction.atomic():
        audit.create(party, by=by, act="unit.registry:C")
        rows = [Coverage(party_organization=party, unit=unit, since=since) for unit in covered]
        audit.create_all(rows, by=by, act="unit.registry:C")
    return party


def register_person(person: Person, *, by: Actor) -> Person:
    """登记人员."""
    _require(rules.can_keep_people(by))
    person.pinyin = pinyin_of(person.name, surname=True)
    return audit.create(person, by=by, act="person.registry:C")


def edit_person(
    person: Person, *, by: Actor, changes: Mapping[str, Any], version: int | None = None
) -> Person:
    """修改人员."""
    _require(rules.can_keep_people(by))
    new = dict(changes)
    if "name" in new:
        new["pinyin"] = pinyin_of(new["name"], surname=True)
    return audit.edit(person, by=by, act="person.registry:E", changes=new, version=version)


def appoint(tenure: Tenure, *, by: Actor) -> Tenure:
    """登记任职; a unit has one head at a time, so the former head's tenure ends the day before."""
    _require(rules.can_keep_people(by))
    with transaction.atomic():
        if tenure.kind == TenureKind.HEAD:
            _end_heads(tenure, by=by)
        return audit.create(tenure, by=by, act="person.registry:C")


def _end_heads(tenure: Tenure, *, by: Actor) -> None:
    last = tenure.since - dt.timedelta(days=1)
    for former in Tenure.objects.on(tenure.since).filter(unit=tenure.unit_id, kind=TenureKind.HEAD):
        if former.since > last:
            raise ValidationError({"since": "该单位当日已有主要负责人到任，请核对到任日期。"})
        audit.edit(former, by=by, act="person.registry:E", changes={"until": last})


def end_tenure(tenure: Tenure, *, until: dt.date, by: Actor, reason: str = "") -> Tenure:
    """登记离任."""
    _require(rules.can_keep_people(by))
    return audit.edit(tenure, by=by, act="person.registry:E", changes={"until": until}, reason=reason)


def enter(row: Body | BodyPost | OfficePost | Portfolio | Kin | Office, *, by: Actor) -> None:
    """登记 a body, a post in it, a post in an office, a portfolio, a relative, an office below."""
    _require(rules.can_keep_people(by))
    audit.create(row, by=by, act="person.registry:C")
