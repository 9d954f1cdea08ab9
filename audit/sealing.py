"""The hash chain over committed entries: made by the sealer, head told to the anchors."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from audit.models import Entry, EntryQuerySet, Seal

GENESIS = "0" * 64
LONGEST_ACT = dt.timedelta(hours=1)  # longer than any transaction may stay open
TIMES = ("at", "recorded_at")
TEXTS = ("id", "user_id", "acting_for", "kind", "act", "record_type", "record_id", "from_state", "to_state")
FIELDS = (*TIMES, *TEXTS, "reason", "facts")


def digest_of(
    content: Mapping[str, Any], seq: int, previous: str, sealed_at: dt.datetime | None = None
) -> str:
    """Return the SHA-256 of an entry's fields, its place, the link before it, and when it was sealed.

    Links of before the time of sealing was part of them have none.
    """
    told = {name: content[name] for name in FIELDS}
    for name in TIMES:
        told[name] = told[name].astimezone(dt.UTC).isoformat()
    link: list[object] = [seq, previous, told]
    if sealed_at is not None:
        link.append(sealed_at.astimezone(dt.UTC).isoformat())
    text = json.dumps(link, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(*, at: dt.datetime, limit: int = 5000, since: dt.datetime | None = None) -> int:
    """封存: chain up to ``limit`` committed entries, of all or of those recorded since; return how many.

    Locks the head of the chain, so that two sealers never fork it.
    """
    with transaction.atomic():
        head = Seal.objects.select_for_update().order_by("-seq").first()
        seq, previous = (head.seq, head.digest) if head else (0, GENESIS)
        links = []
        for entry in _open(since).order_by("recorded_at", "id")[:limit]:
            seq += 1
            digest = digest_of(vars(entry), seq, previous, at)
            links.append(Seal(seq=seq, entry=entry, previous=previous, digest=digest, sealed_at=at))
            previous = digest
        Seal.objects.bulk_create(links, batch_size=500)
    return len(links)


def _open(since: dt.datetime | None) -> EntryQuerySet:
    rows = Entry.objects.unsealed()
    return rows if since is None else rows.filter(recorded_at__gte=since)


def seal_all(*, at: dt.datetime) -> int:
    """Chain everything that is committed; return how many."""
    total, since = 0, None
    while made := seal(at=at, since=since):
        total += made
        since = Seal.objects.order_by("-seq").values_list("entry__recorded_at", flat=True)[0]
    return total


def waiting() -> EntryQuerySet:
    """Return the entries that the next minute seals: to look for these alone takes no time."""
    return _open(_fresh())


def seal_fresh(*, at: dt.datetime) -> int:
    """Chain what was committed since the last sealing; an act that was still open then included."""
    return seal(at=at, since=_fresh())


def _fresh() -> dt.datetime | None:
    last = sealed_until()
    return last.sealed_at - LONGEST_ACT if last else None


def sealed_until() -> Seal | None:
    """Return the last link of the chain: up to where the trail is sealed."""
    return Seal.objects.order_by("-seq").first()
