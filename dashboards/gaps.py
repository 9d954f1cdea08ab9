"""缺口: when the clock did not set an anchor, when entries stood unsealed for too long."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Max
from django.db.models.functions import TruncHour
from django.utils import timezone

from audit.anchors import Anchor
from audit.models import Entry, Seal

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Silence:
    """Hours on end without an anchor."""

    since: dt.datetime
    until: dt.datetime

    @property
    def hours(self) -> int:
        """How many."""
        return round((self.until - self.since) / HOUR)


@dataclass(frozen=True)
class Late:
    """Entries of one hour that were sealed too late, and when the last of them was."""

    hour: dt.datetime
    entries: int
    sealed_at: dt.datetime


def hour_of(at: dt.datetime) -> dt.datetime:
    """Return the beginning of the hour."""
    return timezone.localtime(at).replace(minute=0, second=0, microsecond=0)


def silences(known: Iterable[Anchor], *, since: dt.datetime, at: dt.datetime) -> list[Silence]:
    """Return the spells without an anchor between an instant and the last full hour, the newest first."""
    told = {hour_of(anchor.at) for anchor in known}
    if not told:
        return []
    hour, last, found = max(hour_of(since), min(told)), hour_of(at), []
    while hour < last:
        start = hour
        while hour < last and hour not in told:
            hour += HOUR
        if hour > start:
            found.append(Silence(start, hour))
        hour += HOUR
    return found[::-1]


def lates(*, since: dt.datetime) -> list[Late]:
    """Return the hours whose entries were sealed too late, the newest first."""
    limit = dt.timedelta(minutes=settings.AUDIT_UNSEALED_MINUTES)
    rows = Seal.objects.filter(entry__recorded_at__gte=since, sealed_at__gt=F("entry__recorded_at") + limit)
    by_hour = rows.annotate(hour=TruncHour("entry__recorded_at")).values("hour").order_by("-hour")
    return [Late(**row) for row in by_hour.annotate(entries=Count("seq"), sealed_at=Max("sealed_at"))]


def waiting(*, since: dt.datetime, at: dt.datetime) -> int:
    """Return how many of the entries recorded since an instant stand unsealed for too long."""
    limit = at - dt.timedelta(minutes=settings.AUDIT_UNSEALED_MINUTES)
    return Entry.objects.unsealed().filter(recorded_at__gte=since, recorded_at__lt=limit).count()
