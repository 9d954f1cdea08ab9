"""Counts the queries of a request, times the exact counts and the processor; says so in the answer's head."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class Counted:
    """The outermost layer of the measured servers; costs microseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told: list[tuple[bool, float]] = []
        began = time.thread_time()

        def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            started = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                told.append((sql.startswith("SELECT COUNT(*)"), time.perf_counter() - started))

        with connection.execute_wrapper(tell):
            response = self.get_response(request)
        response["X-Cpu-Ms"] = f"{(time.thread_time() - began) * 1000:.3f}"
        response["X-Queries"] = str(len(told))
        response["X-Count-Ms"] = f"{sum(spent for counts, spent in told if counts) * 1000:.3f}"
        return response
