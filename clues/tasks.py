"""Tasks of the clues."""

from celery import shared_task
from django.utils import timezone

from clues.reminding import remind as send_reminders


@shared_task(name="clues.remind")
def remind() -> int:
    """Send the reminders of clues that have come due."""
    return send_reminders(at=timezone.now())
