"""What the registry of one office keeps from another, from another capacity, and after the day."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role, Scope
from accounts.tests.factories import actor, make_user
from organizations.models import Coverage, OfficePost, PartyOrganization, Person, Unit
from organizations.models.body import offices_on
from organizations.models.unit import units_of
from organizations.states import TenureKind
from organizations.tests.factories import make_office, make_person, make_unit, stand_at
from organizations.tests.test_pages import World, make_world
from organizations.views.handling import in_sight

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """An office that may see, and one county over of which it knows nothing."""
    make_world("外县")
    return make_world()


def shown(client: Client, world: World, name: str) -> Any:
    """Return what a page of the registry shows to a clerk."""
    client.force_login(world["clerk"])
    return client.get(reverse(f"organizations:{name}")).context


def test_person_list_has_the_people_of_the_own_office(client: Client, world: World) -> None:
    rows = shown(client, world, "person_list")["listing"].rows
    assert rows
    assert {person.office for person in rows} == {world.office}


def test_unit_list_counts_blank_units_of_the_own_office(client: Client, world: World) -> None:
    for unit in (make_unit(make_office("邻县委巡察办"), "邻县白鹭乡"), make_unit(world.office, "白鹭乡")):
        assert unit in Unit.objects.blank(dt.date(2026, 6, 1))
    assert shown(client, world, "unit_list")["blank"] == 1


def test_units_of_a_head_are_those_that_one_heads(world: World) -> None:
    user = make_user("zhou-min", Role.UNH)
    person = make_person(world.office, "周敏", user)
    stand_at(person, world.unit, TenureKind.STAFF)
    assert units_of(actor(user), Role.UNH) == []
    stand_at(person, world.unit, TenureKind.HEAD)
    assert units_of(actor(user), Role.UNH) == [world.unit.pk]


def test_a_link_that_has_ended_shows_no_party_organization_to_the_unit(world: World) -> None:
    head = actor(world["head"])
    seen = PartyOrganization.scope_q(Scope.UNIT, Role.UNH, head)
    assert list(PartyOrganization.objects.filter(seen)) == [world.party]
    Coverage.objects.filter(unit=world.unit).update(until=head.on - dt.timedelta(days=1))
    seen = PartyOrganization.scope_q(Scope.UNIT, Role.UNH, actor(world["head"]))
    assert not PartyOrganization.objects.filter(seen).exists()


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL, Scope.TASK, Scope.UNIT, Scope.PORT}))
@pytest.mark.parametrize("model", [Unit, PartyOrganization])
def test_a_scope_q_that_the_table_does_not_name_opens_nothing(
    world: World, model: type[Unit], scope: Scope
) -> None:
    by = actor(world["director"])
    assert not model.objects.filter(model.scope_q(scope, Role.ODR, by)).exists()


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL}))
def test_a_person_is_at_most_oneself_where_the_scope_q_is_not_the_office(world: World, scope: Scope) -> None:
    by = actor(world["director"])
    seen = Person.objects.filter(Person.scope_q(scope, Role.ODR, by))
    assert {person.user for person in seen} == ({by.user} if scope == Scope.SELF else set())


def test_links_lead_to_what_is_in_sight(world: World) -> None:
    """``in_sight`` answers for the reader, not for whoever registered it."""
    other = make_unit(world.office, "白鹭乡")
    assert in_sight(Unit, [world.unit.pk, other.pk, None], actor(world["clerk"])) == {world.unit.pk, other.pk}
    assert in_sight(Unit, [world.unit.pk, other.pk, None], actor(world["head"])) == {world.unit.pk}


def test_offices_on_a_day_are_those_where_one_works_that_day(world: World) -> None:
    user, today = world["clerk"], actor(world["clerk"]).on
    assert list(offices_on(today, user.pk)) == [world.office]
    OfficePost.objects.filter(person__user=user).update(until=today)
    assert list(offices_on(today, user.pk)) == [world.office]
    assert not offices_on(today + dt.timedelta(days=1), user.pk).exists()
