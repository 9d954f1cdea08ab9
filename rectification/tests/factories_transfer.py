"""A unit that takes over what was found at another one, for the tests of 划转."""

from typing import Any
from uuid import UUID

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Proposal
from organizations.models import Unit
from organizations.operations import registry
from organizations.states import TenureKind
from organizations.tests.factories import make_person, make_unit, stand_at
from rectification.models import Transfer
from rectification.operations import transferring
from rectification.states.transfer import TransferKind
from rectification.tests.factories import Mending, today

PAPER = "县委编委〔2026〕3号"
PEOPLE = {
    "next_head": (TenureKind.HEAD, Role.UNH),
    "next_liaison": (TenureKind.LIAISON, Role.UNL),
}


def make_successor(mending: Mending, name: str = "白水镇") -> Unit:
    """Return another unit of the county with its head and liaison, named as the unit is."""
    unit = make_unit(mending.county.office, name)
    for who, (kind, role) in PEOPLE.items():
        key = who if name == "白水镇" else f"{name}-{who}"
        user = make_user(f"{mending.county.user('clerk').username}-{key}", role)
        mending.county.people[key] = make_person(mending.county.office, key, user)
        stand_at(mending.county.people[key], unit, kind)
    return unit


def merge(mending: Mending, into: Unit) -> Unit:
    """Register that the unit was merged today; return it."""
    unit = mending.assignment.unit
    return registry.end_unit(
        unit, ended_on=today(), successor=into, reason="机构改革", by=mending.by("clerk")
    )


def ask(mending: Mending, to: Unit, items: tuple[UUID, ...] = (), **rest: Any) -> Proposal:
    """Return what a clerk asks for: all items of the unit that was merged, or the chosen ones."""
    kind = TransferKind.SPLIT if items else TransferKind.MERGED
    said = {"kind": kind, "to": to, "document": PAPER, "reason": "机构改革，职责划转", "items": items}
    asked = transferring.ask(**{**said, **rest})
    return transferring.propose_transfer(mending.assignment.unit, asked, by=mending.by("clerk"))


def transferred(mending: Mending, to: Unit, items: tuple[UUID, ...] = ()) -> list[Transfer]:
    """Return what the director has passed on."""
    if not items and mending.assignment.unit.successor_id is None:
        merge(mending, to)
        mending.assignment.unit.refresh_from_db()
    return transferring.approve_transfer(ask(mending, to, items), by=mending.by("director"))
