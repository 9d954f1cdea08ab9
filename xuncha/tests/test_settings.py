"""What the settings promise, asked of a fresh process: defaults, hardening, refusals."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

KEY = "k" * 60
ASK = "import json; from xuncha import settings; print(json.dumps({names}, default=str))"


def run(data: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=clean | {"XUNCHA_DATA": str(data), "PYTHONPATH": ""} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def ask(data: Path, *names: str, **variables: str) -> list[Any]:
    wanted = "[" + ", ".join(f"settings.{name}" for name in names) + "]"
    answer = run(data, "-c", ASK.format(names=wanted), **variables)
    assert answer.returncode == 0, answer.stderr
    found: list[Any] = json.loads(answer.stdout)
    return found


def test_without_variables_it_is_one_machine(tmp_path: Path) -> None:
    names = ("DEBUG", "DATABASES['default']['NAME']", "CELERY_BROKER_URL", "SESSION_COOKIE_SECURE", "FILES")
    assert ask(tmp_path, *names) == [
        False,
        str(tmp_path / "xuncha.sqlite3"),
        "folder://localhost/",
        False,
        str(tmp_path / "files"),
    ]


def test_servers_are_taken_from_the_environment(tmp_path: Path) -> None:
    names = ("DATABASES['default']['ENGINE']", "CELERY_BROKER_URL", "CELERY_TASK_ACKS_LATE")
    redis, postgres = "redis://127.0.0.1:8299/0", "postgres://a:b@127.0.0.1:8298/c"
    answer = ask(tmp_path, *names, REDIS_URL=redis, DATABASE_URL=postgres)
    assert answer == ["django.db.backends.postgresql", redis, True]


def test_https_hardens(tmp_path: Path) -> None:
    names = (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_SSL_REDIRECT",
        "HASHED",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
    )
    answer = ask(tmp_path, *names, HTTPS="1", SECRET_KEY=KEY)
    assert answer[:5] == [True, True, 31_536_000, True, True]
    assert answer[5:] == ["__Host-xuncha_session", "__Host-xuncha_csrf"]
    assert not (tmp_path / "secret.key").exists(), "a given key is not written down"


@pytest.mark.parametrize("key", ["", "short"])
def test_https_without_a_key_is_refused_in_one_line(tmp_path: Path, key: str) -> None:
    answer = run(tmp_path, "manage.py", "check", HTTPS="1", SECRET_KEY=key)
    assert answer.returncode == 1
    assert answer.stderr == "配置有误：正式部署（HTTPS=1）必须设置环境变量 SECRET_KEY，且不少于 50 个字符。\n"


def test_nonsense_is_refused_in_one_line(tmp_path: Path) -> None:
    answer = run(tmp_path, "manage.py", "check", EVIDENCE_MAX_MB="很大")
    assert answer.returncode == 1
    assert (
        answer.stderr == "配置有误：环境变量 EVIDENCE_MAX_MB 的值“很大”不是整数，请写 1 到 500 之间的整数。\n"
    )


def test_health_is_open_and_says_nothing(client: Client) -> None:
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.content, len(answer.cookies)) == (200, b"ok\n", 0)
    assert client.post("/healthz/").status_code == 405


def test_no_page_may_carry_a_script_of_its_own(client: Client) -> None:
    policy = client.get("/healthz/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_no_admin_and_no_name_no_right() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.ANONYMOUS_USER_NAME is None


def test_collected_files_are_hashed_readable_for_nginx_and_only_what_pages_need(tmp_path: Path) -> None:
    root = tmp_path / "static"
    answer = run(
        tmp_path, "manage.py", "collectstatic", "--noinput", STATIC_HASHED="1", STATIC_ROOT=str(root)
    )
    assert answer.returncode == 0, answer.stderr
    names = json.loads((root / "staticfiles.json").read_text())["paths"]
    echarts = root / names["vendor/echarts/echarts.common.min.js"]
    assert echarts.stat().st_mode & 0o777 == 0o644
    assert echarts.parent.stat().st_mode & 0o777 == 0o755
    assert [path for path in root.rglob("*") if path.suffix in {".map", ".mjs"}] == []
    font = re.findall(
        r"[\w.-]+\.woff2", (root / names["vendor/bootstrap-icons/bootstrap-icons.min.css"]).read_text()
    )
    assert (root / "vendor" / "bootstrap-icons" / "fonts" / font[0]).exists(), (
        "the style names the hashed font"
    )
