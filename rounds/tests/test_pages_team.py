import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_user
from audit.models import Proposal
from audit.states import ProposalState
from organizations.models import Person, Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_person
from rounds.candidates import candidates
from rounds.models import Posting, Team
from rounds.operations import team as operations
from rounds.operations.team import Seat
from rounds.states import PostingRole
from rounds.tests.factories import County, make_county
from talent_pool.models import Member
from talent_pool.states import MemberState, PoolKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def newcomer(county: County) -> Person:
    person = make_person(county.office, "周明远", make_user("zhou"))
    Member.objects.create(
        office=county.office, person=person, pool=PoolKind.INSPECTOR, state=MemberState.IN_POOL
    )
    return person


def post(client: Client, county: County, who: str, page: str, pk: Any, /, **data: Any) -> Any:
    client.force_login(county.user(who))
    return client.post(reverse(f"rounds:{page}", args=[pk]), data, follow=True)


def said(county: County, person: Person, role: str = "TMB") -> dict[str, str]:
    today = county.by("clerk").on.isoformat()
    return {"since": today, "until": "", "reason": "补充力量", "person_1": str(person.pk), "role_1": role}


def proposal_of(county: County, person: Person) -> Proposal:
    seat = Seat(person, PostingRole.MEMBER, since=county.by("clerk").on)
    return operations.propose_postings(county.team, [seat], by=county.by("clerk"))


def test_a_team_is_formed_on_its_page(client: Client, county: County) -> None:
    data = {"number": "2", "name": "第2巡察组", "authorization": "云巡组〔2026〕2号", "authorized_on": ""}
    answer = post(client, county, "clerk", "team_create", county.round.pk, **data)
    assert "已设组" in answer.content.decode()
    assert Team.objects.get(number=2).authorization == "云巡组〔2026〕2号"


def test_a_team_number_that_stands_is_told(client: Client, county: County) -> None:
    answer = post(client, county, "clerk", "team_create", county.round.pk, number="1", name="又一组")
    assert "本轮已有这一组号" in answer.content.decode()
    assert Team.objects.count() == 1


def test_people_are_proposed_by_the_clerk_and_approved_by_the_director(
    client: Client, county: County, newcomer: Person
) -> None:
    answer = post(client, county, "clerk", "posting_propose", county.team.pk, **said(county, newcomer))
    assert "已提请主任核准" in answer.content.decode()
    proposal = Proposal.objects.get()
    client.force_login(county.user("director"))
    page = client.get(reverse("rounds:posting_approve", args=[proposal.pk])).content.decode()
    assert "周明远任成员" in page
    post(client, county, "director", "posting_approve", proposal.pk, opinion="同意")
    assert Posting.objects.get(person=newcomer).role == PostingRole.MEMBER
    county.people["newcomer"] = newcomer
    client.force_login(county.user("newcomer"))
    assert client.get(reverse("rounds:assignment_detail", args=[county.assignment.pk])).status_code == 200


def test_a_person_without_a_role_is_asked_for_and_the_rest_kept(
    client: Client, county: County, newcomer: Person
) -> None:
    answer = post(client, county, "clerk", "posting_propose", county.team.pk, **said(county, newcomer, ""))
    text = answer.content.decode()
    assert "请选定这名人员的组内职务" in text
    assert "补充力量" in text
    assert not Proposal.objects.exists()


def test_nobody_chosen_is_told(client: Client, county: County) -> None:
    answer = post(client, county, "clerk", "posting_propose", county.team.pk, since="2026-03-01")
    assert "至少选择一名人员" in answer.content.decode()


def test_whoever_must_keep_away_is_told_by_name(client: Client, county: County, newcomer: Person) -> None:
    Recusal.objects.create(
        person=newcomer,
        party_organization=county.assignment.party_organization,
        ground="配偶在该镇任职",
        state=RecusalState.GRANTED,
        declared_at=timezone.now(),
    )
    answer = post(client, county, "clerk", "posting_propose", county.team.pk, **said(county, newcomer))
    text = answer.content.decode()
    assert "周明远与中共云岭县青石镇委员会存在回避情形" in text
    assert "请另选人员" in text
    assert not Proposal.objects.exists()


def test_only_free_members_and_staff_are_offered(county: County, newcomer: Person) -> None:
    away = make_person(county.office, "许之恒")
    Member.objects.create(
        office=county.office, person=away, pool=PoolKind.INSPECTOR, state=MemberState.POSTED
    )
    make_person(county.office, "路人")
    by = county.by("clerk")
    names = set(candidates(county.team, by, by.on).values_list("name", flat=True))
    assert names == {"周明远", "director", "clerk", "second_clerk"}


def test_a_proposal_is_sent_back_with_a_reason(client: Client, county: County, newcomer: Person) -> None:
    proposal = proposal_of(county, newcomer)
    post(client, county, "director", "posting_reject", proposal.pk, reason="专业不对口")
    assert Proposal.objects.get().state == ProposalState.REJECTED
    assert not Posting.objects.filter(person=newcomer).exists()


def test_a_proposal_is_taken_back_by_who_made_it_only(
    client: Client, county: County, newcomer: Person
) -> None:
    proposal = proposal_of(county, newcomer)
    assert post(client, county, "second_clerk", "posting_withdraw", proposal.pk).status_code == 403
    assert client.get(reverse("rounds:posting_withdraw", args=[proposal.pk])).status_code == 405
    answer = post(client, county, "clerk", "posting_withdraw", proposal.pk)
    assert "已撤回提请" in answer.content.decode()
    assert post(client, county, "clerk", "posting_withdraw", proposal.pk).status_code == 403


def test_who_proposed_cannot_open_the_approval(client: Client, county: County, newcomer: Person) -> None:
    proposal = proposal_of(county, newcomer)
    Proposal.objects.update(proposed_by=county.user("director"))
    assert post(client, county, "director", "posting_approve", proposal.pk).status_code == 403
    assert not Posting.objects.filter(person=newcomer).exists()


def test_a_proposal_about_something_else_does_not_exist(client: Client, county: County) -> None:
    other = Proposal.objects.create(
        act="proxy.enter:C",
        record_type="rounds.team",
        record_id=county.team.pk,
        proposed_by=county.user("clerk"),
        proposed_at=timezone.now(),
    )
    client.force_login(county.user("director"))
    assert client.get(reverse("rounds:posting_approve", args=[other.pk])).status_code == 404


def test_leaving_shuts_the_pages_on_the_next_request(client: Client, county: County) -> None:
    posting = county.team.postings.get(role="TMB")
    page = reverse("rounds:assignment_detail", args=[county.assignment.pk])
    client.force_login(county.user("member"))
    assert client.get(page).status_code == 200
    director = Client()
    on = county.by("director").on.isoformat()
    answer = post(director, county, "director", "posting_end", posting.pk, on=on, reason="调回")
    assert "已办理离组" in answer.content.decode()
    assert client.get(page).status_code == 404


def test_leaving_twice_is_refused(client: Client, county: County) -> None:
    posting = county.team.postings.get(role="TMB")
    operations.end_posting(posting, reason="调回", by=county.by("director"))
    answer = post(client, county, "director", "posting_end", posting.pk, reason="再")
    assert answer.status_code == 409
    assert reverse("rounds:team_detail", args=[county.team.pk]) in answer.content.decode()


def test_the_page_of_a_team_shows_each_what_is_theirs_to_do(
    client: Client, county: County, newcomer: Person
) -> None:
    def page(who: str) -> str:
        client.force_login(county.user(who))
        return client.get(reverse("rounds:team_detail", args=[county.team.pk])).content.decode()

    assert "提请组队" in page("clerk")
    proposal_of(county, newcomer)
    assert "核准组队" in page("director")
    assert "核准组队" not in page("clerk")
    assert "撤回提请" in page("clerk")
    assert "撤回提请" not in page("second_clerk")
    assert "离组</a>" in page("director")
    assert "离组</a>" not in page("team_lead")


def test_the_list_counts_who_serves_today(client: Client, county: County) -> None:
    posting = county.team.postings.get(role="TMB")
    operations.end_posting(posting, reason="调回", by=county.by("director"))
    client.force_login(county.user("clerk"))
    (row,) = client.get(reverse("rounds:team_list")).context["listing"].rows
    assert len(row.serving) == 3
    assert {one.person.name for one in row.serving} == {"team_lead", "deputy", "liaison"}
    assert dt.date(2020, 1, 1) == row.serving[0].since


def test_the_office_reads_who_can_open_the_teams_material(client: Client, county: County) -> None:
    posting = county.team.postings.get(role="TMB")
    operations.end_posting(posting, reason="调回原单位", by=county.by("director"))

    def page(who: str) -> Any:
        client.force_login(county.user(who))
        return client.get(reverse("rounds:team_detail", args=[county.team.pk]))

    holders = {grant.user.name: grant for grant in page("clerk").context["holders"]}
    assert set(holders) == {county.user(who).name for who in ("team_lead", "deputy", "liaison", "member")}
    ended = holders[county.user("member").name]
    assert (ended.until, ended.reason) == (county.by("clerk").on - dt.timedelta(days=1), "调回原单位")
    assert list(page("team_lead").context["holders"]) == []
    assert "谁能看到本组材料" not in page("leadership").content.decode()


def test_a_warning_is_read_by_the_approver_but_by_nobody_recused_from_that_unit(
    client: Client, county: County, newcomer: Person
) -> None:
    Person.objects.filter(pk=newcomer.pk).update(native_place=county.unit.name)
    newcomer.refresh_from_db()
    seat = Seat(newcomer, PostingRole.DEPUTY, since=county.by("clerk").on)
    reason = "熟悉财务，已报告籍贯"
    proposal = operations.propose_postings(county.team, [seat], by=county.by("clerk"), reason=reason)
    pages = ("posting_approve", proposal.pk), ("team_detail", county.team.pk)
    client.force_login(county.user("director"))
    for name, key in pages:
        told = client.get(reverse(f"rounds:{name}", args=[key])).content.decode()
        assert "籍贯是" in told
        assert reason in told
    Recusal.objects.create(
        person=county.people["director"],
        party_organization=county.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=timezone.now(),
    )
    for name, key in pages:
        assert "籍贯是" not in client.get(reverse(f"rounds:{name}", args=[key])).content.decode()
