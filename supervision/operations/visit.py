"""回访 and 再检查: ordered by the office, made item by item, sent in, accepted."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Person
from rectification.models import Item, Measure
from rectification.operations.refusal import require, require_words
from rectification.states import ItemState
from rounds.models import Assignment, Posting, Team
from rounds.operations import screening
from rounds.operations.making import make
from rounds.operations.supervision import assign_supervision
from supervision import rules
from supervision.models import CheckedItem, DailyNote, Visit
from supervision.operations.drawing import draw
from supervision.operations.duty import keep_revisit, resume_revisit
from supervision.states import Agreement, Drawn, VisitKind, VisitState

ORDER, DECIDE, CHECK, NOTE = "sv.order:C", "sv.order:A", "sv.note:E", "sv.note:C"
DAY = dt.timedelta(days=1)
OTHER_TEAM = "回访要有单独的派任：请在组队中为这次回访设一个组，派任经批准后再选它；承担巡察任务的组不能选。"
FULL_MARKS = 100
CHOOSE_ANOTHER = "请先办理有关人员离组，或者改由其他组回访。"


def order_revisit(
    assignment: Assignment,
    *,
    team: Team,
    due_on: dt.date,
    sample: int,
    by: Actor,
    seed: int | None = None,
) -> Visit:
    """下达回访: a team with a posting of its own for the visit goes back, with a drawn list."""
    require(rules.can_order_visit(by, assignment))
    if team.round.office_id != assignment.office_id or team.assignments.exists():
        raise ValidationError({"team": OTHER_TEAM})
    _refuse_recused(team, assignment, by)
    visit = Visit(assignment=assignment, kind=VisitKind.REVISIT, team=team, due_on=due_on, sample=sample)
    with transaction.atomic():
        return _order(visit, seed, by)


def order_recheck(
    assignment: Assignment,
    *,
    people: Iterable[Person],
    due_on: dt.date,
    sample: int,
    by: Actor,
    seed: int | None = None,
) -> Visit:
    """下达再检查: people of the supervision group check again, from today to the due day."""
    require(rules.can_order_visit(by, assignment))
    sent = list(people)
    concerns = screening.screen(
        [(person, False) for person in sent], [assignment.party_organization], on=by.on
    )
    screening.refuse_denied(concerns, "请改派其他督查人员。")
    visit = Visit(assignment=assignment, kind=VisitKind.RECHECK, due_on=due_on, sample=sample)
    with transaction.atomic():
        visit.task = assign_supervision(
            assignment.office,
            name=f"{assignment.unit}整改再检查",
            people=sent,
            assignments=[assignment],
            since=by.on,
            until=due_on,
            by=by,
        )
        return _order(visit, seed, by)


def check_item(
    check: CheckedItem, *, found: str, agreement: str, note: str, by: Actor, version: int | None = None
) -> CheckedItem:
    """逐项检查: say how far the problem is in truth, and whether that is what the unit reported."""
    require(rules.can_check_item(by, check.visit))
    if found != check.reported and agreement == Agreement.SAME:
        raise ValidationError({"agreement": "认定的完成程度与上报的不同，比对结果应为“与上报不符”。"})
    if agreement == Agreement.DIFFERENT:
        require_words(note, "note", "与上报不符的，请写明哪里不符、怎样查实的。")
    changes = {
        "found": found,
        "agreement": agreement,
        "note": note,
        "checked_by": by.signature,
        "checked_on": by.on,
    }
    with transaction.atomic():
        require(rules.can_check_item(by, _locked(check.visit)))
        return audit.edit(check, by=by, act=CHECK, changes=changes, version=version, agreement=agreement)


def write_note(visit: Visit, *, day: dt.date, text: str, by: Actor) -> DailyNote:
    """写督查记录: what was done and seen on a day of the visit."""
    require(rules.can_write_note(by, visit))
    if not visit.ordered_on <= day <= by.on:
        raise ValidationError({"day": "记录的日期应在下达日期以后、今天以前（含当天）。"})
    note = DailyNote(visit=visit, day=day, text=text, written_by=by.signature, written_at=by.at)
    with transaction.atomic():
        require(rules.can_write_note(by, _locked(visit)))
        return audit.create(note, by=by, act=NOTE)


def submit_visit(
    visit: Visit, *, summary: str, cooperation: int, by: Actor, version: int | None = None
) -> Visit:
    """提交: everything was looked at, a summary says what was found, the unit's co-operation is scored.

    Raises:
        Stale: it was returned or put off since the page was opened.
    """
    require(rules.can_submit_visit(by, visit))
    text = require_words(summary, "summary", "请写明检查情况。")
    if not 0 <= cooperation <= FULL_MARKS:
        raise ValidationError({"cooperation": "配合情况按 0 到 100 分评。"})
    changes = {
        "summary": text,
        "cooperation": cooperation,
        "submitted_by": by.user.pk,
        "submitted_on": by.on,
        "signed_by": by.signature,
    }
    with transaction.atomic():
        _locked(visit)
        if left := CheckedItem.objects.filter(visit=visit).unchecked().count():
            raise ValidationError(f"还有 {left} 个问题没有检查，逐个登记后再提交。")
        audit.move(visit, VisitState.SUBMITTED, by=by, changes=changes, version=version)
        keep_revisit(visit, by=by)
    return visit


def accept_visit(visit: Visit, *, by: Actor, opinion: str = "") -> Visit:
    """接收: the office takes the visit as it is; nothing of it changes any more."""
    require(rules.can_accept_visit(by, visit))
    return audit.move(visit, VisitState.ACCEPTED, by=by, reason=opinion, changes={"accepted_on": by.on})


def return_visit(visit: Visit, *, reason: str, by: Actor) -> Visit:
    """退回: those who went look again."""
    require(rules.can_accept_visit(by, visit))
    text = require_words(reason, "reason", "请写明需要补充检查的内容。")
    changes = {"submitted_by": None, "submitted_on": None, "signed_by": ""}
    with transaction.atomic():
        audit.move(visit, VisitState.OPEN, by=by, reason=text, changes=changes)
        resume_revisit(visit, by=by, reason=text)
    return visit


def postpone_visit(
    visit: Visit, *, due_on: dt.date, reason: str, by: Actor, version: int | None = None
) -> Visit:
    """改期: done by another day; until then the people of the supervision group see the unit."""
    require(rules.can_postpone_visit(by, visit))
    text = require_words(reason, "reason", "请写明改期的理由。")
    if due_on < by.on or due_on == visit.due_on:
        raise ValidationError({"due_on": "请改选今天或者以后的日期，并且与现在的应完成日期不同。"})
    told = {"due_on": due_on, "due_before": visit.due_on}
    with transaction.atomic():
        if visit.task:
            audit.edit(visit.task, by=by, act=DECIDE, changes={"until": due_on}, reason=text)
        changes = {"due_on": due_on}
        return audit.edit(visit, by=by, act=DECIDE, changes=changes, version=version, reason=text, **told)


def drop_visit(visit: Visit, *, reason: str, by: Actor) -> Visit:
    """作废: ordered by mistake; list and checks are kept, the supervision group sees the unit no more."""
    require(rules.can_drop_visit(by, visit))
    text = require_words(reason, "reason", "请写明作废的理由。")
    with transaction.atomic():
        if visit.task:
            audit.edit(visit.task, by=by, act=DECIDE, changes={"until": by.on - DAY}, reason=text)
        return audit.move(visit, VisitState.DROPPED, by=by, reason=text)


def _locked(visit: Visit) -> Visit:
    """Return the visit as it stands, held to the end: nothing is written into one that was just sent in."""
    found: Visit = Visit.objects.select_for_update().get(pk=visit.pk)
    return found


def _order(visit: Visit, seed: int | None, by: Actor) -> Visit:
    if visit.due_on < by.on:
        raise ValidationError({"due_on": "应完成日期早于今天，请改选日期。"})
    items = _items(visit.assignment)
    closed = [item.finding.number for item in items if item.state == ItemState.CLOSED]
    visit.ordered_on, visit.drawn_from = by.on, closed
    visit.seed = secrets.randbelow(900_000) + 100_000 if seed is None else seed
    drawn = set(draw(closed, seed=visit.seed, many=visit.sample))
    chosen = [item for item in items if item.state != ItemState.CLOSED or item.finding.number in drawn]
    if not chosen:
        raise ValidationError({"sample": "问题都已销号，请至少抽查一个。"})
    make(visit, by=by, act=ORDER, seed=visit.seed, drawn=sorted(drawn))
    audit.create_all((_frozen(visit, item) for item in chosen), by=by, act=ORDER)
    return visit


def _items(assignment: Assignment) -> list[Item]:
    live = Prefetch("measures", Measure.objects.filter(dropped=False), to_attr="live_measures")
    rows: Any = Item.objects.filter(assignment=assignment).select_related("finding")
    rows = rows.prefetch_related("finding__manifestations", live).order_by("finding__number")
    return list(rows)


def _frozen(visit: Visit, item: Any) -> CheckedItem:
    """Return the problem as the unit has reported it by now: what comes later does not change the list."""
    told = [f"{one.text}（{one.get_progress_display()}）{one.done_text}" for one in item.live_measures]
    return CheckedItem(
        visit=visit,
        item=item,
        drawn=Drawn.SAMPLED if item.state == ItemState.CLOSED else Drawn.OPEN,
        number=item.finding.number,
        title=item.finding.title,
        shows="\n".join(one.text for one in item.finding.manifestations.all()),
        item_state=item.state,
        reported=item.progress,
        reported_text=item.done_text,
        measures="\n".join(told),
    )


def _refuse_recused(team: Team, assignment: Assignment, by: Actor) -> None:
    serving = Posting.objects.filter(team=team).exclude(until__lt=by.on).select_related("person")
    sent = [(posting.person, posting.role in screening.LEADING) for posting in serving]
    if not sent:
        raise ValidationError({"team": "这个组还没有人员。请先提请组队，核准以后再下达回访。"})
    concerns = screening.screen(sent, [assignment.party_organization], on=by.on)
    screening.refuse_denied(concerns, CHOOSE_ANOTHER)
