"""What an ordinary run asks: the passes of `make test` take turns; ``PROVE=full`` asks everything at once."""

import os
from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

import pytest

FULL = os.environ.get("PROVE") == "full"
# The second pass, on PostgreSQL, takes what the first one left
SECOND = bool(os.environ.get("DATABASE_URL"))

# What is built, looked at or reckoned is the same on both databases, or asks none
FIRST_PASS = pytest.mark.skipif(SECOND and not FULL, reason="done on the first pass")

Row = TypeVar("Row")


def is_in_turn(name: str, share: int) -> bool:
    """Say whether this pass asks what bears a name: one in so many, each pass others; always with ``PROVE=full``."""
    return FULL or crc32(name.encode()) % share == SECOND * share // 2


def in_turn(rows: Iterable[Row], share: int = 2) -> list[Row]:
    """Return this pass's part, one row in so many; both passes together ask two in so many."""
    return list(rows) if FULL else list(rows)[SECOND * share // 2 :: share]
