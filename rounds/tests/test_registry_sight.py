"""名录 for a team: the units and party organisations of its own tasks, from the first day to the last."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Coverage, PartyOrganization, Recusal, Unit
from organizations.states import RecusalState, UnitKind
from organizations.tests.factories import LONG_AGO, make_unit
from rounds.models import Posting, TeamGrant
from rounds.tests.factories import TEAM, County, make_assignment, make_county, make_round, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    """Return a county with a second team at another unit of the same office, which could leak."""
    county = make_county()
    make_assignment(make_team(county.round, 2), make_unit(county.office, "云岭县白鹭乡"))
    return county


def seen(model: Any, county: County, who: str) -> set[Any]:
    return set(model.objects.visible_to(county.by(who)))


@pytest.mark.parametrize("who", TEAM)
def test_a_team_finds_what_it_was_sent_to_and_nothing_else(county: County, who: str) -> None:
    assert seen(Unit, county, who) == {county.unit}
    assert seen(PartyOrganization, county, who) == {county.assignment.party_organization}


def test_the_office_finds_all_of_it(county: County) -> None:
    for who in ("clerk", "director", "leadership"):
        assert seen(Unit, county, who) == set(Unit.objects.all())
        assert seen(PartyOrganization, county, who) == set(PartyOrganization.objects.all())


def test_what_the_task_extends_to_is_found_too(county: County) -> None:
    village = make_unit(county.office, "上坪村", UnitKind.VILLAGE)
    assert village not in seen(Unit, county, "member")
    county.assignment.extended.add(village)
    assert seen(Unit, county, "member") == {county.unit, village}


def test_a_second_task_opens_its_unit_and_another_teams_does_not(county: County) -> None:
    second = make_assignment(county.team)
    make_assignment(make_team(make_round(county.term, 2), 1))
    assert seen(Unit, county, "member") == {county.unit, second.unit}


@pytest.mark.parametrize("lost", [Posting, TeamGrant])
def test_the_registry_closes_with_the_posting_and_with_its_grant(county: County, lost: Any) -> None:
    lost.objects.update(until=LONG_AGO)
    assert seen(Unit, county, "member") == set()
    assert seen(PartyOrganization, county, "member") == set()


def test_a_recusal_closes_the_registry_of_the_party_organisation(county: County) -> None:
    Recusal.objects.create(
        person=county.people["member"],
        party_organization=county.assignment.party_organization,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=county.by("clerk").at,
    )
    assert seen(Unit, county, "member") == set()
    assert seen(PartyOrganization, county, "member") == set()


def test_the_page_of_a_unit_names_its_neighbours_and_links_those_in_sight(
    county: County, client: Client
) -> None:
    village = Unit.objects.create(
        office=county.office, name="上坪村", kind=UnitKind.VILLAGE, parent=county.unit
    )
    for who, linked in (("member", False), ("clerk", True)):
        client.force_login(county.user(who))
        page = client.get(reverse("organizations:unit_detail", args=[county.unit.pk])).content.decode()
        assert "上坪村" in page
        assert (str(village.pk) in page) is linked
        assert str(county.assignment.party_organization_id) in page
    client.force_login(county.user("member"))
    assert client.get(reverse("organizations:unit_detail", args=[village.pk])).status_code == 404


def test_the_page_of_a_party_organisation_links_the_units_in_sight(county: County, client: Client) -> None:
    party, other = county.assignment.party_organization, make_unit(county.office, "云岭县供销社")
    Coverage.objects.create(party_organization=party, unit=other, since=LONG_AGO)
    for who, linked in (("member", False), ("clerk", True)):
        client.force_login(county.user(who))
        page = client.get(reverse("organizations:party_detail", args=[party.pk])).content.decode()
        assert "云岭县供销社" in page
        assert (str(other.pk) in page) is linked
        assert str(county.unit.pk) in page


def test_bodies_are_the_offices_register_and_no_page_for_others(county: County, client: Client) -> None:
    address = reverse("organizations:body_list")
    for who, status in (("clerk", 200), ("leadership", 200), ("member", 404), ("unit_head", 404)):
        client.force_login(county.user(who))
        assert client.get(address).status_code == status
        units = client.get(reverse("organizations:unit_list")).content.decode()
        assert (address in units) is (status == 200)
