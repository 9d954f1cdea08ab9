"""Whose turn it is: which rows wait for a person's next act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.rules import held
from accounts.scopes import NOTHING
from audit.actor import Actor

Steps = Mapping[Any, Sequence[str]]  # state → the acts that take a row on from there


def waiting_q(model: Any, steps: Steps, by: Actor) -> Q:
    """Return the condition of rows in a state whose next act the actor holds on them."""
    waiting = NOTHING
    for state, acts in steps.items():
        for role, scope in dict.fromkeys(pair for act in acts for pair in held(by, act)):
            waiting |= Q(state=state) & model.scope_q(scope, role, by)
    return waiting
