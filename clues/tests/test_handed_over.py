"""What the receiving body reads of a clue: as handed over, not where it came from nor who weighed it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from clues import operations
from clues.states import ClueState
from clues.tests.factories import make_clue
from organizations.states import OfficePostKind
from organizations.tests.factories import sit_in_office
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
SOURCE, OPINION = "来信（邮政信箱）", "可查"


@pytest.fixture
def county() -> County:
    return make_county()


def told(client: Client, county: County, who: str, state: ClueState) -> str:
    clue = make_clue(county, state, received_from=SOURCE)
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("clues:clue_detail", args=[clue.pk])).content.decode()


def test_the_receiver_reads_no_source_and_no_weighing(client: Client, county: County) -> None:
    page = told(client, county, "receiver", ClueState.RECEIVED)
    assert "移交单号" in page
    assert county.user("director").name in page
    assert [word for word in (SOURCE, OPINION, county.user("team_lead").name) if word in page] == []


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead"])
def test_who_decides_reads_all_of_it(client: Client, county: County, who: str) -> None:
    page = told(client, county, who, ClueState.APPROVAL)
    assert SOURCE in page
    assert OPINION in page


def test_who_puts_a_clue_forward_does_not_approve_it(county: County) -> None:
    clue = make_clue(county, ClueState.APPROVAL)
    person = county.people["director"]
    RoleHolding.objects.create(user=county.user("director"), role=Role.LDG, since=LONG_AGO)
    sit_in_office(person, OfficePostKind.LEADING_GROUP)
    with pytest.raises(PermissionDenied):
        operations.approve_clue(clue, by=county.by("director"))
    assert operations.approve_clue(clue, by=county.by("leadership")).state == ClueState.APPROVED
