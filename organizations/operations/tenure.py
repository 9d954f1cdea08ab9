"""任职、分管、经办: who stands where, from when to when; nobody's past is overwritten."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import BodyPost, OfficePost, Portfolio, Tenure, Unit
from organizations.operations.refusals import require
from organizations.states import TenureKind

ADD, CHANGE = "person.registry:C", "person.registry:E"
DAY = dt.timedelta(days=1)


def appoint(tenure: Tenure, *, by: Actor) -> Tenure:
    """登记任职; a unit has one head at a time, so the former head's tenure ends the day before."""
    require(rules.can_keep_people(by))
    if tenure.unit.ended_on and tenure.since >= tenure.unit.ended_on:
        raise ValidationError({"since": "该单位在这之前已经撤并，请核对到任日期。"})
    with transaction.atomic():
        former = _end_heads(tenure, by=by) if tenure.kind == TenureKind.HEAD else []
        audit.create(tenure, by=by, act=ADD)
        words = f"{tenure.person}任{tenure.title}，自{_cn(tenure.since)}起"
        gone = "；".join(f"{one.person}任职至{_cn(one.until)}" for one in former)
        _tell(tenure.unit, f"{words}；{gone}" if gone else words, by)
    return tenure


def _end_heads(tenure: Tenure, *, by: Actor) -> list[Tenure]:
    heads = Tenure.objects.filter(unit=tenure.unit_id, kind=TenureKind.HEAD).select_related("person")
    later = heads.filter(since__gt=tenure.since).order_by("since").first()
    if later and (tenure.until is None or tenure.until >= later.since):
        words = f"{later.person}已自{_cn(later.since)}起任主要负责人，请把止期填到此前一日。"
        raise ValidationError({"until": words})
    ended = []
    for former in heads.on(tenure.since):
        if former.since == tenure.since:
            raise ValidationError({"since": "该单位当日已有主要负责人到任，请核对到任日期。"})
        ended.append(audit.edit(former, by=by, act=CHANGE, changes={"until": tenure.since - DAY}))
    return ended


def end_tenure(
    tenure: Tenure, *, until: dt.date, by: Actor, reason: str = "", version: int | None = None
) -> Tenure:
    """登记离任: ``until`` is the last day; whatever the post opened closes the day after."""
    require(rules.can_keep_people(by))
    with transaction.atomic():
        _end(tenure, until, by, reason, version)
        words = f"{tenure.person}任{tenure.title}至{_cn(until)}"
        _tell(tenure.unit, f"{words}：{reason}" if reason else words, by)
    return tenure


def assign_portfolio(portfolio: Portfolio, *, by: Actor) -> Portfolio:
    """登记分管; a unit has one leader over it at a time, the former one's ends the day before."""
    require(rules.can_keep_people(by))
    rows = Portfolio.objects.filter(unit=portfolio.unit_id)
    if rows.filter(since__gte=portfolio.since).exists():
        raise ValidationError({"since": "该日或之后已有分管领导的登记，请核对起始日期。"})
    with transaction.atomic():
        for former in rows.on(portfolio.since):
            audit.edit(former, by=by, act=CHANGE, changes={"until": portfolio.since - DAY})
        audit.create(portfolio, by=by, act=ADD)
        _tell(portfolio.unit, f"由{portfolio.person}分管，自{_cn(portfolio.since)}起", by)
    return portfolio


def end_post(
    row: BodyPost | OfficePost | Portfolio,
    *,
    until: dt.date,
    by: Actor,
    reason: str = "",
    version: int | None = None,
) -> None:
    """登记卸任: a post in a body or an office, or a portfolio, ends on a day."""
    require(rules.can_keep_people(by))
    _end(row, until, by, reason, version)


def _end(
    row: Tenure | BodyPost | OfficePost | Portfolio,
    until: dt.date,
    by: Actor,
    reason: str,
    version: int | None,
) -> None:
    if until < row.since:
        raise ValidationError({"until": f"最后一日不能早于{_cn(row.since)}到任之日。"})
    audit.edit(row, by=by, act=CHANGE, changes={"until": until}, reason=reason, version=version)


def _tell(unit: Unit, words: str, by: Actor) -> None:
    audit.note(unit, by=by, act=CHANGE, reason=words)


def _cn(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
