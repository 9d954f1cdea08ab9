"""`make test`: the whole suite on SQLite, then on PostgreSQL + Redis; ends with pytest's summary of both."""

import os
import signal
import subprocess
import sys
from types import FrameType

from bootstrap.steps import ROOT
from tests.servers import NoServer, engines

FIRST = "SQLite + 文件队列 + Chromium"
SECOND = "PostgreSQL + Redis + Celery + Chromium"


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _leave)
    first = _suite(FIRST, {"DATABASE_URL": "", "REDIS_URL": ""}, arguments)
    try:
        with engines() as addresses:
            second = _suite(SECOND, addresses, arguments)
    except NoServer as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    print(f"\n{FIRST}:\n{first[1]}\n{SECOND}:\n{second[1]}", flush=True)
    return first[0] or second[0]


def _suite(name: str, addresses: dict[str, str], arguments: list[str]) -> tuple[int, str]:
    """One pass; returns its exit code and pytest's last line."""
    print(f"\n━━ {name}", flush=True)
    parallel = [] if any(part.startswith("-n") for part in arguments) else ["-n", str(_processes())]
    command = [sys.executable, "-m", "pytest", "--dist", "loadgroup", *parallel, *arguments]
    last = ""
    env = {**os.environ, **addresses, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as suite:
        for line in suite.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
    return suite.returncode, last


def _processes() -> int:
    """One more than there are cores, in bounds: a test of servers waits more than it works."""
    return min(4, max(2, os.cpu_count() or 2) + 1)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
