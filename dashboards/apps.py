"""看板."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """看板."""

    name = "dashboards"
    verbose_name = "看板"
