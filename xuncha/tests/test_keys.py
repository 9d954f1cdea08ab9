"""The kept signing key."""

import multiprocessing
from pathlib import Path
from typing import Any

from xuncha.keys import kept_key

fork = multiprocessing.get_context("fork")


def tell_key(path: Path, out: Any) -> None:
    out.put(kept_key(path))


def test_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    key = kept_key(path)
    assert kept_key(path) == key
    assert len(key) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert kept_key(tmp_path / "a") != kept_key(tmp_path / "b")


def test_processes_starting_at_once_agree(tmp_path: Path) -> None:
    out = fork.Queue()
    starters = [fork.Process(target=tell_key, args=(tmp_path / "secret.key", out)) for _ in range(8)]
    for starter in starters:
        starter.start()
    keys = {out.get(timeout=20) for _ in starters}
    for starter in starters:
        starter.join()
    assert keys == {(tmp_path / "secret.key").read_text()}
