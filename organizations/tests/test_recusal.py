"""回避: declared by oneself, decided by another; and the check, line by line of the table."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from audit.models import Entry
from audit.operations import IllegalMove
from organizations.models import Kin, Office, PartyOrganization, Person, Recusal, Tenure, Unit
from organizations.operations import recusal
from organizations.recusal import hits, years_before
from organizations.states import RECUSAL_EDGES, Kinship, RecusalState, TenureKind
from organizations.tests.factories import (
    make_office,
    make_party_organization,
    make_person,
    make_unit,
    sit_in_office,
)
from organizations.triggers import OF_KIN

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@dataclass
class Place:
    office: Office
    unit: Unit
    party: PartyOrganization
    person: Person

    def worked(self, since: str, until: str = "", unit: Unit | None = None, kind: str = "staff") -> Tenure:
        return Tenure.objects.create(
            person=self.person,
            unit=unit or self.unit,
            kind=kind,
            title="干部",
            since=dt.date.fromisoformat(since),
            until=dt.date.fromisoformat(until) if until else None,
        )

    def found(self, leads: bool | None = None, on: dt.date = TODAY) -> list[tuple[str, bool]]:
        return [(hit.code, hit.denies) for hit in hits(self.person, self.party, on, leads=leads)]


@pytest.fixture
def place() -> Place:
    office = make_office()
    unit = make_unit(office)
    return Place(office, unit, make_party_organization(unit), make_person(office, "陈立"))


def test_nothing_known_hits_nothing(place: Place) -> None:
    place.worked("2010-01-01", unit=make_unit(place.office, "松风镇"))
    assert place.found() == []


@pytest.mark.parametrize("kinship", Kinship)
def test_kin_at_the_unit_denies(place: Place, kinship: Kinship) -> None:
    Kin.objects.create(person=place.person, kinship=kinship, name="陈某", unit=place.unit)
    assert place.found() == [(OF_KIN[kinship].value, True)]


def test_kin_elsewhere_or_of_somebody_else_hits_nothing(place: Place) -> None:
    other = make_unit(place.office, "松风镇")
    Kin.objects.create(person=place.person, kinship=Kinship.SPOUSE, name="陈某", unit=other)
    Kin.objects.create(
        person=make_person(place.office, "周敏"), kinship=Kinship.SPOUSE, name="周某", unit=place.unit
    )
    assert place.found() == []


CAREERS: list[tuple[str, list[tuple[str, str]], list[tuple[str, bool]]]] = [
    ("works there", [("2026-01-01", "")], [("recent", True)]),
    ("left on the very day three years ago", [("2022-01-01", "2023-11-23")], [("recent", True)]),
    ("left the day before", [("2022-01-01", "2023-11-22")], []),
    ("long ago, two years", [("2010-01-01", "2011-12-31")], []),
    ("long ago, three years", [("2010-01-01", "2012-12-31")], [("long", True)]),
    ("three years short of a day", [("2010-01-01", "2012-12-29")], []),
    ("twice eighteen months", [("2008-01-01", "2009-06-30"), ("2012-01-01", "2013-07-01")], [("long", True)]),
    ("two posts at one time count once", [("2008-01-01", "2009-12-31"), ("2008-06-01", "2009-12-31")], []),
    ("a post that never began", [("2026-01-01", "2025-12-31")], []),
    ("a post to come", [("2027-01-01", "")], []),
]


@pytest.mark.parametrize(
    ("spans", "wanted"), [line[1:] for line in CAREERS], ids=[line[0] for line in CAREERS]
)
def test_career_at_the_unit(place: Place, spans: list[tuple[str, str]], wanted: Any) -> None:
    for since, until in spans:
        place.worked(since, until)
    assert place.found() == wanted


def test_years_are_a_setting_of_the_office(place: Place, settings: Any) -> None:
    place.worked("2020-01-01", "2022-01-01")
    assert place.found() == []
    settings.RECUSAL_RECENT_YEARS = 5
    assert place.found() == [("recent", True)]


def test_a_year_before_the_29th_of_february_is_the_28th() -> None:
    assert years_before(dt.date(2024, 2, 29), 3) == dt.date(2021, 2, 28)


def test_a_unit_that_the_party_let_go_hits_nothing(place: Place) -> None:
    place.worked("2026-01-01")
    place.party.coverages.update(until=dt.date(2026, 10, 31))
    assert place.found() == []
    assert place.found(on=dt.date(2026, 10, 31)) == [("recent", True)]


@pytest.mark.parametrize(
    ("leads", "wanted"), [(True, [("native", False)]), (None, [("native", False)]), (False, [])]
)
def test_native_place_warns_leaders(place: Place, leads: bool | None, wanted: Any) -> None:
    place.person.native_place = "云岭县青石镇"
    assert place.found(leads=leads) == wanted


@pytest.mark.parametrize(("leads", "denies"), [(True, True), (None, False), (False, False)])
def test_a_superior_of_the_last_years_denies_leaders_and_warns_members(
    place: Place, leads: bool | None, denies: bool
) -> None:
    boss, elsewhere = make_person(place.office, "周敏"), make_unit(place.office, "松风镇")
    place.worked("2020-01-01", unit=elsewhere)
    was = {"kind": TenureKind.HEAD, "title": "镇长", "person": boss}
    until = dt.date(2024, 6, 1)
    Tenure.objects.create(unit=elsewhere, since=dt.date(2021, 1, 1), until=until, **was)
    Tenure.objects.create(unit=place.unit, since=dt.date(2024, 6, 2), **was)
    assert place.found(leads=leads) == [("superior", denies)]
    assert place.found(leads=leads, on=dt.date(2027, 6, 2)) == []


def test_colleagues_of_one_rank_hit_nothing(place: Place) -> None:
    other, elsewhere = make_person(place.office, "周敏"), make_unit(place.office, "松风镇")
    place.worked("2020-01-01", unit=elsewhere)
    since = dt.date(2020, 1, 1)
    Tenure.objects.create(unit=elsewhere, since=since, person=other, kind=TenureKind.STAFF, title="干部")
    Tenure.objects.create(unit=place.unit, since=since, person=other, kind=TenureKind.HEAD, title="镇长")
    assert place.found(leads=True) == []


@pytest.mark.parametrize("state", RecusalState)
def test_only_a_granted_recusal_denies(place: Place, state: RecusalState) -> None:
    keep(place, state=state)
    wanted = [("declared", True)] if state == RecusalState.GRANTED else []
    assert place.found() == wanted


def keep(place: Place, **rest: Any) -> Recusal:
    facts = {"ground": "亲属", "declared_at": actor(make_user("any")).at, **rest}
    return Recusal.objects.create(person=place.person, party_organization=place.party, **facts)


def sit(place: Place, name: str, *roles: Role) -> Actor:
    user = make_user(name, *roles)
    sit_in_office(make_person(place.office, name, user))
    return actor(user)


@pytest.fixture
def member(place: Place) -> Actor:
    place.person.user = make_user("member", Role.TMB)
    place.person.save()
    return actor(place.person.user)


def declare(place: Place, by: Actor) -> Recusal:
    return recusal.declare_recusal(place.person, place.party, ground="亲属关系", detail="姐夫", by=by)


def test_declare_recusal_waits_and_leaves_a_trail(place: Place, member: Actor) -> None:
    made = declare(place, member)
    made.refresh_from_db()
    assert (made.state, made.declared_by, made.declared_at) == ("declared", member.user.pk, member.at)
    assert Entry.objects.about(made).get().act == "recuse.declare:C"
    assert place.found() == []


def test_declare_recusal_of_another_person_is_refused_and_leaves_nothing(place: Place, member: Actor) -> None:
    other = actor(make_user("other", Role.TMB))
    with pytest.raises(PermissionDenied, match="本人申报"):
        declare(place, other)
    assert not Recusal.objects.exists()
    assert not Entry.objects.exists()


def test_declare_recusal_twice_points_to_the_first(place: Place, member: Actor) -> None:
    declare(place, member)
    with pytest.raises(ValidationError, match="已经申报"):
        declare(place, member)


def test_grant_takes_effect_at_once_and_may_end(place: Place, member: Actor) -> None:
    made, director = declare(place, member), sit(place, "director", Role.ODR)
    recusal.decide_recusal(made, grants=True, opinion="", by=director)
    assert place.found() == [("declared", True)]
    with pytest.raises(ValidationError, match="写明结束"):
        recusal.end_recusal(made, reason=" ", by=director)
    recusal.end_recusal(made, reason="亲属已调离", by=director)
    assert place.found() == []
    moves = Entry.objects.about(made).exclude(to_state="").values_list("to_state", "reason")
    assert list(moves) == [("ended", "亲属已调离"), ("granted", "")]


def test_refusing_needs_the_reason(place: Place, member: Actor) -> None:
    made, director = declare(place, member), sit(place, "director", Role.ODR)
    with pytest.raises(ValidationError, match="写明理由"):
        recusal.decide_recusal(made, grants=False, opinion="", by=director)
    made.refresh_from_db()
    assert made.state == RecusalState.DECLARED
    recusal.decide_recusal(made, grants=False, opinion="不属于应回避的亲属", by=director)
    assert made.state == RecusalState.REFUSED


def test_nobody_decides_the_own_recusal(place: Place) -> None:
    place.person.user = make_user("self", Role.ODR)
    place.person.save()
    sit_in_office(place.person)
    own = actor(place.person.user)
    made = declare(place, own)
    with pytest.raises(PermissionDenied, match="本人"):
        recusal.decide_recusal(made, grants=True, opinion="", by=own)
    recusal.decide_recusal(made, grants=True, opinion="", by=sit(place, "leader", Role.LDG))
    with pytest.raises(PermissionDenied, match="本人"):
        recusal.end_recusal(made, reason="好了", by=own)
    made.refresh_from_db()
    assert made.state == RecusalState.GRANTED


def test_a_clerk_registers_an_objection_and_does_not_decide_it(place: Place) -> None:
    both = sit(place, "both", Role.OST, Role.ODR)
    made = recusal.register_recusal(place.person, place.party, ground="单位提出异议", by=both)
    with pytest.raises(PermissionDenied, match="另一人"):
        recusal.decide_recusal(made, grants=True, opinion="", by=both)
    recusal.decide_recusal(made, grants=True, opinion="", by=sit(place, "director", Role.ODR))
    assert made.state == RecusalState.GRANTED


def test_registering_about_oneself_or_without_the_right_is_refused(place: Place, member: Actor) -> None:
    clerk = sit(place, "clerk", Role.OST)
    own = Person.objects.get(user=clerk.user.pk)
    for person, by in [(own, clerk), (place.person, member)]:
        with pytest.raises(PermissionDenied):
            recusal.register_recusal(person, place.party, ground="异议", by=by)
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("state", [RecusalState.GRANTED, RecusalState.REFUSED, RecusalState.ENDED])
def test_what_is_decided_is_not_decided_again(place: Place, state: RecusalState) -> None:
    made = keep(place, state=state)
    with pytest.raises(IllegalMove):
        recusal.decide_recusal(made, grants=True, opinion="", by=sit(place, "director", Role.ODR))


def test_an_office_elsewhere_decides_nothing(place: Place, member: Actor) -> None:
    made = declare(place, member)
    stranger = make_user("far", Role.ODR)
    sit_in_office(make_person(make_office("临川县委巡察办"), "远", stranger))
    with pytest.raises(PermissionDenied):
        recusal.decide_recusal(made, grants=True, opinion="", by=actor(stranger))
    assert list(Recusal.objects.visible_to(actor(stranger))) == []


def test_what_is_over_has_no_way_on() -> None:
    assert [state for state, ways in RECUSAL_EDGES.items() if not ways] == ["refused", "ended"]
