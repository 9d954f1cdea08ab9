"""Lines of the beat schedule. Beat only wakes a sweeper: work stands in rows, a lost ring costs nothing."""

from typing import Any

from celery.schedules import crontab


def every_minute(task: str) -> dict[str, Any]:
    # A ring that waited for a busy worker is worth nothing once the next one is there
    return {"task": task, "schedule": 60.0, "options": {"expires": 55}}


def every_hour(task: str) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(minute="5"), "options": {"expires": 3500}}


def every_night(task: str) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(hour="2", minute="20"), "options": {"expires": 3500}}
