"""A clue that names who would handle it goes round that person, without a word; a name alone moves nothing."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from clues import operations, rules
from clues.models import Clue, Subject
from clues.operations import Named
from clues.states import ClueState, Disposal
from clues.tests.factories import SECRET, hand_over, make_clue, register, seat_second_director
from organizations.models import Body, Person, Recusal
from organizations.states import OfficePostKind, RecusalState
from organizations.tests.factories import make_person, sit_in_body, sit_in_office
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
APART = re.compile(r"1-1-专报-[1-9]\d{3,4}")


@pytest.fixture
def county() -> County:
    found = make_county()
    for who, role, kind in (
        ("second_leader", Role.LDG, OfficePostKind.LEADING_GROUP),
        ("designated", Role.LDG, OfficePostKind.DESIGNATED),
    ):
        found.people[who] = make_person(found.office, who, make_user(f"{who}-b".replace("_", "-"), role))
        sit_in_office(found.people[who], kind)
    found.people["second_receiver"] = make_person(found.office, "second", make_user("receiver-b", Role.RCV))
    sit_in_body(found.people["second_receiver"], Body.objects.get(office=found.office))
    return found


def naming(county: County, who: str, by: str = "team_lead") -> Clue:
    person = county.people[who]
    named = Named(person.name, "某职", person=person)
    return register(county, subjects=[named], by=county.by(by))


def sees(county: County, who: str, clue: Clue) -> bool:
    return bool(Clue.objects.visible_to(county.by(who)).filter(pk=clue.pk).exists())


def test_a_name_alone_blocks_nobody(county: County) -> None:
    leader = county.people["team_lead"]
    clue = register(county, subjects=[Named(leader.name)], by=county.by("deputy"))
    assert sees(county, "team_lead", clue)
    subject = clue.subjects.get()
    operations.identify_subject(subject, leader, reason="核对出生年月一致", by=county.by("deputy"))
    assert not sees(county, "team_lead", clue)
    operations.identify_subject(subject, None, reason="核对有误", by=county.by("deputy"))
    assert sees(county, "team_lead", clue)


def test_identify_subject_leaves_a_trail_that_names_nobody(county: County) -> None:
    leader = county.people["team_lead"]
    clue = register(county, subjects=[Named(leader.name)], by=county.by("deputy"))
    operations.identify_subject(clue.subjects.get(), leader, reason="核对一致", by=county.by("deputy"))
    entry = Entry.objects.filter(act="clue.identity:E").order_by("id").first()
    assert entry is not None
    assert (entry.reason, entry.facts) == ("核对一致", {"fields": ["person"]})


@pytest.mark.parametrize("who", ["clerk", "leadership", "member", "receiver", "team_lead"])
def test_identifying_by_others_or_of_oneself_is_refused_and_leaves_nothing(county: County, who: str) -> None:
    leader = county.people["team_lead"]
    clue = register(county, subjects=[Named(leader.name)], by=county.by("deputy"))
    before = Entry.objects.count()
    with pytest.raises((PermissionDenied, ValidationError)):
        operations.identify_subject(clue.subjects.get(), leader, reason="核对", by=county.by(who))
    assert Entry.objects.count() == before
    assert Subject.objects.get().person is None


def test_nobody_registers_a_clue_about_oneself(county: County) -> None:
    with pytest.raises(ValidationError, match="您本人"):
        naming(county, "team_lead", by="team_lead")
    assert not Clue.objects.exists()


def test_a_clue_about_the_leader_is_taken_on_by_the_deputy(county: County) -> None:
    clue = naming(county, "team_lead", by="deputy")
    other = register(county)
    deputy, leader, director = (county.by(who) for who in ("deputy", "team_lead", "director"))
    assert other.number == "1-1-线索-01"
    assert APART.fullmatch(clue.number)
    assert not rules.can_weigh_clue(deputy, other)
    with pytest.raises(PermissionDenied):
        operations.weigh_clue(clue, by=leader)
    operations.weigh_clue(clue, by=county.by("deputy"))
    operations.send_clue(clue, by=county.by("deputy"))
    operations.put_forward(clue, by=director)
    assert clue.state == ClueState.APPROVAL


def test_a_clue_about_leader_and_deputy_is_taken_on_by_the_director_and_reviewed_by_another(
    county: County,
) -> None:
    people = [county.people[who] for who in ("team_lead", "deputy")]
    clue = register(county, subjects=[Named(people[0].name, person=people[0])], by=county.by("deputy"))
    second = Subject.objects.create(clue=clue, name="deputy")
    operations.identify_subject(second, people[1], reason="核对一致", by=county.by("director"))
    assert [sees(county, who, clue) for who in ("team_lead", "deputy", "director")] == [False, False, True]
    director = county.by("director")
    operations.weigh_clue(clue, by=director)
    operations.send_clue(clue, by=county.by("director"))
    with pytest.raises(PermissionDenied):
        operations.put_forward(clue, by=county.by("director"))
    operations.put_forward(clue, by=county.by("designated"))
    operations.approve_clue(clue, by=county.by("leadership"))
    hand_over(clue, Body.objects.get(office=county.office), county.by("director"))
    assert not sees(county, "designated", clue)


def test_who_leads_no_longer_is_passed_by_no_longer(county: County) -> None:
    clue = naming(county, "team_lead", by="deputy")
    county.people["team_lead"].postings.update(until=county.by("deputy").on.replace(day=1, month=1))
    assert not rules.can_weigh_clue(county.by("deputy"), clue)
    assert rules.can_weigh_clue(county.by("director"), clue)


def to_office(county: County, clue: Clue) -> Clue:
    operations.weigh_clue(clue, by=county.by("team_lead"))
    return operations.send_clue(clue, by=county.by("team_lead"))


def test_a_clue_about_the_director_is_taken_on_by_whom_the_leading_group_designated(county: County) -> None:
    clue, plain = to_office(county, naming(county, "director")), to_office(county, register(county))
    assert [sees(county, who, clue) for who in ("director", "leadership", "designated")] == [
        False,
        False,
        True,
    ]
    assert not sees(county, "designated", plain)
    with pytest.raises(PermissionDenied):
        operations.put_forward(clue, by=county.by("director"))
    operations.put_forward(clue, by=county.by("designated"))
    with pytest.raises(PermissionDenied):
        operations.approve_clue(clue, by=county.by("designated"))  # put forward by the same
    operations.approve_clue(clue, by=county.by("leadership"))
    hand_over(clue, Body.objects.get(office=county.office), county.by("designated"))
    operations.sign_for_clue(clue, by=county.by("receiver"))
    operations.take_up(clue, disposal=Disposal.VERIFY, by=county.by("receiver"))
    assert clue.state == ClueState.WORKING
    assert not sees(county, "director", clue)


def test_where_nobody_is_designated_the_leading_group_stands_in(county: County) -> None:
    clue = to_office(county, naming(county, "director"))
    county.people["designated"].office_posts.update(until=county.by("clerk").on.replace(day=1, month=1))
    assert not sees(county, "designated", clue)
    operations.put_forward(clue, by=county.by("second_leader"))
    assert operations.approve_clue(clue, by=county.by("leadership")).state == ClueState.APPROVED


def test_another_director_comes_before_the_leading_group(county: County) -> None:
    seat_second_director(county)
    clue = to_office(county, naming(county, "director"))
    assert [sees(county, who, clue) for who in ("director", "second_director", "designated")] == [
        False,
        True,
        False,
    ]
    assert operations.put_forward(clue, by=county.by("second_director")).state == ClueState.APPROVAL


def test_of_a_receiving_body_only_who_is_named_sees_nothing(county: County) -> None:
    body = Body.objects.get(office=county.office)
    clue = to_office(county, naming(county, "receiver"))
    operations.put_forward(clue, by=county.by("director"))
    operations.approve_clue(clue, by=county.by("leadership"))
    hand_over(clue, body, county.by("director"))
    assert [sees(county, who, clue) for who in ("receiver", "second_receiver")] == [False, True]
    with pytest.raises(PermissionDenied):
        operations.sign_for_clue(clue, by=county.by("receiver"))
    operations.sign_for_clue(clue, by=county.by("second_receiver"))


def test_identified_later_the_number_goes_apart_until_the_hand_over(county: County) -> None:
    first, clue = register(county), register(county, subjects=[Named("director")])
    operations.identify_subject(
        clue.subjects.get(), county.people["director"], reason="核对一致", by=county.by("team_lead")
    )
    clue.refresh_from_db()
    assert first.number == "1-1-线索-01"
    assert APART.fullmatch(clue.number)
    assert register(county).number == "1-1-线索-02"
    handed = make_clue(county, ClueState.HANDED, subjects=[Named("director")])
    number = handed.number
    operations.identify_subject(
        handed.subjects.get(), county.people["director"], reason="核对一致", by=county.by("team_lead")
    )
    handed.refresh_from_db()
    assert handed.number == number


def enter(client: Client, county: County, who: str) -> Client:
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_registering_a_name_of_the_register_asks_who_is_meant(client: Client, county: County) -> None:
    leader, page = county.people["team_lead"], reverse("clues:clue_create", args=[county.assignment.pk])
    said = {"people": f"{leader.name}，组长\n待查", "discipline": "P3", "summary": SECRET}
    asked = enter(client, county, "deputy").post(page, said)
    assert list(asked.context["form"].errors) == ["compared"]
    assert SECRET in asked.content.decode()
    assert not Clue.objects.exists()
    client.post(page, {**said, "compared": "on", "same": [str(leader.pk)]})
    clue = Clue.objects.get()
    assert dict(clue.subjects.values_list("name", "person")) == {leader.name: leader.pk, "待查": None}
    assert client.get(reverse("clues:clue_detail", args=[clue.pk])).status_code == 200
    assert (
        enter(client, county, "team_lead").get(reverse("clues:clue_detail", args=[clue.pk])).status_code
        == 404
    )


@pytest.mark.parametrize("apart", [" ", "\u3000"])
def test_a_name_written_with_a_space_between_is_the_name_of_the_register(
    client: Client, county: County, apart: str
) -> None:
    leader, page = county.people["team_lead"], reverse("clues:clue_create", args=[county.assignment.pk])
    Person.objects.filter(pk=leader.pk).update(name="庞征")
    said = {"people": f"庞{apart}征，组长", "discipline": "P3", "summary": SECRET}
    asked = enter(client, county, "deputy").post(page, said)
    assert list(asked.context["form"].errors) == ["compared"]
    client.post(page, {**said, "compared": "on", "same": [str(leader.pk)]})
    assert Clue.objects.get().subjects.get().person == leader


def test_compared_and_not_meant_nobody_is_kept_out(client: Client, county: County) -> None:
    leader, page = county.people["team_lead"], reverse("clues:clue_create", args=[county.assignment.pk])
    said = {"people": leader.name, "discipline": "P3", "summary": SECRET, "compared": "on"}
    enter(client, county, "deputy").post(page, said)
    assert sees(county, "team_lead", Clue.objects.get())


def test_of_two_namesakes_only_one_can_be_meant(client: Client, county: County) -> None:
    leader = county.people["team_lead"]
    twin = make_person(county.office, leader.name)
    page = reverse("clues:clue_create", args=[county.assignment.pk])
    said: dict[str, Any] = {"people": leader.name, "discipline": "P3", "summary": SECRET, "compared": "on"}
    said["same"] = [str(leader.pk), str(twin.pk)]
    answer = enter(client, county, "deputy").post(page, said)
    assert list(answer.context["form"].errors) == ["same"]
    assert not Clue.objects.exists()


def test_identify_page_in_the_browser(client: Client, county: County) -> None:
    leader = county.people["team_lead"]
    clue = register(county, subjects=[Named(leader.name)], by=county.by("deputy"))
    page = reverse("clues:subject_identify", args=[clue.subjects.get().pk])
    assert (
        page
        in enter(client, county, "deputy").get(reverse("clues:clue_detail", args=[clue.pk])).content.decode()
    )
    assert enter(client, county, "clerk").get(page).status_code == 404
    told = enter(client, county, "deputy").post(
        page, {"person": leader.pk, "reason": "核对一致"}, follow=True
    )
    assert "已确认身份" in told.content.decode()
    assert Person.objects.get(pk=leader.pk) == Subject.objects.get().person
    assert enter(client, county, "team_lead").get(page).status_code == 404


def test_the_page_of_who_sees_a_clue_is_for_director_and_leader(client: Client, county: County) -> None:
    clue = naming(county, "director")
    page = reverse("clues:clue_access", args=[clue.pk])
    for who, status in (
        ("team_lead", 200),
        ("deputy", 404),
        ("director", 404),
        ("designated", 404),
        ("clerk", 404),
    ):
        assert enter(client, county, who).get(page).status_code == status, who
    told = enter(client, county, "team_lead").get(page).content.decode()
    assert county.user("deputy").name in told
    assert f'rowspan="1">{county.user("director").name}' not in told
    assert f'rowspan="1">{county.user("deputy").name}' in told
    assert (
        Entry.objects.looks_at(clue).filter(act="clue.access:V").count() == 1
    )  # a second look at once is the same look


def test_a_recusal_from_the_unit_goes_before_standing_in(county: County) -> None:
    clue = to_office(county, naming(county, "director"))
    assert sees(county, "designated", clue)
    Recusal.objects.create(
        person=county.people["designated"],
        party_organization=county.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=county.by("clerk").at,
    )
    assert not sees(county, "designated", clue)
