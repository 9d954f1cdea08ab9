import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import actor, make_user
from audit import operations
from audit.models import Entry, EntryKind
from audit.operations import IllegalMove, Stale
from audit.states import ProposalState
from organizations.models import Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_office, make_party_organization, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return make_user("clerk")


@pytest.fixture
def recusal(clerk: User) -> Recusal:
    office = make_office()
    record = Recusal(
        person=make_person(office, "单雨"),
        party_organization=make_party_organization(make_unit(office)),
        ground="曾在该单位工作",
        declared_at=timezone.now(),
    )
    return operations.create(record, by=actor(clerk), act="recuse.declare:C")


def test_create_writes_the_record_and_one_entry(recusal: Recusal, clerk: User) -> None:
    (entry,) = Entry.objects.about(recusal)
    assert (entry.kind, entry.user, entry.act) == (EntryKind.CREATE, clerk, "recuse.declare:C")


def test_move_changes_the_state_and_says_who_when_why(recusal: Recusal, clerk: User) -> None:
    at = dt.datetime(2026, 3, 5, 2, 0, tzinfo=dt.UTC)
    operations.move(recusal, RecusalState.GRANTED, by=actor(clerk, at), reason="情况属实")
    recusal.refresh_from_db()
    entry = Entry.objects.about(recusal).get(kind=EntryKind.MOVE)
    assert recusal.state == RecusalState.GRANTED
    assert (entry.from_state, entry.to_state, entry.reason, entry.at) == (
        "declared",
        "granted",
        "情况属实",
        at,
    )
    assert entry.act == "recuse.decide:A"


def test_move_along_no_edge_is_refused_and_leaves_nothing(recusal: Recusal, clerk: User) -> None:
    with pytest.raises(IllegalMove, match=r"目前的状态是“待核准”.*现在不能办理") as refused:
        operations.move(recusal, RecusalState.ENDED, by=actor(clerk))
    assert not refused.value.raced
    assert refused.value.due == frozenset({"granted"})
    recusal.refresh_from_db()
    assert recusal.state == RecusalState.DECLARED
    assert Entry.objects.about(recusal).count() == 1


def test_move_of_a_record_that_somebody_moved_meanwhile_is_refused(recusal: Recusal, clerk: User) -> None:
    same = Recusal.objects.get(pk=recusal.pk)
    operations.move(same, RecusalState.REFUSED, by=actor(clerk))
    with pytest.raises(IllegalMove, match="已被他人办理") as refused:
        operations.move(recusal, RecusalState.GRANTED, by=actor(clerk))
    assert (refused.value.raced, refused.value.now) == (True, RecusalState.REFUSED)
    assert Entry.objects.about(recusal).filter(kind=EntryKind.MOVE).count() == 1


def test_move_all_is_all_or_none(recusal: Recusal, clerk: User) -> None:
    other = operations.create(
        Recusal(
            person=recusal.person,
            party_organization=recusal.party_organization,
            ground="亲属在该单位",
            declared_at=timezone.now(),
            state=RecusalState.REFUSED,
        ),
        by=actor(clerk),
        act="recuse.declare:C",
    )
    with pytest.raises(IllegalMove):
        operations.move_all([recusal, other], RecusalState.GRANTED, by=actor(clerk))
    recusal.refresh_from_db()
    assert recusal.state == RecusalState.DECLARED
    assert not Entry.objects.filter(kind=EntryKind.MOVE).exists()


def test_the_entry_goes_with_the_act_when_the_transaction_is_undone(recusal: Recusal, clerk: User) -> None:
    with transaction.atomic():
        operations.move(recusal, RecusalState.GRANTED, by=actor(clerk))
        transaction.set_rollback(True)
    recusal.refresh_from_db()
    assert recusal.state == RecusalState.DECLARED
    assert not Entry.objects.filter(kind=EntryKind.MOVE).exists()


def test_edit_upon_an_old_version_keeps_both_texts(recusal: Recusal, clerk: User) -> None:
    mine = Recusal.objects.get(pk=recusal.pk)
    operations.edit(recusal, by=actor(clerk), act="recuse.declare:C", changes={"detail": "先保存的"})
    with pytest.raises(Stale) as refused:
        operations.edit(mine, by=actor(clerk), act="recuse.declare:C", changes={"detail": "后保存的"})
    assert getattr(refused.value.current, "detail") == "先保存的"  # noqa: B009 -- any versioned record
    assert mine.detail == "后保存的"
    recusal.refresh_from_db()
    assert (recusal.detail, recusal.version) == ("先保存的", 2)


def test_edit_refuses_what_the_field_does_not_allow(recusal: Recusal, clerk: User) -> None:
    with pytest.raises(ValidationError) as refused:
        operations.edit(recusal, by=actor(clerk), act="recuse.declare:C", changes={"ground": "长" * 201})
    assert set(refused.value.message_dict) == {"ground"}
    assert Recusal.objects.get(pk=recusal.pk).ground == "曾在该单位工作"


def test_the_entry_of_an_act_for_a_signer_names_the_signer(recusal: Recusal, clerk: User) -> None:
    by = actor(clerk).entering_for("章怀瑾（县长）")
    operations.move(recusal, RecusalState.GRANTED, by=by)
    entry = Entry.objects.about(recusal).get(kind=EntryKind.MOVE)
    assert (entry.user, entry.acting_for) == (clerk, "章怀瑾（县长）")


def test_a_proposal_is_decided_by_another_person_only(recusal: Recusal, clerk: User) -> None:
    proposal = operations.propose(recusal, by=actor(clerk), act="recuse.decide:A")
    with pytest.raises(PermissionDenied):
        operations.decide(proposal, ProposalState.APPROVED, by=actor(clerk))
    other = make_user("other")
    operations.decide(proposal, ProposalState.APPROVED, by=actor(other), opinion="同意")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.APPROVED, other)


def test_a_proposal_is_decided_once(recusal: Recusal, clerk: User) -> None:
    proposal = operations.propose(recusal, by=actor(clerk), act="recuse.decide:A")
    operations.decide(proposal, ProposalState.REJECTED, by=actor(make_user("first")))
    with pytest.raises(IllegalMove):
        operations.decide(proposal, ProposalState.APPROVED, by=actor(make_user("second")))


def test_one_act_on_a_record_waits_once(recusal: Recusal, clerk: User) -> None:
    operations.propose(recusal, by=actor(clerk), act="recuse.decide:A")
    with pytest.raises(ValidationError, match="等待复核"):
        operations.propose(recusal, by=actor(make_user("other")), act="recuse.decide:A")
