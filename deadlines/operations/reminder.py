"""到期提醒: put into the outbox what the ladder asks for, exactly once."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone

from audit.refusing import check_fields
from deadlines.models import Deadline, Notice, ReminderStep
from deadlines.reckoning import Come, live_steps, next_reminder, paper_due, steps_due
from deadlines.states import Audience, NoticeKind
from organizations.models import PartyOrganization

logger = logging.getLogger(__name__)
People = Mapping[Audience, Iterable[models.Model]]
Draft = Callable[[Deadline, ReminderStep, dt.date], object]
LONGEST_TITLE = 120


def fire(
    deadline: Deadline,
    recipients: People | Callable[[], People],
    *,
    subject: str,
    at: dt.datetime,
    text: str = "",
    url: str = "",
    about: PartyOrganization | None = None,
    draft: Draft | None = None,
) -> list[Notice]:
    """到期提醒: write the notices of the step that has come, and move the deadline on to its next one.

    Both are one transaction under the lock of the deadline, and the key (deadline, step, occurrence,
    recipient) is unique: killed before the commit nothing has happened, after it nothing is left to do.

    Args:
        deadline: as the caller saw it; read again under the lock.
        recipients: audience → users, or what finds them, asked only when a step has come.
        subject: what is due, of whom, and nothing secret: the title says it with the days left.
        at: the instant of the clock.
        text: a sentence below the title.
        url: the page of the record.
        about: the party organisation that it concerns: whoever is recused from it is not told.
        draft: drafts the paper that a step asks for, in the same transaction.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        rows = Deadline.objects.select_for_update(of=("self",)).select_related("rule")
        fresh = rows.prefetch_related("rule__steps").get(pk=deadline.pk)
        come = steps_due(fresh, on)
        if not come:
            return []
        title = f"{subject[: LONGEST_TITLE - 20]}：{_left(fresh.due, on)}"
        notices = [
            _notice(fresh, step, day, person, title=title, text=text, url=url, about=about, at=at)
            for step, day, person in _told(come, recipients() if callable(recipients) else recipients)
        ]
        if not notices:
            # Not moved on: the step fires as soon as somebody is appointed
            logger.warning("时限 %s 的提醒找不到收件人", fresh.pk)
            return []
        written = _write(notices)
        if draft and (paper := paper_due(fresh, on)):
            draft(fresh, *paper)
        upcoming = next_reminder(live_steps(fresh.rule), fresh.due, after=on)
        # The clock is nobody: no trail, no new version, so that it never makes a person's edit stale
        Deadline.objects.filter(pk=fresh.pk).update(next_reminder_on=upcoming)
    deadline.next_reminder_on = upcoming
    return written


def _told(come: Come, people: People) -> list[tuple[ReminderStep, dt.date, models.Model]]:
    """Everybody whom a step names, each once, by the last step that names them.

    The office stands in where a place is vacant.
    """
    office = list(people.get(Audience.OFFICE, ()))
    told: dict[object, tuple[ReminderStep, dt.date, models.Model]] = {}
    done: set[Audience] = set()
    for step, day in reversed(come):
        for audience in (one for one in step.audiences if one not in done):
            for person in list(people.get(audience, ())) or office:
                told.setdefault(person.pk, (step, day, person))
        done |= set(step.audiences)
    return list(told.values())


def _notice(
    deadline: Deadline,
    step: ReminderStep,
    occurrence: dt.date,
    person: models.Model,
    *,
    title: str,
    text: str,
    url: str,
    about: PartyOrganization | None,
    at: dt.datetime,
) -> Notice:
    kind = NoticeKind.OVERDUE if deadline.due < timezone.localdate(at) else NoticeKind.REMINDER
    return Notice(
        recipient_id=person.pk,
        kind=kind,
        title=title,
        text=text,
        url=url,
        about=about,
        deadline=deadline,
        by_mail=step.by_mail,
        by_messenger=step.by_messenger,
        step=step.key,
        occurrence=occurrence,
        created_at=at,
    )


def _write(notices: list[Notice]) -> list[Notice]:
    """Insert those whose key is new; return them."""
    for notice in notices:
        check_fields(notice)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return list(Notice.objects.filter(pk__in=[notice.pk for notice in notices]))


def _left(due: dt.date, on: dt.date) -> str:
    """The days left, as the title says them."""
    days = (due - on).days
    day = f"{due.month}月{due.day}日"
    if days < 0:
        return f"已逾期 {-days} 天（{day}到期）"
    return f"今天（{day}）到期" if days == 0 else f"还有 {days} 天到期（{day}）"
