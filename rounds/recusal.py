"""Stands in until organizations.recusal lands: only granted recusals deny."""

import datetime as dt
from dataclasses import dataclass

from organizations.models import PartyOrganization, Person, Recusal


@dataclass(frozen=True)
class Hit:
    """Why a person should keep away."""

    code: str
    text: str
    denies: bool


def hits(person: Person, party_organization: PartyOrganization, on: dt.date) -> list[Hit]:  # noqa: ARG001
    """Return the granted recusals."""
    rows = Recusal.objects.denying().filter(person=person, party_organization=party_organization)
    return [Hit("declared", row.ground, denies=True) for row in rows]
