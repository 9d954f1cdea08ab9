"""What is sealed, grants, and exports of what is sensitive ask for the password again after ten minutes."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acts import asks_again
from accounts.matrix import matrix
from accounts.models import SignIn
from accounts.states import Level
from clues.states import ClueState
from clues.tests.factories import make_clue
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


def stale(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")
    SignIn.objects.update(confirmed_at=timezone.now() - dt.timedelta(minutes=11))
    return client


def test_the_table_says_which_acts_ask_again() -> None:
    asked = {row.act for row in matrix().values() for verb in row.holders if asks_again(f"{row.act}:{verb}")}
    assert asked >= {row.act for row in matrix().values() if row.level == Level.S4 and row.holders}
    assert "export.find" in asked
    assert not asked & {"find.view", "rect.view", "round.edit", "export.rect"}


def test_a_clue_asks_for_the_password_again_and_leads_back(county: County) -> None:
    page = reverse("clues:clue_detail", args=[make_clue(county, ClueState.TEAM).pk])
    client = stale(county, "director")
    answer = client.get(page)
    assert answer.headers["Location"].startswith(f"{reverse('accounts:confirm')}?next={page}")
    sent = client.post(answer.headers["Location"], {"password": "巡察-口令-2026", "next": page})
    assert sent.headers["Location"] == page
    assert client.get(page).status_code == 200


def test_a_clue_that_is_not_there_asks_like_one_that_is(county: County) -> None:
    client = stale(county, "clerk")  # may be handed clues, and was handed none
    clue = make_clue(county, ClueState.TEAM)
    for key in (clue.pk, clue.assignment_id):
        answer = client.get(reverse("clues:clue_detail", args=[key]))
        assert answer.headers["Location"].startswith(reverse("accounts:confirm"))


@pytest.mark.parametrize("who", ["unit_head", "unit_liaison"])
def test_whom_no_clue_concerns_is_asked_nothing(county: County, who: str) -> None:
    page = reverse("clues:clue_detail", args=[make_clue(county, ClueState.TEAM).pk])
    assert stale(county, who).get(page).status_code == 404


def test_what_was_sent_too_late_waits_and_is_not_lost(county: County) -> None:
    page = reverse("clues:clue_create", args=[county.assignment.pk])
    said: dict[str, Any] = {"summary": "收受礼金的线索文字", "csrfmiddlewaretoken": "x"}
    answer = stale(county, "team_lead").post(page, said)
    assert answer.status_code == 401
    assert "收受礼金的线索文字" in answer.content.decode()


def test_other_pages_ask_nothing(county: County) -> None:
    assert stale(county, "director").get(reverse("rounds:finding_list")).status_code == 200
