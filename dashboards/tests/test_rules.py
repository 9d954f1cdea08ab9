"""Who sees which board: each rule by everybody, and by nobody once the role has ended."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import RoleHolding, User
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.actor import Actor
from dashboards import rules
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
OTHERS = (Role.SUP, Role.SVG, Role.SYS, Role.SEC, Role.AUD)


@pytest.fixture
def people() -> dict[str, User]:
    """Return one of every role, and somebody who holds none."""
    county: County = make_county()
    found = {who: county.user(who) for who in county.people}
    found |= {role.value: make_user(role.value.lower(), role) for role in OTHERS}
    return {**found, "nobody": make_user("nobody")}


TABLE: list[tuple[Callable[[Actor], bool], set[str]]] = [
    (rules.can_see_board, {"director", "clerk", "second_clerk", "leadership"}),
    (rules.can_see_portfolio, {"SUP"}),
    (rules.can_see_unit, {"unit_head", "unit_liaison"}),
]


@pytest.mark.parametrize(("rule", "who"), TABLE, ids=[rule.__name__ for rule, _ in TABLE])
def test_a_board_is_for_those_whom_the_table_names(
    people: dict[str, User], rule: Callable[[Actor], bool], who: set[str]
) -> None:
    assert {name for name, user in people.items() if rule(actor(user))} == who
    RoleHolding.objects.update(until=LONG_AGO)
    assert [name for name, user in people.items() if rule(actor(user))] == []


def test_home_shows_the_figures_of_the_board_that_one_may_see(
    client: Client, people: dict[str, User]
) -> None:
    shown: dict[str, tuple[bool, list[str]]] = {}
    for name in ("director", "clerk", "SUP", "unit_head", "member", "receiver", "SVG", "nobody"):
        client.force_login(people[name])
        facts = client.get("/").context
        shown[name] = (bool(facts["board_url"]), [figure.label for figure in facts["figures"]][:1])
    office, own = (True, ["在巡单位（未计入）"]), (False, ["反馈问题"])
    expected = {"director": office, "clerk": office, "SUP": own, "unit_head": own}
    assert shown == {name: expected.get(name, (False, [])) for name in shown}
