"""One file that holds everything an office would miss: database, files, signing key; and the way back.

The database is taken first and the files after it: a file is written before the row that names it, so every
row of the copy finds its file. Files that came later are extra, never missing.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

KEY, FILES, DATABASE, CONTENTS = "secret.key", "files", "database", "contents.json"


class BackupError(Exception):
    """Why it cannot be done, in words for the person at the terminal."""


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def back_up(target: Path, *, data: Path, database: dict[str, Any]) -> int:
    """Write under another name, rename when it is whole; returns how many files it holds."""
    draft = target.with_name(f".{target.name}.draft")
    with tempfile.TemporaryDirectory(dir=data) as room:
        copy = Path(room, DATABASE)
        dump(database, copy)
        paths = {DATABASE: copy} | dict(kept(data))
        listed = {name: digest(path) for name, path in paths.items()}
        contents = Path(room, CONTENTS)
        contents.write_text(json.dumps({"engine": engine(database), "sha256": listed}, indent=1))
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz") as archive:
                for name, path in ({CONTENTS: contents} | paths).items():
                    archive.add(path, name)
            out.flush()
            os.fsync(out.fileno())
    draft.replace(target)
    return len(listed)


def restore(source: Path, *, data: Path, database: dict[str, Any]) -> int:
    """Bring a backup into an empty installation, after every digest has been compared."""
    refuse_full(data, database)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as room:
        with tarfile.open(source) as archive:
            unpack(archive, Path(room))
        contents = json.loads(Path(room, CONTENTS).read_text())
        if contents["engine"] != engine(database):
            raise BackupError(
                f"备份来自 {contents['engine']}，现在的数据库是 {engine(database)}，不能直接恢复。"
            )
        for name, known in contents["sha256"].items():
            path = Path(room, name)
            if not path.is_file() or digest(path) != known:
                raise BackupError(f"备份不完整：{name} 缺失或已被改动，没有恢复任何内容。")
        load(database, Path(room, DATABASE))
        for name in (FILES, KEY):
            if Path(room, name).exists():
                shutil.rmtree(data / name, ignore_errors=True)
                Path(room, name).replace(data / name)
    return len(contents["sha256"])


def unpack(archive: tarfile.TarFile, room: Path) -> None:
    """Take out plain files below the room, nothing else; Debian 12's tarfile has no filter for that."""
    for member in (entry for entry in archive if not entry.isdir()):
        path = (room / member.name).resolve()
        content = archive.extractfile(member) if member.isfile() else None
        if content is None or not path.is_relative_to(room.resolve()):
            raise BackupError(f"这不是本系统的备份：里面有“{member.name}”，没有恢复任何内容。")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with content, os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            shutil.copyfileobj(content, out)


def kept(data: Path) -> Iterator[tuple[str, Path]]:
    """What lies beside the database and cannot be made again."""
    for path in (data / KEY, *sorted((data / FILES).rglob("*"))):
        if path.is_file():
            yield str(path.relative_to(data)), path


def engine(database: dict[str, Any]) -> str:
    return str(database["ENGINE"]).rpartition(".")[2]


def refuse_full(data: Path, database: dict[str, Any]) -> None:
    files = (path for path in (data / FILES).rglob("*") if path.is_file())
    if engine(database) == "sqlite3" and Path(database["NAME"]).exists():
        raise BackupError(f"{database['NAME']} 已存在：恢复只能在空的数据文件夹里进行，请先把旧数据移走。")
    if any(files):
        raise BackupError(f"{data / FILES} 里已有文件：恢复只能在空的数据文件夹里进行，请先把旧数据移走。")


def dump(database: dict[str, Any], target: Path) -> None:
    if engine(database) == "sqlite3":
        source = Path(database["NAME"])
        if not source.exists():
            raise BackupError(f"没有数据库 {source}，无可备份。")
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    postgres("pg_dump", database, "--format=custom", f"--file={target}")


def load(database: dict[str, Any], source: Path) -> None:
    if engine(database) == "sqlite3":
        source.replace(database["NAME"])
        return
    postgres("pg_restore", database, "--no-owner", "--exit-on-error", "--single-transaction", str(source))


def postgres(program: str, database: dict[str, Any], *arguments: str) -> None:
    found = shutil.which(program)
    if not found:
        raise BackupError(f"找不到 {program}，请先运行：sudo apt-get install -y postgresql-client")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}  # never in `ps`
    known = {name: str(database[key]) for name, key in names.items() if database.get(key)}
    command = [found, f"--dbname={database['NAME']}", *arguments]
    answer = subprocess.run(command, env=os.environ | known, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode:
        said = answer.stderr.strip().splitlines()
        why = next((line for line in said if "error" in line), said[-1] if said else "")
        raise BackupError(f"{program} 没有成功：{why}")
