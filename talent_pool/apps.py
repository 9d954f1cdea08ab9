"""人才库."""

from django.apps import AppConfig


class TalentPoolConfig(AppConfig):
    """人才库."""

    name = "talent_pool"
    verbose_name = "人才库"
