"""Nouns of the county: offices, party organisations, units, people, posts, kin, recusals."""

from organizations.models.body import Body, BodyPost, Office, OfficePost, bodies_of, offices_of
from organizations.models.person import Kin, Person, Recusal, RecusalRule
from organizations.models.unit import Coverage, PartyOrganization, Portfolio, Tenure, Unit, units_of

__all__ = [
    "Body",
    "BodyPost",
    "Coverage",
    "Kin",
    "Office",
    "OfficePost",
    "PartyOrganization",
    "Person",
    "Portfolio",
    "Recusal",
    "RecusalRule",
    "Tenure",
    "Unit",
    "bodies_of",
    "offices_of",
    "units_of",
]
