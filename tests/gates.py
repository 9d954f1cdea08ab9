"""`make check`: every static gate, each named with its outcome; one that fails does not hide the others."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bootstrap.steps import ROOT

PROGRAMS = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
IN_PRODUCTION = {
    "HTTPS": "1",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "xuncha.invalid",
    "DATABASE_URL": "postgresql://xuncha:secret@127.0.0.1:5432/xuncha",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
EMBEDDED = {"DATABASE_URL": "", "REDIS_URL": "", "HTTPS": "", "SECRET_KEY": "", "ALLOWED_HOSTS": ""}

Gate = tuple[str, tuple[str | Path, ...], dict[str, str]]


def gates() -> list[Gate]:
    return [
        ("ruff check", (PROGRAMS / "ruff", "check", "--quiet"), {}),
        ("ruff format", (PROGRAMS / "ruff", "format", "--check", "--quiet"), {}),
        ("mypy --strict", (PROGRAMS / "mypy", "."), EMBEDDED),
        ("import-linter", (PROGRAMS / "lint-imports",), EMBEDDED),
        ("djlint", (PROGRAMS / "djlint", "templates", "--lint", "--quiet"), {}),
        ("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run"), EMBEDDED),
        ("django check --deploy", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), IN_PRODUCTION),
        *[(f"bash -n {script.name}", ("bash", "-n", script), {}) for script in _shell_scripts()],
    ]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="xuncha-check-") as data:
        outcomes = [_passes(gate, data) for gate in gates()]
    failed = outcomes.count(False)
    print(f"{len(outcomes) - failed} passed, {failed} failed" if failed else f"{len(outcomes)} passed")
    return 1 if failed else 0


def _passes(gate: Gate, data: str) -> bool:
    name, command, env = gate
    started = time.monotonic()
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **env, "XUNCHA_DATA": data},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = result.returncode == 0
    print(f"{'✓' if passed else '✗'} {name}  {time.monotonic() - started:.1f} s", flush=True)
    if not passed:
        print(result.stdout.rstrip(), flush=True)
    return passed


def _shell_scripts() -> list[Path]:
    scripts = [ROOT / ".ci" / "run", *sorted((ROOT / "deploy").rglob("*.sh"))]
    return [script for script in scripts if script.is_file()]


if __name__ == "__main__":
    sys.exit(main())
