"""Proof: ten thousand guesses open no account, a shut door costs no hashing, and every owner still comes in.

`PROVE=full` runs all of it; otherwise a small part, the same in kind.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.lockout import pause_after
from accounts.models import SignIn, User
from accounts.operations.password import issue_reset_link
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from tests.turns import FULL

pytestmark = pytest.mark.django_db
ACCOUNTS, GUESSES_EACH = (100, 100) if FULL else (10, 30)
REAL_ACCOUNTS, REAL_GUESSES_EACH = (20, 10) if FULL else (3, 10)
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
EVERY = dt.timedelta(seconds=20)
LOGIN = "/accounts/login/"
REAL = "xuncha.passwords.OfficeArgon2"


class Counting(MD5PasswordHasher):
    """The quick hasher of the tests, which tells how often it was asked."""

    asked: ClassVar[int] = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).asked += 1
        return super().encode(password, salt)


@dataclass
class Siege:
    """A county's accounts, their owners' devices, and what strangers got for their guesses."""

    secrets: dict[str, str]
    devices: dict[str, Client]
    answers: Counter[int] = field(default_factory=Counter)
    hashed_behind_a_shut_door: int = 0

    def guess(self, rounds: int) -> None:
        """Strangers try the same things on every account, round after round, from one address."""
        stranger = Client()
        for place in range(rounds):
            with time_machine.travel(START + place * EVERY, tick=False):
                for name in self.secrets:
                    before = Counting.asked
                    status = attempt(stranger, name, f"{name}-猜测-{place}")
                    self.answers[status] += 1
                    if status == 429:
                        self.hashed_behind_a_shut_door += Counting.asked - before


def attempt(client: Client, name: str, password: str) -> int:
    return int(client.post(LOGIN, {"username": name, "password": password}).status_code)


def besieged(accounts: int, rounds: int) -> Siege:
    """Let each owner sign in once from a device of their own, then let strangers guess."""
    secrets = {f"owner{number:03d}": f"本人的口令-{number}-不外传" for number in range(accounts)}
    devices = {}
    with time_machine.travel(START - dt.timedelta(hours=2), tick=False):
        for name, secret in secrets.items():
            User.objects.create_user(name, secret, name=name)
            devices[name] = Client()
            assert attempt(devices[name], name, secret) == 302
            devices[name].post(reverse("accounts:logout"))
    siege = Siege(secrets, devices)
    siege.guess(rounds)
    return siege


@pytest.fixture
def _counted(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [f"{__name__}.{Counting.__name__}"]
    Counting.asked = 0
    yield
    Counting.asked = 0


def at_last(rounds: int) -> dt.datetime:
    return START + (rounds - 1) * EVERY


def shut_out(siege: Siege, at: dt.datetime) -> list[str]:
    """Return whom the right password does not let in from a device that was never used."""
    with time_machine.travel(at, tick=False):
        return [name for name, secret in siege.secrets.items() if attempt(Client(), name, secret) == 429]


def enters_from_own_device(siege: Siege, at: dt.datetime) -> list[str]:
    with time_machine.travel(at, tick=False):
        return [
            name
            for name, secret in siege.secrets.items()
            if attempt(siege.devices[name], name, secret) == 302
        ]


def enters_by_link(names: list[str], at: dt.datetime) -> list[str]:
    """The administrator issues links, and knows no password before or after."""
    entered, by = [], actor(make_user("sysadmin", Role.SYS), at)
    with time_machine.travel(at, tick=False):
        for name in names:
            link = reverse("accounts:password_reset", args=[_link(name, by)])
            own, new = Client(), f"新的口令-{name[-3:]}-自己设"
            own.post(link, {"new_password1": new, "new_password2": new})
            entered += [name] if attempt(own, name, new) == 302 else []
    return entered


def _link(name: str, by: Any) -> str:
    return issue_reset_link(User.objects.get(username=name), reason="本人到场申请", by=by)


def enters_after_the_pause(siege: Siege, names: list[str], at: dt.datetime) -> list[str]:
    with time_machine.travel(at + pause_after(100), tick=False):
        return [name for name in names if attempt(Client(), name, siege.secrets[name]) == 302]


@pytest.mark.timeout(1200)
def test_guesses_open_no_account_and_lock_no_owner_out(_counted: None) -> None:
    started = time.monotonic()
    siege = besieged(ACCOUNTS, GUESSES_EACH)
    now = at_last(GUESSES_EACH)
    sessions = SignIn.objects.live(now).filter(opened_at__gte=START).count()
    asked = Counting.asked
    locked = shut_out(siege, now)
    hashed_for_the_locked = Counting.asked - asked
    known = enters_from_own_device(siege, now)
    names = list(siege.secrets)
    linked, waited = names[::2], names[1::2]
    by_link, by_waiting = enters_by_link(linked, now), enters_after_the_pause(siege, waited, now)
    print(
        f"\n证明：登录：{sum(siege.answers.values())} 次猜测、{ACCOUNTS} 个账号，进入 {sessions} 次；"
        f"查看了 {siege.answers[200]} 次，关门未看 {siege.answers[429]} 次，其中计算口令摘要"
        f" {siege.hashed_behind_a_shut_door} 次；陌生设备被锁 {len(locked)} 个账号；本人进入：常用设备当即"
        f" {len(known)}/{ACCOUNTS}，凭重置链接 {len(by_link)}/{len(linked)}，等待后 {len(by_waiting)}/{len(waited)}；"
        f"用时 {time.monotonic() - started:.0f} 秒"
    )
    assert sum(siege.answers.values()) == ACCOUNTS * GUESSES_EACH
    assert set(siege.answers) == {200, 429}
    assert sessions == 0
    assert (siege.hashed_behind_a_shut_door, hashed_for_the_locked) == (0, 0)
    assert locked == names  # the siege was one: without another way the owners would be out
    assert known == names
    assert (by_link, by_waiting) == (linked, waited)


@pytest.mark.timeout(600)
def test_with_the_real_hasher_it_is_the_same(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [REAL]
    started = time.monotonic()
    siege = besieged(REAL_ACCOUNTS, REAL_GUESSES_EACH)
    now = at_last(REAL_GUESSES_EACH)
    locked, known = shut_out(siege, now), enters_from_own_device(siege, now)
    print(
        f"\n证明：登录（真实口令算法）：{sum(siege.answers.values())} 次猜测、{REAL_ACCOUNTS} 个账号，"
        f"进入 {siege.answers[302]} 次；查看 {siege.answers[200]} 次，关门未看 {siege.answers[429]} 次；"
        f"本人从常用设备进入 {len(known)}/{REAL_ACCOUNTS}；用时 {time.monotonic() - started:.0f} 秒"
    )
    assert User.objects.get(username="owner000").password.startswith("argon2$")
    assert set(siege.answers) == {200, 429}
    assert locked == known == list(siege.secrets)


def test_a_name_that_nobody_has_costs_the_same_and_opens_nothing(_counted: None) -> None:
    siege = Siege({f"nobody{number}": "" for number in range(3)}, {})
    siege.guess(20)
    assert set(siege.answers) == {200, 429}
    assert siege.answers[200] == Counting.asked  # every guess that was looked at was hashed, none besides
    assert not SignIn.objects.filter(opened_at__lte=timezone.now()).exists()
