"""The hash chain over committed entries: made by the sealer, read by the verifier."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from audit.models import Entry, Seal

GENESIS = "0" * 64
TIMES = ("at", "recorded_at")
TEXTS = ("id", "user_id", "acting_for", "kind", "act", "record_type", "record_id", "from_state", "to_state")
FIELDS = (*TIMES, *TEXTS, "reason", "facts")


@dataclass(frozen=True)
class Verification:
    """What the verifier found: links read, up to when, entries still outside, and every fault."""

    links: int
    until: dt.datetime | None
    unsealed: int
    faults: tuple[str, ...]


def digest_of(entry: Entry, seq: int, previous: str) -> str:
    """Return the SHA-256 of an entry, its place and the link before it."""
    content = {name: getattr(entry, name) for name in FIELDS}
    for name in TIMES:
        content[name] = content[name].astimezone(dt.UTC).isoformat()
    text = json.dumps([seq, previous, content], cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(*, at: dt.datetime, limit: int = 5000) -> int:
    """封存: chain up to ``limit`` committed entries; return how many.

    Locks the head of the chain, so that two sealers never fork it.
    """
    with transaction.atomic():
        head = Seal.objects.select_for_update().order_by("-seq").first()
        seq, previous = (head.seq, head.digest) if head else (0, GENESIS)
        links = []
        for entry in Entry.objects.unsealed().order_by("recorded_at", "id")[:limit]:
            seq += 1
            digest = digest_of(entry, seq, previous)
            links.append(Seal(seq=seq, entry=entry, previous=previous, digest=digest, sealed_at=at))
            previous = digest
        Seal.objects.bulk_create(links, batch_size=500)
    return len(links)


def verify() -> Verification:
    """核对: walk the chain and name every entry that was changed, cut out or put in."""
    faults: list[str] = []
    expected, previous, until = 1, GENESIS, None
    for link in Seal.objects.select_related("entry").order_by("seq").iterator(chunk_size=1000):
        if link.seq != expected:
            faults.append(f"第 {expected} 条至第 {link.seq - 1} 条缺失")
        if link.previous != previous or link.digest != digest_of(link.entry, link.seq, link.previous):
            faults.append(f"第 {link.seq} 条与封存时不一致")
        expected, previous, until = link.seq + 1, link.digest, link.sealed_at
    return Verification(expected - 1, until, Entry.objects.unsealed().count(), tuple(faults))


def sealed_until() -> Seal | None:
    """Return the last link of the chain: up to where the trail is sealed."""
    return Seal.objects.order_by("-seq").first()
