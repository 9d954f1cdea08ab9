"""Wrong guesses: counted by account and device, a shut door looks at nothing, and the owner has ways back."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from accounts.devices import Visit
from accounts.lockout import pause_after
from accounts.models import Door, User
from accounts.operations import entry
from accounts.states import Role
from accounts.tests.factories import make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, hidden, where
from audit.models import Entry

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
STRANGER = Visit("微软系统电脑", "10.1.1.9")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def zhang() -> User:
    return make_user("zhang", Role.SYS, name="张三")


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record each password that was handed to the hasher."""
    seen: list[str] = []

    def watched(request: Any = None, **given: Any) -> Any:
        seen.append(given["password"])
        return authenticate(request, **given)

    monkeypatch.setattr(entry, "authenticate", watched)
    return seen


def guess(name: str, password: str, minutes: float, client: Client | None = None) -> Any:
    with time_machine.travel(START + dt.timedelta(minutes=minutes), tick=False):
        return (client or Client()).post(LOGIN, {"username": name, "password": password})


def shut_the_door(name: str = "zhang") -> None:
    for minute in range(8):
        assert guess(name, "不对", minute).status_code == 200


def test_the_pause_grows_with_the_failures(settings: Any) -> None:
    seconds = [pause_after(failures).total_seconds() for failures in range(10)]
    assert seconds == [0, 0, 0, 1, 2, 4, 8, 16, 900, 900]


def test_a_pause_of_seconds_is_said_in_seconds(zhang: User, looked_at: list[str]) -> None:
    for _ in range(3):
        guess("zhang", "不对", 0)
    answer = guess("zhang", PASSWORD, 0)
    assert (answer.status_code, "请 2 秒后再试" in answer.content.decode()) == (429, True)
    assert looked_at == ["不对"] * 3
    assert guess("zhang", PASSWORD, 0.05).status_code == 302


def test_a_shut_door_looks_at_nothing_and_says_what_to_do(zhang: User, looked_at: list[str]) -> None:
    shut_the_door()
    looked_at.clear()
    answer = guess("zhang", PASSWORD, 8)
    assert answer.status_code == 429
    text = answer.content.decode()
    assert all(words in text for words in ("暂时锁定", "15 分钟后再试", "口令重置链接"))
    assert looked_at == []


def test_another_account_at_the_same_address_is_not_touched(zhang: User) -> None:
    make_user("li")
    shut_the_door()
    assert guess("li", PASSWORD, 8).status_code == 302


def test_the_door_opens_after_the_pause_and_forgets_after_the_right_password(zhang: User) -> None:
    shut_the_door()
    assert guess("zhang", PASSWORD, 7 + 14.9).status_code == 429
    assert guess("zhang", PASSWORD, 7 + 15).status_code == 302
    assert guess("zhang", "不对", 7 + 15).status_code == 200
    assert guess("zhang", PASSWORD, 7 + 15).status_code == 302


def test_knocking_at_a_shut_door_does_not_keep_it_shut_longer(zhang: User) -> None:
    shut_the_door()
    for minute in range(8, 22):
        assert guess("zhang", "不对", minute).status_code == 429
    assert guess("zhang", PASSWORD, 22).status_code == 302


def test_slips_of_another_day_are_forgotten(zhang: User) -> None:
    shut_the_door()
    tomorrow = 7 + 24 * 60 + 1
    for _ in range(3):
        assert guess("zhang", "不对", tomorrow).status_code == 200


def test_the_owner_comes_in_from_a_known_device_while_strangers_hammer(zhang: User) -> None:
    own = Client()
    assert guess("zhang", PASSWORD, 0, own).status_code == 302
    own.post(reverse("accounts:logout"))
    shut_the_door()
    assert guess("zhang", PASSWORD, 8).status_code == 429
    assert guess("zhang", PASSWORD, 8, own).status_code == 302


def test_a_known_device_has_a_door_of_its_own_that_shuts_as_well(zhang: User, looked_at: list[str]) -> None:
    own = Client()
    guess("zhang", PASSWORD, 0, own)
    for minute in range(8):
        guess("zhang", "不对", minute, own)
    looked_at.clear()
    assert guess("zhang", PASSWORD, 8, own).status_code == 429
    assert looked_at == []
    assert guess("zhang", PASSWORD, 8).status_code == 302


def test_a_device_known_to_one_account_is_a_stranger_to_another(zhang: User) -> None:
    make_user("li")
    own = Client()
    guess("zhang", PASSWORD, 0, own)
    for minute in range(8):
        guess("li", "不对", minute, own)
    assert guess("li", PASSWORD, 8).status_code == 429  # all of them came to the strangers' door


@pytest.mark.parametrize(
    "spoil", [lambda kept: kept[:-1] + "x", lambda _: "", lambda _: "WyJhIiwiYiJd:1vAbCd:x", lambda _: "W10"]
)
def test_a_forged_cookie_makes_no_device_known(zhang: User, spoil: Any) -> None:
    own = Client()
    guess("zhang", PASSWORD, 0, own)
    (name,) = [name for name in own.cookies if name.startswith("xuncha_device")]
    kept = own.cookies[name]
    assert (kept["httponly"], kept["path"], kept["samesite"]) == (True, "/accounts/", "Lax")
    own.cookies[name] = spoil(kept.value)
    shut_the_door()
    assert guess("zhang", PASSWORD, 8, own).status_code == 429


def test_a_new_password_makes_every_device_a_stranger(zhang: User) -> None:
    own = Client()
    guess("zhang", PASSWORD, 0, own)
    zhang.set_password("另外一个-很长的口令")
    zhang.save()
    shut_the_door()
    assert guess("zhang", "另外一个-很长的口令", 8, own).status_code == 429


def test_an_unknown_account_is_answered_like_a_known_one(zhang: User) -> None:
    for name in ("zhang", "nobody"):
        shut_the_door(name)
    pages = [guess(name, PASSWORD, 8).content.decode().replace(name, "") for name in ("zhang", "nobody")]
    tokens = [hidden(page)["csrfmiddlewaretoken"] for page in pages]
    assert pages[0].replace(tokens[0], "") == pages[1].replace(tokens[1], "")


def test_what_was_typed_as_a_name_is_not_kept(zhang: User) -> None:
    guess("my-password-by-mistake", "x", 0)
    assert "my-password" not in str(list(Door.objects.values())) + str(list(Entry.objects.values()))
    assert Door.objects.count() == 1


def test_counts_are_swept_away_after_a_day(zhang: User) -> None:
    guess("nobody", "x", 0)
    guess("zhang", PASSWORD, 24 * 60 + 1)
    assert Door.objects.count() == 0


def test_failures_and_the_lockout_are_in_the_trail_without_the_password(zhang: User) -> None:
    shut_the_door()
    guess("zhang", "不对", 8)
    reasons = list(Entry.objects.about(zhang).order_by("at").values_list("reason", flat=True))
    assert len(reasons) == 8
    assert reasons[0].startswith("登录失败：口令不对（生疏设备：未知设备，127.0.0.1）")
    assert reasons[-1].endswith("连续 8 次，暂停 15 分钟")
    assert all("不对" not in str(row.facts) for row in Entry.objects.all())


def test_a_form_with_holes_is_no_guess(zhang: User) -> None:
    for data in ({}, {"username": "zhang"}, {"password": "x"}, {"username": "z" * 41, "password": "x"}):
        answer = Client().post(LOGIN, data)
        assert answer.status_code == 200
    assert Door.objects.count() == 0


def test_a_switched_off_account_gets_the_answer_of_a_wrong_password(zhang: User) -> None:
    User.objects.update(is_active=False)
    assert "账号或口令不对" in guess("zhang", PASSWORD, 0).content.decode()


def test_a_guess_at_the_confirmation_counts_like_one_at_the_door(zhang: User, looked_at: list[str]) -> None:
    own, page = Client(), reverse("accounts:confirm")
    guess("zhang", PASSWORD, 0, own)
    for minute in range(8):
        with time_machine.travel(START + dt.timedelta(minutes=minute), tick=False):
            own.post(page, {"password": "不对"})
    looked_at.clear()
    with time_machine.travel(START + dt.timedelta(minutes=8), tick=False):
        assert "暂时锁定" in own.post(page, {"password": PASSWORD}).content.decode()
    assert looked_at == []


def test_a_right_password_counts_nothing_for_the_sign_in(zhang: User) -> None:
    assert where(guess("zhang", PASSWORD, 0)) == "/"
    assert Door.objects.count() == 0


def test_guesses_sent_at_once_are_counted_before_any_is_looked_at(
    zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def slow(**_: Any) -> None:
        counted.append(Door.objects.get().failures)

    monkeypatch.setattr(entry, "authenticate", slow)
    for _ in range(3):
        entry.try_password("zhang", "不对", visit=STRANGER, at=START)
    assert counted == [1, 2, 3]
