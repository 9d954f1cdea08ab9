"""`make soak`: the tests that kill a worker, over and over, on SQLite and on PostgreSQL + Redis.

First the deadlines against their oracle, every half hour of seven years. `--times 3` says how often
the kills are repeated. The long soak of the reminders is `make soak-reminders`.
"""

import argparse
import os
import subprocess
import sys

from bootstrap.steps import ROOT
from tests.servers import NoServer, engines

KILLS = ("documents/tests/test_killed_worker.py", "documents/tests/test_races.py", "deadlines/tests", "-k")
WORDS = "kill or race or twice or lost or again"
SQLITE = {"DATABASE_URL": "", "REDIS_URL": ""}


def main(times: int) -> int:
    print("\n━━ 时限核对", flush=True)
    if code := _once({**SQLITE, "ORACLE": "full"}, "-s", "deadlines/tests/test_oracle.py"):
        return code
    try:
        with engines() as addresses:
            for number in range(1, times + 1):
                for name, env in (
                    ("SQLite", SQLITE),
                    ("PostgreSQL", addresses),
                ):
                    print(f"\n━━ 第 {number} 次，{name}", flush=True)
                    if code := _once(env, *KILLS, WORDS):
                        return code
    except NoServer as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    return 0


def _once(env: dict[str, str], *chosen: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *chosen]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=3)
    sys.exit(main(parser.parse_args().times))
