"""工作台: what waits for this person, by when. Questions put to every app; nothing is stored."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from audit.actor import Actor
from dashboards.todo import administration, fieldwork, others, rectification, supervision
from dashboards.todo.line import MOST, Source, Todo
from deadlines.wording import DueDay

SOURCES: tuple[Source, ...] = (
    fieldwork.papers,
    fieldwork.arrivals,
    fieldwork.reports,
    fieldwork.feedbacks,
    fieldwork.plans,
    fieldwork.postings,
    rectification.claims,
    rectification.rectification_plans,
    rectification.items,
    rectification.long_term,
    rectification.monthly,
    rectification.extensions,
    rectification.revocations,
    rectification.transfers,
    rectification.results,
    rectification.publications,
    rectification.unit_papers,
    rectification.pressing,
    rectification.briefings,
    supervision.duties,
    supervision.visits,
    supervision.assessments,
    supervision.copies,
    others.clues,
    fieldwork.referrals,
    others.recusals,
    others.members,
    others.proxies,
    others.grants,
    others.resets,
    others.exports,
    others.alarms,
    administration.unused_accounts,
    administration.roleless_accounts,
    administration.outbox,
    administration.alarms,
    administration.trail,
)


@dataclass(frozen=True)
class Group:
    """逾期、今天、本周、以后: one heading of the workbench."""

    title: str
    tone: str
    lines: tuple[Todo, ...]


# What may be counted outside the house: a count of clues may not
OUTSIDE = tuple(source for source in SOURCES if source is not others.clues)


@dataclass(frozen=True)
class Desk:
    """All that waits for a person; ``cut``: of something only the first ``MOST`` are told."""

    groups: list[Group]
    cut: bool

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(len(group.lines) for group in self.groups)


def desk(by: Actor) -> Desk:
    """Return what waits for the person: overdue first, then today, this week, later, without a day."""
    told = [list(source(by)) for source in SOURCES]
    groups = _grouped([line for lines in told for line in lines], by)
    return Desk(groups, cut=any(len(lines) >= MOST for lines in told))


def todos(by: Actor) -> list[Group]:
    """Return the headings of the workbench, each with its lines."""
    return desk(by).groups


def _grouped(lines: list[Todo], by: Actor) -> list[Group]:
    lines.sort(key=lambda line: (line.due is None, line.due or by.on))
    sunday = by.on + dt.timedelta(days=6 - by.on.weekday())
    parts: dict[tuple[str, str], list[Todo]] = {
        ("已逾期", "late"): [],
        ("今天", "soon"): [],
        ("本周", "soon"): [],
        ("以后", "idle"): [],
        ("待办", "going"): [],
    }
    for line in lines:
        parts[_place(line.due, by.on, sunday)].append(line)
    return [Group(title, tone, tuple(found)) for (title, tone), found in parts.items() if found]


def days_due(by: Actor) -> dict[dt.date, DueDay]:
    """Return how many things wait for the person on which due day, and nothing else about them.

    What is overdue stands on the present day, marked: a calendar shows nobody what is past.
    """
    dues = Counter(line.due for source in OUTSIDE for line in source(by) if line.due)
    late = sum(many for day, many in dues.items() if day < by.on)
    found = {day: DueDay(many) for day, many in dues.items() if day >= by.on}
    if late:
        found[by.on] = DueDay(dues[by.on], late)
    return dict(sorted(found.items()))


def _place(due: dt.date | None, today: dt.date, sunday: dt.date) -> tuple[str, str]:
    if due is None:
        return ("待办", "going")
    if due < today:
        return ("已逾期", "late")
    if due == today:
        return ("今天", "soon")
    return ("本周", "soon") if due <= sunday else ("以后", "idle")
