"""届 › 轮 › 组 › 单位 › 记录: where a record lies, linked as far as the reader may go."""

from audit.actor import Actor
from rounds.models import Assignment
from rounds.views.crumbs import Crumbs, to_assignment

__all__ = ["Crumbs", "places"]


def places(by: Actor, assignment: Assignment, *rest: tuple[str, str]) -> Crumbs:
    """Return the way to a record of an assignment; fetch ``team__round__term`` and ``unit`` with it."""
    return [*to_assignment(by, assignment), *rest]
