"""The web server of one machine: waitress, stopped by SIGTERM after the requests in hand."""

import signal
import sys
from types import FrameType

from waitress.server import create_server

from xuncha.wsgi import application


def stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)  # waitress takes this as the word to finish its threads


def main(host: str, port: str) -> None:
    signal.signal(signal.SIGTERM, stop)
    # No header names the server; a request body is spooled to disk from half a megabyte on
    server = create_server(application, host=host, port=int(port), threads=8, ident="")
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:3])
