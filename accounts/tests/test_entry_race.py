"""Several at once: no guess slips past the count, no link and no code counts twice."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django_otp.oath import totp

from accounts.devices import Visit
from accounts.lockout import FREE
from accounts.models import ResetLink, SignIn
from accounts.operations import entry, factor
from accounts.operations import password as passwords
from accounts.states import Role
from accounts.tests.factories import actor, make_user

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 8


def race(work: Callable[[int], object]) -> list[object]:
    """Run the work from a common start, each racer on a connection of its own."""
    start = Barrier(RACERS)

    def run(place: int) -> object:
        try:
            start.wait()
            return work(place)
        except (entry.Shut, ValidationError) as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def test_guesses_sent_at_once_are_looked_at_no_oftener_than_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[str] = []

    def slow(**given: Any) -> None:
        looked_at.append(given["password"])
        time.sleep(0.05)

    monkeypatch.setattr(entry, "authenticate", slow)
    now = timezone.now()
    told = race(lambda place: entry.try_password("zhang", f"猜{place}", visit=Visit(), at=now))
    assert len(looked_at) == FREE
    assert sum(isinstance(one, entry.Shut) for one in told) == RACERS - FREE


def test_a_link_followed_by_several_at_once_sets_one_password() -> None:
    user, administrator = make_user("zhang"), make_user("sys", Role.SYS)
    secret = passwords.issue_reset_link(user, reason="本人到场申请", by=actor(administrator))
    told = race(
        lambda place: passwords.reset_password(
            secret, f"松下问童子言师采药去-第{place}个口令", at=timezone.now()
        )
    )
    assert sum(not isinstance(one, Exception) for one in told) == 1
    assert ResetLink.objects.get().closed_at is not None


def test_a_code_sent_by_several_at_once_counts_once() -> None:
    user, key, now = make_user("zhang"), factor.new_key(), timezone.now()
    before = now - dt.timedelta(minutes=5)
    shift = int(dt.datetime.now(dt.UTC).timestamp() - before.timestamp())
    first = f"{totp(bytes.fromhex(key), t0=shift):06d}"
    factor.turn_on_factor(key, first, session=SignIn(), by=actor(user, before))
    code = f"{totp(bytes.fromhex(key)):06d}"
    assert sorted(map(str, race(lambda _: factor.check_code(user, code, at=now)))) == ["False"] * 7 + ["True"]
