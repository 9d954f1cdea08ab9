"""Sessions: a sign-in ends after silence, after a working day, and when somebody ends it; a busy one does not."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import SignIn, User
from accounts.operations import session as sessions
from accounts.states import Ending, Role
from accounts.tests.factories import actor, make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, where
from audit.models import Entry

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
IDLE, DAY = 600, 3600
MINE = "/accounts/sessions/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
PHONE = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8"


@pytest.fixture
def zhang(settings: Any) -> User:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = IDLE, DAY
    return make_user("zhang", Role.OST, name="张三")


def enter(name: str = "zhang", agent: str = EDGE) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post(LOGIN, {"username": name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def still_in(client: Client, at: dt.datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return client.get(MINE).status_code == 200


def after(seconds: int) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


@pytest.fixture
def entered(zhang: User) -> Client:
    with time_machine.travel(START, tick=False):
        return enter()


def test_silence_ends_it(entered: Client) -> None:
    assert still_in(entered, after(IDLE))
    assert not still_in(entered, after(2 * IDLE + 1))
    assert not still_in(entered, after(2 * IDLE + 2))
    assert SignIn.objects.get().ending == Ending.IDLE


def test_a_working_day_ends_it_even_when_busy(entered: Client) -> None:
    assert all(still_in(entered, after(seconds)) for seconds in range(0, DAY, 300))
    with time_machine.travel(after(DAY - 100), tick=False):
        entered.get("/accounts/factor/")  # writes the session, which moves Django's own limit on
    assert not still_in(entered, after(DAY + 1))
    assert SignIn.objects.get().ending == Ending.LONG


def test_it_is_written_once_a_minute(entered: Client) -> None:
    seen = []
    for seconds in (30, 61):
        still_in(entered, after(seconds))
        seen.append(SignIn.objects.get().seen_at)
    assert seen == [START, after(61)]


def test_a_sign_in_says_when_the_last_one_was_and_what_failed_since(zhang: User) -> None:
    with time_machine.travel(START, tick=False):
        first = enter(agent=PHONE)
        assert "这是您第一次登录" in first.get(MINE).content.decode()
    with time_machine.travel(after(300), tick=False):
        for _ in range(2):
            Client().post(LOGIN, {"username": "zhang", "password": "不对"})
        page = enter().get("/").content.decode()
    assert "上次登录：2026年11月2日 09:00，安卓手机，微信" in page
    assert "此后有 2 次登录失败" in page


def test_the_page_shows_every_live_session_with_device_and_address(entered: Client) -> None:
    with time_machine.travel(after(60), tick=False):
        enter(agent=PHONE)
        page = entered.get(MINE).content.decode()
    assert "微软系统电脑，微软浏览器" in page
    assert "安卓手机，微信" in page
    assert "127.0.0.1" in page
    assert page.count("结束这个会话") == 1


def test_ending_another_session_of_ones_own_takes_effect_at_its_next_request(entered: Client) -> None:
    with time_machine.travel(after(60), tick=False):
        phone = enter(agent=PHONE)
        other = SignIn.objects.get(device__startswith="安卓")
        assert where(entered.post(f"{MINE}{other.pk}/end/")) == MINE
        assert "next=" in where(phone.get(MINE))
        assert entered.get(MINE).status_code == 200
    other.refresh_from_db()
    assert (other.ending, other.ended_at) == (Ending.ELSEWHERE, after(60))
    assert Entry.objects.filter(reason="本人从别处结束", act="acct.own:E").count() == 1


def test_the_session_at_hand_is_not_ended_by_its_own_button(entered: Client) -> None:
    here = SignIn.objects.get()
    with time_machine.travel(after(5), tick=False):
        page = entered.post(f"{MINE}{here.pk}/end/", follow=True).content.decode()
    assert "退出登录" in page
    here.refresh_from_db()
    assert here.ended_at is None


def test_ending_all_others_leaves_the_one_at_hand_and_is_harmless_twice(entered: Client) -> None:
    with time_machine.travel(after(60), tick=False):
        others = [enter(agent=PHONE), enter(agent=PHONE)]
        said = [entered.post(f"{MINE}end/", follow=True).content.decode() for _ in range(2)]
        assert [client.get(MINE).status_code for client in (entered, *others)] == [200, 302, 302]
    assert "已结束其他 2 个会话" in said[0]
    assert "没有其他会话" in said[1]


def test_a_session_of_somebody_else_does_not_exist(entered: Client) -> None:
    make_user("li")
    with time_machine.travel(after(5), tick=False):
        enter("li")
        foreign = SignIn.objects.get(user__username="li")
        assert entered.post(f"{MINE}{foreign.pk}/end/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.ended_at is None
    with pytest.raises(PermissionDenied):
        sessions.end_session(foreign, by=actor(User.objects.get(username="zhang")))


def test_the_security_administrator_ends_the_sessions_of_an_account(entered: Client, zhang: User) -> None:
    make_user("sec", Role.SEC)
    with time_machine.travel(after(5), tick=False):
        sec = enter("sec")
        page = reverse("accounts:user_sessions", args=[zhang.pk])
        assert "微软系统电脑" in sec.get(page).content.decode()
        assert "没有保存" in sec.post(page, {"reason": ""}).content.decode()
        assert where(sec.post(page, {"reason": "电脑遗失"})) == reverse("accounts:user_list")
        assert entered.get(MINE).status_code == 302
        assert "没有在登录" in sec.post(page, {"reason": "再来一次"}, follow=True).content.decode()
    ended = Entry.objects.about(zhang).get(act="acct.kill:E")
    assert (ended.user.username, ended.reason) == ("sec", "安全保密管理员结束：电脑遗失")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SEC])
def test_nobody_else_ends_sessions_of_others(role: Role, zhang: User) -> None:
    with pytest.raises(PermissionDenied):
        sessions.revoke_sessions(zhang, reason="试试", by=actor(make_user("someone", role)))


def test_an_account_switched_off_and_on_again_has_to_sign_in_anew(entered: Client, zhang: User) -> None:
    make_user("sys", Role.SYS)
    with time_machine.travel(after(5), tick=False):
        administrator = enter("sys")
        for _ in range(2):
            administrator.post(reverse("accounts:user_switch", args=[zhang.pk]), {"reason": "休假"})
        assert entered.get(MINE).status_code == 302
    assert SignIn.objects.get(user=zhang).ending == Ending.SWITCHED


def test_signing_out_is_written_down(entered: Client, zhang: User) -> None:
    with time_machine.travel(after(5), tick=False):
        entered.post(reverse("accounts:logout"))
    assert SignIn.objects.get().ending == Ending.OUT
    reasons = Entry.objects.about(zhang).order_by("at").values_list("reason", flat=True)
    assert list(reasons) == ["登录：微软系统电脑，微软浏览器，127.0.0.1", "本人退出"]


def test_signing_in_again_in_the_same_window_ends_the_earlier_session(entered: Client) -> None:
    with time_machine.travel(after(5), tick=False):
        entered.post(LOGIN, {"username": "zhang", "password": PASSWORD})
        assert SignIn.objects.live(after(5)).count() == 1


def test_the_page_costs_the_same_for_one_and_many(
    entered: Client, django_assert_max_num_queries: Any
) -> None:
    with time_machine.travel(after(5), tick=False):
        entered.get(MINE)
        for _ in range(6):
            enter(agent=PHONE)
        with django_assert_max_num_queries(18):
            entered.get(MINE)


def test_session_list_shows_the_own_sign_ins_and_nobody_elses(entered: Client) -> None:
    make_user("li", Role.OST, name="李四")
    with time_machine.travel(after(1), tick=False):
        enter("li", PHONE)
        page = entered.get(MINE).context
    assert {one.user.username for one in [*page["sessions"], *page["recent"]]} == {"zhang"}
