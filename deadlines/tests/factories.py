"""People and records for the tests of the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from accounts.models import RoleHolding, User
from accounts.states import Role
from audit.actor import Actor
from deadlines import seeds
from deadlines.models import CalendarDay, CalendarYear, DeadlineRule, ReminderStep

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACT = "rect.extend:A"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"clock{n}")
    name = factory.Sequence(lambda n: f"钟表{n}")


def seed() -> None:
    """Plant rules and calendar again where an earlier test emptied all tables."""
    seeds.plant_rules(DeadlineRule, ReminderStep)
    seeds.plant_calendar(CalendarYear, CalendarDay)


def instant(day: str, time: str = "09:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def actor(day: str = "2026-03-02", *, role: Role | None = None, user: User | None = None) -> Actor:
    user = user or UserFactory.create()
    if role:
        RoleHolding.objects.create(user=user, role=role, since=dt.date(2020, 1, 1))
    return Actor(user=user, at=instant(day))
