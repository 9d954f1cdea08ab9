"""Typed readers of the environment. A value that makes no sense is refused in one clear line."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ON = {"1", "true", "yes", "on"}
OFF = {"0", "false", "no", "off"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
POSTGRES = {"postgres", "postgresql"}


def refuse(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"环境变量 {name} {why}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if value and value not in ON | OFF:
        raise refuse(name, f"的值“{value}”不是开关，请写 1 或 0（也可写 true、false、yes、no、on、off）。")
    return value in ON if value else default


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise refuse(name, f"的值“{value}”不是整数，请写 {least} 到 {most} 之间的整数。") from None
    if not least <= number <= most:
        raise refuse(name, f"的值 {number} 超出范围，请写 {least} 到 {most} 之间的整数。")
    return number


def names(name: str, default: Iterable[str] = ()) -> list[str]:
    """A list with commas between; blanks are dropped."""
    found = [part.strip() for part in text(name).split(",") if part.strip()]
    return found or list(default)


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it need not exist yet, but must not be a file."""
    path = Path(text(name, str(default))).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise refuse(name, f"所指的 {path} 不是文件夹。")
    return path


def redis_url(name: str) -> str:
    """The address of a Redis server, or nothing."""
    value = text(name)
    if value and (urlsplit(value).scheme not in {"redis", "rediss"} or not urlsplit(value).hostname):
        raise refuse(name, "不是 Redis 地址，请写成 redis://主机:端口/库号。")
    return value


def choice(name: str, options: Iterable[str]) -> str:
    """One of a few words, or nothing."""
    value = text(name)
    if value and value not in options:
        raise refuse(name, f"的值“{value}”不认识，只能写 {'、'.join(options)} 之一，或者不写。")
    return value


def webhook(name: str, host: str) -> str:
    """The address of a robot on exactly this host, or nothing; plain http only on this machine."""
    value = text(name)
    if not value:
        return ""
    try:
        place = urlsplit(value)
        _ = place.port
    except ValueError:
        raise refuse(name, "不是网址，请原样粘贴机器人的地址。") from None
    plain = place.scheme == "http" and place.hostname in LOOPBACK
    if not place.hostname or place.username or not (place.scheme == "https" or plain):
        raise refuse(name, "须以 https:// 开头，不带用户名和口令。")
    if place.hostname != host.lower():
        raise refuse(
            name, f"的主机是“{place.hostname}”，只允许“{host}”；自建的企业通讯请另写 MESSENGER_HOST。"
        )
    return value


def postgres(name: str) -> dict[str, Any] | None:
    """The PostgreSQL database a URL names, or nothing when the variable is empty."""
    value = text(name)
    if not value:
        return None
    try:
        url = urlsplit(value)
        port = url.port or ""
    except ValueError:
        raise refuse(name, "的端口不对，请写成 postgres://用户:密码@主机:端口/库名。") from None
    if url.scheme not in POSTGRES or not url.path.strip("/"):
        raise refuse(name, "不是数据库地址，请写成 postgres://用户:密码@主机:端口/库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(port),
        # Pages ask short questions of long plans: compiling one took four times as long as answering it
        "OPTIONS": {"options": "-c jit=off"} | dict(parse_qsl(url.query)),
    }
