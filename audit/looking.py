"""One look, one key: who reads the same again within the window leaves no second entry."""

import datetime as dt
import hashlib
from uuid import UUID

from django.conf import settings

RANDOM_A, RANDOM_B = 12, 62  # the bits of a UUIDv7 that are free beside the time


def look_id(at: dt.datetime, *what: object) -> UUID:
    """Return the key of a look: a UUIDv7 of the window's beginning, its free bits told by who and what."""
    window = settings.AUDIT_READ_MINUTES * 60
    stamp = int(at.timestamp()) // window * window * 1000
    text = "\x1f".join(str(part) for part in (stamp, *what))
    free = int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - RANDOM_A - RANDOM_B)
    upper, lower = free >> RANDOM_B, free & ((1 << RANDOM_B) - 1)
    return UUID(int=stamp << 80 | 0x7 << 76 | upper << 64 | 0b10 << 62 | lower)
