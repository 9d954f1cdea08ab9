"""划转: two persons, what passes and what stays, months that are owed, who sees and acts from then on."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.clock import clock
from accounts.states import Role, Scope
from audit.models import Entry
from audit.states import ProposalState
from deadlines.models import Deadline, Notice
from deadlines.operations import notice as notices
from organizations.operations.registry import end_unit
from rectification.models import Delegation, Item, MonthlyLine, MonthlyReport, RectificationPlan, Transfer
from rectification.operations import assigning, month_open, monthly, reminder, transferring
from rectification.operations.month_figures import figures_of
from rectification.operations.people import people_of, unit_of
from rectification.rules import transferring as rules
from rectification.states import ItemState, ReportState
from rectification.states.transfer import TransferKind
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_extension,
    closed,
    frozen,
    lend,
    make_fed_back,
    make_fixing,
    make_planning,
    open_report,
    oversee,
    recuse,
    reopened,
    signing,
    submitted,
    today,
)
from rectification.tests.factories_transfer import PAPER, ask, make_successor, merge, transferred
from rounds.models import Finding
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(3, days_ago=70)


built, mending = standing(build)


def snapshot() -> list[Any]:
    """What a refused act must not have touched."""
    rows: list[Any] = [Item.objects.order_by("pk").values_list("pk", "unit", "version")]
    rows += [MonthlyReport.objects.order_by("pk").values_list("pk", "unit", "state"), Transfer.objects.all()]
    return [list(one) for one in rows]


def test_approve_passes_all_items_of_a_merged_unit_and_tells_where_they_came_from(mending: Mending) -> None:
    to, done = make_successor(mending), closed(mending)
    numbers = [item.finding.number for item in mending.items]
    made = transferred(mending, to)
    assert {item.unit for item in mending.items} == {to}
    assert [item.finding.number for item in mending.items] == numbers
    assert {one.item for one in made} == set(mending.items)
    row = Transfer.objects.get(item=done)
    told = (row.from_unit, row.to_unit, row.kind, row.on, row.document)
    assert told == (mending.assignment.unit, to, TransferKind.MERGED, today(), PAPER)
    assert row.reason == "机构改革，职责划转"
    assert (row.proposed_by, row.decided_by) == (
        mending.county.user("clerk"),
        mending.county.user("director"),
    )
    entry = Entry.objects.about(done)[0]
    assert (entry.act, entry.facts["unit"], entry.reason) == ("rect.transfer:A", str(to.pk), row.reason)


def test_the_inspected_unit_keeps_the_finding_and_what_is_counted_by_it(mending: Mending) -> None:
    unit = mending.assignment.unit
    transferred(mending, make_successor(mending))
    assert set(Item.objects.values_list("assignment__unit", flat=True)) == {unit.pk}
    assert set(Finding.objects.values_list("assignment__unit", flat=True)) == {unit.pk}
    assert mending.item.placed == f"{unit}（现由白水镇负责）"


def test_who_keeps_away_from_a_unit_proposes_and_decides_nothing_there(mending: Mending) -> None:
    """回避: what is ``going`` and what is ``waiting`` are told to others; the rest of the office goes on."""
    to = make_successor(mending)
    merge(mending, to)
    recuse(mending, "clerk")
    with pytest.raises(ValidationError, match="由其他人员办理划转"):
        ask(mending, to)
    assert not transferring.pending().exists()
    asked = transferring.ask(kind=TransferKind.MERGED, to=to, document=PAPER, reason="并入")
    unit = mending.assignment.unit
    proposal = transferring.propose_transfer(unit, asked, by=mending.by("second_clerk"))
    director, act = mending.by("director"), "rect.transfer:A"
    assert (rules.keeps_away(director, unit), list(transferring.waiting(act, by=director))) == (
        False,
        [proposal],
    )
    director, before = recuse(mending, "director"), snapshot()
    assert (rules.keeps_away(director, unit), list(transferring.waiting(act, by=director))) == (True, [])
    with pytest.raises(PermissionDenied):
        transferring.approve_transfer(proposal, by=director)
    with pytest.raises(PermissionDenied):
        transferring.refuse_transfer(proposal, opinion="不同意", by=director)
    assert (snapshot(), transferring.pending().get()) == (before, proposal)


def test_the_scope_q_of_a_transfer_is_the_offices(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    made = transferred(mending, make_successor(mending))
    for name in ("clerk", "director"):
        assert set(Transfer.objects.visible_to(mending.by(name))) == set(made)
        assert not Transfer.objects.visible_to(other.by(name)).exists()
    for scope in set(Scope) - {Scope.ALL}:
        assert not Transfer.objects.filter(
            Transfer.scope_q(scope, Role.UNH, mending.by("next_head"))
        ).exists()


def test_propose_is_for_the_office_and_leaves_everything_where_it_is(mending: Mending) -> None:
    to = make_successor(mending)
    merge(mending, to)
    before = snapshot()
    asked = transferring.ask(kind=TransferKind.MERGED, to=to, document=PAPER, reason="并入")
    unit = mending.assignment.unit
    for name in ("director", "leadership", "unit_head", "unit_liaison", "next_head"):
        with pytest.raises(PermissionDenied):
            transferring.propose_transfer(unit, asked, by=mending.by(name))
    proposal = transferring.propose_transfer(unit, asked, by=mending.by("clerk"))
    assert snapshot() == before
    assert Entry.objects.about(unit)[0].act == "rect.transfer:P"
    with pytest.raises(ValidationError, match="等待复核"):
        transferring.propose_transfer(unit, asked, by=mending.by("clerk"))
    assert proposal.state == ProposalState.PENDING


def test_approve_is_for_the_director_and_nobody_else(mending: Mending) -> None:
    to = make_successor(mending)
    merge(mending, to)
    proposal = ask(mending, to)
    before = snapshot()
    for name in ("clerk", "leadership", "unit_head", "next_head"):
        with pytest.raises(PermissionDenied):
            transferring.approve_transfer(proposal, by=mending.by(name))
    assert snapshot() == before
    transferring.approve_transfer(proposal, by=mending.by("director"))
    assert snapshot() != before


def test_refuse_and_withdraw_leave_the_items_and_their_reason(mending: Mending) -> None:
    to = make_successor(mending)
    merge(mending, to)
    before = snapshot()
    with pytest.raises(ValidationError, match="理由"):
        transferring.refuse_transfer(ask(mending, to), opinion=" ", by=mending.by("director"))
    proposal = transferring.pending().get()
    transferring.refuse_transfer(proposal, opinion="等方案印发", by=mending.by("director"))
    assert Entry.objects.about(mending.assignment.unit)[0].reason == "不同意划转：等方案印发"
    with pytest.raises(PermissionDenied):
        transferring.withdraw_transfer(ask(mending, to), by=mending.by("director"))
    transferring.withdraw_transfer(transferring.pending().get(), by=mending.by("clerk"))
    assert snapshot() == before
    assert not transferring.pending().exists()


@pytest.mark.parametrize("word", ["document", "reason"])
def test_propose_needs_its_paper_and_its_reason(mending: Mending, word: str) -> None:
    to = make_successor(mending)
    merge(mending, to)
    with pytest.raises(ValidationError) as refused:
        ask(mending, to, (), **{word: "  "})
    assert list(refused.value.message_dict) == [word]


def test_a_merger_follows_the_registry(mending: Mending) -> None:
    to, other, unit = make_successor(mending), make_successor(mending, "红岩镇"), mending.assignment.unit
    with pytest.raises(ValidationError, match="先在名录登记撤并"):
        ask(mending, to)
    end_unit(unit, ended_on=today() + DAY, successor=to, reason="机构改革", by=mending.by("clerk"))
    with pytest.raises(ValidationError, match="还没有到"):
        ask(mending, to)
    type(unit).objects.filter(pk=unit.pk).update(ended_on=today())
    unit.refresh_from_db()
    with pytest.raises(ValidationError, match="名录登记的并入单位是白水镇"):
        ask(mending, other)
    assert ask(mending, to)


def test_a_split_takes_what_was_chosen_to_a_standing_unit_of_the_county(mending: Mending) -> None:
    first, rest = mending.items[0], mending.items[1:]
    away = make_fixing(1, name="临川")
    gone = make_successor(mending, "红岩镇")
    end_unit(gone, ended_on=today(), reason="撤销", by=mending.by("clerk"))
    for wrong in (mending.assignment.unit, away.assignment.unit, gone):
        with pytest.raises(ValidationError, match="存续的其他单位"):
            ask(mending, wrong, (first.pk,))
    to = make_successor(mending)
    with pytest.raises(ValidationError, match="没有选整改事项"):
        ask(mending, to, (away.item.pk,))
    with pytest.raises(ValidationError, match="没有选整改事项"):
        ask(mending, to, kind=TransferKind.SPLIT)
    transferred(mending, to, (first.pk,))
    assert Item.objects.get(pk=first.pk).unit == to
    assert set(Item.objects.filter(unit=mending.assignment.unit)) == set(rest)


def test_a_split_may_go_on_to_a_second_successor_and_back(mending: Mending) -> None:
    frozen(mending)
    first, second, third = mending.items
    one, two = make_successor(mending), make_successor(mending, "红岩镇")
    transferred(mending, one, (first.pk,))
    transferred(mending, two, (second.pk,))
    units = [Item.objects.get(pk=item.pk).unit for item in (first, second, third)]
    assert units == [one, two, mending.assignment.unit]
    back = transferring.ask(
        kind=TransferKind.SPLIT, to=mending.assignment.unit, document=PAPER, reason="调整", items=[first.pk]
    )
    proposal = transferring.propose_transfer(one, back, by=mending.by("clerk"))
    transferring.approve_transfer(proposal, by=mending.by("director"))
    way = [str(row) for row in Transfer.objects.filter(item=first)]
    assert way == [f"由{mending.assignment.unit}划转白水镇", f"由白水镇划转{mending.assignment.unit}"]


def test_what_a_unit_has_closed_is_counted_once_when_it_reports_no_more(mending: Mending) -> None:
    """Old numbers add up: its problems are counted with the inspected unit, or with whoever still reports."""
    frozen(mending)
    to, first = make_successor(mending), mending.items[0]
    transferred(mending, to, (first.pk,))
    Item.objects.filter(pk=first.pk).update(state=ItemState.CLOSED, closed_on=today())
    months = [month_open.open_month(mending.assignment, today().replace(day=1), by=clock(timezone.now()))]
    assert [figures_of(one)["total"] for one in months] == [3]
    assert [figures_of(one)["closed"] for one in months] == [1]
    Item.objects.filter(pk=first.pk).update(state=ItemState.FIXING, closed_on=None)
    made = month_open.open_month(
        mending.assignment, today().replace(day=1), by=clock(timezone.now()), unit=to
    )
    assert [figures_of(one)["total"] for one in (*months, made)] == [2, 1]


def test_unclaimed_items_stay_and_a_plan_that_is_written_is_not_parted() -> None:
    fresh = make_fed_back(2)
    merge(fresh, to := make_successor(fresh))
    with pytest.raises(ValidationError, match="还没有认领"):
        ask(fresh, to)
    writing = make_planning(2, name="临川")
    to = make_successor(writing)
    with pytest.raises(ValidationError, match="方案通过以后"):
        ask(writing, to, (writing.item.pk,))
    transferred(writing, to)
    plans = RectificationPlan.objects.filter(pk=writing.plan.pk)
    assert plans.reached_by(writing.by("next_head"), "rect.plan:S").exists()
    assert not plans.reached_by(writing.by("unit_head"), "rect.plan:S").exists()


def test_items_chosen_and_meanwhile_gone_are_not_passed_on_twice(mending: Mending) -> None:
    first = mending.item
    proposal = ask(mending, make_successor(mending), (first.pk,))
    Item.objects.filter(pk=first.pk).update(unit=make_successor(mending, "红岩镇"))
    before = snapshot()
    with pytest.raises(ValidationError, match="已经不由该单位负责"):
        transferring.approve_transfer(proposal, by=mending.by("director"))
    assert snapshot() == before
    assert transferring.pending().get() == proposal


# Who sees, who acts


def test_the_successor_sees_and_acts_and_the_old_unit_no_longer(mending: Mending) -> None:
    leader = oversee(mending)
    first, rest = mending.items[0], mending.items[1:]
    request = ask_extension(mending, first)
    transferred(mending, make_successor(mending), (first.pk,))
    for old, new in (("unit_head", "next_head"), ("unit_liaison", "next_liaison")):
        assert set(Item.objects.visible_to(mending.by(new))) == {first}
        assert set(Item.objects.visible_to(mending.by(old))) == set(rest)
        assert list(Finding.objects.visible_to(mending.by(new))) == [first.finding]
    assert Finding.objects.visible_to(mending.by("unit_head")).count() == 3
    assert set(Item.objects.visible_to(leader)) == set(rest)
    acts = {"rect.progress:E", "rect.apply:S", "rect.evidence:C", "rect.assign:E"}
    for name in acts:
        assert list(Item.objects.reached_by(mending.by("next_liaison"), name)) == [first]
        assert first not in Item.objects.reached_by(mending.by("unit_liaison"), name)
    requests = type(request).objects
    assert list(requests.awaiting(mending.by("next_head"))) == [request]
    assert not requests.awaiting(mending.by("unit_head")).exists()


def test_who_does_not_serve_at_the_successor_answers_no_more_and_the_trail_keeps_who_did(
    mending: Mending,
) -> None:
    people, item = mending.county.people, mending.item
    Item.objects.filter(pk=item.pk).update(
        leader=people["unit_head"], handler=people["unit_liaison"], department="财政所"
    )
    given = assigning.delegate(
        mending.item,
        person=people["unit_head"],
        until=today() + 30 * DAY,
        reason="分工",
        by=mending.by("unit_liaison"),
    )
    to = make_successor(mending)
    people["unit_head"].tenures.create(unit=to, kind="leader", title="副镇长", since=today())
    transferred(mending, to)
    now = Item.objects.get(pk=item.pk)
    assert (now.leader, now.handler, now.department) == (people["unit_head"], None, "")
    who = Entry.objects.about(now)[0].facts["who"]
    assert who["handler"] == [str(people["unit_liaison"]), ""]
    assert list(Delegation.objects.on(today())) == [given]
    assert now.handler not in assigning.people_at(now, today())


def test_what_was_delegated_in_the_old_unit_ends(mending: Mending) -> None:
    assigning.delegate(
        mending.item,
        person=mending.county.people["unit_head"],
        until=today() + 30 * DAY,
        reason="分工",
        by=mending.by("unit_liaison"),
    )
    transferred(mending, make_successor(mending))
    assert not Delegation.objects.on(today()).exists()


def test_the_ladder_and_the_papers_go_to_the_successor(mending: Mending) -> None:
    to = make_successor(mending)
    transferred(mending, to)
    item = mending.item
    people = people_of(item.assignment, today(), unit_of(item))
    users = {user.pk for group in people.values() for user in group}
    assert {mending.county.user(name).pk for name in ("next_head", "next_liaison")} <= users
    assert mending.county.user("unit_head").pk not in users
    assert unit_of(mending.plan) == to
    late = dt.datetime.combine(item.due_on, dt.time(9)) + 40 * DAY  # type: ignore[arg-type]
    reminder.remind(at=timezone.make_aware(late))
    notices.deliver(at=timezone.make_aware(late))
    told = Notice.objects.filter(url__contains=str(item.pk)).values_list("recipient", flat=True)
    assert mending.county.user("next_head").pk in told
    assert mending.county.user("unit_head").pk not in told


def test_both_units_are_told_once(mending: Mending) -> None:
    transferred(mending, make_successor(mending))
    rows = Notice.objects.filter(key__startswith="transfer:")
    titles = {
        name: rows.get(recipient=mending.county.user(name)).title for name in ("unit_head", "next_head")
    }
    assert titles["unit_head"] == "3 个整改事项划转白水镇，由其负责整改"
    assert titles["next_head"].startswith("承接")
    assert "3 个" in titles["next_head"]
    assert rows.count() == 4


def test_a_revoked_closing_after_a_merger_is_mended_by_the_successor(mending: Mending) -> None:
    done = closed(mending)
    transferred(mending, make_successor(mending))
    again = reopened(mending, Item.objects.get(pk=done.pk))
    assert again.state == ItemState.FIXING
    assert done in Item.objects.reached_by(mending.by("next_liaison"), "rect.progress:E")


# What is owed of months


def reports(unit: Any) -> list[tuple[dt.date, str, int]]:
    rows = MonthlyReport.objects.filter(unit=unit).order_by("month")
    return [(row.month, row.state, row.lines.count()) for row in rows]


LAST = month_open.month_before(today())


def test_a_report_that_is_owed_goes_to_the_successor_with_what_was_written(mending: Mending) -> None:
    report = signing(mending)
    to = make_successor(mending)
    transferred(mending, to)
    assert reports(mending.assignment.unit) == []
    assert reports(to) == [(LAST, ReportState.SIGNING, 3)]
    now = MonthlyReport.objects.get(pk=report.pk)
    assert now.summary == "完成清退"
    assert str(now).startswith(f"白水镇（承接{mending.assignment.unit}）")
    with pytest.raises(PermissionDenied):
        monthly.sign_monthly(now, by=mending.by("unit_head"))
    signed = monthly.sign_monthly(now, by=mending.by("next_head"))
    assert signed.signed_by == mending.by("next_head").signature
    assert monthly.accept_monthly(signed, by=mending.by("clerk")).figures["total"] == 3


def test_a_report_that_was_not_opened_yet_is_opened_and_handed_on(mending: Mending) -> None:
    to = make_successor(mending)
    transferred(mending, to)
    assert reports(to) == [(LAST, ReportState.OPEN, 3)]
    assert month_open.open_due_months(by=clock(timezone.now())) == 0
    assert Deadline.objects.about(MonthlyReport.objects.get()).open().exists()


def test_of_a_part_each_unit_owes_its_own_report_and_no_item_stands_in_two(mending: Mending) -> None:
    report = open_report(mending)
    to, first = make_successor(mending), mending.item
    transferred(mending, to, (first.pk,))
    assert reports(mending.assignment.unit) == [(LAST, ReportState.OPEN, 2)]
    assert reports(to) == [(LAST, ReportState.OPEN, 1)]
    mine = MonthlyReport.objects.get(unit=to)
    assert mine.due_on == report.due_on
    assert Deadline.objects.about(mine).open().count() == 1
    assert [figures_of(one)["total"] for one in (report, mine)] == [2, 1]
    lines = MonthlyLine.objects.filter(report__month=LAST).values_list("item", flat=True)
    assert sorted(lines) == sorted(item.pk for item in mending.items)


def test_a_report_that_lies_with_the_office_is_decided_first(mending: Mending) -> None:
    report, to = submitted(mending), make_successor(mending)
    merge(mending, to)
    before = snapshot()
    with pytest.raises(ValidationError, match="请先接收或者退回"):
        ask(mending, to)
    assert snapshot() == before
    monthly.accept_monthly(report, by=mending.by("clerk"))
    transferred(mending, to)


def test_an_accepted_report_stays_as_it_is_and_its_month_is_not_reported_again(mending: Mending) -> None:
    report, to = frozen(mending), make_successor(mending)
    told = (report.figures, list(report.lines.order_by("pk").values_list("item", "stood", "stood_at")))
    transferred(mending, to)
    now = MonthlyReport.objects.get(pk=report.pk)
    assert (now.figures, list(now.lines.order_by("pk").values_list("item", "stood", "stood_at"))) == told
    assert (now.unit, str(now.assignment.unit)) == (mending.assignment.unit, str(mending.assignment.unit))
    assert list(MonthlyReport.objects.visible_to(mending.by("unit_head"))) == [now]
    assert month_open.open_due_months(by=clock(timezone.now())) == 0
    assert reports(to) == []


def test_from_the_month_of_the_transfer_on_the_successor_reports(mending: Mending) -> None:
    frozen(mending)
    to = make_successor(mending)
    transferred(mending, to)
    next_month = month_open.last_day(today().replace(day=1)) + 2 * DAY
    at = timezone.make_aware(dt.datetime.combine(next_month, dt.time(1)))
    assert month_open.open_due_months(by=clock(at)) == 1
    assert reports(to) == [(today().replace(day=1), ReportState.OPEN, 3)]


def test_a_second_part_after_the_first_was_reported_waits_for_the_old_units_report(mending: Mending) -> None:
    first, second, _ = mending.items
    to = make_successor(mending)
    open_report(mending)
    transferred(mending, to, (first.pk,))
    with pytest.raises(ValidationError, match=r"白水镇已有.*请先由"):
        ask(mending, to, (second.pk,))


def test_waiting_is_nobodys_who_only_re_checks_there() -> None:
    """Whoever sees all the problems of a unit elsewhere decides nothing about it."""
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    ask(other, make_successor(other), (other.item.pk,))
    assert list(transferring.waiting("rect.transfer:A", by=other.by("director")))
    assert not list(transferring.waiting("rect.transfer:A", by=lend(mending, "director", other)))
