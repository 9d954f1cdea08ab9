"""Every page of the registry: for whom it opens, for whom it does not exist, what it does."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import make_user
from organizations.models import (
    Body,
    Coverage,
    Kin,
    Office,
    OfficePost,
    PartyOrganization,
    Person,
    Portfolio,
    Recusal,
    Tenure,
    Unit,
)
from organizations.states import Kinship, OfficePostKind, RecusalState, TenureKind, UnitKind
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

SEATS = {
    "clerk": (Role.OST, OfficePostKind.CLERK),
    "director": (Role.ODR, OfficePostKind.DIRECTOR),
    "leadership": (Role.LDG, OfficePostKind.LEADING_GROUP),
}
KEEPERS = ("clerk",)
OFFICE = ("clerk", "director", "leadership")
READERS = (*OFFICE, "head", "liaison", "portfolio")


@dataclass
class World:
    office: Office
    unit: Unit
    party: PartyOrganization
    person: Person
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, who: str) -> User:
        return self.users[who]


def make_world(place: str = "云岭") -> World:
    office = make_office(f"{place}县委巡察办")
    unit = make_unit(office, f"{place}县青石镇")
    world = World(office, unit, make_party_organization(unit), make_person(office, f"{place}陈立"))
    for who, (role, kind) in SEATS.items():
        sit_in_office(seat(world, place, who, role), kind)
    stand_at(seat(world, place, "head", Role.UNH), unit, TenureKind.HEAD)
    stand_at(seat(world, place, "liaison", Role.UNL), unit, TenureKind.LIAISON)
    leader = seat(world, place, "portfolio", Role.SUP)
    Portfolio.objects.create(person=leader, unit=unit, since=LONG_AGO)
    seat(world, place, "member", Role.TMB)
    seat(world, place, "sysadmin", Role.SYS)
    return world


def seat(world: World, place: str, who: str, role: Role) -> Person:
    user = make_user(f"{place}-{who}", role)
    world.users[who] = user
    return make_person(world.office, f"{place}{who}", user)


@pytest.fixture
def world() -> World:
    return make_world()


def recusal_of(world: World, **rest: Any) -> Recusal:
    person = Person.objects.get(user=world["member"])
    facts = {"ground": "亲属关系", "declared_at": dt.datetime(2026, 5, 1, tzinfo=dt.UTC), **rest}
    return Recusal.objects.create(person=person, party_organization=world.party, **facts)


def kin_of(world: World) -> Kin:
    return Kin.objects.create(person=world.person, kinship=Kinship.SPOUSE, name="程某", unit=world.unit)


MADE: dict[str, Any] = {
    "unit": lambda world: world.unit,
    "party": lambda world: world.party,
    "person": lambda world: world.person,
    "tenure": lambda world: Tenure.objects.get(person__user=world["head"]),
    "portfolio": lambda world: Portfolio.objects.get(unit=world.unit),
    "coverage": lambda world: Coverage.objects.get(unit=world.unit),
    "kin": kin_of,
    "body": lambda world: make_body(world.office),
    "handler": lambda world: sit_in_body(world.person, make_body(world.office)),
    "office": lambda world: world.office,
    "seat": lambda world: OfficePost.objects.get(person__user=world["director"]),
    "recusal": recusal_of,
    "granted": lambda world: recusal_of(world, state=RecusalState.GRANTED),
}

# page and the record it is about; who may open it; to everybody else it does not exist
PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("unit_list", (*READERS, "member")),
    ("unit_create", KEEPERS),
    ("unit_detail unit", READERS),
    ("unit_edit unit", KEEPERS),
    ("unit_end unit", KEEPERS),
    ("head_appoint unit", KEEPERS),
    ("tenure_add unit", KEEPERS),
    ("portfolio_assign unit", KEEPERS),
    ("tenure_end tenure", KEEPERS),
    ("portfolio_end portfolio", KEEPERS),
    ("party_list", (*READERS, "member")),
    ("party_create", KEEPERS),
    ("party_detail party", READERS),
    ("party_edit party", KEEPERS),
    ("party_coverage party", KEEPERS),
    ("party_end party", KEEPERS),
    ("cover_add party", KEEPERS),
    ("cover_end coverage", KEEPERS),
    ("person_list", OFFICE),
    ("person_create", KEEPERS),
    ("person_detail person", OFFICE),
    ("person_edit person", KEEPERS),
    ("career_add person", KEEPERS),
    ("kin_add person", KEEPERS),
    ("kin_edit kin", KEEPERS),
    ("body_list", OFFICE),
    ("body_create", KEEPERS),
    ("body_detail body", OFFICE),
    ("body_edit body", KEEPERS),
    ("handler_add body", KEEPERS),
    ("handler_end handler", KEEPERS),
    ("office_list", OFFICE),
    ("office_create office", KEEPERS),
    ("office_edit office", KEEPERS),
    ("office_post_add office", KEEPERS),
    ("office_post_end seat", KEEPERS),
    ("recusal_list", (*OFFICE, "portfolio", "member")),
    ("recusal_declare", (*OFFICE, "portfolio", "member")),
    ("recusal_register", KEEPERS),
    ("recusal_check", ("clerk", "director")),
    ("recusal_detail recusal", (*OFFICE, "member")),
    ("recusal_grant recusal", ("director", "leadership")),
    ("recusal_refuse recusal", ("director", "leadership")),
    ("recusal_end granted", ("director", "leadership")),
]
SHOWS = [name for name, _ in PAGES if "_list" in name or "_detail" in name or name == "recusal_check"]


def address(world: World, name: str) -> str:
    page, _, record = name.partition(" ")
    args = [MADE[record](world).pk] if record else []
    return reverse(f"organizations:{page}", args=args)


@pytest.mark.parametrize(("name", "whom"), PAGES, ids=[name for name, _ in PAGES])
def test_a_page_opens_for_whom_it_is_and_does_not_exist_for_others(
    client: Client, world: World, name: str, whom: tuple[str, ...]
) -> None:
    url = address(world, name)
    answers = {}
    for who in world.users:
        client.force_login(world[who])
        answers[who] = client.get(url).status_code
    assert {who for who, status in answers.items() if status == 200} == set(whom)
    assert {status for who, status in answers.items() if who not in whom} == {404}


@pytest.mark.parametrize("name", [name for name, _ in PAGES if " " in name])
def test_a_page_of_another_county_does_not_exist(client: Client, world: World, name: str) -> None:
    url = address(world, name)
    stranger = make_world("临川")
    for who in stranger.users:
        client.force_login(stranger[who])
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", SHOWS)
def test_a_page_that_only_shows_takes_no_post(client: Client, world: World, name: str) -> None:
    client.force_login(world["clerk"])
    assert client.post(address(world, name)).status_code == 405


@pytest.mark.parametrize("name", [name for name in SHOWS if name.endswith("_list") and name != "office_list"])
def test_a_list_answers_htmx_with_its_part(client: Client, world: World, name: str) -> None:
    client.force_login(world["clerk"])
    whole = client.get(address(world, name)).content.decode()
    part = client.get(address(world, name), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="listing"' in part


@pytest.mark.parametrize("name", ["unit_list", "party_list", "person_list"])
def test_a_list_asks_no_more_for_more_rows(client: Client, world: World, name: str) -> None:
    client.force_login(world["clerk"])
    url = address(world, name)
    client.get(url)
    few = asked(client, url)
    for place in ("松风镇", "白鹭乡", "竹溪镇"):
        unit = make_unit(world.office, place)
        make_party_organization(unit)
        stand_at(make_person(world.office, f"{place}人"), unit, TenureKind.HEAD)
    assert asked(client, url) == few


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def rows(client: Client, name: str, query: str) -> list[str]:
    answer = client.get(reverse(f"organizations:{name}") + query)
    return [str(row) for row in answer.context["listing"].rows]


def test_units_are_found_by_name_initials_kind_coverage_and_standing(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    tax = Unit.objects.create(
        office=world.office, name="县税务局", pinyin="xianshuiwuju xswj", kind="vertical"
    )
    party = make_party_organization(tax)
    PartyOrganization.objects.filter(pk=party.pk).update(in_coverage=False, coverage_reason="垂直管理")
    Unit.objects.create(office=world.office, name="县志办", kind=UnitKind.DEPARTMENT)
    gone = Unit.objects.create(
        office=world.office, name="县广电局", kind="department", ended_on=dt.date(2024, 1, 1)
    )
    make_unit(make_office("临川县委巡察办"), "临川县税务局")
    assert rows(client, "unit_list", "?q=xswj") == ["县税务局"]
    assert rows(client, "unit_list", "?q=税务") == ["县税务局"]
    assert rows(client, "unit_list", "?kind=township") == [world.unit.name]
    assert rows(client, "unit_list", "?covered=yes") == [world.unit.name]
    assert rows(client, "unit_list", "?covered=out") == ["县税务局"]
    assert rows(client, "unit_list", "?covered=none") == ["县志办"]
    assert rows(client, "unit_list", "?standing=no") == [str(gone)]
    assert set(rows(client, "unit_list", "?headless=no&standing=yes")) == {"县税务局", "县志办"}


def test_a_party_over_two_units_stands_once_in_the_list(client: Client, world: World) -> None:
    other = make_unit(world.office, f"{world.unit.name}敬老院")
    world.party.coverages.create(unit=other, since=LONG_AGO)
    for who, query in [("clerk", "?q=青石镇"), ("portfolio", "")]:
        client.force_login(world[who])
        if who == "portfolio":
            leader = Person.objects.get(user=world[who])
            Portfolio.objects.create(person=leader, unit=other, since=LONG_AGO)
        assert rows(client, "party_list", query) == [str(world.party)]


def test_a_unit_page_names_the_blank_and_its_villages(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    Unit.objects.create(office=world.office, name="上坪村", kind=UnitKind.VILLAGE, parent=world.unit)
    blank = make_unit(world.office, "县志办", UnitKind.DEPARTMENT)
    page = client.get(reverse("organizations:unit_detail", args=[world.unit.pk])).content.decode()
    assert "上坪村" in page
    page = client.get(reverse("organizations:unit_detail", args=[blank.pk])).content.decode()
    assert "没有党组织覆盖本单位（空白）" in page


@pytest.mark.parametrize(("who", "sees"), [("clerk", True), ("director", True), ("leadership", False)])
def test_kin_is_shown_to_the_office_and_not_to_the_leaders(
    client: Client, world: World, who: str, sees: bool
) -> None:
    kin_of(world)
    client.force_login(world[who])
    page = client.get(reverse("organizations:person_detail", args=[world.person.pk])).content.decode()
    assert ("程某" in page) is sees


def test_one_reads_the_own_record_with_kin_and_nobody_elses(client: Client, world: World) -> None:
    kin_of(world)
    own = Person.objects.get(user=world["member"])
    Kin.objects.create(person=own, kinship=Kinship.INLAW, name="毛某", unit=world.unit)
    client.force_login(world["member"])
    page = client.get(reverse("organizations:person_self")).content.decode()
    assert "毛某" in page
    assert "程某" not in page
    client.force_login(make_user("nobody"))
    assert client.get(reverse("organizations:person_self")).status_code == 404


def test_a_clerk_registers_a_unit_and_lands_on_its_page(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    answer = client.post(reverse("organizations:unit_create"), {"name": "白鹭乡", "kind": "township"})
    made = Unit.objects.get(name="白鹭乡")
    assert answer["Location"] == reverse("organizations:unit_detail", args=[made.pk])
    assert (made.office, made.pinyin) == (world.office, "bailuxiang blx")


def test_a_refused_form_keeps_what_was_typed(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    answer = client.post(
        reverse("organizations:unit_create"), {"name": world.unit.name, "kind": "township", "short": "青石"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已有同名单位" in page
    assert 'value="青石"' in page


def test_a_village_asks_for_its_town(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    url = reverse("organizations:unit_create")
    assert "请选择所属乡镇" in client.post(url, {"name": "上坪村", "kind": "village"}).content.decode()
    client.post(url, {"name": "上坪村", "kind": "village", "parent": str(world.unit.pk)})
    assert Unit.objects.get(name="上坪村").parent == world.unit


def test_two_who_edit_a_unit_see_both_versions(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    url = reverse("organizations:unit_edit", args=[world.unit.pk])
    typed = {"name": world.unit.name, "kind": "township", "version": "1"}
    client.post(url, {**typed, "short": "先存的"})
    page = client.post(url, {**typed, "short": "后写的"}).content.decode()
    assert "先存的" in page
    assert "后写的" in page
    client.post(url, {**typed, "short": "后写的", "version": "2"})
    world.unit.refresh_from_db()
    assert world.unit.short == "后写的"


def test_a_new_head_is_registered_in_the_browser(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    url = reverse("organizations:head_appoint", args=[world.unit.pk])
    client.post(url, {"person": str(world.person.pk), "title": "镇长", "since": "2026-06-01"})
    former = Tenure.objects.get(person__user=world["head"])
    assert former.until == dt.date(2026, 5, 31)
    page = client.get(reverse("organizations:unit_detail", args=[world.unit.pk])).content.decode()
    assert world.person.name in page
    assert "2026-05-31" in page
    client.force_login(world["head"])
    assert client.get(reverse("organizations:unit_detail", args=[world.unit.pk])).status_code == 404


def test_leaving_the_coverage_asks_why(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    url = reverse("organizations:party_coverage", args=[world.party.pk])
    client.post(url, {"reason": "", "version": "1"})
    world.party.refresh_from_db()
    assert world.party.in_coverage
    client.post(url, {"reason": "由上级巡察", "version": "1"})
    world.party.refresh_from_db()
    assert (world.party.in_coverage, world.party.coverage_reason) == (False, "由上级巡察")


def test_a_party_is_registered_over_two_units(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    units = [make_unit(world.office, name) for name in ("县水利局", "县移民局")]
    typed = {"name": "中共县水利局党组", "kind": "group", "since": "2026-01-01", "in_coverage": "on"}
    client.post(reverse("organizations:party_create"), {**typed, "units": [str(unit.pk) for unit in units]})
    assert set(PartyOrganization.objects.get(kind="group").units.all()) == set(units)


def test_a_unit_of_another_county_cannot_be_chosen(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    far = make_unit(make_office("临川县委巡察办"), "临川县水利局")
    typed = {"name": "中共水利局党组", "kind": "group", "since": "2026-01-01", "units": [str(far.pk)]}
    assert client.post(reverse("organizations:party_create"), typed).status_code == 200
    assert not PartyOrganization.objects.filter(kind="group").exists()


@pytest.mark.parametrize(
    ("field", "value", "word"), [("born_in", "80年5月", "1980-05"), ("phone", "加微信", "电话只填")]
)
def test_a_person_is_entered_as_it_is_written(
    client: Client, world: World, field: str, value: str, word: str
) -> None:
    client.force_login(world["clerk"])
    page = client.post(
        reverse("organizations:person_create"), {"name": "单伟", field: value}
    ).content.decode()
    assert word in page
    assert value in page
    assert not Person.objects.filter(name="单伟").exists()


def test_people_are_found_by_initials_of_the_surname_as_it_is_read(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    client.post(reverse("organizations:person_create"), {"name": "单伟"})
    assert rows(client, "person_list", "?q=sw") == ["单伟"]
    assert rows(client, "person_list", "?q=dan") == []
    assert rows(client, "person_list", f"?unit={world.unit.pk}&post=head") == ["云岭head"]
    assert set(rows(client, "person_list", "?account=no")) == {"单伟", "云岭陈立"}


def test_a_body_gets_a_handler(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    client.post(reverse("organizations:body_create"), {"name": "县纪委监委", "kind": "discipline"})
    body = Body.objects.get()
    typed = {"person": str(world.person.pk), "title": "室主任", "since": "2026-01-01"}
    client.post(reverse("organizations:handler_add", args=[body.pk]), typed)
    assert body.posts.get().person == world.person


def test_a_city_office_gets_a_county_below_it(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    typed = {"name": "竹溪县委巡察办", "short": "竹溪办", "paper_mark": "竹巡办"}
    client.post(reverse("organizations:office_create", args=[world.office.pk]), typed)
    assert Office.objects.get(short="竹溪办").parent == world.office
    assert "竹溪县委巡察办" in client.get(reverse("organizations:office_list")).content.decode()


def test_a_recusal_goes_from_declaring_to_granting(client: Client, world: World) -> None:
    client.force_login(world["member"])
    typed = {"party_organization": str(world.party.pk), "ground": "与该单位人员有亲属关系", "detail": "姐夫"}
    client.post(reverse("organizations:recusal_declare"), typed)
    made = Recusal.objects.get()
    assert made.person.user == world["member"]
    client.force_login(world["director"])
    client.post(reverse("organizations:recusal_grant", args=[made.pk]), {"opinion": "同意"})
    made.refresh_from_db()
    assert made.state == RecusalState.GRANTED
    client.force_login(world["member"])
    assert "同意" in client.get(reverse("organizations:recusal_detail", args=[made.pk])).content.decode()


def test_what_the_registry_knows_is_told_to_the_director_who_decides_and_not_to_the_leaders(
    client: Client, world: World
) -> None:
    made = recusal_of(world)
    Kin.objects.create(person=made.person, kinship=Kinship.INLAW, name="毛某", unit=world.unit)
    url = reverse("organizations:recusal_detail", args=[made.pk])
    told = {}
    for who in ("director", "leadership", "member"):
        client.force_login(world[who])
        told[who] = "的近姻亲在" in client.get(url).content.decode()
    assert told == {"director": True, "leadership": False, "member": False}


def test_another_ground_asks_for_its_words(client: Client, world: World) -> None:
    client.force_login(world["member"])
    typed = {"party_organization": str(world.party.pk), "ground": "其他可能影响公正的情形"}
    page = client.post(reverse("organizations:recusal_declare"), typed).content.decode()
    assert "请写明具体情况" in page
    assert not Recusal.objects.exists()


def test_a_member_sees_the_own_recusals_only(client: Client, world: World) -> None:
    own = recusal_of(world)
    other = Recusal.objects.create(
        person=world.person, party_organization=world.party, ground="亲属", declared_at=own.declared_at
    )
    client.force_login(world["member"])
    assert rows(client, "recusal_list", "") == [str(own)]
    assert client.get(reverse("organizations:recusal_detail", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("page", ["recusal_grant", "recusal_refuse"])
def test_the_own_recusal_is_not_decided(client: Client, world: World, page: str) -> None:
    made = recusal_of(world)
    Recusal.objects.update(person=Person.objects.get(user=world["director"]))
    client.force_login(world["director"])
    typed = {"opinion": "", "reason": "好"}
    assert client.post(reverse(f"organizations:{page}", args=[made.pk]), typed).status_code == 403
    shown = client.get(reverse("organizations:recusal_detail", args=[made.pk])).content.decode()
    assert "准予回避</a>" not in shown
    made.refresh_from_db()
    assert made.state == RecusalState.DECLARED


def test_the_check_tells_what_speaks_against_a_person(client: Client, world: World) -> None:
    kin_of(world)
    client.force_login(world["director"])
    url = reverse("organizations:recusal_check")
    asked_for = f"?person={world.person.pk}&party_organization={world.party.pk}"
    assert "应当回避" in client.get(url + asked_for).content.decode()
    Kin.objects.update(unit=make_unit(world.office, "松风镇"))
    assert "没有应当回避的情形" in client.get(url + asked_for).content.decode()


def test_an_own_objection_is_registered_for_another_only(client: Client, world: World) -> None:
    client.force_login(world["clerk"])
    url = reverse("organizations:recusal_register")
    typed = {"party_organization": str(world.party.pk), "ground": "被巡察单位提出异议"}
    own = Person.objects.get(user=world["clerk"])
    assert client.post(url, {**typed, "person": str(own.pk)}).status_code == 200
    assert not Recusal.objects.exists()
    client.post(url, {**typed, "person": str(world.person.pk)})
    assert Recusal.objects.get().declared_by == world["clerk"].pk
