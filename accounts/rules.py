"""May this actor do this act, on this record: the matrix, the roles of the day, the reach of the record."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.matrix import holders, is_vital, level_of
from accounts.models import RoleHolding, User
from accounts.states import ADMINISTRATORS, SIGNS_ON_PAPER, Role, Scope
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState

GRANT = "acct.grant:P"
RESET = "acct.reset:P"


class Scoped(Protocol):
    """A record that can say whether a role reaches it within a scope."""

    pk: Any

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Return the condition of the rows that the role reaches within the scope."""


def apart(roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles, or none when they must not meet: who holds such a mixture by a fault may do nothing.

    三员 exclude each other and every business role (roles.md).
    """
    found = frozenset(roles)
    return found if len(found) < 2 or found.isdisjoint(ADMINISTRATORS) else frozenset()


def roles_of(by: Actor) -> frozenset[Role]:
    """Return the roles that the actor holds on the day of the act."""
    if "roles" not in by.memo:
        rows = list(RoleHolding.objects.of(by.user.pk, by.on).values_list("role", "user__clearance"))
        by.memo["roles"] = apart(Role(code) for code, _ in rows)
        by.memo["clearance"] = rows[0][1] if rows else ""
    found: frozenset[Role] = by.memo["roles"]
    return found


def held(by: Actor, act: str) -> list[tuple[Role, Scope]]:
    """Return by which of the actor's roles, and within which scopes, the act is held.

    An act above the account's clearance (安全标记) is held by nobody.
    """
    mine = roles_of(by)
    if level_of(act) > by.memo["clearance"]:
        return []
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


def can_propose_grant(by: Actor, user: User) -> bool:
    """Say whether the actor may put a change of this person's roles before the director; never one's own."""
    return user.pk != by.user.pk and may(by, "acct.grant:P")


def can_decide_grant(by: Actor, proposal: Proposal) -> bool:
    """Say whether the actor may decide it: another than who proposed it, and not for oneself."""
    pending = proposal.state == ProposalState.PENDING and proposal.act == GRANT
    own = by.user.pk in {proposal.proposed_by_id, proposal.record_id}
    return pending and not own and may(by, "acct.grant:A")


def can_withdraw_grant(by: Actor, proposal: Proposal) -> bool:
    """Say whether the actor may take the own proposal back."""
    pending = proposal.state == ProposalState.PENDING and proposal.act == GRANT
    return pending and proposal.proposed_by_id == by.user.pk


def is_fresh(by: Actor) -> bool:
    """Say whether the password was given a short while ago: asked by pages of S4, grants and exports."""
    limit: dt.timedelta = dt.timedelta(minutes=settings.FRESH_MINUTES)
    return by.signed_in_at is not None and by.at - by.signed_in_at <= limit


def went_stale(by: Actor) -> bool:
    """Say whether a session is too old for such an act; the clock and a replayed history have no session."""
    return by.signed_in_at is not None and not is_fresh(by)


def is_vital_account(user: User, day: dt.date) -> bool:
    """要害账号: say whether it holds, or will hold, a role that guards or decides."""
    held_or_coming = RoleHolding.objects.filter(user=user).meeting(day, None).values_list("role", flat=True)
    return any(is_vital(Role(code)) for code in held_or_coming)


def can_reset_password(by: Actor, user: User) -> bool:
    """Say whether the actor alone may send this person a link; one's own password is changed otherwise."""
    other = user.is_active and user.pk != by.user.pk
    return other and may(by, "acct.reset:C") and not is_vital_account(user, by.on)


def can_propose_reset(by: Actor, user: User) -> bool:
    """Say whether the actor may put the reset of a vital account before a second person; never one's own."""
    other = user.is_active and user.pk != by.user.pk
    return other and may(by, RESET) and is_vital_account(user, by.on)


def can_decide_reset(by: Actor, proposal: Proposal) -> bool:
    """Say whether the actor may let the link out: neither proposer nor owner, and whose turn it is."""
    pending = proposal.state == ProposalState.PENDING and proposal.act == RESET
    own = by.user.pk in {proposal.proposed_by_id, proposal.record_id}
    turn = (second_for(by, proposal.record_id), Scope.ALL)
    return pending and not own and turn in held(by, "acct.reset:A")


def can_withdraw_reset(by: Actor, proposal: Proposal) -> bool:
    """Say whether the actor may take the own proposal back."""
    pending = proposal.state == ProposalState.PENDING and proposal.act == RESET
    return pending and proposal.proposed_by_id == by.user.pk


def second_for(by: Actor, key: UUID) -> Role:
    """Return who lets an account's link out: the security administrator; the director, for that one's own."""
    if "guards" not in by.memo:
        rows = RoleHolding.objects.filter(role=Role.SEC).meeting(by.on, None)
        by.memo["guards"] = frozenset(rows.values_list("user_id", flat=True))
    return Role.ODR if key in by.memo["guards"] else Role.SEC


def has_factor(user: User) -> bool:
    """Say whether the account asks for the code of a phone."""
    found: bool = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()
    return found


def must_have_factor(by: Actor) -> bool:
    """Say whether a role of the person, or a reset, asks for the code of a phone."""
    by_role: bool = not roles_of(by).isdisjoint(settings.SECOND_FACTOR_ROLES)
    return by_role or (isinstance(by.user, User) and by.user.must_set_factor)


def password_days_left(user: User, at: dt.datetime) -> int | None:
    """Return after how many days the password has to be renewed; none when no rule says so."""
    if not settings.GRADED_PROTECTION:
        return None
    if user.password_set_at is None:
        return 0
    return max(0, settings.PASSWORD_DAYS - (at - user.password_set_at).days)


def must_change_password(by: Actor) -> bool:
    """Say whether the person has to choose a new password before anything else."""
    user = by.user
    if not isinstance(user, User):
        return False
    return user.must_change_password or password_days_left(user, by.at) == 0


def signed_on_paper(act: str) -> bool:
    """Say whether an act may be somebody's who signs on paper; whoever stands in for another signs here."""
    return any(role in SIGNS_ON_PAPER and scope != Scope.STAND for role, scope in holders(act))


def _may_enter(by: Actor, act: str, record: Scoped | None) -> bool:
    """代录: an act of somebody who signs on paper, entered by a clerk who sees the record anyway."""
    if not held(by, "proxy.enter:A") or not signed_on_paper(act):
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
