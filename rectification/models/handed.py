"""报送以后才给人看: what the unit writes is its own and the office's until it is handed in; readers wait."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.rules import held
from accounts.scopes import NOTHING
from accounts.states import Role, Scope
from audit.actor import Actor

OF_WRITERS = {Scope.UNIT, Scope.SELF}
OF_OFFICE = {Role.ODR, Role.OST}


def reads_only(scope: Scope, role: Role) -> bool:
    """Say whether a role neither writes a unit's papers nor takes them in: leaders, bodies, teams."""
    return scope not in OF_WRITERS and not (scope == Scope.ALL and role in OF_OFFICE)


def handed_q(handed_in: Iterable[str], scope: Scope, role: Role) -> Q:
    """Return the condition of papers whose text the role may read: all, or what is handed in.

    What is returned to the unit counts as not handed in: neither what is being reworked nor what was
    returned is read until it comes in again.
    """
    return Q(state__in=tuple(handed_in)) if reads_only(scope, role) else Q()


def told_q(model: Any, by: Actor) -> Q:
    """Return the condition of papers whose text the actor may read; for papers whose row everybody sees."""
    told = NOTHING
    for role, scope in dict.fromkeys(pair for act in model.VIEW for pair in held(by, act)):
        told |= model.scope_q(scope, role, by) & handed_q(model.HANDED_IN, scope, role)
    return told
