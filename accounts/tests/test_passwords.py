"""What a password must be; in 等保 mode also what it is made of, how old it is, and that it is new."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import operations
from accounts.models import UsedPassword, User
from accounts.passwords import Composition, NotLately
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, where
from audit.models import Entry

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
CHANGE = "/accounts/password/"


@pytest.fixture
def zhang() -> User:
    return make_user("zhang.san", Role.OST, name="张三丰")


@pytest.fixture
def graded(settings: Any) -> None:
    rules = ["accounts.passwords.Composition", "accounts.passwords.NotLately"]
    settings.GRADED_PROTECTION = True
    settings.AUTH_PASSWORD_VALIDATORS = [
        *settings.AUTH_PASSWORD_VALIDATORS,
        *[{"NAME": name} for name in rules],
    ]


def refused(password: str, user: User) -> str:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        return "".join(weak.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("短口令", "12 到 128 位"),
        ("x" * 129, "12 到 128 位"),
        ("135792468013", "太常见"),
        ("Xuncha@20261102", "太常见"),
        ("AdminAdmin2026!", "太常见"),
        ("password123456", "太常见"),
        ("woaini5201314!", "太常见"),
        ("qwertyuiop1234", "键盘"),
        ("1qaz2wsx3edc", "键盘"),
        ("abcdefghijklmn", "键盘"),
        ("lkjhgfdsa9876", "键盘"),
        ("aabbaabbaabb", "反复"),
        ("山水山水山水山水山水山水", "反复"),
        ("月亮abc月亮abc月亮abc", "反复"),
        ("zhang.san-是我的口令", "账号、姓名"),
        ("ZhangSanFeng#7788", "账号、姓名"),
        ("张三丰的口令很长不好猜", "账号、姓名"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(zhang: User, password: str, words: str) -> None:
    said = refused(password, zhang)
    assert words in said
    assert "密码" not in said


@pytest.mark.parametrize(
    "password",
    [
        "松树下面三只灰喜鹊在开会",
        "correct horse battery",
        "Vk7#mQz2pW!x",
        "昨夜西风-凋碧树-2026",
        "demo-pass-2026",
    ],
)
def test_a_good_password_is_taken(zhang: User, password: str) -> None:
    assert refused(password, zhang) == ""


def test_the_page_says_what_is_wrong_and_changes_nothing(zhang: User) -> None:
    client = entered()
    cases = [
        (
            {
                "old_password": "不对",
                "new_password1": "松树下面三只灰喜鹊在叫",
                "new_password2": "松树下面三只灰喜鹊在叫",
            },
            "口令不对",
        ),
        (
            {"old_password": PASSWORD, "new_password1": "qwertyuiop1234", "new_password2": "qwertyuiop1234"},
            "键盘",
        ),
        (
            {"old_password": PASSWORD, "new_password1": "松树下面三只灰喜鹊在叫", "new_password2": "别的"},
            "不一样",
        ),
        ({}, "必填"),
    ]
    for data, words in cases:
        page = client.post(CHANGE, data)
        assert (page.status_code, words in page.content.decode()) == (200, True)
    zhang.refresh_from_db()
    assert zhang.check_password(PASSWORD)


def entered(password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post(LOGIN, {"username": "zhang.san", "password": password}).status_code == 302
    return client


def change(client: Client, old: str, new: str) -> Any:
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


def test_guesses_at_the_old_password_are_counted_and_learn_nothing(zhang: User, graded: None) -> None:
    client = entered()
    for minute in range(8):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=minute)):
            said = change(client, "不对", PASSWORD).content.decode()
            assert ("口令不对" in said, "没用过的" in said) == (True, False)
    assert "暂时锁定" in change(client, PASSWORD, "Kp7-了-松下问童子-一").content.decode()


def test_changing_it_ends_all_other_sessions_and_keeps_this_one(zhang: User) -> None:
    here, elsewhere = entered(), entered()
    assert where(change(here, PASSWORD, "松树下面三只灰喜鹊在开会")) == "/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    reasons = list(Entry.objects.about(zhang).values_list("reason", flat=True))
    assert {"修改口令", "口令已更换"} <= set(reasons)


def test_an_account_is_not_opened_with_a_weak_password(client: Client) -> None:
    client.force_login(make_user("sys", Role.SYS))
    data = {"username": "li.si", "name": "李四", "password": "LiSi.li.si-123"}
    page = client.post(reverse("accounts:user_create"), data).content.decode()
    assert "账号、姓名" in page
    assert not User.objects.filter(username="li.si").exists()


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("onlysmallletters", True),
        ("Small7letters", False),
        ("小写与汉字small7", False),
        ("12345678-9012", True),
    ],
)
def test_three_of_four_kinds(password: str, broken: bool) -> None:
    assert Composition().broken(password) is broken


def test_in_graded_mode_composition_is_asked(zhang: User, graded: None) -> None:
    assert "至少三类" in refused("correct horse battery", zhang)


def test_in_graded_mode_none_of_the_last_five_is_taken_again(zhang: User, graded: None) -> None:
    client, used = entered(), PASSWORD
    words = [
        "Kp7-了-松下问童子-一",
        "Kp7-了-言师采药去-二",
        "Kp7-了-只在此山中-三",
        "Kp7-了-云深不知处-四",
        "Kp7-了-白日依山尽-五",
        "Kp7-了-黄河入海流-六",
    ]
    for new in words:
        assert change(client, used, new).status_code == 302
        used = new
    assert [NotLately().broken_by(word, zhang_now()) for word in words] == [
        False,
        True,
        True,
        True,
        True,
        True,
    ]
    page = change(client, used, words[2]).content.decode()
    assert "没用过的" in page
    assert all(word not in str(list(UsedPassword.objects.values())) for word in words)


def zhang_now() -> User:
    return User.objects.get(username="zhang.san")


def test_without_graded_mode_no_old_password_is_kept(zhang: User) -> None:
    operations.change_password(zhang, "松树下面三只灰喜鹊在开会", by=actor(zhang))
    assert not UsedPassword.objects.exists()


@pytest.mark.parametrize(
    ("days", "warned", "must"), [(82, False, False), (83, True, False), (89, True, False), (90, False, True)]
)
def test_in_graded_mode_a_password_is_renewed_after_ninety_days(
    zhang: User, graded: None, days: int, warned: bool, must: bool
) -> None:
    User.objects.update(password_set_at=START)
    with time_machine.travel(START + dt.timedelta(days=days), tick=False):
        client = entered()
        page = client.get("/")
        assert (page.status_code == 302) is must
        if must:
            assert "口令已到期" in client.get(CHANGE).content.decode()
            assert change(client, PASSWORD, "Kp7-了-松下问童子-一").status_code == 302
            assert client.get("/").status_code == 200
        else:
            assert (f"口令还有 {90 - days} 天到期" in page.content.decode()) is warned


def test_in_graded_mode_a_password_of_unknown_age_is_renewed(zhang: User, graded: None) -> None:
    assert where(entered().get("/")) == CHANGE


def test_without_graded_mode_a_password_does_not_grow_old(zhang: User) -> None:
    User.objects.update(password_set_at=START - dt.timedelta(days=4000))
    assert entered().get("/").status_code == 200
