"""名录: what a clerk enters is kept with its trail, what is refused leaves nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from audit.models import Entry
from audit.operations import Stale
from organizations.models import (
    Body,
    BodyPost,
    Coverage,
    Office,
    PartyOrganization,
    Person,
    Portfolio,
    Tenure,
    Unit,
)
from organizations.operations import coverage, registry, tenure
from organizations.states import BodyKind, PartyKind, TenureKind, UnitKind
from organizations.tests.factories import (
    LONG_AGO,
    make_body,
    make_office,
    make_party_organization,
    make_person,
    make_unit,
    sit_in_body,
    sit_in_office,
    stand_at,
)

pytestmark = pytest.mark.django_db
MAY, JUNE = dt.date(2026, 5, 31), dt.date(2026, 6, 1)


@pytest.fixture
def office() -> Office:
    return make_office()


def worker(office: Office, role: Role) -> Actor:
    user = make_user(f"{role.value.lower()}-{office.short}", role)
    sit_in_office(make_person(office, role.label, user))
    return actor(user)


@pytest.fixture
def clerk(office: Office) -> Actor:
    return worker(office, Role.OST)


@pytest.fixture
def director(office: Office) -> Actor:
    return worker(office, Role.ODR)


@pytest.fixture
def unit(office: Office) -> Unit:
    return make_unit(office)


def head(unit: Unit, person: Person, since: dt.date, until: dt.date | None = None) -> Tenure:
    kind = TenureKind.HEAD
    return Tenure(unit=unit, person=person, kind=kind, title="镇长", since=since, until=until)


def acts(record: object) -> list[str]:
    return list(Entry.objects.about(record).values_list("act", flat=True))  # type: ignore[arg-type]


def test_register_unit_spells_its_name_and_leaves_a_trail(office: Office, clerk: Actor) -> None:
    made = registry.register_unit(Unit(office=office, name="白鹭乡", kind=UnitKind.TOWNSHIP), by=clerk)
    made.refresh_from_db()
    assert made.pinyin == "bailuxiang blx"
    assert acts(made) == ["unit.registry:C"]


def test_register_unit_by_the_director_is_refused_and_leaves_nothing(office: Office, director: Actor) -> None:
    with pytest.raises(PermissionDenied, match="巡察办干部"):
        registry.register_unit(Unit(office=office, name="白鹭乡", kind=UnitKind.TOWNSHIP), by=director)
    assert not Unit.objects.exists()
    assert not Entry.objects.exists()


def test_register_unit_twice_says_that_the_name_stands_already(
    office: Office, clerk: Actor, unit: Unit
) -> None:
    with pytest.raises(ValidationError) as refused:
        registry.register_unit(Unit(office=office, name=unit.name, kind=UnitKind.TOWNSHIP), by=clerk)
    assert "已有同名单位" in refused.value.message_dict["name"][0]
    assert not Entry.objects.exists()


def test_two_offices_may_each_have_a_unit_of_one_name(clerk: Actor, unit: Unit) -> None:
    other = make_office("临川县委巡察办")
    registry.register_unit(Unit(office=other, name=unit.name, kind=UnitKind.TOWNSHIP), by=clerk)
    assert Unit.objects.filter(name=unit.name).count() == 2


def test_edit_unit_spells_the_new_name(clerk: Actor, unit: Unit) -> None:
    registry.edit_unit(unit, changes={"name": "松风镇"}, version=1, by=clerk)
    unit.refresh_from_db()
    assert (unit.name, unit.pinyin, unit.version) == ("松风镇", "songfengzhen sfz", 2)


def test_edit_unit_that_somebody_else_saved_is_refused(clerk: Actor, unit: Unit) -> None:
    registry.edit_unit(Unit.objects.get(pk=unit.pk), changes={"short": "青石"}, by=clerk)
    with pytest.raises(Stale):
        registry.edit_unit(unit, changes={"short": "青"}, version=1, by=clerk)
    unit.refresh_from_db()
    assert unit.short == "青石"


def test_a_unit_does_not_belong_to_itself(clerk: Actor, unit: Unit) -> None:
    with pytest.raises(ValidationError, match="不能隶属于自己"):
        registry.edit_unit(unit, changes={"parent": unit}, by=clerk)


def test_end_unit_ends_what_covers_it_the_day_before(office: Office, clerk: Actor, unit: Unit) -> None:
    make_party_organization(unit)
    other = make_unit(office, "松风镇")
    registry.end_unit(unit, ended_on=JUNE, successor=other, reason="撤镇设街道", by=clerk)
    assert list(Unit.objects.standing(JUNE)) == [other]
    assert unit in Unit.objects.standing(MAY)
    assert Coverage.objects.get().until == MAY
    assert Entry.objects.about(unit).first().reason == "撤镇设街道"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("reason", "into_itself", "word"), [("", False, "依据"), ("撤并", True, "存续的其他单位")]
)
def test_end_unit_without_ground_or_into_itself_is_refused(
    clerk: Actor, unit: Unit, reason: str, into_itself: bool, word: str
) -> None:
    successor = unit if into_itself else None
    with pytest.raises(ValidationError, match=word):
        registry.end_unit(unit, ended_on=JUNE, successor=successor, reason=reason, by=clerk)
    unit.refresh_from_db()
    assert unit.ended_on is None


def test_a_unit_ends_once(clerk: Actor, unit: Unit) -> None:
    registry.end_unit(unit, ended_on=JUNE, reason="撤并", by=clerk)
    with pytest.raises(ValidationError, match="已登记撤并"):
        registry.end_unit(unit, ended_on=MAY, reason="撤并", by=clerk)


def test_a_new_head_ends_the_former_head_the_day_before(office: Office, clerk: Actor, unit: Unit) -> None:
    old, new = make_person(office, "陈立"), make_person(office, "周敏")
    stand_at(old, unit, TenureKind.HEAD)
    registry.appoint(head(unit, new, JUNE), by=clerk)
    heads = unit.tenures.filter(kind=TenureKind.HEAD)
    assert [(row.person.name, row.until) for row in heads.order_by("since")] == [
        ("陈立", MAY),
        ("周敏", None),
    ]
    assert [row.person.name for row in Tenure.objects.on(MAY).filter(unit=unit)] == ["陈立"]
    assert [row.person.name for row in Tenure.objects.on(JUNE).filter(unit=unit)] == ["周敏"]
    told = Entry.objects.about(unit).first()
    assert told is not None
    assert told.reason == "周敏任镇长，自2026年6月1日起；陈立任职至2026年5月31日"


def test_a_new_liaison_ends_nobody(office: Office, clerk: Actor, unit: Unit) -> None:
    stand_at(make_person(office, "陈立"), unit, TenureKind.HEAD)
    row = Tenure(unit=unit, person=make_person(office, "高远"), kind="liaison", title="联络员", since=JUNE)
    registry.appoint(row, by=clerk)
    assert Tenure.objects.on(JUNE).filter(unit=unit).count() == 2


def test_two_heads_on_one_day_are_refused(office: Office, clerk: Actor, unit: Unit) -> None:
    registry.appoint(head(unit, make_person(office, "陈立"), JUNE), by=clerk)
    with pytest.raises(ValidationError, match="当日已有主要负责人"):
        registry.appoint(head(unit, make_person(office, "周敏"), JUNE), by=clerk)
    assert Tenure.objects.count() == 1


def test_a_head_of_the_past_must_end_before_the_next(office: Office, clerk: Actor, unit: Unit) -> None:
    registry.appoint(head(unit, make_person(office, "周敏"), JUNE), by=clerk)
    older = make_person(office, "陈立")
    with pytest.raises(ValidationError, match="周敏已自2026年6月1日起"):
        registry.appoint(head(unit, older, LONG_AGO), by=clerk)
    registry.appoint(head(unit, older, LONG_AGO, MAY), by=clerk)
    assert Tenure.objects.count() == 2


def test_nobody_comes_to_a_unit_that_is_gone(office: Office, clerk: Actor, unit: Unit) -> None:
    registry.end_unit(unit, ended_on=JUNE, reason="撤并", by=clerk)
    with pytest.raises(ValidationError, match="已经撤并"):
        registry.appoint(head(unit, make_person(office, "周敏"), JUNE), by=clerk)


def test_end_tenure_keeps_the_past_and_refuses_a_day_before_it(
    office: Office, clerk: Actor, director: Actor, unit: Unit
) -> None:
    row = stand_at(make_person(office, "陈立"), unit, TenureKind.HEAD)
    with pytest.raises(ValidationError, match="不能早于"):
        registry.end_tenure(row, until=LONG_AGO - dt.timedelta(days=1), by=clerk)
    with pytest.raises(PermissionDenied):
        registry.end_tenure(row, until=MAY, by=director)
    row.refresh_from_db()
    assert row.until is None
    registry.end_tenure(row, until=MAY, reason="退休", by=clerk)
    assert list(Tenure.objects.on(MAY)) == [row]
    assert not Tenure.objects.on(JUNE).exists()


def test_a_new_portfolio_ends_the_former(office: Office, clerk: Actor, unit: Unit) -> None:
    first = Portfolio(unit=unit, person=make_person(office, "何川"), since=LONG_AGO)
    tenure.assign_portfolio(first, by=clerk)
    tenure.assign_portfolio(Portfolio(unit=unit, person=make_person(office, "罗岚"), since=JUNE), by=clerk)
    assert Portfolio.objects.get(person__name="何川").until == MAY
    with pytest.raises(ValidationError, match="已有分管领导"):
        tenure.assign_portfolio(Portfolio(unit=unit, person=first.person, since=MAY), by=clerk)
    assert Portfolio.objects.count() == 2


def test_register_party_needs_units_and_outside_the_coverage_a_reason(office: Office, clerk: Actor) -> None:
    party = PartyOrganization(
        office=office, name="中共税务局委员会", kind=PartyKind.COMMITTEE, in_coverage=False
    )
    with pytest.raises(ValidationError, match="写明理由"):
        coverage.register_party_organization(party, [], since=JUNE, by=clerk)
    party.coverage_reason = "垂直管理，由上级巡察"
    with pytest.raises(ValidationError, match="至少选择一个"):
        coverage.register_party_organization(party, [], since=JUNE, by=clerk)
    assert not PartyOrganization.objects.exists()


def test_one_party_covers_several_units_and_lets_one_go(office: Office, clerk: Actor, unit: Unit) -> None:
    party, other = make_party_organization(unit), make_unit(office, "松风镇")
    coverage.cover(party, [other], since=JUNE, by=clerk)
    assert set(party.units.all()) == {unit, other}
    with pytest.raises(ValidationError, match="不用重复登记"):
        coverage.cover(party, [other], since=JUNE, by=clerk)
    coverage.end_cover(party.coverages.get(unit=unit), until=JUNE, reason="另立党组", by=clerk)
    assert list(Unit.objects.blank(JUNE)) == []
    assert list(Unit.objects.blank(JUNE + dt.timedelta(days=1))) == [unit]
    reasons = Entry.objects.about(party).values_list("reason", flat=True)
    assert set(reasons) == {"增加覆盖：松风镇", "不再覆盖青石镇：另立党组"}


def test_a_village_of_a_town_is_not_blank(office: Office, unit: Unit) -> None:
    Unit.objects.create(office=office, name="上坪村", kind=UnitKind.VILLAGE, parent=unit)
    assert list(Unit.objects.blank(JUNE)) == [unit]


def test_leaving_the_coverage_needs_its_reason(clerk: Actor, unit: Unit) -> None:
    party = make_party_organization(unit)
    with pytest.raises(ValidationError, match="写明理由"):
        coverage.set_coverage(party, in_coverage=False, reason=" ", by=clerk)
    coverage.set_coverage(party, in_coverage=False, reason="由上级巡察", by=clerk)
    party.refresh_from_db()
    assert (party.in_coverage, party.coverage_reason) == (False, "由上级巡察")
    coverage.set_coverage(party, in_coverage=True, reason="", by=clerk)
    assert party.coverage_reason == ""


def test_a_dissolved_party_leaves_its_unit_blank(clerk: Actor, unit: Unit) -> None:
    party = make_party_organization(unit)
    coverage.dissolve(party, ended_on=JUNE, reason="机构改革", by=clerk)
    assert list(Unit.objects.blank(JUNE)) == [unit]
    assert not PartyOrganization.objects.standing(JUNE).exists()
    with pytest.raises(ValidationError, match="已登记撤销"):
        coverage.dissolve(party, ended_on=JUNE, reason="机构改革", by=clerk)


def test_a_handler_leaves_a_body_and_the_past_stays(office: Office, clerk: Actor) -> None:
    post = sit_in_body(make_person(office, "郭岩"), make_body(office))
    tenure.end_post(post, until=MAY, by=clerk)
    assert list(BodyPost.objects.on(MAY)) == [post]
    assert not BodyPost.objects.on(JUNE).exists()


def test_a_body_is_entered_and_renamed_by_a_clerk_only(office: Office, clerk: Actor, director: Actor) -> None:
    body = Body(office=office, name="县纪委", kind=BodyKind.DISCIPLINE)
    with pytest.raises(PermissionDenied):
        registry.enter(body, by=director)
    assert not Body.objects.exists()
    registry.enter(body, by=clerk)
    registry.revise(body, changes={"name": "县纪委监委"}, version=1, by=clerk)
    assert Body.objects.get().name == "县纪委监委"


def test_register_and_edit_person_spell_the_surname(office: Office, clerk: Actor) -> None:
    person = registry.register_person(Person(office=office, name="单伟"), by=clerk)
    assert person.pinyin == "shanwei sw"
    registry.edit_person(person, changes={"name": "曾伟"}, version=1, by=clerk)
    person.refresh_from_db()
    assert person.pinyin == "zengwei zw"
    assert acts(person) == ["person.registry:E", "person.registry:C"]
