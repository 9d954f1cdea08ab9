"""`manage.py serve` with real processes: nothing in hand is lost, nobody is left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from xuncha import transport, undertaker

pytestmark = pytest.mark.xdist_group("serve")  # one after another: on Redis they share a queue


# On Redis a database of its own: the worker of the test run must not take these tasks
REDIS = re.sub(r"/\d*$", "/9", os.environ.get("REDIS_URL", ""))


def wait_for(what: Callable[[], object], *, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """One supervisor on a data folder of its own."""

    def __init__(self, data: Path, *options: str, **variables: str) -> None:
        self.data = data
        self.variables = variables
        self.log = data / "log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *options],
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def environment(self) -> dict[str, str]:
        module = "xuncha.tests.serve_settings"
        own = {
            "XUNCHA_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": module,
            "WORKERS": "1",
            "REDIS_URL": REDIS,
        }
        return os.environ | own | self.variables

    def expect(self, words: str, *, times: int = 1) -> None:
        assert wait_for(lambda: self.log.read_text().count(words) >= times), self.log.read_text()

    def pids(self, words: str = "") -> set[int]:
        """Every process started for this data folder: children and children's children know it by environment."""
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                mine = f"XUNCHA_DATA={self.data}\0".encode() in (entry / "environ").read_bytes()
                if mine and line and words in line:
                    found.add(int(entry.name))
        return found

    def leader(self, words: str) -> int:
        return min(pid for pid in self.pids(words) if os.getpgid(pid) == pid)

    def send(self, *, seconds: float) -> None:
        app = Celery(broker=REDIS or "folder://localhost/", set_as_current=False)
        app.conf.broker_transport_options = {} if REDIS else {"queue_folder": str(self.data / "queue")}
        app.send_task("test.mark_slowly", [str(self.data)], {"seconds": seconds}, ignore_result=True)
        app.close()
        transport.Transport.global_state.clear()
        assert wait_for((self.data / "begun").exists), self.log.read_text()

    def gone(self, *, seconds: float = 20) -> bool:
        return wait_for(lambda: not self.pids(), seconds=seconds)


Start = Callable[..., House]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    houses: list[House] = []

    def begin(*options: str, **variables: str) -> House:
        houses.append(House(tmp_path, *options, **variables))
        return houses[-1]

    if REDIS:
        Celery(broker=REDIS, set_as_current=False).control.purge()
    yield begin
    for house in houses:
        for pid in house.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        house.process.wait(timeout=10)


def test_sigterm_waits_for_the_task_in_hand(start: Start, tmp_path: Path) -> None:
    house = start("--no-web")
    house.expect("ready.")
    house.send(seconds=3)
    house.process.terminate()
    assert house.process.wait(timeout=60) == 0
    assert (tmp_path / "done").exists()
    assert house.gone(seconds=1)


def test_asking_twice_does_not_wait(start: Start, tmp_path: Path) -> None:
    house = start("--no-web")
    house.expect("ready.")
    house.send(seconds=60)
    house.process.send_signal(signal.SIGINT)
    house.expect("正在停止")
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(timeout=10) == 0
    assert not (tmp_path / "done").exists()
    assert house.gone(seconds=1)


def test_killed_supervisor_leaves_nobody_and_loses_no_short_task(start: Start, tmp_path: Path) -> None:
    port = free_port()
    house = start("--port", str(port))
    house.expect("ready.")
    house.expect("已启动")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=20) as answer:
        assert answer.read() == b"ok\n"
    house.send(seconds=2)
    house.process.kill()
    house.process.wait()
    assert house.gone(seconds=undertaker.GRACE + 5), house.pids()
    assert (tmp_path / "done").exists()


def test_killed_supervisor_does_not_wait_for_a_task_without_end(start: Start) -> None:
    house = start("--no-web")
    house.expect("ready.")
    house.send(seconds=600)
    house.process.kill()
    house.process.wait()
    assert house.gone(seconds=undertaker.GRACE + 5), house.pids()


def test_killed_worker_is_replaced_and_its_children_end(start: Start, tmp_path: Path) -> None:
    house = start("--no-web")
    house.expect("ready.")
    house.send(seconds=600)
    before = house.pids(" worker ")
    assert len(before) == 2, "main process and one child"
    os.kill(house.leader(" worker "), signal.SIGKILL)
    house.expect("worker 意外结束（代码 -9），1 秒后重新启动")
    house.expect("ready.", times=2)
    assert not before & house.pids()
    (tmp_path / "begun").unlink()
    house.send(seconds=0)
    assert wait_for((tmp_path / "done").exists)


def test_closing_the_terminal_stops_it_but_not_under_nohup(start: Start) -> None:
    house = start("--no-worker", "--port", str(free_port()))
    house.expect("已启动")
    house.process.send_signal(signal.SIGHUP)
    assert house.process.wait(timeout=60) == 0
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup does to its child
    try:
        deaf = start("--no-worker", "--port", str(free_port()))
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    deaf.expect("已启动")
    deaf.process.send_signal(signal.SIGHUP)
    assert not wait_for(lambda: "正在停止" in deaf.log.read_text(), seconds=1.5)


def test_second_supervisor_on_the_same_data_is_refused(start: Start) -> None:
    first = start("--no-web")
    first.expect("已启动")
    second = House(first.data, "--no-web")
    assert second.process.wait(timeout=60) == 1
    assert f"已有一个系统在运行，进程号 {first.process.pid}" in second.log.read_text()
    assert first.process.poll() is None


def test_busy_port_is_told_in_one_line(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        house = start("--port", str(port), "--no-worker")
        assert house.process.wait(timeout=60) == 1
    assert f"127.0.0.1:{port} 上启动：端口被占用" in house.log.read_text()
    assert "Traceback" not in house.log.read_text()


def test_nothing_to_start_is_refused(start: Start) -> None:
    house = start("--no-web", "--no-worker")
    assert house.process.wait(timeout=60) == 1
    assert "不能同时使用" in house.log.read_text()


def test_gunicorn_serves_in_place_of_waitress(start: Start) -> None:
    port = free_port()
    house = start("--port", str(port), "--no-worker", "--web", "gunicorn")
    house.expect("已启动")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=20) as answer:
        assert answer.headers["Server"] == "gunicorn"
    house.process.terminate()
    assert house.process.wait(timeout=60) == 0
    assert house.gone(seconds=1)


@pytest.mark.parametrize("web", ["waitress", "gunicorn"])
def test_the_answer_to_head_has_no_body(start: Start, web: str) -> None:
    port = free_port()
    house = start("--port", str(port), "--no-worker", "--web", web)
    house.expect("已启动")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"HEAD /healthz/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        told = b""
        while b"\r\n\r\n" not in told:
            told += line.recv(4096)
        line.settimeout(1)
        with suppress(TimeoutError):
            while more := line.recv(4096):
                told += more
    assert told.startswith(b"HTTP/1.1 200")
    assert told.partition(b"\r\n\r\n")[2] == b""


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def status(port: int, **headers: str) -> tuple[int, str | None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/nowhere/", headers=named)
    try:
        urllib.request.build_opener(Stay).open(asked, timeout=30)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Location"]
    raise AssertionError


@pytest.mark.parametrize("web", ["waitress", "gunicorn"])
def test_the_answer_in_hand_is_sent_before_the_end(start: Start, tmp_path: Path, web: str) -> None:
    port = free_port()
    house = start("--no-worker", "--web", web, "--port", str(port))
    house.expect("已启动")
    with ThreadPoolExecutor() as person:
        answer = person.submit(urllib.request.urlopen, f"http://127.0.0.1:{port}/slow/", timeout=30)
        assert wait_for((tmp_path / "begun").exists)
        house.process.terminate()
        assert answer.result().read() == b"done\n" * 100_000
    assert house.process.wait(timeout=60) == 0


@pytest.mark.parametrize("web", ["waitress", "gunicorn"])
def test_behind_tls_the_proxy_is_believed(start: Start, web: str) -> None:
    port = free_port()
    house = start(
        *("--no-worker", "--web", web, "--port", str(port)),
        HTTPS="1",
        SECRET_KEY="k" * 60,
        STATIC_HASHED="0",
        ALLOWED_HOSTS="127.0.0.1",
    )
    house.expect("已启动")
    assert status(port) == (301, f"https://127.0.0.1:{port}/nowhere/")
    assert status(port, X_Forwarded_Proto="https")[0] != 301
