"""A prepared question answers like the queryset it was built from, on the database in use."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from accounts.models import RoleHolding, SignIn
from accounts.prepared import Prepared
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user

pytestmark = pytest.mark.django_db


def _question(user: UUID, day: dt.date) -> "QuerySet[Any, Any]":
    return RoleHolding.objects.of(user, day).order_by("role").values_list("role", "since")


ROLES = Prepared(_question, user=UUID, day=dt.date)
SESSION = Prepared(lambda key: SignIn.objects.filter(pk=key), key=UUID)


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


def test_a_whole_record_comes_back_as_the_manager_would_bring_it() -> None:
    noon = dt.datetime(2026, 5, 6, 12, 0, 0, 125, tzinfo=dt.UTC)
    facts = {"opened_at": noon, "confirmed_at": noon, "seen_at": noon, "device": "电脑", "with_factor": True}
    kept = SignIn.objects.create(user=make_user("clerk", Role.OST), **facts)
    [found] = SESSION.records(SignIn, key=kept.pk)
    asked = SignIn.objects.get(pk=kept.pk)
    for field in SignIn._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(asked, field.attname), field.attname
    found.save(update_fields=["seen_at"])  # a record of the database, not a new one
    assert SESSION.records(SignIn, key=UUID(int=7)) == []
