"""`make soak`: the tests that kill a worker, over and over, on SQLite and on PostgreSQL + Redis.

`--times 3` says how often. The long soak of reminders comes with their own issue.
"""

import argparse
import os
import subprocess
import sys

from bootstrap.steps import ROOT
from tests.servers import NoServer, engines

KILLS = ("documents/tests/test_killed_worker.py", "documents/tests/test_races.py", "deadlines/tests", "-k")
WORDS = "kill or race or twice or lost or again"


def main(times: int) -> int:
    try:
        with engines() as addresses:
            for number in range(1, times + 1):
                for name, env in (
                    ("SQLite", {"DATABASE_URL": "", "REDIS_URL": ""}),
                    ("PostgreSQL", addresses),
                ):
                    print(f"\n━━ 第 {number} 次，{name}", flush=True)
                    if code := _once(env):
                        return code
    except NoServer as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    return 0


def _once(env: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *KILLS, WORDS]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=3)
    sys.exit(main(parser.parse_args().times))
