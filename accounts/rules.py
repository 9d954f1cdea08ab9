"""May this actor do this act, on this record: the matrix, the roles of the day, the reach of the record."""

from typing import Any, Protocol

from django.db.models import Q

from accounts.matrix import holders
from accounts.models import RoleHolding
from accounts.states import SIGNS_ON_PAPER, Role, Scope
from audit.actor import Actor


class Scoped(Protocol):
    """A record that can say whether a role reaches it within a scope."""

    pk: Any

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Return the condition of the rows that the role reaches within the scope."""


def roles_of(by: Actor) -> frozenset[Role]:
    """Return the roles that the actor holds on the day of the act."""
    if "roles" not in by.memo:
        rows = RoleHolding.objects.of(by.user.pk, by.on)
        by.memo["roles"] = frozenset(Role(code) for code in rows.values_list("role", flat=True))
    found: frozenset[Role] = by.memo["roles"]
    return found


def held(by: Actor, act: str) -> list[tuple[Role, Scope]]:
    """Return by which of the actor's roles, and within which scopes, the act is held."""
    mine = roles_of(by)
    return [(role, scope) for role, scope in holders(act) if role in mine]


def may(by: Actor, act: str, record: Scoped | None = None) -> bool:
    """Say whether the matrix lets the actor do an act such as ``rect.close:A``, on a record if one is given.

    Raises:
        UnknownAct: no row of the matrix carries the act.
    """
    if by.acting_for:
        return _may_enter(by, act, record)
    pairs = held(by, act)
    if record is None or not pairs:
        return bool(pairs)
    return any(_reached(by, record, role, scope) for role, scope in pairs)


def _may_enter(by: Actor, act: str, record: Scoped | None) -> bool:
    """代录: an act of somebody who signs on paper, entered by a clerk who sees the record anyway."""
    if not held(by, "proxy.enter:A") or not any(role in SIGNS_ON_PAPER for role, _ in holders(act)):
        return False
    model: Any = type(record)
    return record is None or model._default_manager.visible_to(by).filter(pk=record.pk).exists()


def _reached(by: Actor, record: Scoped, role: Role, scope: Scope) -> bool:
    key = ("reach", type(record), record.pk, role, scope)
    if key not in by.memo:
        model: Any = type(record)
        rows = model._default_manager.filter(pk=record.pk)
        by.memo[key] = rows.filter(model.scope_q(scope, role, by)).exists()
    found: bool = by.memo[key]
    return found
