"""结果运用: what was done with a unit after its assessment, and what came of it."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from audit import operations as audit
from audit.actor import Actor
from documents.models import StoredFile
from rectification.operations.refusal import require, require_words
from rounds.operations.making import make
from supervision import rules
from supervision.models import Assessment, FollowUp


def add_follow_up(
    assessment: Assessment,
    *,
    kind: str,
    held_on: dt.date,
    people: str,
    by: Actor,
    result: str = "",
    file: StoredFile | None = None,
) -> FollowUp:
    """登记结果运用: a talk, a public questioning, an account given, a look back."""
    require(rules.can_follow_up(by, assessment))
    _refuse_day(assessment, held_on, by)
    follow = FollowUp(
        assessment=assessment,
        kind=kind,
        held_on=held_on,
        people=require_words(people, "people", "请写明主持和参加人员。"),
        result=result,
        file=file,
    )
    return make(follow, by=by, act="sv.follow:C")


def edit_follow_up(
    follow: FollowUp, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> FollowUp:
    """补充结果运用: what came of it, and the paper about it."""
    require(rules.can_edit_follow_up(by, follow))
    if isinstance(day := changes.get("held_on"), dt.date):
        _refuse_day(follow.assessment, day, by)
    return audit.edit(follow, by=by, act="sv.follow:E", changes=changes, version=version)


def _refuse_day(assessment: Assessment, day: dt.date, by: Actor) -> None:
    if day > by.on:
        raise ValidationError({"held_on": "日期晚于今天，请在办过以后登记。"})
    if assessment.decided_on and day < assessment.decided_on:
        raise ValidationError({"held_on": f"日期早于评定日期 {assessment.decided_on:%Y-%m-%d}，请核对。"})
