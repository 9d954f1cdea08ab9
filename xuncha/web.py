"""The web server of one machine: waitress, stopped by SIGTERM after the requests in hand."""

import signal
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from waitress.server import create_server

from xuncha import env
from xuncha.wsgi import application

LARGEST = 120 * 2**20  # above the largest evidence on purpose: the page refuses it, and keeps what was typed


def stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)  # waitress takes this as the word to finish its threads


def proxy() -> dict[str, Any]:
    """Behind nginx with TLS, believe what it says of the browser; nobody else may say it."""
    if not settings.HTTPS:
        return {}
    return {
        "trusted_proxy": env.text("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def main(host: str, port: str) -> None:
    signal.signal(signal.SIGTERM, stop)
    server = create_server(
        application,
        host=host,
        port=int(port),
        threads=8,
        ident="",  # no header names the server
        max_request_body_size=LARGEST,
        **proxy(),
    )
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:3])
