"""What is written of a refused act, and of a failure, where the office's log goes."""

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from xuncha.logs import Refusals

ADDRESS = "/rectification/items/"
WORDS = "《关于李建国的问题底稿》不由您办理。"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the handler of the settings writes from now on."""
    root = logging.getLogger()
    (handler,) = [one for one in root.handlers if any(isinstance(each, Refusals) for each in one.filters)]
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


def ask(error: Exception) -> int:
    answer: Any = convert_exception_to_response(failing(error))(RequestFactory().get(ADDRESS))
    return int(answer.status_code)


def test_a_refusal_is_one_line_that_warns_and_names_the_address(log: io.StringIO) -> None:
    assert ask(PermissionDenied(WORDS)) == 403
    (line,) = log.getvalue().splitlines()
    assert " WARNING " in line
    assert line.endswith(ADDRESS)


def test_a_refusal_leaves_none_of_its_words_in_the_log(log: io.StringIO) -> None:
    ask(PermissionDenied(WORDS))
    assert "李建国" not in log.getvalue()


def test_a_failure_keeps_its_traceback(log: io.StringIO) -> None:
    failed = RuntimeError("disk")
    logging.getLogger("django.request").error("Internal Server Error: %s", ADDRESS, exc_info=failed)
    assert log.getvalue().endswith("RuntimeError: disk\n")
