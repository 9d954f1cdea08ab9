"""What lists of visits and assessments offer to be narrowed by: places in sight, and no other's."""

from types import SimpleNamespace
from typing import Any

import pytest

from audit.actor import Actor
from supervision.filters import AssessmentFilters, DueFilters, ResultFilters, VisitFilters
from supervision.tests.factories import make_mending, make_revisit, page, published, sign_in

pytestmark = pytest.mark.django_db


def units(filters: Any, by: Actor) -> list[str]:
    return [name for _, name in dict(filters.offered(SimpleNamespace(actor=by)))["unit"]]


@pytest.mark.parametrize("filters", [VisitFilters, DueFilters, AssessmentFilters, ResultFilters])
def test_places_offered_are_those_of_the_own_office(filters: Any) -> None:
    mending, other = make_mending(), make_mending(name="临川")
    make_revisit(mending)
    published(mending)
    who = "unit_head" if filters is ResultFilters else "clerk"
    assert units(filters, mending.by(who)) == [mending.assignment.unit.name]
    assert mending.assignment.unit.name not in units(filters, other.by(who))


def test_visit_due_lists_units_of_the_own_office() -> None:
    mending, other = make_mending(), make_mending(name="临川")
    listing = sign_in(mending, "clerk").get(page("visit_due")).context["listing"]
    assert [row.unit for row in listing.rows] == [mending.assignment.unit] != [other.assignment.unit]
