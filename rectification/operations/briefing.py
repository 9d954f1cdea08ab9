"""县领导摘要: totals of a week, drafted by the clock, released by the office."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.clock import clock
from accounts.models import User
from audit import operations as audit
from audit.actor import Actor
from deadlines.operations.notice import notify
from organizations.models import Office, OfficePost, Portfolio
from organizations.states import OfficePostKind
from rectification import rules
from rectification.models import Item, LeadersBriefing, MonthlyReport, PressingPaper
from rectification.operations.refusal import require
from rectification.states import PressingState
from rectification.states.briefing import BriefingState
from rectification.wording import briefing_text

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
LONG = dt.timedelta(days=30)


def draft_briefings(*, at: dt.datetime) -> int:
    """起草县领导摘要: one a week for each office with items in hand; return how many are new."""
    by = clock(at)
    monday = by.on - dt.timedelta(days=by.on.weekday())
    done = LeadersBriefing.objects.filter(week=monday).values("office")
    busy = Item.objects.unfinished().values("assignment__office")
    return sum(
        _draft(office, monday, by) for office in Office.objects.filter(pk__in=busy).exclude(pk__in=done)
    )


def _draft(office: Office, monday: dt.date, by: Actor) -> bool:
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)
        if LeadersBriefing.objects.filter(office=office, week=monday).exists():
            return False
        figures = figures_of(office, by.on, week=(monday - WEEK, monday - DAY))
        briefing = LeadersBriefing(
            office=office, week=monday, figures=figures, text=briefing_text(figures), drafted_at=by.at
        )
        audit.create(briefing, by=by, act="brief.leaders:E")
    return True


def figures_of(office: Office, on: dt.date, *, week: tuple[dt.date, dt.date]) -> dict[str, int]:
    """Return the totals of an office on a day: what is open and late, closed and pressed in a week."""
    items = Item.objects.filter(assignment__office=office)
    overdue = items.overdue(on)
    reports = MonthlyReport.objects.filter(assignment__office=office, due_on__lt=on)
    papers = PressingPaper.objects.filter(assignment__office=office, state=PressingState.ISSUED)
    return {
        "open": items.unfinished().count(),
        "units": _units(items.unfinished()),
        "overdue": overdue.count(),
        "overdue_units": _units(overdue),
        "long_overdue": items.overdue(on - LONG).count(),
        "closed": items.closed().filter(closed_on__range=week).count(),
        "papers": papers.filter(issued_on__range=week).count(),
        "late_reports": reports.exclude(state__in=MonthlyReport.HANDED_IN).count(),
    }


def _units(items: Any) -> int:
    return int(items.order_by().values("assignment__unit").distinct().count())


def edit_briefing(
    briefing: LeadersBriefing, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> LeadersBriefing:
    """修改县领导摘要: its words, until it is released; the totals stay as they were counted."""
    require(rules.can_edit_briefing(by, briefing))
    return audit.edit(briefing, by=by, act="brief.leaders:E", changes=changes, version=version)


def release_briefing(briefing: LeadersBriefing, *, by: Actor) -> LeadersBriefing:
    """发布县领导摘要: to the leading group and to the leaders of portfolios."""
    require(rules.can_release_briefing(by, briefing))
    changes = {"released_by": by.signature, "released_on": by.on}
    with transaction.atomic():
        audit.move(briefing, BriefingState.RELEASED, by=by, changes=changes)
        for user in _leaders(briefing.office, by.on):
            notify(
                user,
                title="本周整改督办摘要已发布",
                at=by.at,
                key=f"briefing:{briefing.pk}",
                url=reverse("rectification:briefing_detail", args=[briefing.pk]),
            )
    return briefing


def _leaders(office: Office, on: dt.date) -> list[User]:
    group = OfficePost.objects.on(on).filter(office=office, kind=OfficePostKind.LEADING_GROUP)
    ports = Portfolio.objects.on(on).filter(unit__office=office)
    people = Q(pk__in=group.values("person__user")) | Q(pk__in=ports.values("person__user"))
    return list(User.objects.filter(people, is_active=True))
