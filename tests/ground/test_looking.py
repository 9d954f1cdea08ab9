"""The same look is asked of the database once, and only after it stands there for good."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from accounts.states import Role
from accounts.tests.factories import make_user
from audit import looking, operations
from audit.actor import Actor
from audit.models import Entry, EntryKind

NOON = dt.datetime(2026, 5, 6, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def reader(db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(looking, "_kept", set())
    return Actor(user=make_user("clerk", Role.OST), at=NOON)


def _look(by: Actor) -> None:
    operations.read(by.user, by=by, act="find.view:V")


def _looks() -> int:
    return Entry.objects.filter(kind=EntryKind.READ).count()


def test_a_look_that_stands_is_not_written_again(
    reader: Actor, django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _look(reader)
    with django_assert_num_queries(0):
        _look(reader)
    assert _looks() == 1


def test_a_look_in_the_next_window_is_written(reader: Actor, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _look(reader)
    _look(Actor(user=reader.user, at=NOON + dt.timedelta(minutes=10)))
    assert _looks() == 2


def test_a_look_whose_transaction_was_taken_back_is_written_when_it_comes_again(
    reader: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        _look(reader)
        transaction.set_rollback(True)
    assert _looks() == 0
    _look(reader)
    assert _looks() == 1
