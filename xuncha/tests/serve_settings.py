"""The house as it is, with tasks that a test of the supervisor can watch."""

from xuncha.settings import *  # noqa: F403 -- everything as it is, but for two lines

CELERY_IMPORTS = ["xuncha.tests.slow"]
CELERY_BEAT_SCHEDULE = {}
