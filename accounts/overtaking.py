"""409: somebody else was faster, or the step is not due: which of the two, where it stands, what to do."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from audit.models import Entry, EntryKind, Proposal
from audit.operations import IllegalMove
from audit.refusing import FASTER, not_due
from ui.pages import show
from ui.tones import label_of

OPEN_FOR = dt.timedelta(days=1)  # no page stays open for longer: a session ends before
Typed = Sequence[tuple[str, str]]


def answer(request: HttpRequest, moved: IllegalMove, *, back: str = "", kept: Typed = ()) -> HttpResponse:
    """Say what stood in the way of an act; ``kept`` is what had been typed, with the word of each text."""
    record: Any = type(moved.record)._default_manager.get(pk=moved.record.pk)
    state = label_of(record) if hasattr(record, "state") else ""
    faster = was_faster(request, moved)
    words = FASTER if faster else not_due(record, str(getattr(record, "state", "")))
    facts = {"faster": faster, "words": words, "state": state, "kept": kept, "back": back}
    return show(request, "409.html", facts, status=409)


def none_due(request: HttpRequest, words: str, *, back: str) -> HttpResponse:
    """Say on the spot why none of the chosen records was dealt with; the address itself is there."""
    return show(request, "409.html", {"words": words, "back": back})


def was_faster(request: HttpRequest, moved: IllegalMove) -> bool:
    """Say whether the record was moved on after the page had been opened.

    A page offers an act only where it is due: what is sent in another state was overtaken, if the trail shows
    that the record stood there a while ago. An address that is merely opened overtakes nobody.
    """
    if moved.raced or request.method != "POST":
        return moved.raced
    if isinstance(moved.record, Proposal):
        return True  # it waited for somebody from its first day, and it waits no more
    since = timezone.now() - OPEN_FOR
    rows = Entry.objects.about(moved.record).filter(kind=EntryKind.MOVE, recorded_at__gte=since)
    return (rows.filter(from_state__in=moved.due) if moved.due else rows).exists()
