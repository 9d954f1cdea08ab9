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

from tests.access.hunting import ABOVE, PATIENCE, Hunter  # noqa: E402 - models need the settings

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ["-q", "-s", "--ds=tests.access.memory", "--timeout=0"]


def main(arguments: list[str]) -> int:
    """Hunt and say what was caught; fail when something survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.access.mutants")
    parser.add_argument("--part", default="1/1", help="N/M: the Nth of M parts")
    parser.add_argument("--only", default="", help="a pattern of names")
    parser.add_argument("--near", action="store_true", help="ask only the pages of the same app")
    parser.add_argument("--minutes", type=float, default=60, help="what is not decided by then is named")
    parser.add_argument("--patience", type=int, default=PATIENCE, help="seconds of tests over one mutation")
    parser.add_argument("--keep", action="store_true", help="keep in caught.csv what noticed each mutation")
    said = parser.parse_args(arguments)
    number, _, of = said.part.partition("/")
    options = {name: getattr(said, name) for name in ("only", "near", "minutes", "patience", "keep")}
    hunter = Hunter((int(number), int(of)), **options)
    tests = [str(path) for app in ABOVE for path in (ROOT / app / "tests").glob("test_*.py")]
    started = time.monotonic()
    pytest.main([*OPTIONS, *tests, str(ROOT / "tests" / "access" / "test_revocation.py")], plugins=[hunter])
    print(
        f"证明：去掉规则（{said.part}）：{_told(hunter)}，用 {time.monotonic() - started:.0f} 秒", flush=True
    )
    return int(not hunter.caught or bool(hunter.faults))


def _told(hunter: Hunter) -> str:
    total = len(hunter.caught) + len(hunter.survivors) + len(hunter.undecided)
    return (
        f"{total} 处逐一去掉或取反，发现 {len(hunter.caught)} 处（其中 {hunter.by_tests} 处由测试发现），"
        f"未发现 {len(hunter.survivors)} 处，到时未判定 {len(hunter.undecided)} 处，"
        f"另有等价 {len(hunter.equivalent)} 处"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
