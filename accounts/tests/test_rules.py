"""The rules that every other rule asks: the reach of a record, and what a clerk enters for who signs on paper."""

from typing import Any

import pytest
from django.db.models import Q, QuerySet

from accounts.models import RoleHolding, User
from accounts.rules import may, signed_on_paper
from accounts.scopes import NOTHING
from accounts.states import Role, Scope
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.actor import Actor

pytestmark = pytest.mark.django_db
VIEW = "proxy.enter:V"  # an act of directors and clerks
SIGN = "report.approve:A"  # an act of the leading group, who sign on paper


class Shelf:
    """Where the folders stand: those called «hidden» are seen by nobody."""

    def filter(self, **asked: Any) -> "QuerySet[User]":
        return User.objects.filter(**asked)

    def visible_to(self, _by: Actor) -> "QuerySet[User]":
        return User.objects.exclude(username="hidden")


class Folder:
    """A record that the office's clerks reach when it is called «near»."""

    _default_manager = Shelf()

    def __init__(self, name: str) -> None:
        self.pk = User.objects.create_user(name, "x").pk

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, _by: Actor) -> Q:
        return Q(username="near") if (scope, role) == (Scope.ALL, Role.OST) else NOTHING


@pytest.fixture
def clerk() -> Actor:
    return actor(make_user("clerk", Role.OST))


# reach


def test_an_act_reaches_what_the_scope_of_the_role_reaches_and_nothing_else(clerk: Actor) -> None:
    near, far = Folder("near"), Folder("far")
    assert may(clerk, VIEW)
    assert may(clerk, VIEW, near)
    assert not may(clerk, VIEW, far)


def test_one_role_does_not_reach_by_the_scope_of_another(clerk: Actor) -> None:
    director = actor(make_user("director", Role.ODR))
    assert may(director, VIEW)
    assert not may(director, VIEW, Folder("near"))


def test_an_act_that_is_not_held_reaches_nothing(clerk: Actor) -> None:
    assert not may(clerk, SIGN)
    assert not may(clerk, SIGN, Folder("near"))


def test_reach_is_asked_once_and_remembered_record_by_record(
    clerk: Actor, django_assert_num_queries: Any
) -> None:
    near, far = Folder("near"), Folder("far")
    answers = [may(clerk, VIEW, one) for one in (near, far)]
    with django_assert_num_queries(0):
        assert [may(clerk, VIEW, one) for one in (near, far)] == answers == [True, False]


# 代录


@pytest.mark.parametrize("act", [SIGN, "round.edit:A", "clue.approve:A", "clue.receipt:S", "rect.apply:S"])
def test_what_leaders_heads_and_bodies_do_is_signed_on_paper(act: str) -> None:
    assert signed_on_paper(act)


@pytest.mark.parametrize("act", ["acct.manage:C", "acct.grant:A", "find.confirm:A", "paper.review:A"])
def test_what_others_do_is_not_signed_on_paper(act: str) -> None:
    assert not signed_on_paper(act)


def test_who_stands_in_for_another_signs_here() -> None:
    assert not signed_on_paper("clue.approve:P")  # of the leading group only in another's place


def test_a_clerk_enters_what_was_signed_about_a_record_in_sight(clerk: Actor) -> None:
    entering = clerk.entering_for("县委书记")
    assert may(entering, SIGN)
    assert may(entering, SIGN, Folder("far"))
    assert not may(entering, SIGN, Folder("hidden"))
    assert not may(clerk, SIGN, Folder("near"))


def test_a_clerk_enters_nothing_that_nobody_signs_on_paper(clerk: Actor) -> None:
    entering = clerk.entering_for("县委书记")
    assert may(clerk, "rect.close:P", Folder("near"))
    assert not may(entering, "find.confirm:A", Folder("far"))
    assert not may(entering, "acct.grant:A")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ODR, Role.OST, Role.PUB}])
def test_nobody_else_enters_for_others(role: Role) -> None:
    entering = actor(make_user("someone", role)).entering_for("县委书记")
    assert not may(entering, SIGN)
    assert not may(entering, SIGN, Folder("far"))


def test_who_stopped_being_a_clerk_enters_nothing(clerk: Actor) -> None:
    RoleHolding.objects.update(until=LONG_AGO)
    assert not may(actor(User.objects.get(pk=clerk.user.pk)).entering_for("县委书记"), SIGN)
