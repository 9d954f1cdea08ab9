"""Tasks of the outbox."""

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
