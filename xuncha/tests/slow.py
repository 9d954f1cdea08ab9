"""A task that takes its time and leaves a mark when it is through."""

import time
from pathlib import Path

from celery import shared_task


@shared_task(name="test.mark_slowly")
def mark_slowly(folder: str, *, seconds: float) -> None:
    Path(folder, "begun").touch()
    time.sleep(seconds)
    Path(folder, "done").touch()
