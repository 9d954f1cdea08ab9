"""结果运用: what was done with a unit after its assessment, and what came of it."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit import operations as audit
from audit.actor import Actor
from audit.models import Entry
from deadlines.operations import notify
from documents.models import StoredFile
from rectification.operations.refusal import require, require_words
from rounds.operations.making import make
from supervision import rules
from supervision.models import Assessment, FollowUp
from supervision.states import FollowState

REPORTED = "已经登记了结果，不能撤销；登记有误的，请在原登记上更正。"


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


def withdraw_follow_up(follow: FollowUp, *, reason: str, by: Actor) -> FollowUp:
    """撤销结果运用登记: entered by mistake, nothing reported on it; it stays to be read, with the reason."""
    require(rules.can_withdraw_follow_up(by, follow), REPORTED if follow.result else "")
    text = require_words(reason, "reason", "请写明撤销的理由。")
    with transaction.atomic():
        # Somebody may have written what came of it since the page was opened
        stored: FollowUp = FollowUp.objects.select_for_update().get(pk=follow.pk)
        require(not stored.result, REPORTED)
        changes = {"withdrawn_because": text}
        made = audit.move(follow, FollowState.WITHDRAWN, by=by, reason=text, changes=changes)
        for user in _writers(made, by):
            _tell(made, user, by)
    return made


def _writers(follow: FollowUp, by: Actor) -> list[User]:
    """Return the others who wrote in it and may read it today: nobody else was ever told of it."""
    wrote = Entry.objects.about(follow).exclude(user=by.user.pk).values("user")
    mine = FollowUp.objects.filter(pk=follow.pk)
    users = User.objects.filter(pk__in=wrote, is_active=True)
    return [user for user in users if mine.visible_to(Actor(user=user, at=by.at)).exists()]


def _tell(follow: FollowUp, user: User, by: Actor) -> None:
    notify(
        user,
        title=f"{follow}登记已撤销",
        at=by.at,
        key=f"followup:{follow.pk}:withdrawn",
        url=reverse("supervision:assessment_detail", args=[follow.assessment_id]),
        about=follow.assessment.assignment.party_organization,
    )


def _refuse_day(assessment: Assessment, day: dt.date, by: Actor) -> None:
    if day > by.on:
        raise ValidationError({"held_on": "日期晚于今天，请在办过以后登记。"})
    if assessment.decided_on and day < assessment.decided_on:
        raise ValidationError({"held_on": f"日期早于评定日期 {assessment.decided_on:%Y-%m-%d}，请核对。"})
