"""Take each rule away in turn, and see that something notices: `python -m tests.access.mutants [--part N/M]`."""

import argparse
import os
import sys
import time
from pathlib import Path

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.access.memory"
django.setup()

from tests.access.hunting import ABOVE, Hunter  # noqa: E402 - models need the settings

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ["-q", "-s", "--ds=tests.access.memory", "--timeout=0"]


def main(arguments: list[str]) -> int:
    """Hunt and say what was caught; fail when something survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.access.mutants")
    parser.add_argument("--part", default="1/1", help="N/M: the Nth of M parts")
    parser.add_argument("--only", default="", help="a pattern of names")
    parser.add_argument("--near", action="store_true", help="ask only the pages of the same app")
    parser.add_argument(
        "--minutes", type=int, default=10, help="what is not decided by then is counted apart"
    )
    said = parser.parse_args(arguments)
    number, _, of = said.part.partition("/")
    hunter = Hunter((int(number), int(of)), said.only, near=said.near, minutes=said.minutes)
    tests = [str(path) for app in ABOVE for path in (ROOT / app / "tests").glob("test_*.py")]
    started = time.monotonic()
    pytest.main([*OPTIONS, *tests, str(ROOT / "tests" / "access" / "test_revocation.py")], plugins=[hunter])
    total = hunter.caught + len(hunter.survivors) + hunter.undecided
    print(
        f"证明：去掉规则（{said.part}）：{total} 处逐一去掉或取反，发现 {hunter.caught} 处"
        f"（其中 {hunter.by_tests} 处由各应用的测试发现），未发现 {len(hunter.survivors)} 处，"
        f"到时未判定 {hunter.undecided} 处，用 {time.monotonic() - started:.0f} 秒",
        flush=True,
    )
    return int(hunter.caught < total or not total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
