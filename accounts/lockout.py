"""What the browser gets when an account is locked: the sign-in page, which says so in Chinese."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def own_page(
    _request: HttpRequest, response: HttpResponse, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Keep the page that the view has answered with."""
    return response
