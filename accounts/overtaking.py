"""409: somebody else was faster, or the step is not due: which of the two, where it stands, what to do."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.scopes import ScopedQuerySet
from audit.actor import Actor
from audit.models import Entry, EntryKind, Proposal
from audit.operations import IllegalMove
from audit.refusing import FASTER, not_due
from ui.pages import show
from ui.tones import label_of

OPEN_FOR = dt.timedelta(days=1)  # no page stays open for longer: a session ends before
OWN = "您已经办理过这件事，现在的状态不能再这样办理。没有保存新的改动。"
ELSEWHERE = "这件事现在不由您办理。没有保存任何改动。"
Typed = Sequence[tuple[str, str]]


def answer(request: HttpRequest, moved: IllegalMove, *, back: str = "", kept: Typed = ()) -> HttpResponse:
    """Say what stood in the way of an act; ``kept`` is what had been typed, with the word of each text."""
    by, faster = request.actor, was_faster(request, moved)  # type: ignore[attr-defined]
    own = faster and _moved_last(moved.record) == by.user.pk
    record = _as_seen(moved.record, by)
    words = OWN if own else FASTER if faster else _standing(record)
    facts = {"faster": faster and not own, "own": own, "kept": kept, "words": words}
    if record:
        facts |= {"state": label_of(record) if hasattr(record, "state") else "", "back": back}
    return show(request, "409.html", facts, status=409)


def _as_seen(record: Model, by: Actor) -> Any:
    """Return the record as it is now, unless it has left the sight of the person meanwhile."""
    rows = type(record)._default_manager.all()
    seen = rows.visible_to(by) if isinstance(rows, ScopedQuerySet) else rows
    return seen.filter(pk=record.pk).first()


def _standing(record: Any) -> str:
    return not_due(record, str(getattr(record, "state", ""))) if record else ELSEWHERE


def _moved_last(record: Model) -> Any:
    """Return the key of who took the last step."""
    if isinstance(record, Proposal):
        return Proposal.objects.values_list("decided_by", flat=True).get(pk=record.pk)
    moves = Entry.objects.about(record).filter(kind=EntryKind.MOVE)
    return moves.order_by("-recorded_at", "-id").values_list("user", flat=True).first()


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
