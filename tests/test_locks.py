"""What an office behind its own mirror installs must be what we tested, wherever it comes from."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from bootstrap.steps import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ASKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)
ADDRESS = re.compile(r"\b[a-z]+://|@\s*file:|--(extra-)?index-url|--find-links|--trusted-host")
GATES = ("demo", "test", "check", "bench", "soak", "bare", "screens", "lock", "clean", "help")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert not ADDRESS.search(lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_pinned_with_hashes(lock: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text())
    loose = [
        block.splitlines()[0] for block in blocks if not PINNED.match(block) or "--hash=sha256:" not in block
    ]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_asked_for_is_in_the_lock(lock: Path) -> None:
    asked = {canonical(name) for name in ASKED.findall(lock.with_suffix(".in").read_text())}
    assert asked - {canonical(name) for name, _version in PINNED.findall(lock.read_text())} == set()


def test_tests_run_on_the_versions_that_are_delivered() -> None:
    delivered = dict(PINNED.findall((ROOT / "requirements.txt").read_text()))
    tested = dict(PINNED.findall((ROOT / "requirements-dev.txt").read_text()))
    assert {name: tested.get(name) for name in delivered} == delivered


def test_front_end_packages_are_pinned_exactly_and_name_no_host() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == asked
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    parts = [part for name, part in lock["packages"].items() if name]
    assert all("resolved" not in part and part["integrity"].startswith("sha512-") for part in parts)


def test_htmx_stays_on_its_second_series() -> None:
    assert json.loads((ROOT / "package.json").read_text())["dependencies"]["htmx.org"].startswith("2.0.")


@pytest.mark.parametrize("target", GATES)
def test_each_command_is_there_and_explained(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(rf"^{target}:.*## .*[一-鿿]", makefile, re.MULTILINE)
    plan = subprocess.run(
        ["make", "-n", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert plan.returncode == 0, plan.stderr


def test_what_continuous_integration_runs_is_what_a_person_runs() -> None:
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("make ")]
    assert lines == ["make check", "make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
