"""Settings of the floor: the same database, session and user; no other layer, no frame, no listing."""

from xuncha.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
MIDDLEWARE = [
    "benchmarks.counting.Counted",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
