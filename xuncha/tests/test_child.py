"""One supervised process: what it says, how it dies, when it comes back."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.turns import FIRST_PASS
from xuncha import undertaker
from xuncha.child import GROWN_UP, PAUSES, Child

pytestmark = FIRST_PASS  # no database is touched

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Child]]:
    children: list[Child] = []
    yield children
    for child in children:
        child.kill_group()


def begin(made: list[Child], folder: Path, code: str) -> Child:
    child = Child("worker", [sys.executable, "-c", code], folder, dict(os.environ))
    made.append(child)
    child.start()
    return child


def hear(child: Child, *, count: int) -> list[str]:
    heard: list[str] = []
    until = time.monotonic() + 10
    while len(heard) < count and time.monotonic() < until:
        heard += child.lines()
        time.sleep(0.02)
    return heard


def test_lines_come_whole(made: list[Child], tmp_path: Path) -> None:
    code = "import sys, time; sys.stdout.write('巡察\\n开'); sys.stdout.flush(); time.sleep(.3); print('始')"
    assert hear(begin(made, tmp_path, code), count=2) == ["巡察", "开始"]


def test_bytes_that_are_no_text_do_not_stop_it(made: list[Child], tmp_path: Path) -> None:
    code = r"import sys; sys.stdout.buffer.write(b'\xff\xfe ok\n')"
    assert hear(begin(made, tmp_path, code), count=1) == ["\ufffd\ufffd ok"]


def test_it_runs_in_a_session_of_its_own(made: list[Child], tmp_path: Path) -> None:
    child = begin(made, tmp_path, "import time; time.sleep(99)")
    assert child.process is not None
    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)


def test_pauses_grow_while_it_dies_young_and_not_after_a_long_life(made: list[Child], tmp_path: Path) -> None:
    child = begin(made, tmp_path, "pass")
    pauses = [child.bury() for _ in range(len(PAUSES) + 1)]
    assert pauses == [*PAUSES, PAUSES[-1]]
    child.start()
    child.started -= GROWN_UP + 1
    assert child.bury() == PAUSES[0]


def test_undertaker_kills_who_does_not_stop(made: list[Child], tmp_path: Path) -> None:
    child = begin(made, tmp_path, STUBBORN)
    assert hear(child, count=1) == ["up"]
    assert child.process is not None
    undertaker.end([child.process.pid], grace=0.3)
    assert child.process.wait(timeout=5) == -signal.SIGKILL


def test_undertaker_asks_first(made: list[Child], tmp_path: Path) -> None:
    code = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(3)); print('up', flush=True); time.sleep(99)"
    child = begin(made, tmp_path, code)
    assert hear(child, count=1) == ["up"]
    assert child.process is not None
    undertaker.end([child.process.pid], grace=2)
    assert child.process.wait(timeout=5) == 3


def test_undertaker_passes_over_the_dead() -> None:
    undertaker.end([2**22 - 3], grace=0)
    assert not undertaker.alive(2**22 - 3)
