"""督促文书: drafted when the ladder says so, then edited, let out or dropped by persons."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline, ReminderStep
from deadlines.operations.notice import notify
from deadlines.states import Audience, PaperKind
from organizations.models import Unit
from rectification import rules
from rectification.models import PressingPaper
from rectification.operations.people import people_of
from rectification.operations.refusal import require, require_words
from rectification.states import PressingState
from rectification.wording import addressee, pressing_text
from rounds.models import Assignment

Draft = Callable[[Deadline, ReminderStep, dt.date], object]


def drafting(
    assignment: Assignment, *, unit: Unit, subject: str, url: str, at: dt.datetime, by: Actor
) -> Draft:
    """起草督促文书: return what drafts the paper of a step, inside the transaction of its reminder.

    The deadline is locked by then; a step that comes again on the same occurrence drafts nothing more. A unit
    that took the matter over is addressed itself.
    """
    on = timezone.localdate(at)

    def draft(deadline: Deadline, step: ReminderStep, occurrence: dt.date) -> None:
        key = {"deadline": deadline, "step": step.key, "occurrence": occurrence}
        if PressingPaper.objects.filter(**key).exists():
            return
        out = PressingPaper.objects.filter(deadline=deadline, state=PressingState.ISSUED)
        sent = [paper.get_kind_display() for paper in out.order_by("issued_on", "id")]
        paper = PressingPaper(
            assignment=assignment,
            unit=unit,
            kind=step.paper,
            subject=subject,
            url=url,
            to=addressee(step.paper, name_at(assignment, unit)),
            text=pressing_text(
                step.paper, unit=str(unit), subject=subject, due=deadline.due, on=on, sent=sent
            ),
            drafted_at=at,
            **key,
        )
        audit.create(paper, by=by, act="press.paper:E", occurrence=occurrence)

    return draft


def name_at(assignment: Assignment, unit: Unit) -> str:
    """Return to whom a paper goes: the party organisation, or the unit that took the matter over."""
    return assignment.party_organization.name if unit.pk == assignment.unit_id else unit.name


def edit_pressing(
    paper: PressingPaper, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> PressingPaper:
    """修改督促文书: its addressee and its words, until it is let out."""
    require(rules.can_edit_pressing(by, paper))
    return audit.edit(paper, by=by, act="press.paper:E", changes=changes, version=version)


def issue_pressing(paper: PressingPaper, *, by: Actor, opinion: str = "") -> PressingPaper:
    """批准发出: the director lets a paper below 约谈 out."""
    require(rules.can_issue_pressing(by, paper))
    return _let_out(paper, by=by, opinion=opinion)


def submit_pressing(paper: PressingPaper, *, by: Actor, opinion: str = "") -> PressingPaper:
    """提请领导小组: the director puts a paper from 约谈 on before the leading group."""
    require(rules.can_submit_pressing(by, paper))
    changes = {"submitted_by": by.user.pk}
    return audit.move(paper, PressingState.BEFORE_GROUP, by=by, reason=opinion, changes=changes)


def agree_pressing(paper: PressingPaper, *, by: Actor, opinion: str = "") -> PressingPaper:
    """领导小组批准: another than who put it before the group lets it out."""
    require(rules.can_agree_pressing(by, paper))
    return _let_out(paper, by=by, opinion=opinion)


def return_pressing(paper: PressingPaper, *, opinion: str, by: Actor) -> PressingPaper:
    """退回: the leading group does not let it out as it is."""
    require(rules.can_agree_pressing(by, paper))
    text = require_words(opinion, "reason", "请写明退回的理由。")
    return audit.move(paper, PressingState.PENDING, by=by, reason=text, changes={"submitted_by": None})


def drop_pressing(paper: PressingPaper, *, opinion: str, by: Actor) -> PressingPaper:
    """不予发出: the director decides against it, with the reason."""
    require(rules.can_drop_pressing(by, paper))
    text = require_words(opinion, "reason", "请写明不予发出的理由。")
    return audit.move(paper, PressingState.DROPPED, by=by, reason=text)


def _let_out(paper: PressingPaper, *, by: Actor, opinion: str) -> PressingPaper:
    changes = {"approved_by": by.signature, "issued_on": by.on}
    with transaction.atomic():
        audit.move(paper, PressingState.ISSUED, by=by, reason=opinion, changes=changes)
        if paper.kind != PaperKind.ACCOUNTABILITY:
            _tell_unit(paper, by)
    return paper


def _tell_unit(paper: PressingPaper, by: Actor) -> None:
    people = people_of(paper.assignment, by.on, paper.unit)
    told = {user.pk: user for one in (Audience.HANDLER, Audience.HEAD) for user in people[one]}
    for user in told.values():
        notify(
            user,
            title=f"收到一份{paper.get_kind_display()}，请签阅办理",
            at=by.at,
            key=f"pressing:{paper.pk}",
            url=reverse("rectification:pressing_detail", args=[paper.pk]),
            about=paper.assignment.party_organization,
        )
