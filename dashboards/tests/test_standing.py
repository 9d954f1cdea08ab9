"""One question tells what the lazy ones tell, for every kind of person, and is never a moment behind."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.memory import STANDING
from accounts.models import RoleHolding
from accounts.rules import roles_of
from accounts.tests.factories import actor
from audit.actor import Actor
from dashboards.standing import UNREAD, ask_who
from deadlines.models import Notice
from organizations.models import Recusal, offices_of
from organizations.states import RecusalState
from rounds.models.assignment import recused_from
from rounds.operations import round as rounds
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


def asked(by: Actor) -> Actor:
    ask_who(by)
    return by


def test_it_tells_of_everybody_what_the_lazy_questions_tell(county: County) -> None:
    now = timezone.now()
    for person in county.people.values():
        Recusal.objects.create(
            person=person,
            party_organization=county.assignment.party_organization,
            ground="配偶在该单位任职",
            state=RecusalState.GRANTED,
            declared_at=now,
        )
    Notice.objects.create(recipient=county.user("clerk"), title="通知", created_at=now, sent_at=now)
    for name in county.people:
        user = county.user(name)
        lazy, memo = actor(user), asked(actor(user)).memo
        assert memo["roles"] == roles_of(lazy)
        assert memo["clearance"] == lazy.memo["clearance"]
        assert set(memo["offices"]) == set(offices_of(lazy))
        assert memo["recused"] == recused_from(lazy) != []
        assert memo[UNREAD] == Notice.objects.unread_of(user).count()


def test_a_right_that_ended_is_gone_although_no_act_was_entered(county: County) -> None:
    user = county.user("clerk")
    before = asked(actor(user)).memo
    RoleHolding.objects.filter(user=user).update(until=timezone.localdate() - dt.timedelta(days=1))
    after = asked(actor(user)).memo
    assert before["roles"]
    assert not after["roles"]
    assert before[STANDING][1] == after[STANDING][1]


def test_every_act_changes_the_standing(county: County) -> None:
    clerk = county.by("clerk")
    before = asked(actor(county.user("member"))).memo[STANDING]
    changes: dict[str, Any] = {"name": "第七轮巡察"}
    rounds.edit_round(county.round, changes=changes, version=county.round.version, by=clerk)
    assert asked(actor(county.user("member"))).memo[STANDING] != before


def test_the_frame_names_the_round_anew_after_an_act(client: Client, county: County) -> None:
    client.force_login(county.user("clerk"), backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("organizations:recusal_list")
    assert county.round.name in client.get(page).content.decode()
    rounds.edit_round(
        county.round, changes={"name": "换了名的一轮"}, version=county.round.version, by=county.by("clerk")
    )
    assert "换了名的一轮" in client.get(page).content.decode()


def test_a_page_without_records_asks_little(
    client: Client, county: County, django_assert_max_num_queries: Any
) -> None:
    client.force_login(county.user("clerk"), backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("accounts:password_change")
    client.get(page)
    with django_assert_max_num_queries(4):  # session, user, how the session was opened, who
        client.get(page)
