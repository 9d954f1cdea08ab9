"""A backup that was never restored is none: here each one is."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from xuncha.backups import BackupError, back_up, restore, unpack


def at(folder: Path) -> dict[str, Any]:
    return {
        "data": folder,
        "database": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "xuncha.sqlite3"},
    }


def rows(folder: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(folder / "xuncha.sqlite3")) as connection:
        return connection.execute("SELECT id FROM paper ORDER BY id").fetchall()


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "scan").write_bytes(b"%PDF scan")
    (folder / "secret.key").write_text("key")
    (folder / "queue").mkdir()
    (folder / "queue" / "message").write_text("not kept")
    with closing(sqlite3.connect(folder / "xuncha.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE paper (id INTEGER)")
        connection.executemany("INSERT INTO paper VALUES (?)", [(1,), (2,)])
        connection.commit()
    return folder


@pytest.fixture
def target(office: Path, tmp_path: Path) -> Path:
    back_up(tmp_path / "b.tar.gz", **at(office))
    return tmp_path / "b.tar.gz"


def test_everything_comes_back(office: Path, target: Path, tmp_path: Path) -> None:
    shutil.rmtree(office)
    assert restore(target, **at(tmp_path / "new")) == 3
    assert rows(tmp_path / "new") == [(1,), (2,)]
    kept = sorted(
        str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*") if path.is_file()
    )
    assert kept == ["files/ab/scan", "secret.key", "xuncha.sqlite3"]
    assert (tmp_path / "new" / "files" / "ab" / "scan").read_bytes() == b"%PDF scan"


def test_rows_in_the_journal_are_kept_while_the_system_runs(office: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(office / "xuncha.sqlite3")) as running:
        running.execute("INSERT INTO paper VALUES (3)")
        running.commit()
        running.execute("INSERT INTO paper VALUES (4)")  # not committed
        back_up(tmp_path / "c.tar.gz", **at(office))
    restore(tmp_path / "c.tar.gz", **at(tmp_path / "new"))
    assert rows(tmp_path / "new") == [(1,), (2,), (3,)]


def test_the_backup_is_for_the_owner_only_and_leaves_no_draft(target: Path) -> None:
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir() if "draft" in path.name] == []


def test_an_installation_in_use_is_not_overwritten(office: Path, target: Path) -> None:
    with pytest.raises(BackupError, match="已存在"):
        restore(target, **at(office))
    assert rows(office) == [(1,), (2,)]


def test_files_without_a_database_are_not_overwritten(office: Path, target: Path) -> None:
    (office / "xuncha.sqlite3").unlink()
    with pytest.raises(BackupError, match="里已有文件"):
        restore(target, **at(office))


def test_a_changed_backup_restores_nothing(target: Path, tmp_path: Path) -> None:
    with tarfile.open(target) as archive:
        unpack(archive, tmp_path / "open")
    (tmp_path / "open" / "files" / "ab" / "scan").write_bytes(b"%PDF other")
    with tarfile.open(tmp_path / "forged.tar.gz", "w:gz") as archive:
        for path in (tmp_path / "open").iterdir():
            archive.add(path, path.name)
    with pytest.raises(BackupError, match="files/ab/scan 缺失或已被改动，没有恢复任何内容"):
        restore(tmp_path / "forged.tar.gz", **at(tmp_path / "new"))
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_of_another_engine_is_refused(target: Path, tmp_path: Path) -> None:
    place = at(tmp_path / "new")
    place["database"]["ENGINE"] = "django.db.backends.postgresql"
    with pytest.raises(BackupError, match="备份来自 sqlite3，现在的数据库是 postgresql"):
        restore(target, **place)


def run(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    others = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    clean = {name: value for name, value in os.environ.items() if name not in others}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=clean | {"XUNCHA_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_commands_back_up_and_restore(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "d.tar.gz"
    assert "已备份 3 个文件" in run(office, "backup", str(target)).stdout
    assert "不覆盖旧备份" in run(office, "backup", str(target)).stderr
    answer = run(tmp_path / "new", "restore", str(target))
    assert "已恢复 3 个文件" in answer.stdout, answer.stderr
    assert rows(tmp_path / "new") == [(1,), (2,)]
    assert (tmp_path / "new" / "secret.key").read_text() == "key"


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside"])
def test_a_file_that_would_land_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(b"%PDF")
    with tarfile.open(tmp_path / "odd.tar.gz", "w:gz") as archive:
        member = archive.gettarinfo(scan)
        member.name = name
        with scan.open("rb") as content:
            archive.addfile(member, content)
    with (
        tarfile.open(tmp_path / "odd.tar.gz") as archive,
        pytest.raises(BackupError, match="不是本系统的备份"),
    ):
        unpack(archive, tmp_path / "room")
    assert not list(tmp_path.rglob("outside"))


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    with tarfile.open(tmp_path / "odd.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "link", "secret.key")
    with (
        tarfile.open(tmp_path / "odd.tar.gz") as archive,
        pytest.raises(BackupError, match="不是本系统的备份"),
    ):
        unpack(archive, tmp_path / "room")
