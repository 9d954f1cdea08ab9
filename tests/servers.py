"""PostgreSQL and Redis for the time of a test run: free loopback ports, data in a temporary folder."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bootstrap.engines import FETCHED, find_postgres, find_redis

SERVANTS = ("postgres", "redis", "nobody")  # who runs a server when we are root, first that exists
PATIENCE = 60.0
DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class NoServer(Exception):  # noqa: N818 - reads as the line it prints
    """A server that cannot be had: one clear line, and the run fails."""


@contextmanager
def engines() -> Iterator[dict[str, str]]:
    """Give the addresses of both servers: the ones named in the environment, else started here."""
    with ExitStack() as running:
        folder = running.enter_context(servers_folder())
        database = os.environ.get("DATABASE_URL", "")
        if not database.startswith("postgres"):
            database = running.enter_context(postgres(folder))
        queue = os.environ.get("REDIS_URL") or running.enter_context(redis(folder))
        yield {"DATABASE_URL": database, "REDIS_URL": queue}


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    programs = _readable(find_postgres(), folder, "PostgreSQL", "DATABASE_URL")
    data, port, password = folder / "postgres", free_port(), secrets.token_hex(16)
    keyfile = folder / "postgres.key"
    keyfile.write_text(password)
    _give_away(keyfile)
    kind = ("-E", "UTF8", "--locale=C", "--no-sync", "--auth=scram-sha-256")
    _once([programs / "initdb", "-D", data, "-U", "xuncha", f"--pwfile={keyfile}", *kind])
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",  # the folder is thrown away: speed, not safety
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    told = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with _serving([programs / "postgres", "-D", data, "-p", str(port), *told], signal.SIGINT, folder) as log:
        _until(lambda: _answers_postgres(port, password), "PostgreSQL", log)
        yield f"postgresql://xuncha:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path, port: int = 0, password: str = "") -> Iterator[str]:
    """One that was killed comes back where it was, empty, when port and password are given again."""
    found = find_redis()
    program = _readable(found and found.parent, folder, "Redis", "REDIS_URL") / (found.name if found else "")
    data, port, password = folder / "redis", port or free_port(), password or secrets.token_hex(16)
    data.mkdir(exist_ok=True)
    _give_away(data)
    config = data / "redis.conf"
    config.write_text(
        f'bind 127.0.0.1\nport {port}\ndir "{data}"\nsave ""\nappendonly no\nrequirepass {password}\n'
    )
    _give_away(config)
    with _serving([program, config], signal.SIGTERM, folder) as log:
        _until(lambda: _answers_redis(port, password), "Redis", log)
        yield f"redis://:{password}@127.0.0.1:{port}/0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def servers_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="xuncha-servers-"))
    _give_away(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _servant() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then another user runs both servers."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next((known[name] for name in SERVANTS if name in known), None)


def _as_servant() -> dict[str, Any]:
    servant = _servant()
    return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []} if servant else {}


def _give_away(path: Path) -> None:
    if servant := _servant():
        os.chown(path, servant.pw_uid, servant.pw_gid)


def _readable(programs: Path | None, folder: Path, name: str, variable: str) -> Path:
    """Return the programs' folder; one fetched into a checkout that the servant may not enter is copied out."""
    if programs is None:
        raise NoServer(f"测试需要 {name},这台机器没有。请先运行 make test,或用 {variable} 指定一个。")
    if not _servant() or not programs.is_relative_to(FETCHED):
        return programs
    copy = folder / "engines"
    if not copy.exists():
        shutil.copytree(FETCHED, copy, symlinks=True)
    return copy / programs.relative_to(FETCHED)


def _once(command: Sequence[str | Path]) -> None:
    result = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **_as_servant())
    if result.returncode:
        raise NoServer(f"{Path(command[0]).name} 没有成功:{_last_line(result.stderr or result.stdout)}")


@contextmanager
def _serving(command: Sequence[str | Path], stop: signal.Signals, folder: Path) -> Iterator[Path]:
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_dies_with(stop),  # noqa: PLW1509 - started before any thread is
            **_as_servant(),
        )
    try:
        yield log
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _dies_with(stop: signal.Signals) -> Callable[[], object]:
    """A server must not outlive the run that started it, even if that one is killed."""
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(DIE_WITH_PARENT, int(stop))


def _until(answers: Callable[[], bool], name: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.1)
    raise NoServer(f"{name} 没有起来:{_last_line(log.read_text(errors='replace'))}")


def _answers_postgres(port: int, password: str) -> bool:
    import psycopg2  # noqa: PLC0415 - only here: the rest serves before packages exist

    try:
        psycopg2.connect(
            host="127.0.0.1",
            port=port,
            user="xuncha",
            password=password,
            dbname="postgres",
            connect_timeout=3,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def _answers_redis(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=3) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while b"PONG" not in answer and (part := line.recv(64)):
                answer += part
    except OSError:
        return False
    return b"PONG" in answer


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "没有输出"
