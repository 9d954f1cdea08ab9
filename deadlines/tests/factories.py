"""People, instants and dictionaries for the tests of the clock."""

import datetime as dt
import threading
from collections.abc import Callable
from itertools import count
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import RoleHolding, User
from accounts.states import Role
from audit.actor import Actor
from deadlines import operations, seeds
from deadlines.models import CalendarDay, CalendarYear, Deadline, DeadlineRule, Notice, ReminderStep

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACT = "rect.extend:A"
_numbers = count(1)


def seed() -> None:
    """Plant rules and calendar again where an earlier test emptied all tables."""
    seeds.plant_rules(DeadlineRule, ReminderStep)
    seeds.plant_papers(DeadlineRule, ReminderStep)
    seeds.plant_calendar(CalendarYear, CalendarDay)


def make_user(name: str = "周明远") -> User:
    return User.objects.create(username=f"clock{next(_numbers)}", name=name)


def instant(day: str, time: str = "09:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def make_actor(day: str = "2026-03-02", *, role: Role | None = None, user: User | None = None) -> Actor:
    user = user or make_user()
    if role:
        RoleHolding.objects.create(user=user, role=role, since=dt.date(2020, 1, 1))
    return Actor(user=user, at=instant(day))


def make_deadline(
    anchor: str = "2026-03-02", code: str = "rectification_period", by: Actor | None = None
) -> Deadline:
    """Return the deadline of a record of any kind: here a user stands for it."""
    by = by or make_actor(anchor)
    return operations.set_deadline(make_user("事项"), code, dt.date.fromisoformat(anchor), by=by, act=ACT)


def make_notice(
    recipient: User, title: str = "整改方案退回修改", day: str = "2026-03-02", *, url: str = "/"
) -> Notice:
    """Return a delivered notice."""
    at = instant(day)
    operations.notify(recipient, title=title, at=at, key=f"{title}{next(_numbers)}", url=url)
    operations.deliver(at=at)
    return Notice.objects.filter(recipient=recipient).latest("id")


def together(count: int, work: Callable[[], int]) -> list[int]:
    """Run the same work in threads that start at the same moment, each on its own connection."""
    gate, results, slips = threading.Barrier(count), [0] * count, []

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = work()
        except Exception as slip:  # noqa: BLE001 -- told to the test
            slips.append(slip)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slips == []
    return results
