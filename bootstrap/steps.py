"""Run other programs, and remember what was already done."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
STAMPS = CACHE / "stamps"


class CannotGoOn(Exception):  # noqa: N818 - reads as the sentence it prints
    """Say in one line what is missing and what to do about it."""


def say(line: str) -> None:
    print(f"· {line}", flush=True)


def run(*command: str | Path, quiet: bool = True, env: dict[str, str] | None = None) -> bool:
    """Run a program; what it printed is shown only when it fails."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode and quiet:
        print(_tail(result.stdout), file=sys.stderr, flush=True)
    return result.returncode == 0


def works(*command: str | Path, wait: float = 30) -> bool:
    """Tell whether a program is here and runs; one in PATH may be a wrapper around nothing."""
    try:
        answer = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=wait,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def digest(*parts: str | Path) -> str:
    """Fingerprint of files (paths) and facts (text) that a step depends on."""
    summed = hashlib.sha256()
    for part in parts:
        summed.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        summed.update(b"\0")
    return summed.hexdigest()


def done(name: str, fingerprint: str) -> bool:
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == fingerprint


def remember(name: str, fingerprint: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(fingerprint)


def forget(names: Iterable[str]) -> None:
    for name in names:
        (STAMPS / name).unlink(missing_ok=True)


def _tail(text: str, lines: int = 12) -> str:
    return "\n".join(text.splitlines()[-lines:])
