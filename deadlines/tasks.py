"""Tasks of the outbox, of what is sent outside, and of the calendar."""

from celery import shared_task
from django.utils import timezone

from deadlines import operations


@shared_task(name="deadlines.sweep")
def sweep() -> int:
    """Deliver what waits in the outbox."""
    done = 0
    while count := operations.deliver(at=timezone.now()):
        done += count
    return done


@shared_task(name="deadlines.send_digests")
def send_digests() -> int:
    """Make the digests of the day, and send those that wait."""
    operations.prepare_digests(at=timezone.now())
    return operations.send_digests(at=timezone.now())


@shared_task(name="deadlines.watch_calendar")
def watch_calendar() -> int:
    """Tell the office of years whose calendar will be needed."""
    return operations.warn_of_calendar(at=timezone.now())
