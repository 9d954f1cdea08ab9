"""The pool of one office tells nothing of the pool of another."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role, Scope
from audit.actor import Actor
from organizations.states import TenureKind
from organizations.tests.factories import make_person, make_unit, stand_at
from talent_pool import filters
from talent_pool.models import Appraisal, Expertise, Member
from talent_pool.tests.factories import Pool, appraised, make_pool
from talent_pool.totals import pool_lines

pytestmark = pytest.mark.django_db


class Asked:
    """As much of a request as the choices of a filter ask for."""

    def __init__(self, by: Actor) -> None:
        self.actor = by


@pytest.fixture
def pool() -> Pool:
    """An office, and one county over of which it knows nothing."""
    make_pool("外县")
    return make_pool()


def foreign() -> Member:
    return Member.objects.get(person__name="外县mate")


def test_units_to_filter_by_are_those_of_the_own_pool(pool: Pool) -> None:
    for member in (pool.members["mate"], foreign()):
        unit = make_unit(member.office, f"{member.person.name}的单位")
        stand_at(member.person, unit, TenureKind.STAFF)
    assert [unit.name for unit in filters.units(Asked(pool.by("clerk")))] == ["云岭mate的单位"]


def test_expertise_list_counts_members_of_the_own_pool(client: Client, pool: Pool) -> None:
    law = Expertise.objects.create(name="法律")
    for member in (pool.members["mate"], foreign()):
        member.expertise.add(law)
    client.force_login(pool.users["clerk"])
    rows = client.get(reverse("talent_pool:expertise_list")).context["listing"].rows
    assert [(row.name, row.many) for row in rows] == [("法律", 1)]


def test_pool_lines_count_members_of_the_own_pool(pool: Pool) -> None:
    assert sum(line.posted for line in pool_lines(pool.by("clerk"))) == len(pool.members)


def test_member_propose_offers_people_of_the_own_office(client: Client, pool: Pool) -> None:
    make_person(foreign().office, "外县周敏")
    near = make_person(pool.office, "周敏")
    client.force_login(pool.users["clerk"])
    offered = client.get(reverse("talent_pool:member_propose")).context["form"].fields["person"].queryset
    assert near in offered
    assert {person.office for person in offered} == {pool.office}


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL, Scope.TASK}))
def test_a_scope_q_that_the_table_does_not_name_opens_no_member(pool: Pool, scope: Scope) -> None:
    assert not Member.objects.filter(Member.scope_q(scope, Role.ODR, pool.by("director"))).exists()


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL}))
def test_a_scope_q_that_the_table_does_not_name_opens_no_appraisal(pool: Pool, scope: Scope) -> None:
    appraised(pool.members["mate"])
    assert not Appraisal.objects.filter(Appraisal.scope_q(scope, Role.ODR, pool.by("director"))).exists()
