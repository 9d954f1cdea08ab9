"""What is remembered ends with the next act, the next minute, another person, another day."""

import datetime as dt
from collections.abc import Iterator
from itertools import count

import pytest
from django.utils import timezone

from accounts.memory import STANDING, remembered
from accounts.models import User
from audit.actor import Actor

NOON = dt.datetime(2026, 5, 6, 4, tzinfo=dt.UTC)


@pytest.fixture
def found() -> Iterator[int]:
    return count(1)


def at_standing(standing: object, *, user: User | None = None, at: dt.datetime = NOON) -> Actor:
    by = Actor(user=user or ZHANG, at=at)
    by.memo[STANDING] = standing
    return by


ZHANG, LI = User(username="zhang"), User(username="li")


def test_the_same_standing_is_answered_from_memory(found: Iterator[int]) -> None:
    first = remembered(at_standing("7"), "menu", lambda: next(found))
    assert first == remembered(at_standing("7"), "menu", lambda: next(found)) == 1


@pytest.mark.parametrize(
    "other",
    [
        at_standing("8"),
        at_standing("7", user=LI),
        at_standing("7", at=NOON + dt.timedelta(days=1)),
    ],
    ids=["one act later", "another person", "another day"],
)
def test_anything_else_is_looked_up_anew(found: Iterator[int], other: Actor) -> None:
    remembered(at_standing("7"), "menu", lambda: next(found))
    assert remembered(other, "menu", lambda: next(found)) == 2
    assert remembered(at_standing("7"), "another thing", lambda: next(found)) == 3


def test_without_a_standing_nothing_is_kept(found: Iterator[int]) -> None:
    by = Actor(user=ZHANG, at=timezone.now())
    assert [remembered(by, "menu", lambda: next(found)) for _ in range(2)] == [1, 2]
