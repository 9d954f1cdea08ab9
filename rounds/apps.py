"""巡察轮次."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """巡察轮次."""

    name = "rounds"
    verbose_name = "巡察轮次"
