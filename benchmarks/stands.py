"""The stand: a database with the city at a scale, the product and the floor served beside each other."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from bootstrap.steps import ROOT
from tests.servers import free_port

PASSWORD = "bench-" + secrets.token_hex(8)
PATIENCE = 60.0


@dataclass(frozen=True)
class Stand:
    """One city, served twice."""

    scale: float
    env: dict[str, str]
    product: int
    floor: int
    built_in: float

    def run(self, *command: str) -> str:
        """Run a program of this checkout on the stand's database."""
        return _run(self.env, sys.executable, *command)


@contextmanager
def stand(server: str, scale: float, folder: Path) -> Iterator[Stand]:
    """Build the city in a database of its own, SQLite without a server; serve it with two workers each."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    env |= {
        "XUNCHA_DATA": str(folder),
        "DEMO_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
        "WEB_WORKERS": "2",
    }
    with _database(server) as address:
        env["DATABASE_URL"] = address
        _run(env, sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
        started = time.perf_counter()
        city = ("demo", "--like", "changzhou", "--scale", str(scale), "--skip-checks")
        _run(env, sys.executable, "manage.py", *city)
        built_in = time.perf_counter() - started
        if address:
            _on(address, "VACUUM ANALYZE")
        with (
            _served(env, "benchmarks.product") as product,
            _served(env, "benchmarks.floor_settings") as floor,
        ):
            yield Stand(scale, env, product, floor, built_in)


@contextmanager
def _database(server: str) -> Iterator[str]:
    """Give the address of a database that goes with the stand; none where it is a file of the folder."""
    if not server:
        yield ""
        return
    name = f"bench_{secrets.token_hex(4)}"
    _on(server, f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _on(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _served(env: dict[str, str], settings: str) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--log-level", "error", "--keep-alive", "120"],
        cwd=ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": settings},
        stdin=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            assert process.poll() is None, f"{settings} 没有启动"
            assert time.monotonic() < deadline, f"{settings} 没有应答"
            time.sleep(0.2)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True  # the floor has no such page, and says so
    except OSError:
        return False


def _run(env: dict[str, str], *command: str) -> str:
    result = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout[-2000:]}\n{result.stderr[-4000:]}"
    return result.stdout


def _on(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
