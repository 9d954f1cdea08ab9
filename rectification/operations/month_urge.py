"""催报: the office tells those who still owe the month, beside the ladder of reminders."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit import operations as audit
from audit.actor import Actor
from deadlines.operations import notify
from organizations.models import Recusal, Tenure
from organizations.states import TenureKind
from rectification.models import MonthlyReport
from rectification.operations.monthly import OWING

ACT = "rect.monthly:A"
TOLD = (TenureKind.HEAD, TenureKind.LIAISON)


def urge_monthly(reports: Iterable[UUID], *, by: Actor) -> int:
    """催报: tell liaison and head of each unit that owes its report, once a day; return how many units.

    Those that owe nothing any more, or are not the actor's to urge, are left out.
    """
    mine = MonthlyReport.objects.reached_by(by, ACT).filter(pk__in=list(reports), state__in=OWING)
    rows = list(mine.select_related("unit", "assignment__unit", "assignment__party_organization"))
    if not rows:
        raise ValidationError("这些单位的月报都已报送，或者不由您催报。")
    people = _people(rows, by.on)
    told = 0
    with transaction.atomic():
        for report in rows:
            users = people[report.pk]
            told += bool(users)
            for user in users:
                _tell(report, user, by=by)
            audit.note(report, by=by, act=ACT, reason="催报" if users else "催报：单位没有登记经办人账号")
    return told


def _tell(report: MonthlyReport, user: User, *, by: Actor) -> None:
    notify(
        user,
        title=f"请报送{report}"[:120],
        text=f"报送时限 {report.due_on:%Y-%m-%d}，现在是“{report.get_state_display()}”。",
        at=by.at,
        key=f"monthly-{report.pk}-{by.on:%Y%m%d}",
        url=reverse("rectification:monthly_detail", args=[report.pk]),
        about=report.assignment.party_organization,
    )


def _people(reports: Iterable[MonthlyReport], on: dt.date) -> dict[UUID, list[User]]:
    """Return the accounts of liaison and head of each unit, without who is recused: three questions."""
    owing = list(reports)
    tenures = Tenure.objects.on(on).filter(
        unit__in=[one.unit_id for one in owing], kind__in=TOLD, person__user__is_active=True
    )
    by_unit: dict[UUID, list[UUID]] = defaultdict(list)
    for unit, person in tenures.values_list("unit", "person"):
        by_unit[unit].append(person)
    parties = [one.assignment.party_organization_id for one in owing]
    denying = Recusal.objects.denying().filter(party_organization__in=parties)
    denied = set(denying.values_list("party_organization", "person"))
    persons = {person for found in by_unit.values() for person in found}
    users = {
        user.person.pk: user for user in User.objects.filter(person__in=persons).select_related("person")
    }
    return {
        one.pk: [
            users[person]
            for person in dict.fromkeys(by_unit[one.unit_id])
            if person in users and (one.assignment.party_organization_id, person) not in denied
        ]
        for one in owing
    }
