"""See = queryset: the one gate to rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.rules import held
from audit.actor import Actor

NOTHING = Q(pk__in=())
M = TypeVar("M", bound=models.Model)
Steps = Mapping[Any, Sequence[str]]  # state → the acts that take a row on from there


class ScopedQuerySet(models.QuerySet[M]):
    """Rows of a model that names its view acts (``VIEW``) and its reach (``scope_q``)."""

    def visible_to(self, by: Actor) -> Self:
        """Rows that the actor may see; none when nothing says so."""
        return self.reached_by(by, *self.model.VIEW)  # type: ignore[attr-defined]

    def reached_by(self, by: Actor, *acts: str) -> Self:
        """Rows on which the actor holds any of the acts."""
        model: Any = self.model
        pairs = dict.fromkeys(pair for act in acts for pair in held(by, act))
        reach = NOTHING
        for role, scope in pairs:
            reach |= model.scope_q(scope, role, by)
        return self.filter(reach)


def waiting_q(model: Any, steps: Steps, by: Actor) -> Q:
    """Return the condition of rows in a state whose next act the actor holds on them: whose turn it is."""
    waiting = NOTHING
    for state, acts in steps.items():
        for role, scope in dict.fromkeys(pair for act in acts for pair in held(by, act)):
            waiting |= Q(state=state) & model.scope_q(scope, role, by)
    return waiting
