"""Lines of the beat schedule. Beat only wakes a sweeper: work stands in rows, a lost ring costs nothing."""

from typing import Any

from celery.schedules import crontab

Lines = dict[str, dict[str, Any]]


def every_minute(*tasks: str) -> Lines:
    # A ring that waited for a busy worker is worth nothing once the next one is there
    return _lines(tasks, 60.0, expires=55)


def every_hour(*tasks: str) -> Lines:
    return _lines(tasks, crontab(minute="5"), expires=3500)


def every_night(*tasks: str) -> Lines:
    return _lines(tasks, crontab(hour="2", minute="20"), expires=3500)


def _lines(tasks: tuple[str, ...], schedule: float | crontab, *, expires: int) -> Lines:
    return {task: {"task": task, "schedule": schedule, "options": {"expires": expires}} for task in tasks}
