"""Everybody at work on a day, each as an actor with what ``scope_q`` looks up already in the memo.

Asked for three hundred accounts one by one, the same would take two thousand questions; here it takes ten.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from accounts.grants import live_on
from accounts.models import RoleHolding, User
from accounts.rules import apart
from accounts.states import Role, Scope
from audit.actor import Actor
from organizations.models import BodyPost, Office, OfficePost, Person, Portfolio, Recusal, Tenure
from organizations.models.unit import HEADED_AS
from rounds.models import Posting, SupervisionTask, TeamGrant

PEOPLE = "person__user__in"


@dataclass(frozen=True)
class Ground:
    """The dated row behind a right: what it is in words, what it reaches, from when to when."""

    scope: Scope
    role: Role | None
    reaches: frozenset[UUID]
    words: str
    since: dt.date | None
    until: dt.date | None


@dataclass
class Standing:
    """One person at work: the actor, the roles of the day with their rows, and the grounds."""

    by: Actor
    person: Person | None = None
    holdings: dict[Role, RoleHolding] = field(default_factory=dict)
    grounds: list[Ground] = field(default_factory=list)


Everybody = dict[UUID, Standing]


def everybody(by: Actor, roles: Iterable[Role]) -> Everybody:
    """Return who holds one of the roles on the day of the actor, account → standing."""
    live = RoleHolding.objects.on(by.on).filter(user__is_active=True)
    chosen = live.filter(role__in=list(roles)).values("user")
    found: Everybody = {}
    for holding in live.filter(user__in=chosen).select_related("user", "giver").order_by("since"):
        user: User = holding.user
        one = found.setdefault(user.pk, Standing(Actor(user=user, at=by.at, memo=_empty())))
        one.holdings[Role(holding.role)] = holding
    for one in found.values():
        one.by.memo["roles"] = apart(one.holdings)
        one.by.memo["clearance"] = one.by.user.clearance  # type: ignore[attr-defined]
    for look_up in (_people, _offices, _recused, _teams, _units, _bodies, _supervised):
        look_up(found, by.on)
    return found


def _empty() -> dict[Any, Any]:
    memo: dict[Any, Any] = {name: [] for name in ("offices", "recused", "bodies", "supervised")}
    memo["person"] = None
    memo |= {("teams", role): [] for role in (Role.TLD, Role.TDP, Role.TCO, Role.TMB)}
    return memo | {("units", role): [] for role in (*HEADED_AS, Role.SUP)}


def _of(found: Everybody, person: Person) -> Standing:
    """Return the standing of a person who was looked up by account."""
    return found[cast("UUID", person.user_id)]


def _people(found: Everybody, on: dt.date) -> None:  # noqa: ARG001 -- one of a row
    for person in Person.objects.filter(user__in=found):
        one = _of(found, person)
        one.person = one.by.memo["person"] = person


def _offices(found: Everybody, on: dt.date) -> None:
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for key, parent in Office.objects.values_list("pk", "parent"):
        below[parent].append(key)
    for post in OfficePost.objects.on(on).filter(**{PEOPLE: found}).select_related("person"):
        reach = [post.office_id, *below[post.office_id]]
        reach += [last for key in below[post.office_id] for last in below[key]]
        one = _of(found, post.person)
        one.by.memo["offices"] = list(dict.fromkeys([*one.by.memo["offices"], *reach]))
        words = f"任{post.title or post.get_kind_display()}"
        one.grounds.append(Ground(Scope.ALL, None, frozenset(reach), words, post.since, post.until))


def _recused(found: Everybody, on: dt.date) -> None:  # noqa: ARG001 -- one of a row
    rows = Recusal.objects.denying().filter(**{PEOPLE: found})
    for user, party in rows.values_list("person__user", "party_organization"):
        found[user].by.memo["recused"].append(party)


def _teams(found: Everybody, on: dt.date) -> None:
    rows = TeamGrant.objects.filter(live_on(on), user__in=found, permission__codename="work_in_team")
    granted = set(rows.values_list("user", "content_object"))
    for post in Posting.objects.on(on).filter(**{PEOPLE: found}).select_related("person", "team"):
        one, role = _of(found, post.person), Role(post.role)
        if (one.by.user.pk, post.team_id) not in granted:
            continue
        one.by.memo["teams", role].append(post.team_id)
        words = "，".join(filter(None, [f"派任{post.team}{post.get_role_display()}", post.reason]))
        reach = frozenset([post.team_id])
        one.grounds.append(Ground(Scope.TASK, role, reach, words, post.since, post.until))


def _units(found: Everybody, on: dt.date) -> None:
    kinds = {str(kind): role for role, kind in HEADED_AS.items()}
    tenures = Tenure.objects.on(on).filter(**{PEOPLE: found}, kind__in=kinds)
    for row in tenures.select_related("person", "unit"):
        words = f"任{row.unit}{row.title}"
        _unit(_of(found, row.person), Scope.UNIT, kinds[row.kind], row, words)
    portfolios = Portfolio.objects.on(on).filter(**{PEOPLE: found})
    for held in portfolios.select_related("person", "unit"):
        _unit(_of(found, held.person), Scope.PORT, Role.SUP, held, f"分管{held.unit}")


def _unit(one: Standing, scope: Scope, role: Role, row: Any, words: str) -> None:
    one.by.memo["units", role].append(row.unit_id)
    one.grounds.append(Ground(scope, role, frozenset([row.unit_id]), words, row.since, row.until))


def _bodies(found: Everybody, on: dt.date) -> None:
    for post in BodyPost.objects.on(on).filter(**{PEOPLE: found}).select_related("person", "body"):
        one = _of(found, post.person)
        one.by.memo["bodies"].append(post.body_id)
        words, reach = f"{post.body}经办人", frozenset([post.body_id])
        for scope in (Scope.CLUE, Scope.REVIEW):
            one.grounds.append(Ground(scope, None, reach, words, post.since, post.until))


def _supervised(found: Everybody, on: dt.date) -> None:
    rows = SupervisionTask.objects.on(on).filter(people__user__in=found)
    told = rows.values_list("people__user", "assignments", "name", "since", "until")
    for user, assignment, name, since, until in told.filter(assignments__isnull=False):
        one = found[user]
        one.by.memo["supervised"].append(assignment)
        one.grounds.append(Ground(Scope.SV, None, frozenset([assignment]), name, since, until))
