"""谁能看到这份材料: whom ``visible_to`` lets in, by which role and scope, and the dated row behind it.

The page asks the same conditions as the lists do. Whoever is silently recused is not let in by them, and so
stands nowhere on it; a recusal that may be told is told to whom may read recusals.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone

from accounts.matrix import holders
from accounts.models import RoleHolding, User
from accounts.rules import held
from accounts.states import Role, Scope
from audit.actor import Actor
from organizations.models import Recusal
from rounds.everybody import Ground, Standing, everybody
from rounds.models import Assignment, Team

AT_ONCE = 40  # arms of one question; SQLite takes 500
IN_PLACE = {
    Role.TDP: Scope.TASK,
    Role.ODR: Scope.ALL,
    Role.LDG: Scope.ALL,
}  # by which post somebody stands in
TOLD = {Scope.CLUE: "移交本部门", Scope.REVIEW: "送本部门联审", Scope.STAND: "回避时代行"}


@dataclass(frozen=True)
class Place:
    """Where a record lies: what a right may rest on, and from when it is open within a scope."""

    office: UUID
    team: UUID | None = None
    unit: UUID | None = None
    assignment: UUID | None = None
    party_organization: UUID | None = None
    bodies: tuple[UUID, ...] = ()
    opened: Mapping[Scope, dt.date | None] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[UUID]:
        """All of it."""
        places = (self.office, self.team, self.unit, self.assignment, *self.bodies)
        return frozenset(key for key in places if key)


def place_of_team(team: Team) -> Place:
    """Return where a team lies."""
    return Place(team.round.office_id, team=team.pk)


def place_of(assignment: Assignment, *bodies: UUID) -> Place:
    """Return where a record of an assignment lies, and the bodies that it was sent to."""
    published = assignment.published_at and timezone.localdate(assignment.published_at)
    return Place(
        assignment.office_id,
        assignment.team_id,
        assignment.unit_id,
        assignment.pk,
        assignment.party_organization_id,
        bodies,
        dict.fromkeys((Scope.UNIT, Scope.PORT, Scope.SV), published),
    )


@dataclass(frozen=True)
class Reason:
    """One way in: the role, what it rests on, from when to when it opens."""

    role: Role
    words: str
    since: dt.date | None
    until: dt.date | None


@dataclass
class Seer:
    """Somebody who sees the record, and why."""

    user: User
    post: str
    reasons: list[Reason] = field(default_factory=list)


def seers(record: Any, place: Place, *, by: Actor) -> list[Seer]:
    """谁能看到这份材料: return everybody whom ``visible_to`` lets in on the day, with every way in."""
    acts: Sequence[str] = type(record).VIEW
    roles = {role for act in acts for role, _ in holders(act)}
    arms = [
        (one, role, scope)
        for one in everybody(by, roles).values()
        for role, scope in dict.fromkeys(pair for act in acts for pair in held(one.by, act))
    ]
    found: dict[UUID, Seer] = {}
    for number in _reached(record, arms):
        one, role, scope = arms[number]
        post = one.person.post if one.person else ""
        user: Any = one.by.user
        seer = found.setdefault(user.pk, Seer(user, post))
        seer.reasons.extend(_reasons(one, role, scope, place))
    return sorted(found.values(), key=lambda seer: (_rank(seer), seer.user.name))


def _rank(seer: Seer) -> int:
    return min((list(Role).index(reason.role) for reason in seer.reasons), default=len(Role))


def _reached(record: Any, arms: list[tuple[Standing, Role, Scope]]) -> Iterator[int]:
    """Yield the numbers of the arms that reach the record, forty asked at once."""
    for start in range(0, len(arms), AT_ONCE):
        first, *rest = [
            _arm(record, number, *arms[number]) for number in range(start, min(start + AT_ONCE, len(arms)))
        ]
        yield from sorted(first.union(*rest, all=True) if rest else first)


def _arm(record: Any, number: int, one: Standing, role: Role, scope: Scope) -> "QuerySet[Any, Any]":
    model: Any = type(record)
    rows = model._default_manager.filter(model.scope_q(scope, role, one.by), pk=record.pk).order_by()
    told: QuerySet[Any, Any] = rows.annotate(arm=Value(number, output_field=IntegerField()))
    return told.values_list("arm", flat=True)


def _reasons(one: Standing, role: Role, scope: Scope, place: Place) -> Iterator[Reason]:
    holding, opened = one.holdings[role], place.opened.get(scope)
    rests = [ground for ground in one.grounds if _bears(ground, role, scope) and ground.reaches & place.keys]
    for ground in rests:
        words = "：".join(filter(None, [TOLD.get(scope, ""), ground.words]))
        yield Reason(role, words, *_days(holding, ground, opened))
    if not rests:  # one's own, or what only the role opens
        yield Reason(role, scope.label, holding.since, holding.until)


def _bears(ground: Ground, role: Role, scope: Scope) -> bool:
    if scope == Scope.STAND or (scope == Scope.CLUE and role == Role.LDG):
        scope = IN_PLACE[role]
    return ground.scope == scope and ground.role in {None, role}


def _days(
    holding: RoleHolding, ground: Ground, opened: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """Both must hold, the role and what it rests on; and the record must be open within the scope."""
    starts = [day for day in (holding.since, ground.since, opened) if day]
    ends = [day for day in (holding.until, ground.until) if day]
    return max(starts, default=None), min(ends, default=None)


def kept_out(place: Place, *, by: Actor) -> "QuerySet[Recusal]":
    """Return the recusals from the party organisation that the reader may know."""
    rows: QuerySet[Recusal] = Recusal.objects.visible_to(by).denying()
    if place.party_organization is None:
        return rows.none()
    return rows.filter(party_organization=place.party_organization).select_related("person")
