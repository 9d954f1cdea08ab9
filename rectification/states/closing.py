"""What is said when a closing is looked into on site, and when it is taken back."""

from django.db import models


class SiteFinding(models.TextChoices):
    """现场抽查结论."""

    TRUE = "true", "属实"
    UNTRUE = "untrue", "不属实"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"true": "done", "untrue": "late"}[self.value]


class Revocation(models.TextChoices):
    """撤销销号的情形."""

    REBOUND = "rebound", "反弹"
    FALSE = "false", "虚假整改"
    OTHER = "other", "其他"
