"""The settings under test, with the database in memory: a child process has a copy of its own."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
