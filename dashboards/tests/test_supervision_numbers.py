"""Numbers of supervision: counted once the office accepted, as of a day; leaders see totals without a link."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.clock import clock
from dashboards.indicators import indicator
from supervision.operations import visit as operations
from supervision.operations.duty import begin_duties
from supervision.tests.factories import (
    Mending,
    accepted,
    decided,
    make_mending,
    make_recheck,
    make_revisit,
    sign_in,
    submitted,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
CODES = (
    "revisits_due",
    "units_revisited",
    "units_rechecked",
    "problems_checked",
    "problems_different",
    "units_assessed",
)


def build() -> Mending:
    accepted(make_mending(name="临川", days_ago=250))  # a neighbour's, which could be counted
    return make_mending(days_ago=250)


built, mending = standing(build)


def numbers(mending: Mending, who: str = "director", days: int = 0) -> tuple[int, ...]:
    by = mending.by(who, mending.by(who).at + dt.timedelta(days=days))
    return tuple(indicator(code).count(by) for code in CODES)


def test_a_unit_is_counted_as_due_then_as_visited_once_the_office_accepted(mending: Mending) -> None:
    assert numbers(mending) == (0, 0, 0, 0, 0, 0)
    begin_duties(by=clock(timezone.now()))
    assert numbers(mending) == (1, 0, 0, 0, 0, 0)
    visit = submitted(mending, make_revisit(mending))
    assert numbers(mending) == (1, 0, 0, 0, 0, 0)
    operations.accept_visit(visit, by=mending.by("clerk"))
    assert numbers(mending) == (1, 1, 0, 3, 1, 0)
    again = submitted(mending, make_recheck(mending), "inspector")
    operations.accept_visit(again, by=mending.by("clerk"))
    decided(mending)
    assert numbers(mending) == (1, 1, 1, 6, 2, 1)
    assert numbers(mending, days=-1) == (1, 0, 0, 0, 0, 0)


def test_leaders_see_the_totals_and_open_no_visit(mending: Mending) -> None:
    begin_duties(by=clock(timezone.now()))
    accepted(mending)
    decided(mending)
    assert numbers(mending, "leadership") == numbers(mending) == (1, 1, 0, 3, 1, 1)
    leader, director = sign_in(mending, "leadership"), sign_in(mending, "director")
    shown = leader.get(reverse("dashboards:indicator_list")).content.decode()
    for code in CODES:
        url = reverse("dashboards:indicator_rows", args=[code])
        opens = code == "units_assessed"
        assert (f'href="{url}"' in shown) is opens, code
        assert leader.get(url).status_code == (200 if opens else 404), code
        assert director.get(url).status_code == 200, code


def test_a_problem_that_differs_leads_to_its_visit(mending: Mending) -> None:
    visit = accepted(mending)
    url = reverse("dashboards:indicator_rows", args=["problems_different"])
    shown = sign_in(mending, "director").get(url).content.decode()
    assert reverse("supervision:visit_detail", args=[visit.pk]) in shown
    assert "与上报不符" in shown
