"""责任单位 and 被巡察单位: after a reform the unit that answers is another than the one that was inspected."""

from typing import Any

import pytest

from organizations.models import Unit
from rectification.models import Item
from rectification.tests import factories as made
from rectification.tests.factories import Mending, page, sign_in
from rectification.tests.factories_publication import drafted
from rectification.tests.factories_transfer import make_successor, transferred

pytestmark = pytest.mark.django_db
OF_ITEMS = ["item_list", "extension_list", "result_list", "outcome_list"]
OF_ALL = ["plan_list", "unit_paper_list", "publication_list"]


@pytest.fixture
def mending() -> Mending:
    """Two problems of one unit; the first is passed on to another one."""
    found = made.make_fixing(2, days_ago=70)
    drafted(found)
    made.make_unit_paper(found)
    made.open_report(found)
    for item in found.items:
        made.ask_extension(found, item)
        made.claim_result(found, item)
    transferred(found, make_successor(found), items=(found.items[0].pk,))
    return found


def unit_of(mending: Mending) -> tuple[Unit, Unit]:
    """Return the inspected unit and the one that took over."""
    return mending.assignment.unit, mending.items[0].unit


def rows(mending: Mending, name: str, **query: Any) -> list[Any]:
    answer = sign_in(mending, "clerk").get(page(name), {key: str(one.pk) for key, one in query.items()})
    return list(answer.context["listing"].selection)


def item_of(row: Any) -> Item:
    found: Item = row if isinstance(row, Item) else row.item
    return found


@pytest.mark.parametrize("name", OF_ITEMS)
def test_a_list_of_problems_is_narrowed_by_who_answers_and_by_where_it_was_found(
    mending: Mending, name: str
) -> None:
    here, there = unit_of(mending)
    first, second = mending.items
    assert {item_of(row) for row in rows(mending, name, unit=there)} == {first}
    assert {item_of(row) for row in rows(mending, name, unit=here)} == {second}
    assert {item_of(row) for row in rows(mending, name, inspected=here)} == {first, second}
    assert {item_of(row) for row in rows(mending, name, inspected=here, unit=there)} == {first}


@pytest.mark.parametrize("name", OF_ALL)
def test_a_paper_of_all_problems_is_found_by_any_unit_that_answers(mending: Mending, name: str) -> None:
    here, there = unit_of(mending)
    every = rows(mending, name)
    assert len(every) in {1, 2}
    assert rows(mending, name, unit=there) == rows(mending, name, unit=here) == every
    assert rows(mending, name, inspected=here) == every
    Item.objects.update(unit=there)
    assert rows(mending, name, unit=there) == every
    assert rows(mending, name, unit=here) == []  # not offered any more: the filter says so and shows nothing


def test_a_month_is_found_by_who_reports_it(mending: Mending) -> None:
    here, there = unit_of(mending)
    by_unit = {unit: [row.unit for row in rows(mending, "monthly_list", unit=unit)] for unit in (here, there)}
    assert all(set(units) == {unit} for unit, units in by_unit.items())
    assert len(rows(mending, "monthly_list", inspected=here)) == sum(map(len, by_unit.values())) > 0


def test_both_filters_offer_the_units_in_sight(mending: Mending) -> None:
    here, there = unit_of(mending)
    made.make_fixing(1, name="临川")
    for name in ("item_list", "plan_list"):
        form = sign_in(mending, "clerk").get(page(name)).context["listing"].form
        offered = {
            key: {str(value) for value, _ in form.fields[key].choices if value}
            for key in ("unit", "inspected")
        }
        assert offered == {"unit": {str(here.pk), str(there.pk)}, "inspected": {str(here.pk)}}
        assert (form.fields["unit"].label, form.fields["inspected"].label) == ("责任单位", "被巡察单位")


def test_the_ledger_is_sorted_by_who_answers(mending: Mending) -> None:
    here, there = unit_of(mending)
    Unit.objects.filter(pk=here.pk).update(name="甲")
    Unit.objects.filter(pk=there.pk).update(name="乙")
    first, second = mending.items
    client = sign_in(mending, "clerk")
    for sort, told in (("unit", [first, second]), ("-unit", [second, first])):
        assert list(client.get(page("item_list"), {"sort": sort}).context["listing"].rows) == told
