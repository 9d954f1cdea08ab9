from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry

pytestmark = pytest.mark.django_db

PASSWORD = "巡察-口令-2026"
LOGIN = "/accounts/login/"


class Hidden(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.fields[found.get("name") or ""] = found.get("value") or ""


def hidden(text: str) -> dict[str, str]:
    parser = Hidden()
    parser.feed(text)
    return parser.fields


def where(response: Any) -> str:
    """Where a redirect leads."""
    return str(response.url)


@pytest.fixture
def zhang() -> User:
    return make_user("zhang", Role.SYS, name="张三")


def test_every_page_asks_for_a_sign_in_and_comes_back(client: Client, zhang: User) -> None:
    page = where(client.get(reverse("accounts:user_list")))
    assert page == f"{LOGIN}?next=/accounts/users/"
    data = {"username": "zhang", "password": PASSWORD, "next": "/accounts/users/"}
    assert where(client.post(page, data)) == "/accounts/users/"


def test_a_wrong_password_and_a_wrong_account_get_the_same_answer(client: Client, zhang: User) -> None:
    wrong = client.post(LOGIN, {"username": "zhang", "password": "不对"}).content.decode()
    nobody = client.post(LOGIN, {"username": "nobody", "password": "不对"}).content.decode()
    sentence = "账号或口令不对，请重新输入"
    assert sentence in wrong
    assert sentence in nobody


def test_a_sign_in_does_not_lead_to_another_site(client: Client, zhang: User) -> None:
    data = {"username": "zhang", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert where(client.post(LOGIN, data)) == "/"


def test_a_form_sent_after_the_session_ended_waits_on_the_sign_in_page(client: Client, zhang: User) -> None:
    target = reverse("accounts:user_create")
    typed = {"username": "wang", "name": "王五"}
    page = client.post(target, typed)
    assert page.status_code == 401
    assert "填写的内容没有丢" in page.content.decode()
    held = hidden(page.content.decode())
    page = client.post(LOGIN, {**held, "username": "zhang", "password": PASSWORD})
    again = hidden(page.content.decode())
    assert {name: again[name] for name in typed} == typed
    assert "继续提交" in page.content.decode()
    assert not User.objects.filter(username="wang").exists()


def test_an_account_that_was_made_by_others_changes_its_password_first(client: Client, zhang: User) -> None:
    client.force_login(zhang)
    made = {"username": "wang", "name": "王五", "password": "初始口令-总共不少于十二位"}
    assert client.post(reverse("accounts:user_create"), made).status_code == 302
    wang = User.objects.get(username="wang")
    other = Client()
    other.force_login(wang)
    assert where(other.get("/")) == reverse("accounts:password_change")
    new = "新的口令-也不少于十二位"
    data = {"old_password": made["password"], "new_password1": new, "new_password2": new}
    assert where(other.post(reverse("accounts:password_change"), data)) == "/"
    wang.refresh_from_db()
    assert (wang.check_password(new), wang.must_change_password) == (True, False)
    assert new not in str(list(Entry.objects.values_list("facts", "reason")))


def test_a_switched_off_account_is_out_at_the_next_request(client: Client, zhang: User) -> None:
    wang = make_user("wang")
    other = Client()
    other.force_login(wang)
    assert other.get(reverse("accounts:password_change")).status_code == 200
    client.force_login(zhang)
    client.post(reverse("accounts:user_switch", args=[wang.pk]), {"reason": "调离"})
    assert LOGIN in where(other.get(reverse("accounts:password_change")))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYS, Role.SEC, Role.ODR}])
def test_accounts_are_a_page_that_does_not_exist_for_everybody_else(client: Client, role: Role) -> None:
    client.force_login(make_user("someone", role))
    assert client.get(reverse("accounts:user_list")).status_code == 404
    assert client.get(reverse("accounts:user_create")).status_code == 404


def test_pages_of_signed_in_users_are_not_kept_by_the_browser(client: Client, zhang: User) -> None:
    client.force_login(zhang)
    assert "no-store" in client.get(reverse("accounts:user_list"))["Cache-Control"]


def test_signing_out_takes_a_post(client: Client, zhang: User) -> None:
    client.force_login(zhang)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert where(client.post(reverse("accounts:logout"))) == LOGIN
