"""到期提醒: the sweep that asks the ladder of every deadline of this app."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.clock import clock
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.notice import notify
from deadlines.operations.reminder import fire
from deadlines.states import Audience
from organizations.models import Unit
from rectification.models import Item, MonthlyReport, Publication, RectificationPlan, UnitPaper
from rectification.operations.people import People, people_of, people_of_item, unit_of
from rectification.operations.pressing import drafting
from rectification.states import ItemState
from rectification.states.unit_paper import UnitPaperState
from ui.wording import cn_date

IN_CHECK = (ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED)
KINDS: tuple[tuple[type[Any], str, str], ...] = (
    (Item, "rectification:item_detail", "整改事项"),
    (MonthlyReport, "rectification:monthly_detail", "整改月报"),
    (RectificationPlan, "rectification:plan_detail", "整改方案"),
    (Publication, "rectification:publication_detail", "整改公开"),
    (UnitPaper, "rectification:unit_paper_detail", "专题民主生活会"),
)


def remind(*, at: dt.datetime, limit: int = 500) -> int:
    """发出到期提醒: every step of the ladder that has come, exactly once; return how many notices.

    What finds nobody to tell stays due and holds up nothing: it is passed over, and asked again next time.

    Args:
        at: the instant of the clock.
        limit: so many deadlines of a kind are rung for at most.
    """
    by = clock(at)
    written = 0
    for model, page, word in KINDS:
        rung = 0
        for waiting in _due_lots(model, by.on, limit):
            records = _records(model, waiting)
            told = [_remind(row, records[row.record_id], page, word, by) for row in waiting]
            written += sum(told)
            rung += sum(map(bool, told))
            if rung >= limit:
                break
    return written


def _due_lots(model: type[Any], on: dt.date, size: int) -> Iterator[list[Deadline]]:
    """Yield the deadlines whose step has come, lot by lot, each once."""
    rows = Deadline.objects.about_all(model).to_remind(on).order_by("next_reminder_on")
    keys = iter(list(rows.values_list("pk", flat=True)))
    while lot := list(islice(keys, size)):
        found = Deadline.objects.in_bulk(lot)
        yield [found[key] for key in lot]


def _records(model: type[Any], waiting: list[Deadline]) -> dict[Any, Any]:
    rows = model.objects.select_related("assignment__unit", "assignment__party_organization")
    found: dict[Any, Any] = rows.in_bulk([row.record_id for row in waiting])
    return found


def remind_to_look(*, at: dt.datetime) -> int:
    """提醒查看长期事项: the handler and the office, on the day and every week until the next day is set."""
    on = timezone.localdate(at)
    items = Item.objects.to_look_at(on).select_related("unit", "assignment__party_organization")
    return sum(_remind_to_look(item, on, at) for item in items)


def _remind_to_look(item: Item, on: dt.date, at: dt.datetime) -> int:
    weeks = (on - item.look_at_on).days // 7  # type: ignore[operator]
    people = people_of_item(item, on)
    told = {user.pk: user for one in (Audience.HANDLER, Audience.OFFICE) for user in people[one]}
    for user in told.values():
        notify(
            user,
            title=f"{item.unit}长期整改事项：到了查看的日子（{cn_date(item.look_at_on)}）",
            at=at,
            key=f"look:{item.pk}:{item.look_at_on}:{weeks}",
            url=reverse("rectification:item_detail", args=[item.pk]),
            about=item.assignment.party_organization,
        )
    return len(told)


def _remind(deadline: Deadline, record: Any, page: str, word: str, by: Actor) -> int:
    assignment, url = record.assignment, reverse(page, args=[record.pk])
    unit = unit_of(record)
    draft = drafting(assignment, unit=unit, subject=_subject(record, word), url=url, at=by.at, by=by)
    notices = fire(
        deadline,
        partial(_people, record, unit, by.on),
        subject=f"{unit}{word}",
        at=by.at,
        url=url,
        about=assignment.party_organization,
        draft=None if _lies_with_office(record) else draft,
    )
    return len(notices)


def _people(record: Any, unit: Unit, on: dt.date) -> People:
    """Return whom the steps tell: while a record lies with the office, nobody else can do anything."""
    alone = isinstance(record, Item)
    people = people_of_item(record, on) if alone else people_of(record.assignment, on, unit)
    if not _lies_with_office(record):
        return people
    office = people[Audience.OFFICE]
    return dict.fromkeys(Audience, office) if office else people


def _lies_with_office(record: Any) -> bool:
    """What was handed in waits for the office: its unit is neither told that it is late nor pressed."""
    if isinstance(record, Item):
        return record.state in IN_CHECK
    return isinstance(record, UnitPaper) and record.state == UnitPaperState.SUBMITTED


def _subject(record: Any, word: str) -> str:
    """What is late, as the paper names it."""
    if isinstance(record, Item):
        return f"{word}“{record.finding.title}”"[:200]
    return f"{record.month.year}年{record.month.month}月{word}" if isinstance(record, MonthlyReport) else word
