"""反馈前审核: the points an office reviews by, and their being gone through on each feedback."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Office
from rounds.models import Feedback, ReviewMark, ReviewPoint
from rounds.operations.making import make, require
from rounds.rules import review as rules
from rounds.states.review import PointKind

CREATE, EDIT, SIGN = "feedback.review:C", "feedback.review:E", "feedback.review:S"
DAY = dt.timedelta(days=1)
WORDS = ("kind", "order", "text", "required")
CHANGED = "反馈意见改过，重新审核"


@dataclass(frozen=True)
class Said:
    """What the reviewer says about one point."""

    point: ReviewPoint
    passed: bool
    remark: str = ""


def adopt_points(office: Office, *, by: Actor) -> list[ReviewPoint]:
    """改为本办要点: take over the points delivered, so that the office can change them."""
    require(rules.can_adopt_points(by, office), "本办已有自己的审核要点，请直接修订。")
    with transaction.atomic():
        _lock(office)
        delivered = ReviewPoint.objects.of(office).on(by.on)
        if any(point.office_id for point in delivered):
            raise ValidationError("刚刚有人已改为本办要点，请刷新后核对。")
        own = [ReviewPoint(office=office, since=by.on, **_words_of(point)) for point in delivered]
        return audit.create_all(own, by=by, act=CREATE)


def add_point(
    office: Office, *, kind: PointKind, order: int, text: str, required: bool, since: dt.date, by: Actor
) -> ReviewPoint:
    """增加审核要点: looked at from a day on, beside those delivered, which become the office's own."""
    require(rules.can_add_point(by, office))
    _check_begin(since, by)
    point = ReviewPoint(
        office=office, kind=kind, order=order, text=text.strip(), required=required, since=since
    )
    with transaction.atomic():
        if rules.can_adopt_points(by, office):
            adopt_points(office, by=by)
        return make(point, by=by, act=CREATE)


def revise_point(
    point: ReviewPoint,
    *,
    changes: Mapping[str, Any],
    since: dt.date,
    by: Actor,
    version: int | None = None,
) -> ReviewPoint:
    """修订审核要点: from a day on it reads differently; what was reviewed keeps the words it had.

    Raises:
        ValidationError: the day is past, or not after the day from which the present words hold.
        Stale: somebody changed it meanwhile.
    """
    require(rules.can_edit_point(by, point))
    _check_begin(since, by)
    if since <= point.since:
        raise ValidationError(
            {"since": f"现行要点从 {point.since:%Y-%m-%d} 起适用，修订后的请从这一天以后起适用。"}
        )
    after = ReviewPoint(office_id=point.office_id, since=since, **(_words_of(point) | dict(changes)))
    with transaction.atomic():
        audit.edit(point, by=by, act=EDIT, changes={"until": since - DAY}, version=version)
        return make(after, by=by, act=EDIT)


def end_point(point: ReviewPoint, *, until: dt.date, reason: str, by: Actor) -> ReviewPoint:
    """停用审核要点: after its last day it is no longer looked at."""
    require(rules.can_edit_point(by, point))
    if until < by.on:
        raise ValidationError({"until": "最后适用日期不能早于今天。"})
    return audit.edit(point, by=by, act=EDIT, changes={"until": until}, reason=reason)


def review_feedback(
    feedback: Feedback, said: Iterable[Said], *, by: Actor, version: int | None = None
) -> Feedback:
    """反馈前审核: go through the points; each keeps who looked at it and when.

    Raises:
        IllegalMove: it has been proposed meanwhile.
        Stale: the text or the review changed since the page was opened.
    """
    require(rules.can_review_feedback(by, feedback), "反馈意见已提请发布，不再审核；需要重新审核请先撤回。")
    with transaction.atomic():
        hold(feedback)
        passed = sum(_mark(feedback, one, by) for one in said)
        return audit.edit(feedback, by=by, act=SIGN, changes={}, version=version, passed=passed)


def lapse(feedback: Feedback, *, by: Actor) -> None:
    """重新审核: the text changed, so what was reviewed counts no longer."""
    for mark in ReviewMark.objects.filter(feedback=feedback, passed=True):
        audit.edit(mark, by=by, act="feedback.publish:P", changes={"passed": False}, reason=CHANGED)


def hold(feedback: Feedback) -> None:
    """Lock the paper, so that it is not reviewed and moved at the same time.

    Raises:
        IllegalMove: it has been moved meanwhile.
    """
    now = Feedback.objects.select_for_update().values_list("state", flat=True).get(pk=feedback.pk)
    if now != feedback.state:
        raise audit.IllegalMove(feedback, now, str(feedback.state))


def points_for(feedback: Feedback, on: dt.date) -> "QuerySet[ReviewPoint]":
    """Return the points that this feedback is reviewed by on a day."""
    rows: QuerySet[ReviewPoint] = ReviewPoint.objects.of(feedback.assignment.office).on(on)
    return rows


def unreviewed(feedback: Feedback, on: dt.date) -> list[ReviewPoint]:
    """Return the points that must be looked at by the rules of a day, and have not been."""
    passed = ReviewMark.objects.filter(feedback=feedback, passed=True).values("point")
    return list(points_for(feedback, on).filter(required=True).exclude(pk__in=passed))


def require_reviewed(feedback: Feedback, *, by: Actor, then: str) -> None:
    """核对审核: refuse a feedback that has not been reviewed, naming the points that are left."""
    if left := unreviewed(feedback, by.on):
        told = "；".join(str(point) for point in left)
        raise ValidationError(f"还有 {len(left)} 项必审要点没有审核：{told}。{then}")


def _mark(feedback: Feedback, said: Said, by: Actor) -> bool:
    mark = ReviewMark.objects.filter(feedback=feedback, point=said.point).first()
    told = {"passed": said.passed, "remark": said.remark.strip()}
    facts = {**told, "marked_by_id": by.user.pk, "marked_on": by.on}
    if mark is None and (told["passed"] or told["remark"]):
        audit.create(ReviewMark(feedback=feedback, point=said.point, **facts), by=by, act=SIGN)
    elif mark is not None and told != {name: getattr(mark, name) for name in told}:
        audit.edit(mark, by=by, act=SIGN, changes=facts)
    return said.passed


def _words_of(point: ReviewPoint) -> dict[str, Any]:
    return {name: getattr(point, name) for name in WORDS}


def _check_begin(since: dt.date, by: Actor) -> None:
    if since < by.on:
        raise ValidationError({"since": "起用日期不能早于今天：已经审核的反馈意见不受影响。"})


def _lock(office: Office) -> None:
    Office.objects.select_for_update().values_list("pk").get(pk=office.pk)
