"""The house as it is, with a task and a page that a test of the supervisor can watch."""

from xuncha.settings import *  # noqa: F403 -- everything as it is, but for three lines

ROOT_URLCONF = "xuncha.tests.serve_urls"
CELERY_IMPORTS = ["xuncha.tests.slow"]
CELERY_BEAT_SCHEDULE = {}
