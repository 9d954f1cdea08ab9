"""States of a two-person proposal."""

from django.db import models


class ProposalState(models.TextChoices):
    """提请事项 waits for a second person."""

    PENDING = "pending", "待复核"
    APPROVED = "approved", "已同意"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"pending": "soon", "approved": "done", "rejected": "returned"}.get(self.value, "idle")
