"""人才库: proposed by one, decided by another; what is refused leaves nothing."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry, Proposal
from audit.operations import IllegalMove, Stale
from organizations.tests.factories import make_person
from talent_pool import operations
from talent_pool.models import Appraisal, Expertise, Member, Service
from talent_pool.states import MEMBER_EDGES, Grade, MemberState, PoolKind, RankGroup
from talent_pool.tests.factories import Pool, make_member, make_pool, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return make_pool()


def propose(pool: Pool, who: str = "clerk", name: str = "周敏") -> Member:
    person = make_person(pool.office, name)
    by = pool.by(who)
    return operations.propose_member(person, pool=PoolKind.BACKBONE, expertise=[], by=by)


def grade(pool: Pool, who: str = "clerk", member: str = "mate", **rest: Any) -> Proposal:
    facts = {"year": 2026, "rank_group": RankGroup.GENERAL, "grade": Grade.COMPETENT, **rest}
    return operations.propose_appraisal(pool.members[member], **facts, by=pool.by(who))


def idle(pool: Pool) -> Member:
    return make_member(make_person(pool.office, "高远"))


def test_from_proposal_to_the_pool_with_its_trail(pool: Pool) -> None:
    member = propose(pool)
    operations.vet_member(member, by=pool.by("clerk"))
    operations.admit_member(member, opinion="同意", by=pool.by("director"))
    member.refresh_from_db()
    assert (member.state, member.joined_on) == (MemberState.IN_POOL, pool.by("clerk").on)
    trail = Entry.objects.about(member).order_by("at", "id").values_list("to_state", "reason")
    assert list(trail) == [("", ""), ("vetting", ""), ("in_pool", "同意")]


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "mate"])
def test_propose_member_is_for_clerks(pool: Pool, who: str) -> None:
    before = Member.objects.count()
    with pytest.raises(PermissionDenied):
        propose(pool, who)
    assert Member.objects.count() == before
    assert not Entry.objects.exists()


def test_nobody_stands_in_the_pool_twice(pool: Pool) -> None:
    member = propose(pool)
    with pytest.raises(ValidationError, match="已有记录"):
        operations.propose_member(member.person, pool=PoolKind.LEADER, expertise=[], by=pool.by("clerk"))
    assert Member.objects.get(person=member.person).pool == PoolKind.BACKBONE


def test_who_proposed_does_not_admit(pool: Pool) -> None:
    member = propose(pool)
    operations.vet_member(member, by=pool.by("clerk"))
    Member.objects.filter(pk=member.pk).update(proposed_by=pool.users["director"].pk)
    member.refresh_from_db()
    with pytest.raises(PermissionDenied, match="另一人"):
        operations.admit_member(member, by=pool.by("director"))
    with pytest.raises(PermissionDenied, match="另一人"):
        operations.refuse_member(member, reason="不合适", by=pool.by("director"))
    member.refresh_from_db()
    assert member.state == MemberState.VETTING


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "mate"])
def test_vet_member_is_for_clerks_and_leaves_nothing_when_refused(pool: Pool, who: str) -> None:
    member = propose(pool)
    with pytest.raises(PermissionDenied):
        operations.vet_member(member, by=pool.by(who))
    member.refresh_from_db()
    assert member.state == MemberState.PROPOSED
    assert not Entry.objects.about(member).filter(to_state=MemberState.VETTING).exists()


def test_a_clerk_does_not_admit(pool: Pool) -> None:
    member = propose(pool)
    operations.vet_member(member, by=pool.by("clerk"))
    with pytest.raises(PermissionDenied):
        operations.admit_member(member, by=pool.by("second"))


def test_refusing_needs_the_reason(pool: Pool) -> None:
    member = propose(pool)
    operations.vet_member(member, by=pool.by("clerk"))
    with pytest.raises(ValidationError, match="理由"):
        operations.refuse_member(member, reason=" ", by=pool.by("director"))
    operations.refuse_member(member, reason="任现职不满两年", by=pool.by("director"))
    assert member.state == MemberState.REFUSED
    with pytest.raises(IllegalMove):
        operations.admit_member(member, by=pool.by("director"))


def test_edit_member_changes_pool_and_expertise_and_sees_who_was_faster(pool: Pool) -> None:
    member, law = idle(pool), operations.add_expertise("法律", by=pool.by("clerk"))
    facts: dict[str, Any] = {"pool": PoolKind.LEADER, "expertise": [law], "recommended_by": "县法院"}
    operations.edit_member(member, **facts, version=1, by=pool.by("clerk"))
    assert list(member.expertise.all()) == [law]
    with pytest.raises(Stale):
        operations.edit_member(member, **{**facts, "expertise": []}, version=1, by=pool.by("second"))
    assert list(member.expertise.all()) == [law]
    with pytest.raises(PermissionDenied):
        operations.edit_member(member, **facts, by=pool.by("director"))


def test_removal_takes_two_and_keeps_the_reason(pool: Pool) -> None:
    member = idle(pool)
    asked = operations.propose_removal(member, reason="多次失信", unfit=True, by=pool.by("clerk"))
    member.refresh_from_db()
    assert member.state == MemberState.IN_POOL
    with pytest.raises(PermissionDenied):
        operations.approve_removal(asked, by=pool.by("second"))
    operations.approve_removal(asked, by=pool.by("director"))
    member.refresh_from_db()
    assert (member.state, member.left_unfit, member.left_reason) == (MemberState.LEFT, True, "多次失信")
    assert member.left_on == pool.by("director").on


def test_removal_needs_a_reason_and_somebody_at_home(pool: Pool) -> None:
    with pytest.raises(ValidationError, match="出库的原因"):
        operations.propose_removal(idle(pool), reason="", by=pool.by("clerk"))
    with pytest.raises(PermissionDenied, match="先归库"):
        operations.propose_removal(pool.members["mate"], reason="调离", by=pool.by("clerk"))
    assert not Proposal.objects.exists()


def test_who_was_posted_meanwhile_is_not_removed(pool: Pool) -> None:
    member = idle(pool)
    asked = operations.propose_removal(member, reason="调离", by=pool.by("clerk"))
    Member.objects.filter(pk=member.pk).update(state=MemberState.POSTED)
    with pytest.raises(ValidationError, match="先归库"):
        operations.approve_removal(asked, by=pool.by("director"))
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_an_appraisal_counts_when_another_approved_it(pool: Pool) -> None:
    asked = grade(pool, remark="扎实")
    assert not Appraisal.objects.exists()
    operations.approve_appraisal(asked, by=pool.by("director"))
    kept = Appraisal.objects.get()
    assert (kept.grade, kept.year, kept.remark) == (Grade.COMPETENT, 2026, "扎实")
    assert kept.appraised_on == pool.by("director").on
    assert Entry.objects.about(kept).get().act == "pool.appraise:A"


def test_one_appraisal_for_a_year_and_a_round(pool: Pool) -> None:
    operations.approve_appraisal(grade(pool), by=pool.by("director"))
    with pytest.raises(ValidationError, match="已有考核记录"):
        grade(pool)
    operations.approve_appraisal(grade(pool, round_name="第一轮巡察"), by=pool.by("director"))
    assert Appraisal.objects.count() == 2


def test_a_second_proposal_waits_for_the_first(pool: Pool) -> None:
    grade(pool)
    with pytest.raises(ValidationError, match="等待复核"):
        grade(pool, "second", year=2025)


@pytest.mark.parametrize("low", [Grade.BASIC, Grade.UNFIT])
def test_a_low_grade_needs_its_words(pool: Pool, low: Grade) -> None:
    with pytest.raises(ValidationError, match="写明理由"):
        grade(pool, grade=low)
    assert not Proposal.objects.exists()


# who may propose an appraisal of the team's member
PROPOSERS = {"clerk", "second", "team_lead"}


@pytest.mark.parametrize("who", ["clerk", "second", "director", "leadership", "team_lead", "deputy", "mate"])
def test_who_may_appraise(pool: Pool, who: str) -> None:
    if who in PROPOSERS:
        assert grade(pool, who).proposed_by == pool.users[who]
        return
    with pytest.raises(PermissionDenied):
        grade(pool, who)


def test_a_leader_appraises_neither_another_team_nor_oneself_nor_after_the_posting(pool: Pool) -> None:
    other = make_member(make_person(pool.office, "高远"), MemberState.POSTED)
    serve(other, uuid4())
    pool.members["other"] = other
    for member in ("other", "team_lead"):
        with pytest.raises(PermissionDenied):
            grade(pool, "team_lead", member)
    Service.objects.filter(member=pool.members["team_lead"]).update(until=dt.date(2025, 1, 1))
    with pytest.raises(PermissionDenied):
        grade(pool, "team_lead")


def test_a_proposal_is_sent_back_with_a_reason_or_withdrawn_by_its_author(pool: Pool) -> None:
    asked = grade(pool)
    with pytest.raises(ValidationError, match="退回的理由"):
        operations.reject_proposal(asked, reason="", by=pool.by("director"))
    operations.reject_proposal(asked, reason="请补充评语", by=pool.by("director"))
    again = grade(pool)
    with pytest.raises(PermissionDenied):
        operations.withdraw_proposal(again, by=pool.by("second"))
    operations.withdraw_proposal(again, by=pool.by("clerk"))
    with pytest.raises(PermissionDenied):
        operations.approve_appraisal(again, by=pool.by("director"))
    assert not Appraisal.objects.exists()


def test_a_posting_moves_the_member_out_and_back(pool: Pool) -> None:
    member, by, team_id = idle(pool), pool.by("director"), uuid4()
    facts = {"round_name": "第二轮巡察", "team_name": "第2巡察组", "role": "成员"}
    since, until = dt.date(2026, 3, 1), dt.date(2026, 5, 31)
    operations.draft(member, team_id=team_id, **facts, since=since, until=None, by=by)
    assert member.state == MemberState.POSTED
    operations.release(member, team_id=team_id, until=until, by=by)
    member.refresh_from_db()
    assert member.state == MemberState.IN_POOL
    assert member.services.get().until == until


def test_a_release_leaves_an_ended_service_of_the_same_team_as_it_was(pool: Pool) -> None:
    member, by, team_id = idle(pool), pool.by("director"), uuid4()
    facts = {"round_name": "第二轮巡察", "team_name": "第2巡察组"}
    first = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    operations.draft(member, team_id=team_id, **facts, role="成员", since=first[0], until=first[1], by=by)
    operations.draft(
        member, team_id=team_id, **facts, role="副组长", since=dt.date(2026, 4, 1), until=None, by=by
    )
    operations.release(member, team_id=team_id, until=dt.date(2026, 5, 31), by=by)
    assert dict(member.services.values_list("role", "until")) == {
        "成员": first[1],
        "副组长": dt.date(2026, 5, 31),
    }
    assert Entry.objects.about(member.services.get(role="成员")).count() == 1


FREE = [
    ("2026-01-01", "2026-02-28", True),
    ("2026-01-01", "2026-03-01", False),
    ("2026-04-01", "2026-04-02", False),
    ("2026-05-31", None, False),
    ("2026-06-01", None, True),
    ("2026-01-01", None, False),
]


@pytest.mark.parametrize(("since", "until", "is_free"), FREE)
def test_who_is_free_for_some_days(pool: Pool, since: str, until: str | None, is_free: bool) -> None:
    member = idle(pool)
    serve(member, uuid4(), since=dt.date(2026, 3, 1), until=dt.date(2026, 5, 31))
    last = dt.date.fromisoformat(until) if until else None
    found = Member.objects.free(dt.date.fromisoformat(since), last)
    assert (member in found) is is_free


def test_who_is_out_of_the_pool_is_never_free(pool: Pool) -> None:
    for place, state in enumerate([MemberState.LEFT, MemberState.REFUSED, MemberState.PROPOSED]):
        make_member(make_person(pool.office, f"某{place}"), state)
    assert list(Member.objects.free(dt.date(2026, 1, 1), None)) == []


def test_expertise_is_a_dictionary_without_doubles(pool: Pool) -> None:
    law = operations.add_expertise("法律", by=pool.by("clerk"))
    money = operations.add_expertise("财务", by=pool.by("clerk"))
    with pytest.raises(ValidationError, match="已有这项专长"):
        operations.add_expertise("法律", by=pool.by("clerk"))
    with pytest.raises(ValidationError, match="同名"):
        operations.rename_expertise(money, name="法律", by=pool.by("clerk"))
    with pytest.raises(PermissionDenied):
        operations.rename_expertise(law, name="法务", by=pool.by("director"))
    operations.rename_expertise(law, name="法律法规", version=1, by=pool.by("clerk"))
    assert set(Expertise.objects.values_list("name", flat=True)) == {"法律法规", "财务"}


def test_what_is_over_has_no_way_on() -> None:
    assert {state for state, ways in MEMBER_EDGES.items() if not ways} == {"left", "refused"}
