"""One look, one key: who reads the same again within the window leaves no second entry."""

import datetime as dt
import hashlib
from uuid import UUID

from django.conf import settings

RANDOM_A, RANDOM_B = 12, 62  # the bits of a UUIDv7 that are free beside the time
MOST = 10_000
_kept: set[UUID] = set()  # looks that this process has seen written down for good


def look_id(at: dt.datetime, *what: object) -> UUID:
    """Return the key of a look: a UUIDv7 of the window's beginning, its free bits told by who and what."""
    window = settings.AUDIT_READ_MINUTES * 60
    stamp = int(at.timestamp()) // window * window * 1000
    text = "\x1f".join(str(part) for part in (stamp, *what))
    free = int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - RANDOM_A - RANDOM_B)
    upper, lower = free >> RANDOM_B, free & ((1 << RANDOM_B) - 1)
    return UUID(int=stamp << 80 | 0x7 << 76 | upper << 64 | 0b10 << 62 | lower)


def is_kept(look: UUID) -> bool:
    """Say whether this process knows that the look stands in the trail, from where nothing is taken away."""
    return look in _kept


def keep(look: UUID) -> None:
    """Know from now on that the look stands in the trail; call when its transaction has ended well."""
    if len(_kept) >= MOST:
        _kept.clear()
    _kept.add(look)
