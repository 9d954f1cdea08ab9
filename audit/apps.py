"""留痕: the app through which every state changes."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail and its seal."""

    name = "audit"
    verbose_name = "留痕"
