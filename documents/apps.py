"""公文与附件."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """公文与附件."""

    name = "documents"
    verbose_name = "公文与附件"
