"""日历订阅: a secret address that a calendar program asks; it tells days and counts."""

import hashlib

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acts import open_to_all
from audit.actor import Actor
from dashboards.calendar_file import calendar_file
from dashboards.todo import days_due
from deadlines.operations import person_of_feed
from rounds.views.request import Request


@open_to_all
@require_safe
def feed_show(request: Request, token: str) -> HttpResponse:  # noqa: ARG001 -- nobody is signed in
    """时限日历: of whoever holds the address; one that was revoked never was."""
    person = person_of_feed(token)
    if person is None:
        raise Http404
    at = timezone.now()
    owner = hashlib.sha256(f"calendar:{person.pk}".encode()).hexdigest()[:20]
    content = calendar_file(days_due(Actor(user=person, at=at)), owner=owner, at=at)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
