"""The system's package manager: used as root or with a sudo that does not ask."""

import os
import shutil
from functools import cache
from pathlib import Path

from bootstrap.steps import run, works


@cache
def may_install() -> bool:
    if not shutil.which("apt-get"):
        return False
    return os.geteuid() == 0 or works("sudo", "-n", "true")


def install(*packages: str) -> bool:
    """Install packages; the lists are fetched only when the first try does not know them."""
    if not may_install():
        return False
    asked = ("install", "-y", "--no-install-recommends", *packages)
    return _apt(*asked, loud=False) or (_apt("update") and _apt(*asked))


def line_to_run(*packages: str) -> str:
    return f"sudo apt-get install -y {' '.join(packages)}"


def is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.is_file() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()


def _apt(*arguments: str, loud: bool = True) -> bool:
    command = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=180", *arguments)
    if os.geteuid() != 0:
        command = ("sudo", "-n", "DEBIAN_FRONTEND=noninteractive", *command)
    env = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    return run(*command, env=env) if loud else works("env", *(f"{k}={v}" for k, v in env.items()), *command)
