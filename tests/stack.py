"""A running system for journeys: `manage.py serve` (web, worker, beat) against a database of its own.

Nothing of it lives in the test's process: a journey talks HTTP to it, as a browser does.
"""

import datetime as dt
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg2
import pytest
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from bootstrap.steps import ROOT
from tests.servers import free_port

PASSWORD = "journey-" + secrets.token_hex(6)
AS_OF = dt.datetime.now(tz=ZoneInfo("Asia/Shanghai")).date()  # of the demo county
PATIENCE = 90.0
MANAGE_PATIENCE = 600.0


@dataclass
class Stack:
    """One running system; `manage()` works on the same database and the same files."""

    folder: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def web(self) -> tuple[str, ...]:
        """On PostgreSQL the production server, on SQLite the embedded one: as each is delivered."""
        return ("--web", "gunicorn") if self.env["DATABASE_URL"] else ()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text(errors="replace")

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Run `manage.py` beside the system and return what it printed."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, input=stdin, text=True, capture_output=True, timeout=MANAGE_PATIENCE,
            check=False,
        )  # fmt: skip
        assert result.returncode == 0, f"manage.py {' '.join(arguments)}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    def start(self) -> None:
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *self.web],
                cwd=ROOT, env=self.env | {"PORT": str(self.port)}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, f"manage.py serve ended\n{self.log[-4000:]}"
            assert time.monotonic() < deadline, f"manage.py serve does not answer\n{self.log[-4000:]}"
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it as Ctrl-C does; what is still there after its own patience is killed."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def processes(self) -> dict[int, str]:
        """The processes of this system and their command lines, the supervisor's children and theirs."""
        ours = f"XUNCHA_DATA={self.env['XUNCHA_DATA']}".encode()
        found: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if ours in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it ended while we looked, or is another user's
                continue
        return found

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@dataclass
class Template:
    """A prepared database and data folder, copied for each module that asks: preparing is slow, a copy is not."""

    folder: Path
    database: str  # name on the PostgreSQL server, "" on SQLite
    told: str  # what the last command printed

    @contextmanager
    def lent(self, folder: Path) -> Iterator[tuple[dict[str, str], str]]:
        """A copy for a while: the environment of a system on it, and its database as Django names one."""
        env, database = self._copy(folder)
        try:
            yield env, database or str(folder / "data" / "xuncha.sqlite3")
        finally:
            _drop(database)

    def _copy(self, folder: Path) -> tuple[dict[str, str], str]:
        data = folder / "data"
        shutil.copytree(self.folder, data)
        copied = f"{self.database}_{secrets.token_hex(4)}" if self.database else ""
        if copied:
            _on_server(f'CREATE DATABASE "{copied}" TEMPLATE "{self.database}"')
        return _environment(data, copied), copied


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Tables, and nothing in them but what migrations bring."""
    with prepared(tmp_path_factory.mktemp("empty"), ["migrate"]) as template:
        yield template


@pytest.fixture(scope="session")
def county_template(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The demo county, built once per run."""
    demo = ["demo", "--like", "nanzhang", "--as-of", AS_OF.isoformat()]
    with prepared(tmp_path_factory.mktemp("county"), demo, on=empty_template) as template:
        yield template


@pytest.fixture(scope="session")
def city_template(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A city of five units with the accounts of the demo county, built in a second."""
    demo = ["demo", "--like", "changzhou", "--scale", "0.01", "--as-of", AS_OF.isoformat()]
    with prepared(tmp_path_factory.mktemp("city"), demo, on=empty_template) as template:
        yield template


@pytest.fixture(scope="module")
def live_stack(empty_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running system on an empty database, one per module: its tests tell one story in order."""
    with running(empty_template, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="module")
def live_county(county_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running system on a copy of the demo county; every account's password is `tests.stack.PASSWORD`."""
    with running(county_template, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="module")
def live_city(city_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running system on a copy of the small city; every account's password is `tests.stack.PASSWORD`."""
    with running(city_template, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@contextmanager
def running(template: Template, folder: Path) -> Iterator[Stack]:
    with template.lent(folder) as (env, _):
        stack = Stack(folder=folder, env=env)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()


@contextmanager
def prepared(folder: Path, *commands: list[str], on: Template | None = None) -> Iterator[Template]:
    """Run these commands one after another: on an empty database, or on a copy of what stands already."""
    database = f"xuncha_{secrets.token_hex(6)}" if _server() else ""
    if on:
        shutil.copytree(on.folder, folder, dirs_exist_ok=True)
    if database:
        _on_server(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{on.database}"' if on else ""))
    try:
        prepare = Stack(folder=folder, env=_environment(folder, database), port=0)
        told = [prepare.manage(*command) for command in commands]
        yield Template(folder, database, told[-1])
    finally:
        _drop(database)


def _environment(data: Path, database: str) -> dict[str, str]:
    """The child reads its own settings, not those of the tests."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    env |= {
        "XUNCHA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
        "DEMO_PASSWORD": PASSWORD,
        "DATABASE_URL": urlsplit(_server())._replace(path=f"/{database}").geturl() if database else "",
    }
    return env


def _server() -> str:
    named = os.environ.get("DATABASE_URL", "")
    return named if named.startswith("postgres") else ""


def _on_server(statement: str) -> None:
    connection = psycopg2.connect(_server())
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _drop(database: str) -> None:
    if database:
        _on_server(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
