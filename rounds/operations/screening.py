"""回避审查: who may not be sent where. What everybody knows is told; anything else stays unsaid."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from organizations.models import PartyOrganization, Person
from organizations.recusal import Hit, hits
from rounds.models import Assignment, Team
from rounds.states import AssignmentState, PostingRole

OVER = (AssignmentState.ARCHIVED,)


@dataclass(frozen=True)
class Concern:
    """One hit of one person at one party organisation."""

    person: Person
    party_organization: PartyOrganization
    hit: Hit

    @property
    def words(self) -> str:
        """Who, where, and why as far as it may be told."""
        why = f"：{self.hit.text}" if self.hit.text else ""
        return f"{self.person}与{self.party_organization}存在回避情形{why}"


Sent = tuple[Person, bool]  # who is sent, and whether as leader or deputy
LEADING = frozenset({PostingRole.LEADER, PostingRole.DEPUTY})


def screen(people: Iterable[Sent], parties: Iterable[PartyOrganization], *, on: dt.date) -> list[Concern]:
    """回避审查: look up every hit of these people at these party organisations."""
    return list(_found(list(people), list(parties), on))


def _found(people: list[Sent], parties: list[PartyOrganization], on: dt.date) -> Iterator[Concern]:
    for person, leads in people:
        for party in parties:
            yield from (Concern(person, party, hit) for hit in hits(person, party, on, leads=leads))


def inspected_by(team: Team) -> list[PartyOrganization]:
    """Return the party organisations that a team is sent to."""
    rows = Assignment.objects.filter(team=team).exclude(state__in=OVER)
    return [task.party_organization for task in rows.select_related("party_organization")]


def refuse_denied(found: Iterable[Concern], advice: str) -> None:
    """Refuse when a hit denies, naming the person and what everybody knows."""
    told = [f"{one.words}。" for one in found if one.hit.denies]
    if told:
        raise ValidationError([*told, advice])


def warnings(found: Iterable[Concern]) -> list[str]:
    """Return the hits that deny nothing, in words for the clerk."""
    return [one.words for one in found if not one.hit.denies]


def warned_of(found: Iterable[Concern]) -> list[str]:
    """Return the party organisation of each warning, in the order of ``warnings``."""
    return [str(one.party_organization.pk) for one in found if not one.hit.denies]


def open_warnings(payload: Mapping[str, Any], closed: Iterable[UUID]) -> list[str]:
    """Return the warnings of a proposal but those about a party organisation closed to the reader."""
    words: list[str] = payload.get("warnings", [])
    about = payload.get("warned_of", [])
    kept_from = {str(key) for key in closed}
    return [word for word, party in zip_longest(words, about) if word and party not in kept_from]


def ask_for_reason(found: Iterable[Concern], reason: str) -> None:
    """Ask the proposer to write why somebody is sent whom a hit warns of; the approver reads both."""
    told = [f"{words}。" for words in warnings(found)]
    if told and not reason.strip():
        raise ValidationError({"reason": [*told, "仍要提请的，请在这里写明理由，供主任核准时参考。"]})
