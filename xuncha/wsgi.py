"""What gunicorn and waitress serve."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
pages = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer; the answer to HEAD has no body (RFC 9110 §9.3.2), which Django leaves to the server.

    A body would be read as the beginning of the next answer on the same connection.
    """
    body: Iterable[bytes] = pages(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return body
    if close := getattr(body, "close", None):
        close()
    return ()
