"""回避复核: what changes after people were sent is put before the office, once, and decided by the right person."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.clock import clock
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from organizations.models import Coverage, Kin, Person, Recusal
from organizations.operations.recusal import decide_recusal
from organizations.states import Kinship, RecusalState, TenureKind, Trigger
from organizations.tests.factories import make_unit, stand_at
from rounds.models import Assignment, Posting, SupervisionTask
from rounds.operations.recheck import recheck
from rounds.states import AssignmentState
from rounds.tasks import recheck_recusals
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    found = make_county()
    assert run(found) == []
    return found


def run(county: County) -> list[tuple[Person, str]]:
    return [(row.person, row.found_as) for row in recheck(by=clock(county.by("clerk").at))]


def marry(county: County, who: str) -> None:
    Kin.objects.create(
        person=county.people[who], kinship=Kinship.SPOUSE, name="方敏", unit=county.unit, post="会计"
    )


@pytest.mark.parametrize("who", ["team_lead", "deputy", "liaison", "member", "clerk", "director"])
def test_new_kin_of_who_is_at_work_is_put_before_the_office_once(county: County, who: str) -> None:
    marry(county, who)
    assert run(county) == [(county.people[who], Trigger.SPOUSE)]
    assert run(county) == []
    made = Recusal.objects.get()
    assert (made.state, made.declared_by) == (RecusalState.DECLARED, None)
    assert Entry.objects.about(made).get().act == "recuse.decide:P"


def test_it_closes_nothing_before_it_is_granted(county: County) -> None:
    marry(county, "team_lead")
    run(county)
    lead = county.by("team_lead")
    assert list(Assignment.objects.visible_to(lead)) == [county.assignment]
    decide_recusal(Recusal.objects.get(), grants=True, opinion="属实", by=county.by("director"))
    assert list(Assignment.objects.visible_to(county.by("team_lead"))) == []


def test_the_directors_own_waits_for_the_leading_group(county: County) -> None:
    marry(county, "director")
    run(county)
    with pytest.raises(PermissionDenied):
        decide_recusal(Recusal.objects.get(), grants=True, opinion="", by=county.by("director"))
    decide_recusal(Recusal.objects.get(), grants=True, opinion="", by=county.by("leadership"))
    assert list(Assignment.objects.visible_to(county.by("director"))) == []


def test_what_was_refused_comes_back_only_with_a_new_fact(county: County) -> None:
    marry(county, "member")
    run(county)
    decide_recusal(Recusal.objects.get(), grants=False, opinion="已离婚", by=county.by("director"))
    assert run(county) == []
    Kin.objects.create(person=county.people["member"], kinship=Kinship.LINEAL, name="周某", unit=county.unit)
    assert run(county) == [(county.people["member"], Trigger.KIN)]


def test_a_new_entry_of_the_career_is_found(county: County) -> None:
    stand_at(county.people["deputy"], county.unit, TenureKind.STAFF)
    assert run(county) == [(county.people["deputy"], Trigger.WORKED)]


def test_a_new_head_of_the_unit_concerns_those_who_lead_only(county: County) -> None:
    elsewhere = make_unit(county.office, "松风镇")
    for who in ("deputy", "member"):
        stand_at(county.people[who], elsewhere, TenureKind.STAFF)
    stand_at(county.people["unit_head"], elsewhere, TenureKind.HEAD)
    assert run(county) == [(county.people["deputy"], Trigger.SUPERIOR)]


def test_a_unit_merged_into_the_party_organisation_counts_from_its_day(county: County) -> None:
    merged = make_unit(county.office, "白鹭乡")
    stand_at(county.people["member"], merged, TenureKind.STAFF)
    assert run(county) == []
    Coverage.objects.create(
        party_organization=county.assignment.party_organization, unit=merged, since=LONG_AGO
    )
    assert run(county) == [(county.people["member"], Trigger.WORKED)]


def test_who_has_left_and_what_is_filed_away_are_not_checked(county: County) -> None:
    marry(county, "member")
    marry(county, "deputy")
    Posting.objects.filter(person=county.people["member"]).update(until=dt.date(2026, 1, 1))
    assert run(county) == [(county.people["deputy"], Trigger.SPOUSE)]
    Recusal.objects.all().delete()
    Assignment.objects.update(state=AssignmentState.ARCHIVED)
    assert run(county) == []


def test_who_supervises_is_checked_too(county: County) -> None:
    task = SupervisionTask.objects.create(office=county.office, name="督查", since=LONG_AGO)
    task.people.add(county.people["receiver"])
    task.assignments.add(county.assignment)
    marry(county, "receiver")
    assert run(county) == [(county.people["receiver"], Trigger.SPOUSE)]


def test_the_task_of_the_night_does_it(county: County) -> None:
    marry(county, "member")
    assert recheck_recusals() == 1
    assert recheck_recusals() == 0
