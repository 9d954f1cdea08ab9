"""责任单位: which unit answers for what was found at another one; it sees and acts, the other does not."""

from django.db.models import Q

from accounts.states import Role, Scope
from audit.actor import Actor
from organizations.models import units_of
from rounds.models import Assignment, assignment_q, unrecused_q

OF_UNITS = {Scope.UNIT, Scope.PORT}


def duty_q(scope: Scope, role: Role, by: Actor, path: str = "") -> Q:
    """As ``assignment_q``, but units and portfolios reach what the unit answers for, wherever it was found.

    Args:
        scope: one of the matrix's @words.
        role: in which capacity.
        by: who, on which day.
        path: the way from the row to what has ``unit`` and ``assignment``, empty when the row is it.
    """
    step = f"{path}__" if path else ""
    if scope not in OF_UNITS:
        return assignment_q(scope, role, by, path=f"{step}assignment")
    mine = Q(**{f"{step}unit__in": units_of(by, role)})
    public = Q(**{f"{step}assignment__published_at__isnull": False})
    return mine & public & unrecused_q(by, f"{step}assignment")


def answered_q(scope: Scope, role: Role, by: Actor, path: str = "assignment") -> Q:
    """As ``assignment_q``, but units and portfolios reach a paper of all problems by any of them."""
    if scope not in OF_UNITS:
        return assignment_q(scope, role, by, path=path)
    answered = Assignment.objects.published().filter(items__unit__in=units_of(by, role))
    return Q(**{f"{path}__in": answered.values("pk")}) & unrecused_q(by, path)
