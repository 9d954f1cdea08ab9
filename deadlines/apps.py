"""时限."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """时限."""

    name = "deadlines"
    verbose_name = "时限"
