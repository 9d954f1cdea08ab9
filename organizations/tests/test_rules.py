"""Who may do what in the registry: each rule by each person."""

from collections.abc import Callable

import pytest

from accounts.tests.factories import actor
from audit.actor import Actor
from organizations import rules
from organizations.models import Person
from organizations.tests.test_pages import World, make_world

pytestmark = pytest.mark.django_db
CLERK, OFFICE = {"clerk"}, {"clerk", "director"}
TABLE: list[tuple[Callable[[Actor], bool], set[str]]] = [
    (rules.can_keep_units, CLERK),
    (rules.can_keep_people, CLERK),
    (rules.can_read_registry_trail, OFFICE),
    (rules.can_check_recusal, OFFICE),
    (rules.can_declare_recusal, {*OFFICE, "leadership", "portfolio", "member"}),
]


def may_all(rule: Callable[[Actor], bool], world: World) -> set[str]:
    return {name for name, user in world.users.items() if rule(actor(user))}


@pytest.mark.parametrize(("rule", "who"), TABLE, ids=[rule.__name__ for rule, _ in TABLE])
def test_registry_rules_by_person(rule: Callable[[Actor], bool], who: set[str]) -> None:
    assert may_all(rule, make_world()) == who


def test_kin_is_for_the_office_of_the_person_and_for_the_person() -> None:
    world, other = make_world(), make_world("临川")
    own = Person.objects.get(user=world["member"])
    assert may_all(lambda by: rules.can_see_kin(by, world.person), world) == OFFICE
    assert may_all(lambda by: rules.can_see_kin(by, own), world) == {*OFFICE, "member"}
    assert may_all(lambda by: rules.can_see_kin(by, world.person), other) == set()
