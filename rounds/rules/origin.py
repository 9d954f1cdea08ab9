"""Who may see where a published record came from: never the inspected unit, which sees what was published."""

from accounts.rules import held
from accounts.states import Scope
from audit.actor import Actor
from organizations.models import offices_of
from rounds.models import Assignment, teams_of


def sees_origin(by: Actor, act: str, assignment: Assignment) -> bool:
    """Say whether the actor reads a record of the assignment as office or team, who know who did what."""
    return any(
        (scope == Scope.ALL and assignment.office_id in offices_of(by))
        or (scope == Scope.TASK and assignment.team_id in teams_of(by, role))
        for role, scope in held(by, act)
    )
