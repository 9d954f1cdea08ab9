"""The second factor: set up by the person, asked at the sign-in, required by role, lost with the phone."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.checks import check_roles
from accounts.models import RecoveryCode, SignIn, User
from accounts.operations import factor
from accounts.states import Ending, Role
from accounts.tests.factories import actor, make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, hidden, where
from audit.models import Entry

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
SET_UP, OFF, CODES, CODE_PAGE = (
    "/accounts/factor/",
    "/accounts/factor/off/",
    "/accounts/factor/codes/",
    "/accounts/login/code/",
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def zhang() -> User:
    return make_user("zhang", Role.OST, name="张三")


def entered(name: str = "zhang") -> Client:
    client = Client()
    assert client.post(LOGIN, {"username": name, "password": PASSWORD}).status_code == 302
    return client


def shown(key: str, minutes: float = 0) -> str:
    """What the phone shows at a moment."""
    moment = timezone.now() + dt.timedelta(minutes=minutes)
    return f"{totp(bytes.fromhex(key), t0=int(dt.datetime.now(dt.UTC).timestamp() - moment.timestamp())):06d}"


def set_up(user: User) -> tuple[str, list[str]]:
    """Turn the factor on; returns the key of the phone and the recovery codes."""
    key, session = factor.new_key(), SignIn.objects.filter(user=user).first() or SignIn()
    codes = factor.turn_on_factor(key, shown(key), session=session, by=actor(user))
    return key, codes


def test_setting_up_shows_picture_and_key_and_asks_for_the_first_code(zhang: User) -> None:
    client = entered()
    page = client.get(SET_UP).content.decode()
    assert "data:image/svg+xml" in page
    key = client.session["factor_key"]
    assert factor.spelt_key(key) in page
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", factor.spelt_key(key))
    assert client.get(SET_UP).content.decode().count(factor.spelt_key(key)) == 1
    wrong = client.post(SET_UP, {"code": "000000"}).content.decode()
    assert "动态验证码不对" in wrong
    assert not TOTPDevice.objects.exists()
    done = client.post(SET_UP, {"code": shown(key)}).content.decode()
    codes = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4})</code>", done)
    assert len(set(codes)) == 10
    assert where(client.post(SET_UP, {"code": shown(key)})) == "/accounts/sessions/"
    assert TOTPDevice.objects.get().user == zhang
    told = str(list(Entry.objects.about(zhang).values()))
    assert "启用动态验证码" in told
    assert key not in told
    assert all(code not in told + str(list(RecoveryCode.objects.values())) for code in codes)


def test_it_is_asked_after_the_password_and_then_one_is_in(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    clock.shift(60)
    client = Client()
    asked = client.post(f"{LOGIN}?next=/accounts/sessions/", {"username": "zhang", "password": PASSWORD})
    page = asked.content.decode()
    assert (asked.status_code, "动态验证码" in page) == (200, True)
    assert LOGIN in where(client.get("/accounts/sessions/"))
    data = {**hidden(page), "code": shown(key)}
    assert where(client.post(CODE_PAGE, data)) == "/accounts/sessions/"
    assert SignIn.objects.get().with_factor


def test_a_held_form_goes_through_both_steps(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    clock.shift(60)
    client = Client()
    page = client.post("/accounts/users/new/", {"name": "王五"}).content.decode()
    page = client.post(LOGIN, {**hidden(page), "username": "zhang", "password": PASSWORD}).content.decode()
    page = client.post(CODE_PAGE, {**hidden(page), "code": shown(key)}).content.decode()
    assert "继续提交" in page
    assert hidden(page)["name"] == "王五"


def test_the_code_page_is_not_there_without_the_password(client: Client, zhang: User) -> None:
    set_up(zhang)
    assert where(client.get(CODE_PAGE)) == LOGIN
    assert where(client.post(CODE_PAGE, {"code": "123456"})) == LOGIN


def test_the_password_counts_for_five_minutes(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    client = Client()
    client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    clock.shift(301)
    assert where(client.post(CODE_PAGE, {"code": shown(key)})) == LOGIN


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_what_changed_between_the_steps_counts(zhang: User, change: dict[str, Any], clock: Any) -> None:
    key, _ = set_up(zhang)
    clock.shift(60)
    client = Client()
    client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    User.objects.update(**change)
    assert where(client.post(CODE_PAGE, {"code": shown(key)})) == LOGIN


@pytest.mark.parametrize(
    "code", ["000000", "", "12345", "一二三四五六", "１２３４５６", "9" * 20, "abcd-efgh-ijkl"]
)
def test_a_wrong_code_opens_nothing(zhang: User, code: str) -> None:
    set_up(zhang)
    client = Client()
    client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    assert client.post(CODE_PAGE, {"code": code}).status_code == 200
    assert not SignIn.objects.exists()


def test_wrong_codes_shut_a_door_of_their_own(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    client = Client()
    for _ in range(8):
        clock.shift(60)
        client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
        assert client.post(CODE_PAGE, {"code": "000000"}).status_code == 200
    clock.shift(60)
    client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    answer = client.post(CODE_PAGE, {"code": shown(key)})
    assert (answer.status_code, "暂时锁定" in answer.content.decode()) == (429, True)
    assert "动态验证码不对" in Entry.objects.about(zhang).first().reason  # type: ignore[union-attr]


def test_a_code_counts_once(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    assert not factor.check_code(zhang, shown(key), at=timezone.now())
    clock.shift(60)
    code = shown(key)
    assert [factor.check_code(zhang, code, at=timezone.now()) for _ in range(2)] == [True, False]


def test_a_clock_half_a_minute_off_is_no_fault(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    clock.shift(300)
    early, late = shown(key, 0.5), shown(key, -1.5)
    assert not factor.check_code(zhang, late, at=timezone.now())
    assert factor.check_code(zhang, early, at=timezone.now())


def test_a_recovery_code_stands_in_once_however_it_is_typed(zhang: User) -> None:
    _, codes = set_up(zhang)
    now = timezone.now()
    assert factor.check_code(zhang, codes[0].upper().replace("-", " "), at=now)
    assert not factor.check_code(zhang, codes[0], at=now)
    assert factor.check_code(zhang, codes[1].replace("-", ""), at=now)
    assert not factor.check_code(make_user("li"), codes[2], at=now)


def test_turning_it_off_takes_password_and_code(zhang: User, clock: Any) -> None:
    key, _ = set_up(zhang)
    clock.shift(60)
    client = Client()
    client.post(LOGIN, {"username": "zhang", "password": PASSWORD})
    client.post(CODE_PAGE, {"code": shown(key)})
    clock.shift(60)
    for data in ({"password": "不对", "code": shown(key)}, {"password": PASSWORD, "code": "000000"}, {}):
        assert client.post(OFF, data).status_code == 200
        assert TOTPDevice.objects.exists()
    assert where(client.post(OFF, {"password": PASSWORD, "code": shown(key)})) == "/accounts/sessions/"
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert "停用动态验证码" in str(list(Entry.objects.about(zhang).values_list("reason")))


def test_the_confirmation_of_a_fresh_sign_in_asks_for_the_code_too(zhang: User, clock: Any) -> None:
    client = entered()
    key, _ = set_up(zhang)
    clock.shift(60)
    page = reverse("accounts:confirm")
    assert "动态验证码" in client.get(page).content.decode()
    assert client.post(page, {"password": PASSWORD}).status_code == 200
    assert client.post(page, {"password": PASSWORD, "code": "000000"}).status_code == 200
    assert SignIn.objects.get().confirmed_at == START
    assert client.post(page, {"password": PASSWORD, "code": shown(key)}).status_code == 302
    assert SignIn.objects.get().confirmed_at == START + dt.timedelta(seconds=60)


def test_new_recovery_codes_void_the_old(zhang: User, clock: Any) -> None:
    client = entered()
    key, old = set_up(zhang)
    clock.shift(60)
    page = client.post(CODES, {"password": PASSWORD, "code": shown(key)}).content.decode()
    new = re.findall(r"<code>([a-z2-7-]{14})</code>", page)
    assert (len(new), factor.check_code(zhang, old[0], at=timezone.now())) == (10, False)
    assert factor.check_code(zhang, new[0], at=timezone.now())


def test_codes_without_a_factor_are_refused(zhang: User) -> None:
    assert "还没有启用" in entered().post(CODES, {"password": PASSWORD}).content.decode()


def test_a_role_that_must_have_it_sets_it_up_before_anything_else(zhang: User, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["OST"]
    client = entered()
    assert where(client.get("/")) == SET_UP
    assert where(client.post("/accounts/sessions/end/")) == SET_UP
    assert "您的角色必须使用" in client.get(SET_UP).content.decode()
    client.post(SET_UP, {"code": shown(client.session["factor_key"])})
    assert client.get("/").status_code == 200
    with pytest.raises(PermissionDenied):
        factor.turn_off_factor(by=actor(zhang))
    assert TOTPDevice.objects.exists()


def test_other_roles_are_not_asked(zhang: User, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["SYS", "AUD"]
    assert entered().get("/").status_code == 200


def test_a_role_that_nobody_knows_stops_the_start(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["SYS", "BOSS"]
    (fault,) = check_roles(None)
    assert "“BOSS”不是角色代号" in fault.msg


def test_a_lost_phone_is_reset_by_the_administrator_and_set_up_anew(zhang: User, clock: Any) -> None:
    owner = entered()
    _, codes = set_up(zhang)
    make_user("sys", Role.SYS)
    page = reverse("accounts:user_factor_reset", args=[zhang.pk])
    administrator = entered("sys")
    assert "没有保存" in administrator.post(page, {"reason": ""}).content.decode()
    assert where(administrator.post(page, {"reason": "手机遗失"})) == reverse("accounts:user_list")
    assert "无需重置" in administrator.post(page, {"reason": "手机遗失"}).content.decode()
    assert owner.get("/").status_code == 302
    assert SignIn.objects.filter(user=zhang).get().ending == Ending.FACTOR
    assert not factor.check_code(zhang, codes[0], at=timezone.now())
    again = entered()
    assert where(again.get("/")) == SET_UP
    again.get(SET_UP)
    again.post(SET_UP, {"code": shown(again.session["factor_key"])})
    assert again.get("/").status_code == 200
    entry = Entry.objects.about(zhang).get(facts__event="factor-reset")
    assert (entry.user.username, entry.reason) == ("sys", "重置动态验证码：手机遗失")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYS])
def test_nobody_else_resets_a_factor(zhang: User, role: Role) -> None:
    set_up(zhang)
    with pytest.raises(PermissionDenied):
        factor.reset_factor(zhang, reason="试试", by=actor(make_user("someone", role)))
    assert TOTPDevice.objects.exists()


def test_nobody_resets_their_own_factor(zhang: User) -> None:
    make_user("sys", Role.SYS)
    own = User.objects.get(username="sys")
    set_up(own)
    with pytest.raises(PermissionDenied):
        factor.reset_factor(own, reason="试试", by=actor(own))


def test_it_is_not_set_up_twice(zhang: User) -> None:
    set_up(zhang)
    with pytest.raises(ValidationError):
        set_up(zhang)
    assert TOTPDevice.objects.count() == 1
