"""The queue. A task only wakes the work: what is to be done is a row, taken up again by a sweeper."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
TRANSPORT_ALIASES["folder"] = "xuncha.transport:Transport"

app = Celery("xuncha")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
