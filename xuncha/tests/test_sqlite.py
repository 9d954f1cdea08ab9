"""The embedded database under several writers: whoever comes second waits, nobody is refused."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from xuncha import settings as house

WRITERS, EACH = 8, 100
fork = multiprocessing.get_context("fork")


def open_database(path: Path, mode: str) -> ConnectionHandler:
    options = house.SQLITE["OPTIONS"] | {"transaction_mode": mode}
    return ConnectionHandler({DEFAULT_DB_ALIAS: {**house.SQLITE, "NAME": path, "OPTIONS": options}})


def count_up(path: Path, mode: str, refused: Any) -> None:
    """Read, then write what was read plus one; runs in a process of its own."""
    connections = open_database(path, mode)
    transaction.connections = connections  # type: ignore[attr-defined]  # this process knows only the test's file
    failures = 0
    for _ in range(EACH):
        try:
            with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                number = cursor.execute("SELECT number FROM counter").fetchone()[0]
                cursor.execute("UPDATE counter SET number = %s", [number + 1])
        except OperationalError:
            failures += 1
    refused.put(failures)


def race(path: Path, mode: str) -> tuple[int, int]:
    """How many were refused, and how far the counter came."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("CREATE TABLE counter (number INTEGER)")
        plain.execute("INSERT INTO counter VALUES (0)")
    refused = fork.Queue()
    writers = [fork.Process(target=count_up, args=(path, mode, refused)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    failures = sum(refused.get(timeout=120) for _ in writers)
    for writer in writers:
        writer.join()
    with closing(sqlite3.connect(path)) as plain:
        total = plain.execute("SELECT number FROM counter").fetchone()[0]
    return failures, total


def test_eight_writers_at_once_are_all_served(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    mode = house.SQLITE["OPTIONS"]["transaction_mode"]
    with django_db_blocker.unblock():  # each writer opens the test's own file
        assert race(tmp_path / "county.sqlite3", mode) == (0, WRITERS * EACH)


def test_what_is_acknowledged_is_on_the_disk(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        connection = open_database(tmp_path / "county.sqlite3", "IMMEDIATE")[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            answers = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        connection.close()
    assert answers == ["wal", 2, 1]
