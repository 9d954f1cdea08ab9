"""Who has come to the limit of a day gets no further page of S3 or S4, and is told what to do."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRefresh

from accounts.reading import watched_act
from audit.actor import Actor
from documents import operations
from documents.quota import quota_of
from ui.pages import asks_for_part, show

READS = frozenset({"GET", "HEAD"})


class ReadingQuota:
    """Asks before the page is made. What is sent passes: nobody loses what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the question is put when it is known which page was asked for."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse the page to whoever has read as much as a day allows."""
        by: Actor = request.actor  # type: ignore[attr-defined]
        if request.method not in READS or not by.user.is_authenticated:
            return None
        act = watched_act(by, getattr(view, "acts", ()))
        quota = quota_of(by) if act else None
        if act is None or quota is None or not quota.used_up:
            return None
        operations.raise_alarm(by=by, act=act)
        if asks_for_part(request):
            return (
                HttpResponseClientRefresh()
            )  # a refusal inside a page would not be shown: the whole page says it
        return show(request, "documents/used_up.html", {"quota": quota}, status=429)
