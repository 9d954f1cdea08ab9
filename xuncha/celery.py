"""The queue. A task only wakes the work: what is to be done is a row, taken up again by a sweeper."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
TRANSPORT_ALIASES["folder"] = "xuncha.transport:Transport"

app = Celery("xuncha")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_kwargs: Any) -> None:
    """Leave logging as Django's settings made it; with a listener here, celery makes none of its own."""
