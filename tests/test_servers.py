import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis as redis_client

from bootstrap.steps import ROOT
from tests import run, servers
from tests.servers import NoServer, engines


@contextmanager
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    with engines() as addresses:
        yield addresses


def test_both_servers_start_on_loopback_and_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with started(monkeypatch) as addresses:
        assert {urlsplit(address).hostname for address in addresses.values()} == {"127.0.0.1"}
        with psycopg2.connect(addresses["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            (data,) = cursor.fetchone() or ("",)
        connection.close()
        client = redis_client.Redis.from_url(addresses["REDIS_URL"])
        assert client.ping()
        client.close()
        assert Path(data).exists()
    assert not Path(data).parent.exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(addresses["DATABASE_URL"])


def test_a_stranger_on_this_machine_cannot_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    with started(monkeypatch) as addresses:
        database, queue = urlsplit(addresses["DATABASE_URL"]), urlsplit(addresses["REDIS_URL"])
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(
                host="127.0.0.1", port=database.port, user="xuncha", dbname="postgres", password="x"
            )
        with pytest.raises(redis_client.AuthenticationError):
            redis_client.Redis(port=queue.port or 0).ping()


def test_servers_named_in_the_environment_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk@db.invalid/xuncha")
    monkeypatch.setenv("REDIS_URL", "redis://queue.invalid/3")
    with engines() as addresses:
        assert addresses == {
            "DATABASE_URL": "postgresql://clerk@db.invalid/xuncha",
            "REDIS_URL": "redis://queue.invalid/3",
        }


@pytest.mark.parametrize(
    ("finder", "variable"), [("find_postgres", "DATABASE_URL"), ("find_redis", "REDIS_URL")]
)
def test_a_server_that_cannot_be_had_is_one_clear_line(
    finder: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, finder, lambda: None)
    with pytest.raises(NoServer) as end, started(monkeypatch):
        pass
    assert variable in str(end.value)
    assert len(str(end.value).splitlines()) == 1


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\necho 内存不够\n")
    broken.chmod(0o755)
    monkeypatch.setattr(servers, "find_redis", lambda: broken)
    monkeypatch.setattr(servers, "_as_servant", dict)  # the temporary folder is ours alone
    monkeypatch.setattr(servers, "PATIENCE", 1.0)
    with pytest.raises(NoServer, match="内存不够"), servers.redis(tmp_path):
        pass


def test_a_killed_run_takes_its_servers_with_it() -> None:
    script = "import time\nfrom tests.servers import engines\nwith engines() as e: print(e['DATABASE_URL'], flush=True); time.sleep(60)"
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        psycopg2.connect(address).close()
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while answers(address):
        assert time.monotonic() < deadline, "PostgreSQL outlived the run that started it"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        psycopg2.connect(address).close()
    except psycopg2.OperationalError:
        return False
    return True


# the run of both passes


@contextmanager
def no_engines() -> Iterator[dict[str, str]]:
    yield {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x"}


@pytest.mark.parametrize(("first", "second", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (2, 1, 2)])
def test_the_run_fails_if_either_pass_failed(
    first: int, second: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = iter([(first, "== first =="), (second, "== second ==")])
    monkeypatch.setattr(run, "engines", no_engines)
    monkeypatch.setattr(run, "_suite", lambda *_told: next(outcomes))
    monkeypatch.setattr(signal, "signal", lambda *_told: None)
    assert run.main([]) == code
    assert capsys.readouterr().out.splitlines()[-1] == "== second =="


def test_the_first_pass_forgets_the_servers_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[dict[str, str]] = []

    def suite(_name: str, addresses: dict[str, str], _arguments: list[str]) -> tuple[int, str]:
        passes.append(addresses)
        return 0, ""

    monkeypatch.setattr(run, "engines", no_engines)
    monkeypatch.setattr(run, "_suite", suite)
    monkeypatch.setattr(signal, "signal", lambda *_told: None)
    run.main([])
    assert passes == [
        {"DATABASE_URL": "", "REDIS_URL": ""},
        {"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x"},
    ]


def test_a_missing_server_fails_the_run_and_skips_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cannot() -> Iterator[dict[str, str]]:
        raise NoServer("没有 PostgreSQL。")

    monkeypatch.setattr(run, "engines", cannot)
    monkeypatch.setattr(run, "_suite", lambda *_told: (0, ""))
    monkeypatch.setattr(signal, "signal", lambda *_told: None)
    assert run.main([]) == 1
    assert capsys.readouterr().err == "✗ 没有 PostgreSQL。\n"


def test_a_pass_gives_the_last_line_of_pytest() -> None:
    code, last = run._suite("通过", {}, ["--version", "-n0"])
    assert code == 0
    assert last.startswith("pytest")
