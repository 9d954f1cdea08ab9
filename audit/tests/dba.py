"""Somebody with the database in hand: past the application, past the guards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from audit import guards


@contextmanager
def guards_down() -> Iterator[None]:
    """Take the guards of the trail down and put them up again, as a tamperer would who knows of them."""
    guards.lower_guards(connection)
    try:
        yield
    finally:
        guards.raise_guards(connection)
