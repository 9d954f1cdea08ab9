"""No blank pages: a refusal without words gets the page of its number."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ui.pages import show

WORDLESS = {405: "405.html", 413: "413.html"}


class WordsForRefusals:
    """Turns an empty refusal, such as opening the address of a button, into a page that leads on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put words to a refusal; a machine that asked otherwise than a browser gets it bare."""
        response = self.get_response(request)
        template = WORDLESS.get(response.status_code)
        if template is None or response.streaming or response.content or request.method != "GET":
            return response
        page = show(request, template, status=response.status_code)
        if "Allow" in response.headers:
            page.headers["Allow"] = response.headers["Allow"]
        return page
