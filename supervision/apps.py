"""回访督查."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """回访督查."""

    name = "supervision"
    verbose_name = "回访督查"
