import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import grants
from accounts.rules import roles_of
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from organizations.models import Kin, Person, Recusal
from organizations.states import Kinship, RecusalState, TenureKind
from organizations.tests.factories import make_person, make_unit, stand_at
from rounds.models import Assignment, Posting, Team, WorkingPaper, teams_of
from rounds.operations import team as operations
from rounds.operations.team import Seat
from rounds.states import PaperState, PostingRole, RoundState
from rounds.tests.factories import (
    County,
    make_assignment,
    make_county,
    make_paper,
    make_round,
    make_team,
    post,
)
from talent_pool.models import Member, Service
from talent_pool.states import MemberState, PoolKind
from tests.standing import standing

pytestmark = pytest.mark.django_db
MEMBER, LEADER = PostingRole.MEMBER, PostingRole.LEADER
AT = timezone.make_aware(dt.datetime(2026, 3, 2, 9))
TODAY = AT.date()


built, county = standing(make_county)


@pytest.fixture
def newcomer(county: County) -> Person:
    return make_person(county.office, "周明远", make_user("zhou"))


def proposed(county: County, person: Person, role: str = MEMBER, until: dt.date | None = None) -> Proposal:
    seat = Seat(person, role, since=TODAY, until=until)
    return operations.propose_postings(county.team, [seat], reason="补充力量", by=county.by("clerk", AT))


def recuse(county: County, person: Person) -> Recusal:
    return Recusal.objects.create(
        person=person,
        party_organization=county.assignment.party_organization,
        ground="配偶在该镇任职",
        state=RecusalState.GRANTED,
        declared_at=AT,
    )


def told(county: County) -> list[str]:
    return list(Entry.objects.about(county.team).values_list("reason", flat=True))


def test_create_team_proposes_number_and_name(county: County) -> None:
    team = operations.create_team(county.round, by=county.by("clerk"))
    assert (team.number, team.name) == (2, "第2巡察组")
    assert Entry.objects.about(team).count() == 1


def test_create_team_with_a_number_that_stands_is_refused(county: County) -> None:
    with pytest.raises(ValidationError, match="本轮已有这一组号"):
        operations.create_team(county.round, number=1, by=county.by("clerk"))


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "unit_head"])
def test_create_team_is_the_clerks_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.create_team(county.round, by=county.by(who))


def test_edit_team_writes_its_authorisation(county: County) -> None:
    operations.edit_team(county.team, changes={"authorization": "云巡组〔2026〕3号"}, by=county.by("clerk"))
    assert Team.objects.get(pk=county.team.pk).authorization == "云巡组〔2026〕3号"


def test_proposing_opens_nothing_yet(county: County, newcomer: Person) -> None:
    county.people["newcomer"] = newcomer
    assert proposed(county, newcomer).state == ProposalState.PENDING
    assert not Posting.objects.filter(person=newcomer).exists()
    assert not Assignment.objects.visible_to(county.by("newcomer", AT)).exists()


def test_approval_by_the_director_gives_posting_grant_and_role(county: County, newcomer: Person) -> None:
    until = dt.date(2026, 7, 31)
    proposal = proposed(county, newcomer, until=until)
    (posting,) = operations.approve_postings(proposal, opinion="同意", by=county.by("director", AT))
    assert (posting.role, posting.since, posting.until) == (MEMBER, TODAY, until)
    county.people["newcomer"] = newcomer
    by = county.by("newcomer", AT)
    assert teams_of(by, Role.TMB) == [county.team.pk]
    assert list(Assignment.objects.visible_to(by)) == [county.assignment]
    grant = grants.holders_of(county.team).get(user=newcomer.user)
    assert (grant.since, grant.until, grant.reason) == (TODAY, until, "补充力量")
    assert told(county) == ["核准周明远（成员）：同意", "补充力量"]


def test_rights_begin_and_end_with_the_dates(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer, until=dt.date(2026, 3, 31))
    operations.approve_postings(proposal, by=county.by("director", AT))
    county.people["newcomer"] = newcomer
    seen = [
        Assignment.objects.visible_to(county.by("newcomer", AT + dt.timedelta(days=days))).count()
        for days in (-1, 0, 29, 30)
    ]
    assert seen == [0, 1, 1, 0]


def test_who_proposed_may_not_approve(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer)
    Proposal.objects.filter(pk=proposal.pk).update(proposed_by=county.user("director"))
    with pytest.raises(PermissionDenied):
        operations.approve_postings(Proposal.objects.get(pk=proposal.pk), by=county.by("director", AT))
    assert not Posting.objects.filter(person=newcomer).exists()


@pytest.mark.parametrize("who", ["clerk", "second_clerk", "leadership", "team_lead"])
def test_approval_by_others_is_refused_and_leaves_nothing(county: County, newcomer: Person, who: str) -> None:
    proposal = proposed(county, newcomer)
    with pytest.raises(PermissionDenied):
        operations.approve_postings(proposal, by=county.by(who, AT))
    assert not Posting.objects.filter(person=newcomer).exists()
    assert not grants.holders_of(county.team).filter(user=newcomer.user).exists()


def test_approving_twice_is_an_illegal_move(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer)
    stale = Proposal.objects.get(pk=proposal.pk)
    operations.reject_postings(proposal, opinion="另选", by=county.by("director", AT))
    with pytest.raises(IllegalMove):
        operations.approve_postings(stale, by=county.by("director", AT))
    assert not Posting.objects.filter(person=newcomer).exists()


def test_reject_needs_a_reason(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer)
    with pytest.raises(ValidationError, match="退回的理由"):
        operations.reject_postings(proposal, opinion=" ", by=county.by("director", AT))
    assert told(county) == ["补充力量"]
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.PENDING


def test_withdraw_is_the_proposers_own_act(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer)
    with pytest.raises(PermissionDenied):
        operations.withdraw_postings(proposal, by=county.by("second_clerk", AT))
    operations.withdraw_postings(proposal, by=county.by("clerk", AT))
    assert "撤回提请" in told(county)
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.WITHDRAWN


def test_one_proposal_waits_at_a_time(county: County, newcomer: Person) -> None:
    proposed(county, newcomer)
    with pytest.raises(ValidationError, match="在等待复核"):
        proposed(county, make_person(county.office, "许之恒"))


def test_no_people_no_proposal(county: County) -> None:
    with pytest.raises(ValidationError, match="至少选择一名"):
        operations.propose_postings(county.team, [], by=county.by("clerk", AT))


def test_a_person_without_account_is_posted_too(county: County) -> None:
    paper_man = make_person(county.office, "郑守田")
    (posting,) = operations.approve_postings(proposed(county, paper_man), by=county.by("director", AT))
    assert posting.person == paper_man


def test_a_recused_person_is_refused_by_name_and_reason(county: County, newcomer: Person) -> None:
    recuse(county, newcomer)
    with pytest.raises(ValidationError, match="周明远与中共云岭县青石镇委员会存在回避情形") as refused:
        proposed(county, newcomer)
    assert "请另选人员" in "".join(refused.value.messages)
    assert not Proposal.objects.exists()


def test_a_recusal_that_came_after_the_proposal_stops_the_approval(county: County, newcomer: Person) -> None:
    proposal = proposed(county, newcomer)
    recuse(county, newcomer)
    with pytest.raises(ValidationError, match="回避"):
        operations.approve_postings(proposal, by=county.by("director", AT))
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.PENDING
    assert not Posting.objects.filter(person=newcomer).exists()


def test_a_second_leader_on_the_same_days_is_refused(county: County, newcomer: Person) -> None:
    with pytest.raises(ValidationError, match="同期已有组长team_lead"):
        proposed(county, newcomer, role=LEADER)


def test_a_second_posting_in_the_round_is_refused(county: County) -> None:
    other = make_team(county.round, 2)
    seat = Seat(county.people["member"], MEMBER, since=TODAY)
    with pytest.raises(ValidationError, match="member同期已在第1巡察组任成员"):
        operations.propose_postings(other, [seat], by=county.by("clerk", AT))


def test_the_same_person_twice_in_one_proposal_is_refused(county: County, newcomer: Person) -> None:
    seats = [Seat(newcomer, MEMBER, since=TODAY), Seat(newcomer, PostingRole.LIAISON, since=TODAY)]
    with pytest.raises(ValidationError, match="被选了两次"):
        operations.propose_postings(county.team, seats, by=county.by("clerk", AT))


def test_an_end_before_the_beginning_is_refused(county: County, newcomer: Person) -> None:
    with pytest.raises(ValidationError, match="止期早于起期"):
        proposed(county, newcomer, until=TODAY - dt.timedelta(days=1))


def test_leaving_ends_posting_grant_and_role_on_the_next_request_and_keeps_the_drafts(county: County) -> None:
    member = county.people["member"]
    draft = make_paper(county.assignment, member)
    assert list(WorkingPaper.objects.visible_to(county.by("member"))) == [draft]
    posting = county.team.postings.get(person=member)
    operations.end_posting(posting, reason="调回原单位", by=county.by("director"))
    after = county.by("member")
    assert teams_of(after, Role.TMB) == []
    assert roles_of(after) == frozenset()
    assert not grants.granted(after, Team, "work_in_team").exists()
    assert not WorkingPaper.objects.visible_to(after).exists()
    assert list(WorkingPaper.objects.visible_to(county.by("team_lead"))) == [draft]
    assert draft.state == PaperState.DRAFT
    assert told(county) == ["member（成员）离组：调回原单位"]


def test_leaving_one_team_keeps_the_same_role_in_another(county: County) -> None:
    lead = county.people["team_lead"]
    other = make_team(make_round(county.term, number=2))
    make_assignment(other, county.unit)
    post(other, lead, LEADER)
    operations.end_posting(county.team.postings.get(person=lead), reason="轮岗", by=county.by("director"))
    after = county.by("team_lead")
    assert teams_of(after, Role.TLD) == [other.pk]
    assert [one.team for one in Assignment.objects.visible_to(after)] == [other]


def test_leaving_in_the_future_keeps_the_rights_until_then(county: County) -> None:
    posting = county.team.postings.get(person=county.people["member"])
    tomorrow = county.by("director").on + dt.timedelta(days=1)
    operations.end_posting(posting, on=tomorrow, reason="届满", by=county.by("director"))
    now = county.by("member")
    assert teams_of(now, Role.TMB) == [county.team.pk]
    assert teams_of(now.later(now.at + dt.timedelta(days=1)), Role.TMB) == []


def test_leaving_after_the_agreed_end_is_refused_for_serving_longer_takes_two(county: County) -> None:
    posting = county.team.postings.get(person=county.people["member"])
    director, day = county.by("director"), dt.timedelta(days=1)
    operations.end_posting(posting, on=director.on + 10 * day, reason="届满", by=director)
    agreed, entries = posting.until, Entry.objects.count()
    with pytest.raises(ValidationError, match="不能延长"):
        operations.end_posting(posting, on=director.on + 30 * day, reason="再留一段", by=director)
    kept = Posting.objects.get(pk=posting.pk)
    assert (kept.until, Entry.objects.count()) == (agreed, entries)
    operations.end_posting(kept, on=director.on + 2 * day, reason="提前离组", by=director)
    assert Posting.objects.get(pk=posting.pk).until == director.on + day


@pytest.mark.parametrize("who", ["clerk", "leadership", "team_lead", "member"])
def test_end_posting_by_others_is_refused(county: County, who: str) -> None:
    posting = county.team.postings.get(person=county.people["member"])
    with pytest.raises(PermissionDenied):
        operations.end_posting(posting, reason="不合适", by=county.by(who))
    assert Posting.objects.get(pk=posting.pk).until is None


def test_end_posting_needs_a_reason_and_happens_once(county: County) -> None:
    posting = county.team.postings.get(person=county.people["member"])
    with pytest.raises(ValidationError, match="离组的原因"):
        operations.end_posting(posting, reason="", by=county.by("director"))
    operations.end_posting(posting, reason="生病", by=county.by("director"))
    with pytest.raises(PermissionDenied):
        operations.end_posting(posting, reason="再来一次", by=county.by("director"))


def test_coming_back_opens_the_team_again(county: County) -> None:
    member = county.people["member"]
    posting = county.team.postings.get(person=member)
    operations.end_posting(posting, reason="生病", by=county.by("director"))
    seat = Seat(member, MEMBER, since=county.by("clerk").on)
    proposal = operations.propose_postings(county.team, [seat], reason="病愈", by=county.by("clerk"))
    operations.approve_postings(proposal, by=county.by("director"))
    assert teams_of(county.by("member"), Role.TMB) == [county.team.pk]


def test_a_member_of_the_pool_is_out_while_serving_and_back_after(county: County, newcomer: Person) -> None:
    member = Member.objects.create(
        office=county.office, person=newcomer, pool=PoolKind.INSPECTOR, state=MemberState.IN_POOL
    )
    (posting,) = operations.approve_postings(proposed(county, newcomer), by=county.by("director", AT))
    service = Service.objects.get(member=member)
    assert (service.team_name, service.role, service.since) == ("第1巡察组", "成员", TODAY)
    assert not Member.objects.available().exists()
    operations.end_posting(posting, reason="届满", by=county.by("director", AT + dt.timedelta(days=30)))
    assert list(Member.objects.available()) == [member]
    assert Service.objects.get(member=member).until == TODAY + dt.timedelta(days=29)


def test_kin_at_the_unit_stops_the_proposal(county: County, newcomer: Person) -> None:
    Kin.objects.create(person=newcomer, kinship=Kinship.SPOUSE, name="方敏", unit=county.unit)
    with pytest.raises(ValidationError, match="周明远的配偶在云岭县青石镇任职"):
        proposed(county, newcomer)


def native(county: County, newcomer: Person) -> Person:
    Person.objects.filter(pk=newcomer.pk).update(native_place="云岭县青石镇")
    newcomer.refresh_from_db()
    return newcomer


def test_a_native_of_the_place_who_leads_is_proposed_with_a_warning(county: County, newcomer: Person) -> None:
    (warning,) = proposed(county, native(county, newcomer), PostingRole.DEPUTY).payload["warnings"]
    assert "籍贯" in warning


def test_a_native_of_the_place_who_does_not_lead_is_proposed_without(
    county: County, newcomer: Person
) -> None:
    assert proposed(county, native(county, newcomer)).payload["warnings"] == []


def test_a_warning_asks_the_proposer_for_the_reason(county: County, newcomer: Person) -> None:
    seat = Seat(native(county, newcomer), PostingRole.DEPUTY, since=TODAY)
    with pytest.raises(ValidationError, match="请在这里写明理由") as refused:
        operations.propose_postings(county.team, [seat], reason=" ", by=county.by("clerk", AT))
    assert list(refused.value.message_dict) == ["reason"]
    assert not Proposal.objects.exists()


def superior(county: County, newcomer: Person) -> Person:
    """Let the newcomer have worked lately under who heads the unit now, at another unit."""
    elsewhere = make_unit(county.office, "松风镇")
    stand_at(newcomer, elsewhere, TenureKind.STAFF)
    stand_at(county.people["unit_head"], elsewhere, TenureKind.HEAD)
    return newcomer


def test_a_superior_of_late_stops_who_leads_and_warns_of_who_does_not(
    county: County, newcomer: Person
) -> None:
    superior(county, newcomer)
    with pytest.raises(ValidationError, match="上下级关系"):
        proposed(county, newcomer, PostingRole.DEPUTY)
    (warning,) = proposed(county, newcomer).payload["warnings"]
    assert "上下级关系" in warning


def test_nobody_is_proposed_for_a_filed_round(county: County, newcomer: Person) -> None:
    county.team.round.state = RoundState.ARCHIVED
    with pytest.raises(PermissionDenied):
        proposed(county, newcomer)


def test_teams_are_seen_by_the_office_and_by_those_who_serve(county: County) -> None:
    other = make_team(county.round, 2)
    make_county("临川")
    assert set(Team.objects.visible_to(county.by("clerk"))) == {county.team, other}
    assert list(Team.objects.visible_to(county.by("member"))) == [county.team]
    assert list(Team.objects.visible_to(county.by("unit_head"))) == []
