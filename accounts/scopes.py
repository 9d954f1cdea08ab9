"""See = queryset: the one gate to rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.rules import held
from accounts.states import Role, Scope
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


def reached_above(model: Any, key: str, scope: Scope, role: Role, by: Actor) -> "models.QuerySet[Any, Any]":
    """Return the records of a floor above that point at a model by a key, as far as the role reaches them.

    What opens a record may hang on it from above: a unit is opened by the task of a team. No floor imports
    the one above it; the key knows both its ends, and the reach is asked of the model that has the key.
    """
    above: Any = model._meta.get_field(key).related_model
    rows: models.QuerySet[Any, Any] = above._default_manager.filter(above.scope_q(scope, role, by))
    return rows


def waiting_q(model: Any, steps: Steps, by: Actor) -> Q:
    """Return the condition of rows in a state whose next act the actor holds on them: whose turn it is."""
    waiting = NOTHING
    for state, acts in steps.items():
        for role, scope in dict.fromkeys(pair for act in acts for pair in held(by, act)):
            waiting |= Q(state=state) & model.scope_q(scope, role, by)
    return waiting
