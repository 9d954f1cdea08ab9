"""`make prove-access`: run every proof of access in full, and print what they found as one table.

python -m tests.access            run, print, exit with 1 when a proof failed
python -m tests.access --write    the same, and keep the table in docs/security.md
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
MARK = "证明："
FOLDER = "tests/access"
CORES = PARTS = 2
PYTEST = ["pytest", "-q", "-s", "--timeout=1500"]
HUNT = ["tests.access.mutants", "--minutes", "12"]
APART = {"隐藏改动": ["non_interference"], "状态机": ["rights_machine", "revocation", "recusal_proof"]}


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


def _proofs() -> list[Proof]:
    """The long ones first: what is left when a core is free takes the least."""
    apart = [f"{FOLDER}/test_{name}.py" for names in APART.values() for name in names]
    rest = [FOLDER, "tests/test_access.py", *(f"--ignore={path}" for path in apart)]
    tests = {title: [f"{FOLDER}/test_{name}.py" for name in names] for title, names in APART.items()}
    return [
        *(Proof(title, [*PYTEST, *paths]) for title, paths in {**tests, "其余测试": rest}.items()),
        *(
            Proof(f"去掉规则 {number}/{PARTS}", [*HUNT, "--part", f"{number}/{PARTS}"])
            for number in range(1, PARTS + 1)
        ),
    ]


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
    """Run all of them, as many side by side as there are cores."""
    parser = argparse.ArgumentParser(prog="python -m tests.access")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/security.md")
    said = parser.parse_args(arguments)
    started = time.monotonic()
    proofs = _proofs()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(Proof.run, proofs))
    table = _table(proofs, time.monotonic() - started)
    print(f"\n{table}", flush=True)
    if said.write:
        _write(table)
    return int(any(proof.code for proof in proofs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
