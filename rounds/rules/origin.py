"""Who may see where a published record came from: never the inspected unit, which sees what was published."""

from typing import Any

from accounts.rules import held
from accounts.scopes import NOTHING
from accounts.states import Scope
from audit.actor import Actor

WITHIN = frozenset({Scope.ALL, Scope.TASK})


def sees_origin(by: Actor, act: str, record: Any) -> bool:
    """Say whether the actor reaches the record as office or team, who know who did what."""
    model = type(record)
    reach = NOTHING
    for role, scope in held(by, act):
        if scope in WITHIN:
            reach |= model.scope_q(scope, role, by)
    found: bool = model.objects.filter(pk=record.pk).filter(reach).exists()
    return found
