"""A prepared question answers like the queryset it was built from, on the database in use."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from accounts.models import RoleHolding
from accounts.prepared import Prepared
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user

pytestmark = pytest.mark.django_db


def _question(user: UUID, day: dt.date) -> "QuerySet[Any, Any]":
    return RoleHolding.objects.of(user, day).order_by("role").values_list("role", "since")


ROLES = Prepared(_question, user=UUID, day=dt.date)


def test_the_answer_follows_the_values_and_not_those_it_was_built_with() -> None:
    clerk, chief = make_user("clerk", Role.OST, Role.TMB), make_user("chief", Role.ODR)
    for user in (clerk, chief):
        for day in (LONG_AGO - dt.timedelta(days=1), LONG_AGO, dt.date(2026, 5, 1)):
            told = [role for role, _since in ROLES.ask(user=user.pk, day=day)]
            assert told == [role for role, _since in _question(user.pk, day)]
    assert [row[0] for row in ROLES.ask(user=chief.pk, day=LONG_AGO)] == ["ODR"]


def test_a_question_is_compiled_once(django_assert_num_queries: Any, monkeypatch: Any) -> None:
    user = make_user("clerk", Role.OST)
    ROLES.ask(user=user.pk, day=LONG_AGO)
    monkeypatch.setattr(ROLES, "question", None)
    with django_assert_num_queries(1):
        assert ROLES.ask(user=user.pk, day=LONG_AGO)
