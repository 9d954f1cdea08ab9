"""待办 of the three administrators: counts that exist, each opening its list; nothing of the business."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleHolding, User
from accounts.operations import granting
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from audit.models import NO_RECORD, Entry
from audit.sealing import seal_all
from dashboards.operations import CHECK
from dashboards.todo import todos
from deadlines.models import Delivery
from documents.models import ReadingAlarm
from rounds.tests.factories import make_county

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def admin() -> User:
    return used(make_user("system", Role.SYS))


@pytest.fixture
def guard() -> User:
    return used(make_user("guard", Role.SEC))


@pytest.fixture
def auditor() -> User:
    return used(make_user("auditor", Role.AUD))


def used(user: User, days_ago: int = 0) -> User:
    """Let an account have been signed in with."""
    user.last_login = actor(user).at - days_ago * DAY
    user.save(update_fields=["last_login"])
    return user


def told(by: Actor) -> dict[str, str]:
    return {line.object: line.act for group in todos(by) for line in group.lines}


def checked(user: User, days_ago: int) -> None:
    at = actor(user).at - days_ago * DAY
    Entry.objects.create(
        at=at, user=user, kind="note", act=CHECK, record_type="documents.job", record_id=NO_RECORD
    )


def opened(client: Client, user: User, word: str) -> list[str]:
    """Open the list of a line; return the account names that stand in it."""
    client.force_login(user)
    urls = [line.url for group in todos(actor(user)) for line in group.lines if word in line.object]
    answer = client.get(urls[0])
    assert answer.status_code == 200
    return [row.username for row in answer.context["listing"].rows]


def test_system_administrator_is_told_of_accounts_that_nobody_uses(
    client: Client, admin: User, guard: User, auditor: User
) -> None:
    assert told(actor(admin)) == {}
    make_user("new", Role.OST)
    used(make_user("gone", Role.OST), days_ago=91)
    used(make_user("busy", Role.OST), days_ago=89)
    off = make_user("off", Role.OST)
    User.objects.filter(pk=off.pk).update(is_active=False)
    assert told(actor(admin)) == {
        "1 个账号还没有登录过": "通知本人登录",
        "1 个账号三个月没有登录": "核对是否停用",
    }
    assert opened(client, admin, "还没有登录过") == ["new"]
    assert opened(client, admin, "三个月") == ["gone"]
    for other in (guard, auditor):
        assert not [thing for thing in told(actor(other)) if "登录" in thing]


def test_guard_is_told_of_accounts_without_a_role_until_one_is_proposed(
    client: Client, admin: User, guard: User
) -> None:
    assert told(actor(guard)) == {}
    bare, later, fresh = (used(make_user(name)) for name in ("bare", "later", "fresh"))
    User.objects.filter(pk=fresh.pk).update(must_change_password=True)  # nobody grants it a role yet
    RoleHolding.objects.create(user=later, role=Role.OST, since=actor(guard).on + 9 * DAY)
    assert told(actor(guard)) == {"1 个账号没有角色": "提请角色"}
    assert opened(client, guard, "没有角色") == ["bare"]
    assert "没有角色" not in str(told(actor(admin)))
    by = actor(guard)
    granting.propose_role(bare, Role.OST, since=by.on, until=None, reason="新任", by=by)
    assert told(actor(guard)) == {}


def test_auditor_is_told_to_walk_the_chain_once_a_week(auditor: User, admin: User) -> None:
    assert told(actor(auditor)) == {"留痕链": "核对"}
    checked(auditor, 8)
    seal_all(at=actor(auditor).at)
    [line] = [line for group in todos(actor(auditor)) for line in group.lines]
    assert (line.due, line.url) == (actor(auditor).on - DAY, reverse("dashboards:trail_check"))
    checked(auditor, 6)
    assert told(actor(auditor)) == {}
    assert told(actor(admin)) == {}


def test_auditor_is_told_of_entries_that_were_not_sealed_in_time(auditor: User, guard: User) -> None:
    checked(auditor, 0)
    Entry.objects.create(
        at=actor(auditor).at,
        recorded_at=actor(auditor).at - dt.timedelta(hours=3),
        user=guard,
        kind="note",
        act="sec.policy:E",
        record_type="documents.job",
        record_id=NO_RECORD,
    )
    assert told(actor(auditor)) == {"1 条留痕没有按时封存": "查看缺口"}
    seal_all(at=actor(auditor).at)
    assert told(actor(auditor)) == {}


def test_alarm_is_told_to_the_guard_by_name_and_to_the_auditor_as_a_number(
    client: Client, admin: User, guard: User, auditor: User
) -> None:
    checked(auditor, 0)
    reader, by = used(make_user("reader", Role.OST, name="于某")), actor(guard)
    rest = {"opened": 200, "exported": 0, "raised_at": by.at}
    ReadingAlarm.objects.create(user=reader, day=by.on, **rest)
    ReadingAlarm.objects.create(user=reader, day=by.on - DAY, **rest)
    assert told(by) == {"于某 查阅到限": "核实"}
    assert told(actor(auditor)) == {"1 人查阅到限": "查看告警"}
    assert told(actor(admin)) == {}
    client.force_login(auditor)
    assert client.get(reverse("documents:alarm_list")).status_code == 200


def fail(user: User, days_ago: int, channel: str = "mail", **rest: object) -> Delivery:
    at = actor(user).at
    said = {"tries": 2, "fault": "服务器拒绝连接", "covers_until": at, "next_try_at": at, **rest}
    found: Delivery = Delivery.objects.create(
        recipient=user, channel=channel, day=actor(user).on - days_ago * DAY, **said
    )
    return found


def test_system_administrator_is_told_of_what_did_not_go_out(
    client: Client, admin: User, guard: User, auditor: User
) -> None:
    checked(auditor, 0)
    fail(guard, 1)
    fail(guard, 1, "messenger", given_up_at=actor(guard).at)
    fail(guard, 2, sent_at=actor(guard).at)
    fail(guard, 3, tries=0)
    fail(guard, 8)
    assert told(actor(admin)) == {"2 份外发提醒没有发出": "检查外发设置"}
    for other in (guard, auditor):
        assert told(actor(other)) == {}
        assert not Delivery.objects.failing(actor(other), actor(other).on - 30 * DAY).exists()
        client.force_login(other)
        assert client.get(reverse("dashboards:delivery_list")).status_code == 404
    client.force_login(admin)
    answer = client.get(reverse("dashboards:delivery_list"))
    page = answer.content.decode()
    assert answer.context["listing"].total == 2
    assert all(word in page for word in ("服务器拒绝连接", "等待发送", "多次未成功，已停止", "guard"))
    assert client.post(reverse("dashboards:delivery_list")).status_code == 405
    part = client.get(reverse("dashboards:delivery_list"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_list_of_what_did_not_go_out_costs_the_same_for_many(
    client: Client, admin: User, guard: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("dashboards:delivery_list"))
        return len(asked)

    client.force_login(admin)
    fail(guard, 0)
    cost()
    few = cost()
    for days_ago in range(1, 7):
        fail(used(make_user(f"reader{days_ago}")), days_ago)
    assert cost() == few


def test_lines_of_administrators_name_nothing_of_the_business(client: Client) -> None:
    county = make_county()
    for role in (Role.SYS, Role.SEC, Role.AUD):
        user = used(make_user(f"three-{role.value.lower()}", role))
        page = told(actor(user))
        assert page or role == Role.SEC
        assert str(county.unit) not in str(page)
        client.force_login(user)
        assert client.get("/").status_code == 200
        for group in todos(actor(user)):
            for line in group.lines:
                assert client.get(line.url).status_code == 200, line


def test_office_has_no_line_of_an_administrator() -> None:
    county = make_county()
    make_user("bare")
    for who in ("director", "clerk", "leadership", "team_lead", "unit_head"):
        acts = set(told(county.by(who)).values())
        assert not acts & {"通知本人登录", "核对是否停用", "提请角色", "查看告警", "核对", "查看缺口"}, who
