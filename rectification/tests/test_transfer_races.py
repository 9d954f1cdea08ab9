"""划转 beside the clock, beside a colleague, beside who accepts: once, and no item in two reports of a month."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.clock import clock
from audit.models import Proposal
from audit.operations import IllegalMove
from deadlines.tests.factories import seed
from documents.tests.racing import race
from rectification.models import Item, MonthlyLine, MonthlyReport, Transfer
from rectification.operations import month_open, transferring
from rectification.tests.factories import Mending, make_fixing
from rectification.tests.factories_transfer import ask, make_successor, merge

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = 4


@pytest.fixture
def mending() -> Mending:
    seed()
    return make_fixing(ITEMS, days_ago=70)


def merged(mending: Mending) -> Proposal:
    to = make_successor(mending)
    merge(mending, to)
    mending.assignment.unit.refresh_from_db()
    return ask(mending, to)


def test_of_four_who_race_to_agree_one_passes_the_items_on(mending: Mending) -> None:
    proposal = merged(mending)
    by = mending.by("director")
    found = race(*[partial(transferring.approve_transfer, proposal, by=by)] * 4)
    passed = [one for one in found if isinstance(one, list)]
    assert [len(one) for one in passed] == [ITEMS]
    refused = IllegalMove | PermissionDenied | ValidationError
    assert all(isinstance(one, refused) for one in found if not isinstance(one, list))
    assert Transfer.objects.count() == ITEMS


def test_a_race_with_the_clock_leaves_one_report_of_the_month_with_each_item_once(mending: Mending) -> None:
    proposal, now = merged(mending), clock(timezone.now())
    agree = partial(transferring.approve_transfer, proposal, by=mending.by("director"))
    opening = [partial(month_open.open_due_months, by=now)] * 3
    found = race(agree, *opening)
    assert [one for one in found if isinstance(one, Exception)] == []
    report = MonthlyReport.objects.get()
    assert report.unit == mending.item.unit
    assert MonthlyLine.objects.count() == ITEMS == report.lines.count()
    assert set(Item.objects.values_list("unit", flat=True)) == {report.unit_id}
