"""Tasks of the trail."""

from celery import shared_task
from django.utils import timezone

from audit import anchors, sealing


@shared_task(name="audit.seal")
def seal() -> int:
    """Seal what has been committed since the last minute."""
    return sealing.seal_fresh(at=timezone.now())


@shared_task(name="audit.anchor")
def anchor() -> int:
    """Tell the head of the chain outside the database, each hour."""
    return anchors.drop(at=timezone.now()).seq
