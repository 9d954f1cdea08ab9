"""Who may give a team its tasks, and say that it has entered or left."""

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Assignment, Team
from rounds.states import AssignmentState, RoundState

NOT_RUNNING = frozenset({RoundState.PREPARING, RoundState.PAUSED, RoundState.ARCHIVED})
DATES_OPEN = frozenset({AssignmentState.WAITING, AssignmentState.ON_SITE})


def can_create_assignment(by: Actor, team: Team) -> bool:
    """The clerk, while the round is not filed away."""
    return team.round.state != RoundState.ARCHIVED and may(by, "round.edit:C", team)


def can_edit_assignment(by: Actor, assignment: Assignment) -> bool:
    """The clerk, until the team has left."""
    return assignment.state in DATES_OPEN and may(by, "round.edit:E", assignment)


def can_enter(by: Actor, assignment: Assignment) -> bool:
    """The team or the office, once the round is deployed and while it is not paused."""
    return assignment.state == AssignmentState.WAITING and _progresses(by, assignment)


def can_leave(by: Actor, assignment: Assignment) -> bool:
    """The team or the office."""
    return assignment.state == AssignmentState.ON_SITE and _progresses(by, assignment)


def can_go_back(by: Actor, assignment: Assignment) -> bool:
    """The team or the office, until the report is before the meetings."""
    return assignment.state == AssignmentState.LEFT and _progresses(by, assignment)


def _progresses(by: Actor, assignment: Assignment) -> bool:
    runs = assignment.team.round.state not in NOT_RUNNING
    return runs and may(by, "assign.progress:E", assignment)


def not_running(assignment: Assignment) -> str:
    """Return why a task cannot be moved now, empty when the round runs."""
    state = RoundState(assignment.team.round.state)
    return f"{assignment.team.round}{state.label}，现在不能办理进驻或撤离。" if state in NOT_RUNNING else ""
