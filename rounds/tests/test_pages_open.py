"""Every page of planning, rounds, teams, assignments and records, for everybody it is for and not for."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Proposal
from organizations.models import Body
from organizations.tests.factories import make_party_organization, make_person, make_unit
from rounds.models import AnnualPlan, TermPlan
from rounds.operations import decision, plan, referral, team
from rounds.operations.team import Seat
from rounds.states import DecisionKind, PostingRole
from rounds.tests.factories import County, make_assignment, make_county, make_round, make_scheme, make_team
from tests.standing import standing

pytestmark = pytest.mark.django_db
OFFICE = ("clerk", "director", "leadership")
TEAM = ("team_lead", "deputy", "liaison", "member")
UNIT = ("unit_head", "unit_liaison")
EVERYBODY = (*OFFICE, "second_clerk", *TEAM, *UNIT, "receiver")


built, county = standing(make_county)


def plan_of(county: County) -> TermPlan:
    drafted = plan.draft_plan(county.term, title="五年规划", by=county.by("clerk"))
    party = make_party_organization(make_unit(county.office, "云岭县白鹭乡"))
    plan.add_objects(drafted, party_organizations=[party], year=2024, by=county.by("clerk"))
    return drafted


def planned_of(county: County) -> Any:
    return plan_of(county).objects_planned.get()


def annual_of(county: County) -> AnnualPlan:
    return plan.draft_annual_plan(county.term, year=2026, title="年度计划", by=county.by("clerk"))


def proposal_of(county: County) -> Proposal:
    seat = Seat(make_person(county.office, "周明远"), PostingRole.MEMBER, since=dt.date(2026, 3, 1))
    return team.propose_postings(county.team, [seat], by=county.by("clerk"))


def decision_of(county: County) -> Any:
    return decision.record_decision(
        county.office,
        kind=DecisionKind.SECRETARY,
        held_on=dt.date(2026, 6, 1),
        title="书记专题会",
        by=county.by("clerk"),
    )


def referral_of(county: County) -> Any:
    body = Body.objects.get(office=county.office)
    return referral.draft_referral(county.office, body, title="建议", text="内容", by=county.by("clerk"))


def page(county: County, name: str) -> str:
    """Return the address of a page about the county's own record."""
    made: dict[str, Any] = {
        "term": lambda: county.term,
        "round": lambda: county.round,
        "team": lambda: county.team,
        "assignment": lambda: county.assignment,
        "scheme": lambda: make_scheme(county.office, "六类问题"),
        "category": lambda: make_scheme(county.office, "六类问题").categories.get(code="B"),
        "plan": lambda: plan_of(county),
        "annual": lambda: annual_of(county),
        "planned": lambda: planned_of(county),
        "proposal": lambda: proposal_of(county),
        "posting": lambda: county.team.postings.get(role="TMB"),
        "decision": lambda: decision_of(county),
        "referral": lambda: referral_of(county),
    }
    url, _, needs = name.partition(" ")
    if not needs:
        return reverse(f"rounds:{url}")
    word, _, rest = needs.partition(" ")
    record = made[word]()
    args = [*rest.split()[:1], record.pk, *rest.split()[1:]] if rest else [record.pk]
    return reverse(f"rounds:{url}", args=[arg for arg in args if arg != "-"])


def opened(client: Client, county: County, who: str, address: str, **headers: str) -> Any:
    client.force_login(county.user(who))
    return client.get(address, headers=headers)


# page about a record, who may open it; everybody else gets the 404 of a page that does not exist
PAGES = [
    ("term_list", (*OFFICE, "second_clerk", *TEAM)),
    ("term_create", ("clerk", "second_clerk")),
    ("term_detail term", (*OFFICE, "second_clerk", *TEAM)),
    ("term_edit term", ("clerk", "second_clerk")),
    ("term_coverage term", (*OFFICE, "second_clerk")),
    ("plan_create term", ("clerk", "second_clerk")),
    ("annual_create term", ("clerk", "second_clerk")),
    ("term_plan plan", (*OFFICE, "second_clerk")),
    ("annual_plan annual", (*OFFICE, "second_clerk")),
    ("plan_edit plan term", ("clerk", "second_clerk")),
    ("plan_edit annual annual", ("clerk", "second_clerk")),
    ("plan_submit plan term", ("director",)),
    ("planned_add plan", ("clerk", "second_clerk")),
    ("planned_shift planned", ("clerk", "second_clerk")),
    ("planned_drop planned", ("clerk", "second_clerk")),
    ("round_list", (*OFFICE, "second_clerk", *TEAM)),
    ("round_create term", ("clerk", "second_clerk")),
    ("round_detail round", (*OFFICE, "second_clerk", *TEAM)),
    ("round_edit round", ("clerk", "second_clerk")),
    ("round_schemes round", ("clerk", "second_clerk")),
    ("round_advance round", ("director", "leadership")),
    ("round_pause round", ("director", "leadership")),
    ("team_list", (*OFFICE, "second_clerk", *TEAM)),
    ("team_create round", ("clerk", "second_clerk")),
    ("team_detail team", (*OFFICE, "second_clerk", *TEAM)),
    ("team_edit team", ("clerk", "second_clerk")),
    ("posting_propose team", ("clerk", "second_clerk")),
    ("posting_approve proposal", ("director",)),
    ("posting_reject proposal", ("director",)),
    ("posting_end posting", ("director",)),
    ("assignment_list", (*OFFICE, "second_clerk", *TEAM, *UNIT)),
    ("assignment_create team", ("clerk", "second_clerk")),
    ("assignment_detail assignment", (*OFFICE, "second_clerk", *TEAM)),
    ("assignment_edit assignment", ("clerk", "second_clerk")),
    ("assignment_extend assignment", ("clerk", "second_clerk")),
    (
        "assignment_leave assignment",
        ("clerk", "second_clerk", "director", "team_lead", "deputy", "liaison"),
    ),
    ("scheme_list", (*OFFICE, "second_clerk", *TEAM)),
    ("scheme_create", ("clerk", "second_clerk")),
    ("scheme_detail scheme", (*OFFICE, "second_clerk")),
    ("scheme_copy scheme", ("clerk", "second_clerk")),
    ("scheme_retire scheme", ("clerk", "second_clerk", "director")),
    ("category_add scheme", ("clerk", "second_clerk")),
    ("category_edit category", ("clerk", "second_clerk", "director")),
    ("decision_list", (*OFFICE, "second_clerk")),
    ("decision_create", ("clerk", "second_clerk", "director")),
    ("decision_detail decision", (*OFFICE, "second_clerk")),
    ("decision_edit decision", ("clerk", "second_clerk", "director")),
    ("referral_list", (*OFFICE, "second_clerk", "receiver")),
    ("referral_create", ("clerk", "second_clerk")),
    ("referral_detail referral", (*OFFICE, "second_clerk")),
    ("referral_edit referral", ("clerk", "second_clerk")),
    ("referral_move referral - send", ("director",)),
]


@pytest.mark.parametrize(("name", "whom"), PAGES)
def test_a_page_opens_for_whom_it_is_and_does_not_exist_for_others(
    client: Client, county: County, name: str, whom: tuple[str, ...]
) -> None:
    address = page(county, name)
    answers = {who: opened(client, county, who, address).status_code for who in EVERYBODY}
    assert {who for who, status in answers.items() if status == 200} == set(whom)
    assert {status for who, status in answers.items() if who not in whom} == {404}


@pytest.mark.parametrize("name", [name for name, _ in PAGES if " " in name])
def test_a_page_of_another_county_does_not_exist(client: Client, county: County, name: str) -> None:
    address = page(county, name)
    stranger = make_county("临川")
    for who in EVERYBODY:
        assert opened(client, stranger, who, address).status_code == 404


@pytest.mark.parametrize(
    "name", [name for name, _ in PAGES if name.endswith("_list") or "_detail" in name or "_plan " in name]
)
def test_a_page_that_only_shows_takes_no_post(client: Client, county: County, name: str) -> None:
    address = page(county, name)
    client.force_login(county.user("clerk"))
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "name", [name for name, _ in PAGES if name.endswith("_list")] + ["term_coverage term"]
)
def test_a_list_answers_htmx_with_its_part_in_few_queries(
    client: Client, county: County, name: str, django_assert_max_num_queries: Any
) -> None:
    address = page(county, name)
    whole = opened(client, county, "clerk", address).content.decode()
    with django_assert_max_num_queries(20):
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="listing"' in part


@pytest.mark.parametrize("name", ["assignment_list", "round_list", "team_list"])
def test_a_list_asks_no_more_for_three_rows_than_for_one(client: Client, county: County, name: str) -> None:
    address = page(county, name)
    client.force_login(county.user("clerk"))
    client.get(address)
    one = queries(client, address)
    for number in (2, 3):
        make_assignment(make_team(make_round(county.term, number), number))
    assert queries(client, address) == one


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
