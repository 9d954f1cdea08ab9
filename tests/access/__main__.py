"""`make prove-access`: run every proof of access in full, and print what they found as one table.

python -m tests.access            run, print, exit with 1 when a proof failed
python -m tests.access --write    the same, and keep the table in docs/security.md
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
MARK = "证明："
PARTS = 2


@dataclass
class Proof:
    """A program that proves, and what it said."""

    name: str
    command: list[str]
    told: list[str] = field(default_factory=list)
    code: int = 1

    def run(self) -> None:
        """Run to the end, pass on what it prints, keep the lines that tell a figure."""
        env = {**os.environ, "PROVE": "full", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", *self.command]
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            for line in running.stdout or ():
                print(line, end="", flush=True)
                if MARK in line:
                    self.told.append(line[line.index(MARK) + len(MARK) :].strip())
        self.code = running.returncode


def _proofs() -> tuple[Proof, list[Proof]]:
    tests = Proof("测试", ["pytest", "tests/access", "tests/test_access.py", "-q", "--timeout=1500"])
    hunts = [
        Proof(
            f"去掉规则 {number}/{PARTS}",
            ["tests.access.mutants", "--part", f"{number}/{PARTS}", "--minutes", "12"],
        )
        for number in range(1, PARTS + 1)
    ]
    return tests, hunts


def _commit() -> str:
    dirty = "（有未提交的改动）" if _git("status", "--porcelain") else ""
    return (_git("rev-parse", "--short", "HEAD") or "未知") + dirty


def _git(*words: str) -> str:
    said = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def _table(proofs: list[Proof], seconds: float) -> str:
    today = dt.datetime.now(tz=dt.UTC).date()
    rows = [tuple(line.partition("：")[::2]) for proof in proofs for line in proof.told]
    lines = ["| 证明 | 结果 |", "|---|---|", *(f"| {name} | {figure or name} |" for name, figure in rows)]
    failed = [proof.name for proof in proofs if proof.code]
    verdict = f"未通过：{'、'.join(failed)}" if failed else "全部通过"
    return "\n".join([f"{today}，提交 {_commit()}，用时 {seconds / 60:.0f} 分，{verdict}。", "", *lines])


def _write(table: str) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run the tests first, then both hunts side by side: there are two cores."""
    parser = argparse.ArgumentParser(prog="python -m tests.access")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/security.md")
    said = parser.parse_args(arguments)
    started = time.monotonic()
    tests, hunts = _proofs()
    tests.run()
    threads = [threading.Thread(target=hunt.run) for hunt in hunts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    proofs = [tests, *hunts]
    table = _table(proofs, time.monotonic() - started)
    print(f"\n{table}", flush=True)
    if said.write:
        _write(table)
    return int(any(proof.code for proof in proofs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
