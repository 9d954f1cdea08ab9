"""What lists offer to be narrowed by: places in sight, and no other's."""

from types import SimpleNamespace

import pytest

from audit.actor import Actor
from rectification.filters.passing import TransferFilters
from rectification.filters.places import answering
from rectification.tests.factories import make_fixing
from rectification.tests.factories_transfer import make_successor, transferred

pytestmark = pytest.mark.django_db


def asked(by: Actor) -> SimpleNamespace:
    return SimpleNamespace(actor=by)


def test_answering_units_are_those_of_the_own_office() -> None:
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    assert [*answering(asked(mending.by("clerk")))] == [mending.assignment.unit]
    assert [*answering(asked(other.by("clerk")))] == [other.assignment.unit]


def test_transfers_offer_units_on_both_sides_to_who_sees_them() -> None:
    """By ``_in_transfers``."""
    mending, other = make_fixing(2), make_fixing(1, name="临川")
    into = make_successor(mending)
    transferred(mending, into, (mending.items[1].pk,))
    told = dict(TransferFilters.offered(asked(mending.by("clerk"))))["unit"]
    assert {name for _, name in told} == {mending.assignment.unit.name, into.name}
    assert not dict(TransferFilters.offered(asked(other.by("clerk"))))["unit"]
