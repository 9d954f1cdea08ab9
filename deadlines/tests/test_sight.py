"""The dictionaries of the clock belong to whoever holds them for the office, and to nobody else."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.states import Role, Scope
from accounts.tests.factories import actor, make_user
from deadlines.models import CalendarYear, DeadlineRule, Delivery, Notice
from deadlines.states import Channel
from deadlines.tests.factories import make_notice
from organizations.models import Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_office, make_party_organization, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL}))
@pytest.mark.parametrize("model", [CalendarYear, DeadlineRule])
def test_a_scope_q_that_the_table_does_not_name_opens_nothing(model: Any, scope: Scope) -> None:
    by = actor(make_user("clerk", Role.OST))
    assert model.objects.visible_to(by).exists()
    assert not model.objects.filter(model.scope_q(scope, Role.OST, by)).exists()


def test_deliveries_visible_to_a_person_are_the_own() -> None:
    mine, theirs = make_user("mine"), make_user("theirs")
    now = timezone.now()
    for user in (mine, theirs):
        facts = {"channel": Channel.MAIL, "day": now.date(), "covers_until": now, "next_try_at": now}
        Delivery.objects.create(recipient=user, **facts)
    assert [one.recipient for one in Delivery.objects.visible_to(actor(mine))] == [mine]


def test_notices_visible_to_a_person_are_none_about_what_a_recusal_closes() -> None:
    user = make_user("mine")
    party = make_party_organization(make_unit(make_office()))
    notice = make_notice(user)
    Notice.objects.filter(pk=notice.pk).update(about=party)
    assert list(Notice.objects.visible_to(actor(user))) == [notice]
    Recusal.objects.create(
        person=make_person(party.office, "mine", user),
        party_organization=party,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=timezone.now(),
    )
    assert not Notice.objects.visible_to(actor(user)).exists()
