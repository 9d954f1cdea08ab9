"""Readers of the environment: what they take, and the line they refuse nonsense with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from xuncha import env

Set = Callable[[str], None]

JIT_OFF = {"options": "-c jit=off"}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Set:
    monkeypatch.delenv("X", raising=False)

    def put(value: str) -> None:
        monkeypatch.setenv("X", value)

    return put


@pytest.mark.parametrize(
    ("value", "flag"), [("1", True), ("YES", True), (" on ", True), ("0", False), ("no", False)]
)
def test_flag(given: Set, value: str, flag: bool) -> None:
    given(value)
    assert env.flag("X", default=not flag) is flag


@pytest.mark.parametrize("default", [True, False])
def test_flag_left_out_or_blank_is_the_default(given: Set, default: bool) -> None:
    assert env.flag("X", default=default) is default
    given("  ")
    assert env.flag("X", default=default) is default


def test_flag_refuses_nonsense(given: Set) -> None:
    given("maybe")
    with pytest.raises(ImproperlyConfigured, match="环境变量 X 的值“maybe”不是开关，请写 1 或 0"):
        env.flag("X", default=True)


def test_integer(given: Set) -> None:
    assert env.integer("X", 7) == 7
    given("8")
    assert env.integer("X", 7) == 8


@pytest.mark.parametrize(
    ("value", "why"), [("八", "不是整数"), ("1.5", "不是整数"), ("0", "超出范围"), ("10", "超出范围")]
)
def test_integer_refuses_nonsense(given: Set, value: str, why: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"环境变量 X .*{why}，请写 1 到 9 之间的整数"):
        env.integer("X", 5, least=1, most=9)


def test_names_drop_blanks(given: Set) -> None:
    assert env.names("X", ["a"]) == ["a"]
    given("b, ,c,")
    assert env.names("X", ["a"]) == ["b", "c"]


def test_folder_is_absolute(given: Set, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given("county")
    assert env.folder("X", Path("/nowhere")) == tmp_path / "county"


def test_folder_refuses_a_file(given: Set, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    given(str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match="不是文件夹"):
        env.folder("X", tmp_path)


def test_postgres(given: Set) -> None:
    assert env.postgres("X") is None
    given("postgres://clerk:p%40ss@db.local:5433/county?sslmode=require")
    found = env.postgres("X")
    assert found is not None
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "clerk",
        "p@ss",
        "db.local",
        "5433",
    )
    assert (found["NAME"], found["OPTIONS"]) == ("county", JIT_OFF | {"sslmode": "require"})


def test_postgres_over_a_socket(given: Set) -> None:
    given("postgresql:///county?host=/run/postgresql")
    found = env.postgres("X")
    assert found is not None
    assert (found["HOST"], found["OPTIONS"]) == ("", JIT_OFF | {"host": "/run/postgresql"})


@pytest.mark.parametrize(
    "value", ["mysql://a/b", "postgres://host", "postgres://host:port/name", "county.sqlite3"]
)
def test_postgres_refuses_nonsense_and_keeps_the_password_out(given: Set, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match="postgres://用户:密码@主机:端口/库名") as refusal:
        env.postgres("X")
    assert value not in str(refusal.value)


def test_redis(given: Set) -> None:
    assert env.redis_url("X") == ""
    given("redis://127.0.0.1:6379/0")
    assert env.redis_url("X") == "redis://127.0.0.1:6379/0"


@pytest.mark.parametrize("value", ["127.0.0.1:6379", "http://127.0.0.1", "redis://"])
def test_redis_refuses_nonsense(given: Set, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match="不是 Redis 地址"):
        env.redis_url("X")


def test_choice(given: Set) -> None:
    assert env.choice("X", ["wecom", "dingtalk"]) == ""
    given("dingtalk")
    assert env.choice("X", ["wecom", "dingtalk"]) == "dingtalk"
    given("feishu")
    with pytest.raises(ImproperlyConfigured, match="只能写 wecom、dingtalk 之一"):
        env.choice("X", ["wecom", "dingtalk"])


HOST = "qyapi.weixin.qq.com"


def test_webhook_leads_to_the_named_host_and_no_other(given: Set) -> None:
    assert env.webhook("X", HOST) == ""
    address = f"https://{HOST}/cgi-bin/webhook/send?key=k"
    given(address)
    assert env.webhook("X", HOST) == address


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://evil.example/send?key=k", "只允许“qyapi.weixin.qq.com”"),
        ("https://qyapi.weixin.qq.com.evil.example/send", "只允许"),
        ("https://qyapi.weixin.qq.com@evil.example/send", "不带用户名"),
        ("https://169.254.169.254/latest", "只允许"),
        ("http://qyapi.weixin.qq.com/send", "https://"),
        ("file:///etc/passwd", "https://"),
        ("gopher://qyapi.weixin.qq.com/", "https://"),
        ("qyapi.weixin.qq.com/send", "https://"),
        ("https://qyapi.weixin.qq.com:x/send", "不是网址"),
    ],
)
def test_webhook_refuses_what_leads_elsewhere(given: Set, address: str, why: str) -> None:
    given(address)
    with pytest.raises(ImproperlyConfigured, match=f"环境变量 X .*{why}"):
        env.webhook("X", HOST)
