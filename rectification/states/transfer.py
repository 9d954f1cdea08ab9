"""Why items pass from one unit to another (机构改革)."""

from django.db import models


class TransferKind(models.TextChoices):
    """划转情形."""

    MERGED = "merged", "单位并入"
    SPLIT = "split", "职责划出"
