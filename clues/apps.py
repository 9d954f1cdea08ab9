"""线索."""

from django.apps import AppConfig


class CluesConfig(AppConfig):
    """线索."""

    name = "clues"
    verbose_name = "线索"
