"""届 › 轮 › 组 › 单位 › 记录: where a record lies, linked as far as the reader may go."""

from accounts.memory import remembered
from audit.actor import Actor
from rounds.models import Assignment, Team
from rounds.views.crumbs import Crumbs, to_assignment

__all__ = ["Crumbs", "places"]


def places(by: Actor, assignment: Assignment, *rest: tuple[str, str]) -> Crumbs:
    """Return the way to a record of an assignment, whose ``unit`` was fetched with it."""
    way = remembered(by, ("way", assignment.pk), lambda: tuple(_way(by, assignment)))
    return [*way, *rest]


def _way(by: Actor, assignment: Assignment) -> Crumbs:
    rows = Team.objects.select_related("round__term")
    assignment.team = rows.get(pk=assignment.team_id)
    return to_assignment(by, assignment)
