"""党组织与覆盖: which units a party organisation covers, and whether a term has to inspect it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import Coverage, PartyOrganization, Unit
from organizations.operations.refusals import require

ADD, CHANGE = "unit.registry:C", "unit.registry:E"
WHY_OUT = {"coverage_reason": "不纳入全覆盖的党组织，请写明理由。"}


def register_party_organization(
    party: PartyOrganization, units: Iterable[Unit], *, since: dt.date, by: Actor
) -> PartyOrganization:
    """登记党组织, with the units it covers; one outside the coverage needs its reason."""
    require(rules.can_keep_units(by))
    if not party.in_coverage and not party.coverage_reason.strip():
        raise ValidationError(WHY_OUT)
    covered = list(units)
    if not covered:
        raise ValidationError({"units": "请至少选择一个覆盖单位。"})
    with transaction.atomic():
        audit.create(party, by=by, act=ADD)
        rows = [Coverage(party_organization=party, unit=unit, since=since) for unit in covered]
        audit.create_all(rows, by=by, act=ADD)
    return party


def edit_party(
    party: PartyOrganization, *, changes: Mapping[str, Any], by: Actor, version: int | None = None
) -> PartyOrganization:
    """修改党组织."""
    require(rules.can_keep_units(by))
    return audit.edit(party, by=by, act=CHANGE, changes=changes, version=version)


def set_coverage(
    party: PartyOrganization, *, in_coverage: bool, reason: str, by: Actor, version: int | None = None
) -> PartyOrganization:
    """纳入或移出全覆盖: leaving needs its reason, which stays beside the name."""
    require(rules.can_keep_units(by))
    if not in_coverage and not reason.strip():
        raise ValidationError(WHY_OUT)
    changes = {"in_coverage": in_coverage, "coverage_reason": "" if in_coverage else reason}
    return audit.edit(party, by=by, act=CHANGE, changes=changes, version=version, reason=reason)


def cover(party: PartyOrganization, units: Iterable[Unit], *, since: dt.date, by: Actor) -> PartyOrganization:
    """增加覆盖单位, from a day on."""
    require(rules.can_keep_units(by))
    chosen = list(units)
    already = Coverage.objects.filter(party_organization=party, unit__in=chosen).exclude(until__lt=since)
    if link := already.select_related("unit").first():
        raise ValidationError({"units": f"{link.unit}已由该党组织覆盖，不用重复登记。"})
    with transaction.atomic():
        rows = [Coverage(party_organization=party, unit=unit, since=since) for unit in chosen]
        audit.create_all(rows, by=by, act=ADD)
        names = "、".join(str(unit) for unit in chosen)
        audit.note(party, by=by, act=CHANGE, reason=f"增加覆盖：{names}")
    return party


def end_cover(
    link: Coverage, *, until: dt.date, reason: str, by: Actor, version: int | None = None
) -> PartyOrganization:
    """终止覆盖: ``until`` is the last day."""
    require(rules.can_keep_units(by))
    if until < link.since:
        raise ValidationError({"until": "最后一日不能早于开始覆盖之日。"})
    with transaction.atomic():
        audit.edit(link, by=by, act=CHANGE, changes={"until": until}, reason=reason, version=version)
        words = f"不再覆盖{link.unit}：{reason}"
        audit.note(link.party_organization, by=by, act=CHANGE, reason=words)
    return link.party_organization


def dissolve(
    party: PartyOrganization, *, ended_on: dt.date, reason: str, by: Actor, version: int | None = None
) -> PartyOrganization:
    """登记撤销: the organisation and what it covers end; its past stays."""
    require(rules.can_keep_units(by))
    if party.ended_on:
        raise ValidationError({"ended_on": "该党组织已登记撤销，请查看现有记录。"})
    last = ended_on - dt.timedelta(days=1)
    with transaction.atomic():
        for link in Coverage.objects.on(ended_on).filter(party_organization=party):
            audit.edit(link, by=by, act=CHANGE, changes={"until": max(last, link.since)})
        changes = {"ended_on": ended_on}
        return audit.edit(party, by=by, act=CHANGE, changes=changes, reason=reason, version=version)
