"""What was found for a person stays true until somebody does something: every act leaves an entry.

A web process keeps what orients a page (the menu, the choices of a filter) beside the standing of the trail:
how many acts it holds since a full minute. One more act anywhere, or the next minute, and it is looked up
anew. Rights are never kept: roles, offices and recusals are asked at every request.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from audit.actor import Actor

T = TypeVar("T", bound=Hashable)
STANDING = "standing"  # in the memo of an actor: the standing of the trail when the request began
MOST = 500

_kept: dict[Hashable, Any] = {}


def remembered(by: Actor, what: Hashable, find: Callable[[], T]) -> T:
    """Return what was found for the person at this standing of the trail, else find it.

    Args:
        by: for whom; without a standing (tasks, commands) nothing is kept.
        what: what is looked up, and all that it depends on besides person, day and records.
        find: looks it up; returns values, never records.
    """
    standing = by.memo.get(STANDING)
    if standing is None:
        return find()
    key = (standing, by.user.pk, by.on, what)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = found = find()
    return cast("T", found)


def forget() -> None:
    """Forget everything; for tests, which write rows without acts."""
    _kept.clear()
