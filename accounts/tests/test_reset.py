"""The way back that needs nobody to know a password: a link, shown once, good once, for half an hour."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import ResetLink, User
from accounts.operations import password as passwords
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, where
from audit.models import Entry

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
WHY = {"reason": "本人到场申请"}
NEW = "松树下面三只灰喜鹊在开会"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def zhang() -> User:
    return make_user("zhang", Role.UNL, name="张三")


@pytest.fixture
def administrator() -> Client:
    make_user("sys", Role.SYS)
    client = Client()
    client.post(LOGIN, {"username": "sys", "password": PASSWORD})
    return client


def issue(administrator: Client, user: User) -> str:
    page = administrator.post(reverse("accounts:user_reset", args=[user.pk]), WHY).content.decode()
    (link,) = re.findall(r"http://testserver(/accounts/reset/[\w-]+/)", page)
    return str(link)


def send(link: str, new: str = NEW, again: str = "", client: Client | None = None) -> Any:
    return (client or Client()).post(link, {"new_password1": new, "new_password2": again or new})


def sign_in(password: str, client: Client | None = None) -> int:
    answer = (client or Client()).post(LOGIN, {"username": "zhang", "password": password})
    return int(answer.status_code)


def test_a_link_sets_a_new_password_and_the_old_one_is_gone(administrator: Client, zhang: User) -> None:
    link = issue(administrator, zhang)
    assert "为账号 zhang 设置新口令" in Client().get(link).content.decode()
    assert where(send(link)) == LOGIN
    assert (sign_in(PASSWORD), sign_in(NEW)) == (200, 302)


def test_the_old_password_stays_good_until_the_link_is_used(administrator: Client, zhang: User) -> None:
    issue(administrator, zhang)
    assert sign_in(PASSWORD) == 302


def test_a_link_is_good_once(administrator: Client, zhang: User) -> None:
    link = issue(administrator, zhang)
    send(link)
    assert Client().get(link).status_code == 404
    again = send(link, "另外一个很长很长的口令")
    assert (again.status_code, "重新发一个" in again.content.decode()) == (404, True)
    assert sign_in(NEW) == 302


def test_a_link_lives_for_half_an_hour(administrator: Client, zhang: User, clock: Any) -> None:
    link = issue(administrator, zhang)
    clock.shift(29 * 60)
    assert Client().get(link).status_code == 200
    clock.shift(61)
    assert send(link).status_code == 404
    assert sign_in(PASSWORD) == 302


def test_a_new_link_voids_the_one_before(administrator: Client, zhang: User) -> None:
    first, second = issue(administrator, zhang), issue(administrator, zhang)
    assert send(first).status_code == 404
    assert send(second).status_code == 302


def test_only_a_digest_is_kept_and_the_trail_tells_no_secret(administrator: Client, zhang: User) -> None:
    link = issue(administrator, zhang)
    send(link)
    secret = link.split("/")[-2]
    kept = str(list(ResetLink.objects.values())) + str(list(Entry.objects.values()))
    assert secret not in kept
    assert NEW not in kept
    told = list(Entry.objects.about(zhang).order_by("at", "id").values_list("user__username", "reason"))
    assert ("sys", "发出口令重置链接：本人到场申请") in told
    assert ("zhang", "凭一次性链接设置新口令") in told


def test_a_weak_password_does_not_use_the_link_up(administrator: Client, zhang: User) -> None:
    link = issue(administrator, zhang)
    for new, again, words in [("qwertyuiop1234", "", "键盘"), (NEW, "别的", "不一样"), ("", "", "必填")]:
        assert words in send(link, new, again).content.decode()
    assert send(link).status_code == 302


def test_a_link_ends_open_sessions(administrator: Client, zhang: User) -> None:
    thief = Client()
    assert sign_in(PASSWORD, thief) == 302
    send(issue(administrator, zhang))
    assert thief.get("/").status_code == 302


def test_whoever_was_locked_out_signs_in_at_once_and_stays_able_to(
    administrator: Client, zhang: User, clock: Any
) -> None:
    def hammer() -> None:
        for _ in range(9):
            clock.shift(60)
            sign_in("不对")

    hammer()
    assert sign_in(PASSWORD) == 429
    own = Client()
    send(issue(administrator, zhang), client=own)
    hammer()
    assert (sign_in(NEW), sign_in(NEW, own)) == (429, 302)


def test_a_link_of_a_switched_off_account_is_dead(administrator: Client, zhang: User) -> None:
    link = issue(administrator, zhang)
    User.objects.filter(pk=zhang.pk).update(is_active=False)
    assert send(link).status_code == 404


@pytest.mark.parametrize("secret", ["x", "%00", "a" * 3000, "..", "一"])
def test_a_made_up_link_is_gone_in_words(secret: str) -> None:
    answer = Client().get(f"/accounts/reset/{secret}/")
    assert answer.status_code == 404


def test_nobody_sends_a_link_to_themselves(administrator: Client) -> None:
    own = User.objects.get(username="sys")
    page = administrator.post(reverse("accounts:user_reset", args=[own.pk]), WHY).content.decode()
    assert "不能给自己" in page
    assert not ResetLink.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYS])
def test_nobody_else_sends_links(zhang: User, role: Role) -> None:
    someone = make_user("someone", role)
    with pytest.raises(PermissionDenied):
        passwords.issue_reset_link(zhang, reason="试试", by=actor(someone))
    client = Client()
    client.force_login(someone)
    assert client.post(reverse("accounts:user_reset", args=[zhang.pk]), WHY).status_code == 404
    assert not ResetLink.objects.exists()
    assert not Entry.objects.about(zhang).exists()


def test_asking_for_the_page_sends_no_link(administrator: Client, zhang: User) -> None:
    page = administrator.get(reverse("accounts:user_reset", args=[zhang.pk])).content.decode()
    assert "您不会知道新口令" in page
    assert not ResetLink.objects.exists()
