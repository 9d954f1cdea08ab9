"""轮次: made by the clerk, taken from state to state by the director."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit import operations as audit
from audit.actor import Actor
from rounds.models import Posting, Round, Scheme, Term, WorkingPaper
from rounds.operations import team as teams
from rounds.operations.making import change, make, require
from rounds.rules import round as rules
from rounds.states import RoundKind, RoundMode, RoundState

EDIT = "round.edit:E"
NUMERALS = "零一二三四五六七八九"


def create_round(
    term: Term,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Actor,
    number: int | None = None,
    name: str = "",
    kind: RoundKind = RoundKind.REGULAR,
    mode: RoundMode = RoundMode.PLAIN,
    rectification_months: int = 6,
    schemes: Iterable[Scheme] = (),
) -> Round:
    """设轮次: open a round of a term; its number and name are proposed when none is given."""
    require(rules.can_create_round(by, term))
    number = number or next_number(term)
    round_ = Round(
        office=term.office,
        term=term,
        number=number,
        name=name or proposed_name(number),
        kind=kind,
        mode=mode,
        starts_on=starts_on,
        ends_on=ends_on,
        rectification_months=rectification_months,
    )
    chosen = list(schemes)
    with transaction.atomic():
        make(round_, by=by, act="round.edit:C", schemes=[str(scheme) for scheme in chosen])
        round_.schemes.set(_of_office(round_, chosen))
    return round_


def edit_round(
    round_: Round, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Round:
    """修改轮次: change its name, dates, kind or period of rectification."""
    require(rules.can_edit_round(by, round_))
    return change(round_, by=by, act=EDIT, changes=changes, version=version)


def bind_schemes(round_: Round, schemes: Iterable[Scheme], *, by: Actor) -> Round:
    """选定分类: bind a round to editions of schemes; one by which papers were sorted stays."""
    require(rules.can_edit_round(by, round_))
    chosen = _of_office(round_, list(schemes))
    papers = WorkingPaper.objects.filter(assignment__team__round=round_)
    dropped = round_.schemes.exclude(pk__in=[scheme.pk for scheme in chosen])
    used = dropped.filter(categories__in=papers.values("category")).distinct()
    if names := "、".join(map(str, used)):
        raise ValidationError(f"本轮已有底稿按{names}归类，不能取消这一版分类。")
    with transaction.atomic():
        round_.schemes.set(chosen)
        audit.note(round_, by=by, act=EDIT, schemes=[str(scheme) for scheme in chosen])
    return round_


def advance(round_: Round, *, by: Actor, to: str | None = None, reason: str = "") -> Round:
    """推进轮次: take a round to its next state; filing it away ends what postings are left."""
    require(rules.can_advance_round(by, round_))
    onward = to or rules.following_state(round_)
    if onward is None or onward == RoundState.PAUSED:
        raise audit.IllegalMove(round_, round_.state, str(onward))
    with transaction.atomic():
        audit.move(round_, onward, by=by, reason=reason)
        if onward == RoundState.ARCHIVED:
            _end_postings(round_, by)
    return round_


def pause(round_: Round, *, reason: str, by: Actor) -> Round:
    """暂停: stop a round; where it was is remembered."""
    require(rules.can_pause_round(by, round_))
    if not reason.strip():
        raise ValidationError("请写明暂停的理由。")
    return audit.move(
        round_, RoundState.PAUSED, by=by, reason=reason, changes={"resumes_as": str(round_.state)}
    )


def resume(round_: Round, *, by: Actor, reason: str = "") -> Round:
    """恢复: go on where the round was paused, and nowhere else."""
    require(rules.can_resume_round(by, round_))
    return audit.move(round_, round_.resumes_as, by=by, reason=reason, changes={"resumes_as": ""})


def next_number(term: Term) -> int:
    """Return the number that the next round of a term takes."""
    last: int | None = term.rounds.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def proposed_name(number: int) -> str:
    """Return the usual name of a round: 第六轮巡察."""
    return f"第{in_chinese(number)}轮巡察"


def in_chinese(number: int) -> str:
    """Return a number below a hundred in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    head = "" if tens == 1 else NUMERALS[tens]
    return f"{head}十{NUMERALS[ones] if ones else ''}"


def _of_office(round_: Round, schemes: list[Scheme]) -> list[Scheme]:
    offices = {round_.office_id, round_.office.parent_id}
    if any(scheme.office_id not in offices for scheme in schemes):
        raise ValidationError("只能选用本办或上级巡察办的分类体系。")
    return schemes


def _end_postings(round_: Round, by: Actor) -> None:
    rows = Posting.objects.filter(team__round=round_).select_related("team__round", "person__user")
    for posting in rows:
        if posting.until is None or posting.until >= by.on:
            teams.leave(posting, by.on, reason="轮次归档", by=by, act="round.edit:A")
        else:
            teams.release(posting, by=by)
