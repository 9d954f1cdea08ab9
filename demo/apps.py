"""演示县."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Builds worlds through the operations of all."""

    name = "demo"
    verbose_name = "演示县"
