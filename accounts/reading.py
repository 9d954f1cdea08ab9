"""Reading of S3 and S4 leaves an entry: the one place where a page that was shown is written down."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from accounts.matrix import level_of
from accounts.rules import may
from audit import operations as audit
from audit.actor import Actor
from ui.listing import Listing
from ui.pages import Page

RECORDED = frozenset({"S3", "S4"})


def watched_act(by: Actor, names: Iterable[str]) -> str | None:
    """Return the act of S3 or S4 by which the person is at a page; none when it holds nothing of the kind."""
    return next((name for name in names if level_of(name) in RECORDED and may(by, name)), None)


def note_reading(request: HttpRequest, names: Iterable[str], answer: HttpResponse) -> None:
    """Write down that a record or a page of a list was shown; nothing for a refusal or a bare head."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not isinstance(answer, Page) or answer.status_code != 200 or request.method == "HEAD":
        return
    act = watched_act(by, names)
    if act is None:
        return
    record, listing = answer.shown.get("record"), answer.shown.get("listing")
    if isinstance(record, Model):
        audit.read(record, by=by, act=act)
    elif isinstance(listing, Listing):
        audit.read(listing.queryset.model, by=by, act=act, place=request.get_full_path(), **_size(listing))


def _size(listing: Listing[Any]) -> dict[str, int]:
    """Return how much of a list was on the page; what was searched for is not told."""
    return {"rows": len(listing.rows), "total": listing.total, "page": listing.pager.number}
