"""One process that the supervisor keeps alive."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds before the next try, while a child keeps dying young
GROWN_UP = 60.0  # a child that lived so long starts again without a pause


@dataclass
class Child:
    name: str
    command: list[str]
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0
    rest: bytes = field(default=b"", repr=False)

    def start(self) -> None:
        """Start in a session of its own: Ctrl-C of the terminal reaches the supervisor only."""
        self.process = subprocess.Popen(  # noqa: S603 -- our own command lines
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.set_blocking(self.pipe, False)
        self.started = time.monotonic()

    @property
    def pipe(self) -> int:
        assert self.process is not None  # noqa: S101 -- asked only of a started child
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout.fileno()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def lines(self) -> list[str]:
        """What it said since the last time, whole lines only."""
        if self.process is None:
            return []
        with suppress(BlockingIOError):
            while piece := os.read(self.pipe, 65536):
                self.rest += piece
        *whole, self.rest = self.rest.split(b"\n")
        return [line.decode(errors="replace").rstrip() for line in whole]

    def ask_to_stop(self) -> None:
        """Only the main process is asked: told all at once, celery's children would drop the task in hand."""
        if self.process is not None and self.running:
            self.process.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        """End whoever is left of its session, so that nobody works beside the successor."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def bury(self) -> float:
        """Clean up after a death; says how long to wait before the next start."""
        self.kill_group()
        now = time.monotonic()
        self.deaths = 1 if now - self.started > GROWN_UP else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        self.due = now + pause
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return pause
