"""Tasks of the trail."""

from celery import shared_task
from django.utils import timezone

from audit import sealing


@shared_task(name="audit.seal")
def seal() -> int:
    """Seal what has been committed since the last minute."""
    return sealing.seal(at=timezone.now())
