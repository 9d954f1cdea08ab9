"""撤销销号: proposed by one, decided by another; a new cycle begins and the former one stays readable."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from deadlines.models import Deadline
from rectification.models import Cycle, Item
from rectification.operations import closing, item, progress, revoking
from rectification.rules import closing as rules
from rectification.states import ItemState, Progress
from rectification.states.closing import Revocation
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    checked,
    closed,
    make_fixing,
    reopened,
    revoked,
    seen,
    supervise,
    today,
)
from rectification.views.trail import trail_of
from rounds.states import AssignmentState
from tests.standing import standing

pytestmark = pytest.mark.django_db
OTHERS = ["leadership", "team_lead", "member", "unit_head", "unit_liaison", "receiver"]


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def propose(mending: Mending, who: str = "clerk", **rest: object) -> Proposal:
    said = {"kind": "rebound", "reason": "反弹", "new_due": today() + 30 * DAY, **rest}
    return revoking.propose_reopening(mending.item, by=mending.by(who), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", [*OTHERS, "director"])
def test_to_propose_is_the_clerks(mending: Mending, who: str) -> None:
    closed(mending)
    with pytest.raises(PermissionDenied):
        propose(mending, who)
    assert not Proposal.objects.exists()
    assert propose(mending).state == ProposalState.PENDING


def test_who_supervises_the_unit_proposes(mending: Mending) -> None:
    closed(mending)
    supervise(mending)
    assert propose(mending, "receiver").proposed_by == mending.county.user("receiver")
    with pytest.raises(PermissionDenied):
        revoking.approve_reopening(Proposal.objects.get(), by=mending.by("receiver"))


def test_what_is_asked_for_changes_nothing_yet(mending: Mending) -> None:
    item = closed(mending)
    proposal = revoked(mending, item, Revocation.FALSE)
    assert (mending.item.state, mending.item.reopened) == (ItemState.CLOSED, 0)
    assert revoking.Asked.of(proposal) == revoking.Asked(
        Revocation.FALSE, today() + 30 * DAY, "回访发现资金再次滞留"
    )
    entry = Entry.objects.about(item)[0]
    assert (entry.act, entry.reason) == (rules.REOPEN, "提请撤销销号（虚假整改）：回访发现资金再次滞留")
    with pytest.raises(ValidationError, match="已有一件提请"):
        propose(mending)


def test_only_what_is_closed_can_be_revoked(mending: Mending) -> None:
    checked(mending)
    with pytest.raises(PermissionDenied):
        propose(mending)


def test_a_proposal_says_why_and_by_when(mending: Mending) -> None:
    closed(mending)
    with pytest.raises(ValidationError, match="撤销销号的理由"):
        propose(mending, reason=" ")
    last = revoking.latest_due(mending.item, today())
    for day in (today(), last + DAY):
        with pytest.raises(ValidationError, match="须晚于今天"):
            propose(mending, new_due=day)
    assert not Proposal.objects.exists()
    propose(mending, new_due=last)


@pytest.mark.parametrize("who", ["clerk", "second_clerk", *OTHERS])
def test_to_decide_is_the_directors(mending: Mending, who: str) -> None:
    proposal = revoked(mending)
    for decide in (revoking.approve_reopening, revoking.refuse_reopening):
        with pytest.raises(PermissionDenied, match="提请人以外的巡察办主任"):
            decide(proposal, by=mending.by(who), opinion="同意")
    assert mending.item.state == ItemState.CLOSED
    assert Proposal.objects.get().state == ProposalState.PENDING


def test_who_proposed_does_not_decide_whatever_post_is_held(mending: Mending) -> None:
    proposal = revoked(mending)
    RoleHolding.objects.create(user=mending.county.user("clerk"), role=Role.ODR, since=LONG_AGO)
    with pytest.raises(PermissionDenied):
        revoking.approve_reopening(proposal, by=mending.by("clerk"))
    assert mending.item.state == ItemState.CLOSED


def test_a_new_cycle_begins_under_its_own_date(mending: Mending) -> None:
    before = closed(mending)
    reopened(mending, before)
    stored = mending.item
    assert (stored.state, stored.cycle, stored.closed_on, stored.progress, stored.done_text) == (
        ItemState.FIXING,
        2,
        None,
        Progress.UNDONE,
        "",
    )
    assert (stored.due_on, stored.applied_by, stored.checked_by) == (today() + 30 * DAY, None, None)
    old, new = Deadline.objects.about(stored).order_by("id")
    assert (old.met_on, new.due, new.is_open) == (today(), today() + 30 * DAY, True)
    entry = Entry.objects.about(stored).filter(to_state=ItemState.FIXING)[0]
    assert (entry.act, entry.reason) == ("rect.reopen:A", "反弹：回访发现资金再次滞留")


def test_the_former_closing_stays_readable(mending: Mending) -> None:
    before = closed(mending)
    reopened(mending, before)
    cycle = Cycle.objects.get()
    assert (cycle.number, cycle.closed_on, cycle.due_on) == (1, today(), before.due_on)
    assert cycle.done_text == "滞留资金已全部兑付。"
    people = mending.county.user
    assert (cycle.closed_by, cycle.proposed_by, cycle.decided_by) == (
        people("director"),
        people("clerk"),
        people("director"),
    )
    assert (cycle.kind, cycle.reason) == (Revocation.REBOUND, "回访发现资金再次滞留")


def test_a_second_revocation_begins_a_third_cycle(mending: Mending) -> None:
    item = reopened(mending)
    reopened(mending, closed(mending, item))
    assert mending.item.cycle == 3
    assert list(Cycle.objects.values_list("number", flat=True)) == [1, 2]


def test_what_was_long_term_or_drawn_is_neither_in_the_new_cycle(mending: Mending) -> None:
    item = checked(mending)
    closing.sample_items([item], by=mending.by("clerk"))
    seen(mending, item)
    closing.close_items([mending.item], by=mending.by("director"))
    Item.objects.update(long_term=True, look_at_on=today() + DAY)
    reopened(mending, mending.item)
    stored = mending.item
    assert (stored.sampled, stored.site_found, stored.long_term, stored.look_at_on) == (
        False,
        "",
        False,
        None,
    )
    assert stored.is_overdue(today() + 31 * DAY)


def test_a_unit_that_had_finished_is_taken_up_again(mending: Mending) -> None:
    first, second = mending.items
    closed(mending, first)
    closed(mending, second)
    item.finish(mending.assignment, by=mending.by("director"))
    reopened(mending, mending.item)
    mending.assignment.refresh_from_db()
    assert mending.assignment.state == AssignmentState.RECTIFYING
    assert [row.state for row in mending.items] == [ItemState.FIXING, ItemState.CLOSED]


def test_a_unit_is_neither_finished_nor_filed_while_a_revocation_waits(mending: Mending) -> None:
    first, second = mending.items
    closed(mending, first)
    closed(mending, second)
    proposal = revoked(mending, mending.item)
    director = mending.by("director")
    with pytest.raises(PermissionDenied, match="还有 1 件撤销销号的提请"):
        item.finish(mending.assignment, by=director)
    revoking.refuse_reopening(proposal, opinion="材料不足", by=director)
    item.finish(mending.assignment, by=director)
    revoked(mending, mending.item)
    with pytest.raises(PermissionDenied, match="不能归档"):
        item.archive(mending.assignment, by=director)
    assert mending.assignment.state == AssignmentState.ASSESSED


def test_refusing_says_why_and_the_closing_holds(mending: Mending) -> None:
    proposal, by = revoked(mending), mending.by("director")
    with pytest.raises(ValidationError, match="不同意撤销销号的理由"):
        revoking.refuse_reopening(proposal, opinion="", by=by)
    revoking.refuse_reopening(proposal, opinion="回访材料不足", by=by)
    assert (mending.item.state, Cycle.objects.count()) == (ItemState.CLOSED, 0)
    assert Entry.objects.about(mending.item)[0].reason == "不同意撤销销号：回访材料不足"
    assert revoking.pending_on(mending.item) is None


def test_a_proposal_is_taken_back_by_who_made_it(mending: Mending) -> None:
    proposal = revoked(mending)
    for who in ("second_clerk", "director"):
        with pytest.raises(PermissionDenied):
            revoking.withdraw_reopening(proposal, by=mending.by(who))
    revoking.withdraw_reopening(proposal, by=mending.by("clerk"))
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN
    assert mending.item.state == ItemState.CLOSED
    with pytest.raises(PermissionDenied):
        revoking.withdraw_reopening(Proposal.objects.get(), by=mending.by("clerk"))


def test_of_two_decisions_the_second_is_told(mending: Mending) -> None:
    first, second = revoked(mending), Proposal.objects.get()
    revoking.approve_reopening(first, by=mending.by("director"))
    with pytest.raises((IllegalMove, PermissionDenied)):
        revoking.approve_reopening(second, by=mending.by("director"))
    assert (mending.item.reopened, Cycle.objects.count()) == (1, 1)


def test_a_date_that_has_passed_is_set_anew(mending: Mending) -> None:
    proposal = revoked(mending)
    Proposal.objects.update(payload={"kind": "other", "due_on": str(today()), "reason": "其他"})
    proposal.refresh_from_db()
    with pytest.raises(ValidationError, match="另定时限"):
        revoking.approve_reopening(proposal, by=mending.by("director"))
    assert mending.item.state == ItemState.CLOSED


def test_the_unit_reads_a_revocation_once_it_is_decided(mending: Mending) -> None:
    proposal = revoked(mending)

    def told(who: str) -> bool:
        return any("资金再次滞留" in entry.reason for entry in trail_of(mending.item, by=mending.by(who)))

    assert (told("clerk"), told("unit_head")) == (True, False)
    revoking.approve_reopening(proposal, by=mending.by("director"))
    assert (told("clerk"), told("unit_head")) == (True, True)


def test_the_new_cycle_is_closed_like_the_first(mending: Mending) -> None:
    item = reopened(mending)
    with pytest.raises(ValidationError, match="还没有登记为已完成"):
        closing.apply_closing([item], by=mending.by("unit_head"))
    progress.report_progress(item, progress=Progress.DONE, text="重新兑付", by=mending.by("unit_liaison"))
    assert closing.lacks(item) == ["还没有提交佐证材料"]  # what proved the former closing proves nothing now
    closed(mending, item)
    assert (mending.item.state, mending.item.closed_on) == (ItemState.CLOSED, today())
    assert not Deadline.objects.about(mending.item).open().exists()
    assert isinstance(mending.item.due_on, dt.date)
    assert applied(mending, mending.items[1]).cycle == 1


def test_what_is_filed_away_is_opened_no_more(mending: Mending) -> None:
    for one in mending.items:
        closed(mending, one)
    mending.assignment.refresh_from_db()
    item.archive(item.finish(mending.assignment, by=mending.by("director")), by=mending.by("director"))
    assert not rules.can_propose_reopening(mending.by("clerk"), mending.item)
    with pytest.raises(PermissionDenied, match="已经归档，不能再撤销销号"):
        propose(mending)
    assert not Proposal.objects.exists()
    assert mending.item.state == ItemState.CLOSED
