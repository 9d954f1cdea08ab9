"""Tasks of papers and files."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts.clock import clock
from documents import operations, storage
from documents.papers import wake

QUIET_HOUR = 3


@shared_task(name="documents.sweep_jobs")
def sweep_jobs() -> int:
    """Tell the workers again of jobs that nobody works on; once a night, clear what a crash left."""
    at = timezone.now()
    jobs = operations.sweep(by=clock(at))
    for job in jobs:
        wake(job)
    local = timezone.localtime(at)
    if (local.hour, local.minute) == (QUIET_HOUR, 0):
        storage.sweep(before=at - dt.timedelta(days=1))
    return len(jobs)
