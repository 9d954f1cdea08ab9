"""The virtual environment and the locked packages in it."""

import importlib.util
import os
import sys
from pathlib import Path

from bootstrap import pip_wheel, system
from bootstrap.steps import ROOT, CannotGoOn, digest, done, forget, remember, run, say, works

VENV: Path = Path(os.environ.get("XUNCHA_VENV") or ROOT / ".venv")
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def packages(name: str) -> None:
    """Install the packages of one lock file, checked by their hashes; none when it is done already."""
    environment()
    lock = ROOT / f"{name}.txt"
    fingerprint = digest(lock, sys.version, str(VENV))
    if done(name, fingerprint):
        return
    say(f"安装 Python 软件包({lock.name})……")
    if not pip("install", "--require-hashes", "-r", str(lock)):
        raise CannotGoOn(f"Python 软件包没有装上({lock.name})。请检查网络或 pip 的镜像设置后重试。")
    remember(name, fingerprint)


def environment() -> None:
    if sys.version_info < OLDEST:
        raise CannotGoOn(
            f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}。可用 make PYTHON=… 指定。"
        )
    if done("environment", digest(sys.version, str(VENV))) and PYTHON.exists():
        return
    if not works(PYTHON, "-m", "pip", "--version"):
        say("建立 Python 虚拟环境……")
        forget(["requirements", "requirements-dev", "requirements-node"])
        _create()
    remember("environment", digest(sys.version, str(VENV)))


def pip(*arguments: str) -> bool:
    """Run pip twice if need be: a mirror's hiccup is the commonest failure."""
    command: tuple[str | Path, ...] = (PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", *arguments)
    return works(*command, wait=1800) or run(*command)


def _create() -> None:
    """Three ways, because a bare Debian has `venv` without pip: its own, the system's package, a wheel."""
    if _has_ensurepip() and run(sys.executable, "-m", "venv", "--clear", VENV):
        return
    if system.install("python3-venv") and works(sys.executable, "-m", "venv", "--clear", VENV):
        return
    if not run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV):
        raise CannotGoOn(f"不能建立虚拟环境。请先运行：{system.line_to_run('python3-venv')}")
    pip_wheel.unpack_into(VENV)


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None
