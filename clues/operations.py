"""问题线索: registered, weighed, reviewed, approved, handed over, signed for, answered.

The trail says what was done and when; it never repeats what a clue says or whom it names.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import grants
from audit import operations as audit
from audit.actor import Actor
from clues import rules
from clues.models import READ, Clue, ClueGrant, Subject
from clues.numbering import next_number
from clues.states import AFTER_HANDOVER, ClueState, Discipline, Disposal
from deadlines.models import Deadline
from deadlines.operations.deadline import Place, meet, set_deadline
from organizations.models import Body, Person
from rounds.models import Assignment, Team
from ui.wording import cn_date

LONGEST_CUSTODY = dt.timedelta(days=366)

UNNUMBERED = frozenset(ClueState) - set(AFTER_HANDOVER)  # no paper outside carries the number yet


@dataclass(frozen=True)
class Named:
    """被反映人, as typed."""

    name: str
    post: str = ""
    rank: str = ""
    person: Person | None = None  # who it is, once somebody confirmed it: a name alone is nobody


def require(allowed: bool) -> None:
    """Refuse an act that the rule does not allow."""
    if not allowed:
        raise PermissionDenied("您没有办理这一步的权限，或者这一步已经办过。")


def register_clue(
    assignment: Assignment,
    *,
    summary: str,
    discipline: Discipline,
    subjects: Iterable[Named],
    by: Actor,
    is_key: bool = False,
    received_from: str = "",
) -> Clue:
    """登记线索: numbered in its team; whom it concerns is kept beside it."""
    require(rules.can_register_clue(by, assignment))
    named = list(subjects)
    if not named:
        raise ValidationError("请至少填写一名被反映人；不清楚姓名的，填写“待查”。")
    people = [one.person for one in named if one.person]
    _not_oneself(people, by)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=assignment.team_id)
        clue = Clue(
            assignment=assignment,
            summary=summary,
            discipline=discipline,
            is_key=is_key,
            received_from=received_from,
            registered_at=by.at,
        )
        clue.number = next_number(clue, people)
        audit.create(clue, by=by, act="clue.draft:C")
        _name(clue, named, by=by)
    return clue


def _name(clue: Clue, named: Iterable[Named], *, by: Actor) -> None:
    rows = [
        Subject(clue=clue, name=one.name, post=one.post, rank=one.rank, person=one.person) for one in named
    ]
    audit.create_all(rows, by=by, act="clue.draft:C")


def _not_oneself(people: Iterable[Person], by: Actor) -> None:
    if any(person.user_id == by.user.pk for person in people):
        raise ValidationError("被反映人是您本人的，请交由其他有权限的同志办理。")


def identify_subject(subject: Subject, person: Person | None, *, reason: str, by: Actor) -> Subject:
    """确认身份: say who of the register is meant, or nobody of it; for that person the clue is gone at once.

    Until the hand-over a clue that names somebody who reads numbers is numbered apart: no gap tells of it.
    """
    clue = subject.clue
    require(rules.can_identify(by, clue))
    _words(reason, "请写明依据，例如：经核对出生年月和任职经历。")
    _not_oneself([person] if person else [], by)
    if person and person.office_id != clue.assignment.office_id:
        raise ValidationError({"person": "请在本级名录中选择。"})
    act = "clue.identity:E"
    with transaction.atomic():
        audit.edit(subject, by=by, act=act, changes={"person": person}, reason=reason)
        if person and clue.state in UNNUMBERED:
            Team.objects.select_for_update().get(pk=clue.assignment.team_id)
            number = next_number(clue, [person])
            audit.edit(clue, by=by, act=act, changes={"number": number})
    return subject


def edit_clue(clue: Clue, *, summary: str, is_key: bool, by: Actor, version: int | None = None) -> Clue:
    """修改线索, while it is with the team."""
    require(rules.can_edit_clue(by, clue))
    changes = {"summary": summary, "is_key": is_key}
    return audit.edit(clue, by=by, act="clue.draft:E", changes=changes, version=version)


def weigh_clue(clue: Clue, *, by: Actor, opinion: str = "") -> Clue:
    """组务会研判."""
    require(rules.can_weigh_clue(by, clue))
    return audit.move(clue, ClueState.TEAM, by=by, reason=opinion)


def keep_clue(clue: Clue, *, reason: str, by: Actor) -> Clue:
    """暂存: kept for later, with the reason."""
    require(rules.can_keep_clue(by, clue))
    _words(reason, "请写明暂存的理由。")
    return audit.move(clue, ClueState.KEPT, by=by, reason=reason)


def send_clue(clue: Clue, *, by: Actor, opinion: str = "") -> Clue:
    """送巡察办审核."""
    require(rules.can_send_clue(by, clue))
    return audit.move(clue, ClueState.OFFICE, by=by, reason=opinion, changes={"sent_by": by.user.pk})


def put_forward(clue: Clue, *, by: Actor, opinion: str = "") -> Clue:
    """呈领导审批: the director puts it before the leading group."""
    require(rules.can_review_clue(by, clue))
    return audit.move(clue, ClueState.APPROVAL, by=by, reason=opinion)


def return_clue(clue: Clue, *, reason: str, by: Actor) -> Clue:
    """退回补充: one step back, with what is missing."""
    back = {ClueState.TEAM: ClueState.REGISTERED, ClueState.OFFICE: ClueState.TEAM}
    back[ClueState.APPROVAL] = ClueState.OFFICE
    allowed = (
        rules.can_send_clue(by, clue) or rules.can_review_clue(by, clue) or rules.can_approve_clue(by, clue)
    )
    require(allowed)
    _words(reason, "请写明需要补充的内容。")
    return audit.move(clue, back[ClueState(clue.state)], by=by, reason=reason)


def approve_clue(clue: Clue, *, by: Actor, opinion: str = "") -> Clue:
    """批准移交: by the leading group."""
    require(rules.can_approve_clue(by, clue))
    return audit.move(clue, ClueState.APPROVED, by=by, reason=opinion)


def hand_over(clue: Clue, receiver: Body, *, on: dt.date, number: str, by: Actor) -> Clue:
    """移交: to a receiving body, under a number; the clock of its answer starts."""
    require(rules.can_hand_over(by, clue))
    if on > by.on:
        raise ValidationError({"on": "移交日期不能晚于今天。"})
    changes = {"receiver": receiver, "handed_over_on": on, "handover_number": number}
    with transaction.atomic():
        audit.move(clue, ClueState.HANDED, by=by, changes=changes)
        for code in ("clue_opinion", "clue_feedback", "clue_close"):
            set_deadline(clue, code, on, by=by, act="clue.handover:E", **_place(clue))
    return clue


def sign_for_clue(clue: Clue, *, by: Actor, on: dt.date | None = None) -> Clue:
    """签收."""
    require(rules.can_sign_for(by, clue))
    return audit.move(clue, ClueState.RECEIVED, by=by, changes={"received_on": on or by.on})


def take_up(clue: Clue, *, disposal: Disposal, by: Actor) -> Clue:
    """确定处置方式: the receiver says how it disposes of the clue."""
    require(rules.can_answer(by, clue) and clue.state == ClueState.RECEIVED)
    with transaction.atomic():
        _meet(clue, "clue_opinion", by=by)
        return audit.move(clue, ClueState.WORKING, by=by, changes={"disposal": disposal})


def record_filing(subject: Subject, *, filed_on: dt.date, by: Actor) -> Subject:
    """登记立案: of one person named in the clue."""
    require(rules.can_file(by, subject.clue))
    handed = subject.clue.handed_over_on
    if filed_on > by.on or (handed and filed_on < handed):
        raise ValidationError({"filed_on": "立案日期应在移交日期之后，且不晚于今天。"})
    return audit.edit(subject, by=by, act="clue.result:E", changes={"filed_on": filed_on})


def record_filing_of(clue: Clue, name: str, *, filed_on: dt.date, by: Actor) -> Subject:
    """登记立案 as a signed paper says it: by the name of the person."""
    named = list(clue.subjects.filter(name=name.strip()))
    if len(named) != 1:
        raise ValidationError({"subject": "被反映人中没有这个姓名，或者有两人同名。请照线索上的姓名填写。"})
    return record_filing(named[0], filed_on=filed_on, by=by)


def answer_clue(clue: Clue, *, outcome: str, by: Actor) -> Clue:
    """反馈办理情况."""
    require(rules.can_answer(by, clue) and clue.state == ClueState.WORKING)
    _words(outcome, "请填写办理情况。", "outcome")
    with transaction.atomic():
        _meet(clue, "clue_feedback", by=by)
        return audit.move(clue, ClueState.ANSWERED, by=by, changes={"outcome": outcome})


def close_clue(clue: Clue, *, by: Actor) -> Clue:
    """办结."""
    require(rules.can_answer(by, clue) and clue.state == ClueState.ANSWERED)
    with transaction.atomic():
        _meet(clue, "clue_close", by=by)
        return audit.move(clue, ClueState.CLOSED, by=by, changes={"closed_on": by.on})


def name_custodian(clue: Clue, person: Person, *, until: dt.date, reason: str, by: Actor) -> ClueGrant:
    """指定线索专管员: one clerk sees this one clue to a day; signed papers about it find a second person.

    Raises:
        ValidationError: another is named already, the day is past or too far, or the person may not be named.
    """
    require(rules.can_name_custodian(by, clue))
    _words(reason, "请写明指定的理由。")
    if not by.on <= until <= by.on + LONGEST_CUSTODY:
        raise ValidationError({"until": "截止日期应在今天以后、一年以内；到期仍需要的，可以再次指定。"})
    with transaction.atomic():
        Clue.objects.select_for_update().get(pk=clue.pk)
        if rules.custodian_of(clue, by) is not None:
            raise ValidationError("这件线索已有专管员。需要换人的，请先撤销原来的指定。")
        if person.user is None or not rules.eligible(clue, by).filter(pk=person.pk).exists():
            raise ValidationError({"person": "只能指定本办在岗、不需要回避的干部，请重新选择。"})
        named = grants.grant(READ, person.user, clue, by=by, since=by.on, until=until, reason=reason)
        told: dict[str, Any] = {"custodian": person.name, "since": by.on, "until": until}
        said = f"指定{person.name}，至{cn_date(until)}。{reason}"
        audit.note(clue, by=by, act="clue.custodian:A", reason=said, **told)
    return cast("ClueGrant", named)


def end_custody(clue: Clue, *, reason: str, by: Actor) -> Clue:
    """撤销线索专管员: from this moment the clerk sees the clue no longer."""
    require(rules.can_end_custody(by, clue))
    _words(reason, "请写明撤销的理由。")
    with transaction.atomic():
        held = cast("ClueGrant", rules.custodian_of(clue, by))
        last, user = by.on - dt.timedelta(days=1), held.user
        grants.grant(READ, user, clue, by=by, since=held.since, until=last, reason=reason)
        said = f"撤销{user.name}。{reason}"
        audit.note(clue, by=by, act="clue.custodian:A", reason=said, custodian=user.name, until=last)
    return clue


def _place(clue: Clue) -> Place:
    """Whose rule applies: that of the unit, the round, the term, or of all."""
    round_ = clue.assignment.team.round
    return {"term_id": round_.term_id, "round_id": round_.pk, "unit_id": clue.assignment.unit_id}


def _meet(clue: Clue, code: str, *, by: Actor) -> None:
    for deadline in Deadline.objects.about(clue).filter(code=code).open():
        meet(deadline, by.on, by=by, act="clue.result:C")


def _words(text: str, message: str, field: str = "reason") -> None:
    if not text.strip():
        raise ValidationError({field: message})
