"""Fresh sign-in: some pages ask for the password again, and lose nothing by asking."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from accounts import rules
from accounts.acts import act, fresh, signed_in
from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import make_user
from accounts.tests.test_pages import PASSWORD, hidden, where
from audit.actor import Actor

NOW = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
LATER = dt.timedelta(minutes=11)


@signed_in
@fresh
def secret_show(request: HttpRequest) -> HttpResponse:
    """Stand for a page that asks."""
    return HttpResponse(f"机密：{request.POST.get('opinion', '')}")


@act("acct.manage:C")
@fresh
def guarded_show(request: HttpRequest) -> HttpResponse:
    """Stand for a page that not everybody has."""
    return HttpResponse("账号")


urlpatterns = [
    path("secret/", secret_show, name="secret"),
    path("guarded/", guarded_show),
    path("", include("xuncha.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def zhang(client: Client) -> User:
    user = make_user("zhang", Role.OST, name="张三")
    with time_machine.travel(NOW, tick=False):
        client.post(reverse("accounts:login"), {"username": "zhang", "password": PASSWORD})
    return user


def test_is_fresh_for_ten_minutes_after_the_sign_in() -> None:
    user = User(username="li")
    assert [
        rules.is_fresh(Actor(user, NOW + dt.timedelta(minutes=minutes), signed_in_at=NOW))
        for minutes in (0, 10, 11)
    ] == [True, True, False]


def test_the_clock_has_no_session_that_could_go_stale() -> None:
    clock = Actor(User(username="clock"), NOW)
    assert not rules.is_fresh(clock)
    assert not rules.went_stale(clock)
    assert rules.went_stale(Actor(User(username="li"), NOW + LATER, signed_in_at=NOW))


def test_a_fresh_person_is_not_asked(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + dt.timedelta(minutes=9), tick=False):
        assert client.post("/secret/", {"opinion": "同意"}).content.decode() == "机密：同意"


def test_a_page_asked_for_late_is_shown_after_the_password(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + LATER, tick=False):
        asked = where(client.get("/secret/?part=2"))
        assert asked == reverse("accounts:confirm") + "?next=/secret/%3Fpart%3D2"
        page = client.get(asked).content.decode()
        assert where(client.post(asked, {**hidden(page), "password": PASSWORD})) == "/secret/?part=2"
        assert client.get("/secret/").status_code == 200


def test_what_was_sent_late_waits_and_goes_on_after_the_password(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + LATER, tick=False):
        page = client.post("/secret/", {"opinion": "同意，按方案办"})
        assert (page.status_code, "填写的内容没有丢" in page.content.decode()) == (401, True)
        held = hidden(page.content.decode())
        wrong = client.post(reverse("accounts:confirm"), {**held, "password": "不对"}).content.decode()
        assert "口令不对" in wrong
        right = client.post(reverse("accounts:confirm"), {**hidden(wrong), "password": PASSWORD})
        again = hidden(right.content.decode())
        assert "继续提交" in right.content.decode()
        assert "登录过期" not in right.content.decode()
        assert client.post("/secret/", again).content.decode() == "机密：同意，按方案办"


def test_a_wrong_password_freshens_nothing(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + LATER, tick=False):
        client.post(reverse("accounts:confirm"), {"password": "不对"})
        assert client.get("/secret/").status_code == 302


def test_a_part_of_a_page_sends_the_whole_window_to_the_question(client: Client, zhang: User) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/secret/"}
    with time_machine.travel(NOW + LATER, tick=False):
        answer = client.get("/secret/", headers=headers)
    assert answer["HX-Redirect"].startswith(reverse("accounts:confirm"))


def test_the_question_does_not_lead_to_another_site(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + LATER, tick=False):
        data = {"password": PASSWORD, "next": "https://elsewhere.example/"}
        assert where(client.post(reverse("accounts:confirm"), data)) == "/"


def test_who_may_not_is_not_even_asked(client: Client, zhang: User) -> None:
    with time_machine.travel(NOW + LATER, tick=False):
        assert client.get("/guarded/").status_code == 404


def test_a_session_made_otherwise_counts_from_its_first_page(client: Client, zhang: User) -> None:
    other: Any = Client()
    other.force_login(zhang)
    assert other.get("/secret/").status_code == 200
    with time_machine.travel(timezone.now() + LATER):
        assert other.get("/secret/").status_code == 302
