"""The web server of one machine: waitress, stopped by SIGTERM after the answers in hand.

Its own `run()` waits five seconds and drops what comes later: an act would be done and its page never seen.
"""

import signal
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from waitress import wasyncore
from waitress.server import create_server

from xuncha import env
from xuncha.wsgi import application

LARGEST = 120 * 2**20  # above the largest evidence on purpose: the page refuses it, and keeps what was typed
LONGEST = 30.0  # seconds for the answers in hand


def proxy() -> dict[str, Any]:
    """Behind nginx with TLS, believe what it says of the browser; nobody else may say it."""
    if not settings.HTTPS:
        return {}
    return {
        "trusted_proxy": env.text("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


class Web:
    def __init__(self, host: str, port: str) -> None:
        self.stopping = False
        self.sockets: dict[int, Any] = {}
        self.server = create_server(
            application,
            map=self.sockets,
            host=host,
            port=int(port),
            threads=8,
            ident="",  # no header names the server
            max_request_body_size=LARGEST,
            **proxy(),
        )

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self.sockets, count=1)

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        while not self.stopping:
            self.turn(0.5)
        for part in list(self.sockets.values()):
            if part.accepting:
                wasyncore.dispatcher.close(part)
        until = time.monotonic() + LONGEST
        while self.busy() and time.monotonic() < until:
            self.turn(0.1)
        self.server.task_dispatcher.shutdown()

    def busy(self) -> bool:
        """Is a request being worked on, or an answer not yet sent?"""
        parts = list(self.sockets.values())
        return any(getattr(part, "requests", None) or getattr(part, "total_outbufs_len", 0) for part in parts)


if __name__ == "__main__":
    Web(*sys.argv[1:3]).run()
