"""`make soak-reminders`: no reminder lost, none twice, whatever is killed.

A database of its own on PostgreSQL, a Redis that may be killed. `benchmarks.reminders` tells the story.
"""

import argparse
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from bootstrap.steps import ROOT
from tests.servers import NoServer, engines, free_port, servers_folder


def main(kills: int, dice: int) -> int:
    try:
        with engines() as addresses, servers_folder() as folder, _database(addresses) as url:
            env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": _redis_address(), "LOG_LEVEL": "ERROR"}
            env["XUNCHA_DATA"] = str(folder / "data")
            env["JOINT_BODIES_MIN"] = "0"  # its plans come from nowhere and are reviewed by nobody
            _manage(env, "migrate", "--verbosity", "0", "--skip-checks")
            story = f"from benchmarks.reminders import main; main({kills}, {dice}, {str(folder)!r})"
            return _manage(env, "shell", "--no-imports", "-c", story)
    except NoServer as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1


def _redis_address() -> str:
    """Where the Redis of the soak will stand: it is started, killed and started again by the soak itself."""
    return f"redis://:{secrets.token_hex(16)}@127.0.0.1:{free_port()}/0"


@contextmanager
def _database(addresses: dict[str, str]) -> Iterator[str]:
    server, name = addresses["DATABASE_URL"], f"soak_{secrets.token_hex(4)}"
    _on(server, f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _on(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on(server: str, statement: str) -> None:
    line = psycopg2.connect(server)
    line.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with line.cursor() as cursor:
        cursor.execute(statement)
    line.close()


def _manage(env: dict[str, str], *arguments: str) -> int:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=Path(ROOT), env=env, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--dice", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(main(asked.kills, asked.dice))
