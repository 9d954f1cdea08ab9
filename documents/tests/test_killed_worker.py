"""A real worker is killed while it makes a report: one report, whole, by the next worker. On both brokers."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bootstrap.steps import ROOT
from tests.stack import Template

pytestmark = pytest.mark.journey
PATIENCE = 60.0


class Story:
    """A queue, a database and a folder where the slow paper says that it has begun."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        self.hold = folder / "hold"
        self.hold.touch()

    def do(self, *words: str) -> str:
        command = [sys.executable, "-m", "documents.tests.trial_story", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.do("tell"))
        return told

    def begun(self) -> int:
        return len(list(self.folder.glob("begun-*")))

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "celery", "-A", "xuncha", "worker", "-c", "1", "-I", "documents.tests.trial_tasks"]  # fmt: skip
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def until(self, fact: Any, *, every: float = 0.2) -> None:
        deadline = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < deadline, (self.folder / "worker.log").read_text()[-3000:]
            time.sleep(every)


@pytest.fixture
def story(empty_template: Template, tmp_path: Path) -> Iterator[Story]:
    with empty_template.lent(tmp_path) as (env, _):
        yield Story(tmp_path, env)


def test_a_worker_killed_in_the_middle_leaves_one_whole_report(story: Story) -> None:
    story.do("ask", str(story.folder))
    with story.worker() as first:
        story.until(lambda: story.begun() == 1)
        os.killpg(first.pid, signal.SIGKILL)
    assert story.told() == {"state": "running", "attempts": 1, "files": 0, "whole": False}
    story.hold.unlink()

    def finished() -> bool:
        story.do("sweep")
        return bool(story.told()["state"] == "done")

    with story.worker():
        story.until(finished, every=0.5)
        story.do("sweep")
        time.sleep(1.0)
    assert story.told() == {"state": "done", "attempts": 2, "files": 1, "whole": True}
    assert story.begun() == 2
