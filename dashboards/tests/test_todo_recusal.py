"""What waits for whom when somebody is kept out: nothing for who is, the step for who stands in."""

import pytest

from accounts.clock import clock
from accounts.states import Role
from accounts.tests.factories import make_user
from clues import operations
from clues.models import Clue, Subject
from clues.operations import Named
from clues.tests.factories import hand_over, register
from dashboards.todo import others
from organizations.models import Body, Kin
from organizations.states import Kinship, OfficePostKind
from organizations.tests.factories import make_person, sit_in_body, sit_in_office
from rounds.operations.recheck import recheck
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    found = make_county()
    found.people["designated"] = make_person(found.office, "designated", make_user("designated", Role.LDG))
    sit_in_office(found.people["designated"], OfficePostKind.DESIGNATED)
    found.people["colleague"] = make_person(found.office, "colleague", make_user("colleague", Role.RCV))
    sit_in_body(found.people["colleague"], Body.objects.get(office=found.office))
    return found


def naming(county: County, who: str, by: str) -> Clue:
    person = county.people[who]
    return register(county, subjects=[Named(person.name, person=person)], by=county.by(by))


def waits(county: County, *who: str) -> list[list[str]]:
    return [[line.act for line in others.clues(county.by(one))] for one in who]


def test_a_clue_about_the_leader_waits_for_the_deputy(county: County) -> None:
    clue = naming(county, "team_lead", "deputy")
    assert waits(county, "team_lead", "deputy") == [[], ["组务会研判（代行）"]]
    operations.weigh_clue(clue, by=county.by("deputy"))
    assert waits(county, "team_lead", "deputy") == [[], ["送审（代行）"]]


def test_a_clue_about_leader_and_deputy_waits_for_the_director_then_for_another(county: County) -> None:
    clue = naming(county, "team_lead", "deputy")
    Subject.objects.create(clue=clue, name="deputy", person=county.people["deputy"])
    assert waits(county, "team_lead", "deputy", "director") == [[], [], ["组务会研判（代行）"]]
    operations.weigh_clue(clue, by=county.by("director"))
    assert waits(county, "director") == [["送审（代行）"]]
    operations.send_clue(clue, by=county.by("director"))
    assert waits(county, "director", "designated") == [[], ["审核（代行）"]]


def test_a_clue_about_the_director_waits_for_whom_the_leading_group_designated(county: County) -> None:
    clue = naming(county, "director", "team_lead")
    operations.weigh_clue(clue, by=county.by("team_lead"))
    operations.send_clue(clue, by=county.by("team_lead"))
    assert waits(county, "director", "designated", "leadership") == [[], ["审核（代行）"], []]
    operations.put_forward(clue, by=county.by("designated"))
    operations.approve_clue(clue, by=county.by("leadership"))
    assert waits(county, "director", "designated") == [[], ["移交（代行）"]]


def test_a_clue_about_a_receiver_waits_for_the_colleague(county: County) -> None:
    clue = naming(county, "receiver", "team_lead")
    operations.weigh_clue(clue, by=county.by("team_lead"))
    operations.send_clue(clue, by=county.by("team_lead"))
    operations.put_forward(clue, by=county.by("director"))
    operations.approve_clue(clue, by=county.by("leadership"))
    hand_over(clue, Body.objects.get(office=county.office), county.by("director"))
    assert waits(county, "receiver", "colleague") == [[], ["签收"]]


def test_what_the_night_found_waits_for_whom_it_does_not_concern(county: County) -> None:
    Kin.objects.create(
        person=county.people["director"], kinship=Kinship.SPOUSE, name="方敏", unit=county.unit
    )
    assert len(recheck(by=clock(county.by("clerk").at))) == 1
    lines = {who: len(list(others.recusals(county.by(who)))) for who in ("director", "leadership", "clerk")}
    assert lines == {"director": 0, "leadership": 1, "clerk": 0}
