"""Every page of the pool: for whom it opens, what it shows, what it never shows."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import make_user
from audit.models import Proposal
from organizations.states import TenureKind
from organizations.tests.factories import make_office, make_person, make_unit, stand_at
from talent_pool import operations
from talent_pool.models import Appraisal, Expertise, Member
from talent_pool.states import MemberState
from talent_pool.tests.factories import Pool, appraised, make_member, make_pool, serve

pytestmark = pytest.mark.django_db
CLERKS = ("clerk", "second")
OFFICE = (*CLERKS, "director")


@pytest.fixture
def pool() -> Pool:
    return make_pool()


def waiting_of(pool: Pool) -> Member:
    return make_member(make_person(pool.office, "周敏"), MemberState.VETTING)


def idle_of(pool: Pool) -> Member:
    return make_member(make_person(pool.office, "高远"))


def removal_of(pool: Pool) -> Proposal:
    return operations.propose_removal(idle_of(pool), reason="调离本县", by=pool.by("clerk"))


def appraisal_of(pool: Pool) -> Proposal:
    facts: dict[str, Any] = {"year": 2026, "rank_group": "general", "grade": "excellent", "remark": "扎实"}
    return operations.propose_appraisal(pool.members["mate"], **facts, by=pool.by("clerk"))


MADE: dict[str, Any] = {
    "mate": lambda pool: pool.members["mate"],
    "idle": idle_of,
    "waiting": waiting_of,
    "removal": removal_of,
    "appraisal": appraisal_of,
    "expertise": lambda _pool: Expertise.objects.create(name="法律"),
}
PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("member_list", (*OFFICE, "team_lead")),
    ("pool_totals", (*OFFICE, "leadership")),
    ("member_propose", CLERKS),
    ("member_self", ("team_lead", "deputy", "mate")),
    ("member_detail mate", (*OFFICE, "team_lead")),
    ("member_detail idle", OFFICE),
    ("member_edit mate", CLERKS),
    ("member_admit waiting", ("director",)),
    ("member_refuse waiting", ("director",)),
    ("removal_propose idle", CLERKS),
    ("appraisal_propose mate", (*CLERKS, "team_lead")),
    ("proposal_approve removal", ("director",)),
    ("proposal_reject removal", ("director",)),
    ("proposal_approve appraisal", ("director",)),
    ("expertise_list", OFFICE),
    ("expertise_add", CLERKS),
    ("expertise_rename expertise", CLERKS),
]


def address(pool: Pool, name: str) -> str:
    page, _, record = name.partition(" ")
    return reverse(f"talent_pool:{page}", args=[MADE[record](pool).pk] if record else [])


def page_of(member: Member) -> str:
    return reverse("talent_pool:member_detail", args=[member.pk])


@pytest.mark.parametrize(("name", "whom"), PAGES, ids=[name for name, _ in PAGES])
def test_a_page_opens_for_whom_it_is_and_does_not_exist_for_others(
    client: Client, pool: Pool, name: str, whom: tuple[str, ...]
) -> None:
    url = address(pool, name)
    answers = {}
    for who, user in pool.users.items():
        client.force_login(user)
        answers[who] = client.get(url).status_code
    assert {who for who, status in answers.items() if status == 200} == set(whom)
    assert {status for who, status in answers.items() if who not in whom} == {404}


@pytest.mark.parametrize("name", [name for name, _ in PAGES if " " in name and "expertise" not in name])
def test_a_page_of_another_county_does_not_exist(client: Client, pool: Pool, name: str) -> None:
    url = address(pool, name)
    for user in make_pool("临川").users.values():
        client.force_login(user)
        assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "name", ["member_list", "pool_totals", "member_self", "member_detail mate", "expertise_list"]
)
def test_a_page_that_only_shows_takes_no_post(client: Client, pool: Pool, name: str) -> None:
    client.force_login(pool.users["mate" if name == "member_self" else "clerk"])
    assert client.post(address(pool, name)).status_code == 405


@pytest.mark.parametrize(("name", "record"), [("member_vet", "waiting"), ("proposal_withdraw", "removal")])
def test_an_act_of_one_button_takes_a_post_only(client: Client, pool: Pool, name: str, record: str) -> None:
    client.force_login(pool.users["clerk"])
    assert client.get(address(pool, f"{name} {record}")).status_code == 405


@pytest.mark.parametrize("name", ["member_list", "expertise_list"])
def test_a_list_answers_htmx_with_its_part(client: Client, pool: Pool, name: str) -> None:
    client.force_login(pool.users["clerk"])
    part = client.get(address(pool, name), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="listing"' in part


def test_the_list_asks_no_more_for_more_rows(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["clerk"])
    url = address(pool, "member_list")
    client.get(url)
    few = asked(client, url)
    for place in range(4):
        make_member(make_person(pool.office, f"某{place}"))
    assert asked(client, url) == few


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def rows(client: Client, query: str) -> list[str]:
    return [
        str(row) for row in client.get(reverse("talent_pool:member_list") + query).context["listing"].rows
    ]


def test_members_are_found_by_pool_state_expertise_unit_and_free_days(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["clerk"])
    free, law = idle_of(pool), Expertise.objects.create(name="法律")
    free.expertise.add(law)
    home = make_unit(pool.office, "县审计局")
    stand_at(free.person, home, TenureKind.STAFF)
    serve(free, uuid4(), since=dt.date(2026, 3, 1), until=dt.date(2026, 4, 30))
    make_member(make_person(make_office("临川县委巡察办"), "远"))
    assert rows(client, "?state=in_pool") == ["高远"]
    assert rows(client, f"?expertise={law.pk}") == ["高远"]
    assert rows(client, f"?unit={home.pk}") == ["高远"]
    assert rows(client, "?pool=leader") == []
    assert rows(client, "?free_from=2026-05-01") == ["高远"]
    assert rows(client, "?free_from=2026-01-01&free_until=2026-02-28") == ["高远"]
    assert rows(client, "?free_from=2026-01-01&free_until=2026-03-01") == []
    assert rows(client, "?q=高") == ["高远"]


def test_a_leader_sees_who_serves_in_the_team_today_and_nobody_else(client: Client, pool: Pool) -> None:
    other = make_member(make_person(pool.office, "高远"), MemberState.POSTED)
    serve(other, uuid4())
    client.force_login(pool.users["team_lead"])
    assert set(rows(client, "")) == {"云岭deputy", "云岭mate"}
    pool.members["mate"].services.update(until=dt.date(2025, 1, 1))
    assert rows(client, "") == ["云岭deputy"]


def test_leaders_get_totals_and_no_name(client: Client, pool: Pool) -> None:
    idle_of(pool)
    client.force_login(pool.users["leadership"])
    page = client.get(reverse("talent_pool:pool_totals"))
    assert [line.present for line in page.context["lines"]] == [0, 4, 0]
    assert "高远" not in page.content.decode()
    assert "看名单" not in page.content.decode()


@pytest.mark.parametrize(("who", "sees"), [("clerk", True), ("director", True), ("team_lead", False)])
def test_an_appraisal_is_read_by_the_office_and_not_by_the_leader(
    client: Client, pool: Pool, who: str, sees: bool
) -> None:
    appraised(pool.members["mate"], "敢于碰硬")
    appraisal_of(pool)
    client.force_login(pool.users[who])
    page = client.get(page_of(pool.members["mate"])).content.decode()
    assert ("敢于碰硬" in page) is sees
    assert ("扎实" in page) is sees
    assert ("参巡考核</p>" in page) is sees


def test_one_reads_the_own_appraisals_and_nobody_elses(client: Client, pool: Pool) -> None:
    appraised(pool.members["mate"], "敢于碰硬")
    appraised(pool.members["deputy"], "作风扎实")
    client.force_login(pool.users["mate"])
    page = client.get(reverse("talent_pool:member_self")).content.decode()
    assert "敢于碰硬" in page
    assert "作风扎实" not in page
    client.force_login(make_user("nobody"))
    assert client.get(reverse("talent_pool:member_self")).status_code == 404


def test_from_proposal_to_the_pool_in_the_browser(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["clerk"])
    person, law = make_person(pool.office, "周敏"), Expertise.objects.create(name="法律")
    typed = {"person": str(person.pk), "pool": "backbone", "expertise": [str(law.pk)]}
    client.post(reverse("talent_pool:member_propose"), typed)
    member = Member.objects.get(person=person)
    client.post(reverse("talent_pool:member_vet", args=[member.pk]))
    client.force_login(pool.users["director"])
    client.post(reverse("talent_pool:member_admit", args=[member.pk]), {"opinion": "同意"})
    member.refresh_from_db()
    assert (member.state, list(member.expertise.all())) == (MemberState.IN_POOL, [law])


def test_who_is_in_the_pool_is_not_offered_again(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["clerk"])
    typed = {"person": str(pool.members["mate"].person_id), "pool": "backbone"}
    assert client.post(reverse("talent_pool:member_propose"), typed).status_code == 200
    assert Member.objects.count() == 3


def test_the_own_candidate_is_not_decided(client: Client, pool: Pool) -> None:
    member = waiting_of(pool)
    Member.objects.filter(pk=member.pk).update(proposed_by=pool.users["director"].pk)
    client.force_login(pool.users["director"])
    for page in ("member_admit", "member_refuse"):
        url = reverse(f"talent_pool:{page}", args=[member.pk])
        assert client.post(url, {"reason": "好", "opinion": ""}).status_code == 403
    assert "批准入库</a>" not in client.get(page_of(member)).content.decode()


def test_a_refusal_without_reason_says_so(client: Client, pool: Pool) -> None:
    member = waiting_of(pool)
    client.force_login(pool.users["director"])
    answer = client.post(reverse("talent_pool:member_refuse", args=[member.pk]), {"reason": ""})
    assert answer.status_code == 200
    member.refresh_from_db()
    assert member.state == MemberState.VETTING


def test_a_removal_goes_through_two_hands(client: Client, pool: Pool) -> None:
    member = idle_of(pool)
    client.force_login(pool.users["clerk"])
    typed = {"reason": "不适合", "unfit": "on"}
    client.post(reverse("talent_pool:removal_propose", args=[member.pk]), typed)
    assert "待批准的出库" in client.get(page_of(member)).content.decode()
    client.force_login(pool.users["director"])
    client.post(reverse("talent_pool:proposal_approve", args=[Proposal.objects.get().pk]), {"opinion": ""})
    member.refresh_from_db()
    assert (member.state, member.left_unfit) == (MemberState.LEFT, True)


def test_an_appraisal_goes_through_two_hands(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["team_lead"])
    member = pool.members["mate"]
    typed = {"year": str(pool.by("clerk").on.year), "round_name": "第一轮巡察", "rank_group": "general"}
    url = reverse("talent_pool:appraisal_propose", args=[member.pk])
    assert "写明理由" in client.post(url, {**typed, "grade": "unfit"}).content.decode()
    client.post(url, {**typed, "grade": "excellent", "remark": "敢于碰硬"})
    client.force_login(pool.users["director"])
    client.post(reverse("talent_pool:proposal_approve", args=[Proposal.objects.get().pk]), {"opinion": ""})
    assert Appraisal.objects.get().round_name == "第一轮巡察"


def test_a_proposal_is_withdrawn_by_its_author_only(client: Client, pool: Pool) -> None:
    asked_for = appraisal_of(pool)
    url = reverse("talent_pool:proposal_withdraw", args=[asked_for.pk])
    client.force_login(pool.users["second"])
    assert client.post(url).status_code == 403
    client.force_login(pool.users["clerk"])
    assert client.post(url).status_code == 302
    asked_for.refresh_from_db()
    assert asked_for.state == "withdrawn"


def test_a_word_of_the_dictionary_is_renamed_for_all(client: Client, pool: Pool) -> None:
    client.force_login(pool.users["clerk"])
    client.post(reverse("talent_pool:expertise_add"), {"name": "法律"})
    law = Expertise.objects.get()
    pool.members["mate"].expertise.add(law)
    assert (
        "已有这项专长" in client.post(reverse("talent_pool:expertise_add"), {"name": "法律"}).content.decode()
    )
    client.post(reverse("talent_pool:expertise_rename", args=[law.pk]), {"name": "法律法规", "version": "1"})
    assert "法律法规" in client.get(reverse("talent_pool:member_list")).content.decode()
