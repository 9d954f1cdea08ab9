"""What holds from one day to another."""

import datetime as dt
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from audit.models import Versioned

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows with ``since`` and ``until``."""

    def on(self, day: dt.date) -> Self:
        """Rows that hold on a day."""
        return self.filter(Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day)))


class Dated(Versioned):
    """A relation that holds from ``since`` to ``until``, both days included."""

    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        if self.until and self.until < self.since - dt.timedelta(days=1):
            raise ValidationError({"until": "止期早于起期，请改正其中一个日期。"})
