"""Outlives the supervisor by a moment, to end what it left when it was killed.

Started with a pipe as standard input that only the supervisor can write to. Each line names all groups that
live now. When the pipe closes, the supervisor is gone: its last line is asked to stop, then made to.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

GRACE = 8.0  # seconds for the task in hand; the row it works on is taken up again anyway


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end(groups: Iterable[int], *, grace: float) -> None:
    """Ask each leader to stop; after the grace, kill whoever is left of its group."""
    left = [group for group in groups if alive(group)]
    for group in left:
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
    until = time.monotonic() + grace
    while time.monotonic() < until and any(map(alive, left)):
        time.sleep(0.1)
    for group in left:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        groups = [int(part) for part in line.split()]
    end(groups, grace=GRACE)


if __name__ == "__main__":
    main()
