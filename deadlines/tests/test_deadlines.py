"""设定、延期、办结、终止、恢复: done, refused, and what the trail says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit.models import Entry
from audit.operations import Stale
from deadlines import operations
from deadlines.models import Deadline, Extension
from deadlines.tests.factories import ACT, instant, make_actor, make_deadline, make_user

pytestmark = pytest.mark.django_db
D = dt.date


def test_set_deadline_reckons_the_day_and_leaves_a_trail() -> None:
    by, record = make_actor("2026-03-02"), make_user("事项")
    deadline = operations.set_deadline(record, "rectification_period", D(2026, 3, 2), by=by, act=ACT)
    stored = Deadline.objects.about(record).get()
    assert stored == deadline
    assert (stored.due, stored.original_due, stored.anchor_on) == (
        D(2026, 9, 2),
        D(2026, 9, 2),
        D(2026, 3, 2),
    )
    assert stored.next_reminder_on == D(2026, 8, 13)
    entry = Entry.objects.about(stored).get()
    assert (entry.act, entry.user_id, entry.at) == (ACT, by.user.pk, by.at)


def test_set_deadlines_gives_many_records_one_day() -> None:
    by, records = make_actor("2026-03-02"), [make_user(str(n)) for n in range(5)]
    other = make_user("别的")
    made = operations.set_deadlines(records, "plan_due", D(2026, 3, 2), by=by, act=ACT)
    assert {deadline.due for deadline in made} == {D(2026, 4, 1)}
    assert set(Deadline.objects.coded("plan_due").record_ids().values_list("record_id", flat=True)) == {
        record.pk for record in records
    }
    assert not Deadline.objects.about(other).exists()
    assert set(Deadline.objects.about_all(User, [records[0].pk])) == {made[0]}


def test_set_deadline_twice_is_refused_and_leaves_nothing() -> None:
    by, record = make_actor("2026-03-02"), make_user("事项")
    first = operations.set_deadline(record, "plan_due", D(2026, 3, 2), by=by, act=ACT)
    with pytest.raises(ValidationError, match="“整改方案”的时限已经设定"):
        operations.set_deadline(record, "plan_due", D(2026, 4, 2), by=by, act=ACT)
    assert list(Deadline.objects.about(record)) == [first]
    operations.meet(first, D(2026, 3, 20), by=by, act=ACT)
    again = operations.set_deadline(record, "plan_due", D(2026, 4, 2), by=by, act=ACT)
    assert list(Deadline.objects.about(record).open()) == [again]


def test_set_deadline_in_a_missing_year_is_refused_and_leaves_nothing() -> None:
    by, record = make_actor("2027-12-20"), make_user("事项")
    with pytest.raises(ValidationError, match="2028年的工作日历还没有登记"):
        operations.set_deadline(record, "report_after_exit", D(2027, 12, 20), by=by, act=ACT)
    assert not Deadline.objects.exists()


def test_extend_moves_the_day_and_keeps_the_original() -> None:
    deadline = make_deadline("2026-03-02")
    by = make_actor("2026-08-20")
    extension = operations.extend(
        deadline,
        D(2026, 12, 1),
        reason="资金尚未拨付",
        approver="县委书记专题会",
        stage_goal="十月底前完成招标",
        by=by,
        act=ACT,
    )
    stored = Deadline.objects.get(pk=deadline.pk)
    assert (stored.due, stored.original_due, stored.is_extended) == (D(2026, 12, 1), D(2026, 9, 2), True)
    assert stored.next_reminder_on == D(2026, 11, 11)
    assert list(stored.extensions.all()) == [extension]
    assert (extension.old_due, extension.new_due, extension.at) == (D(2026, 9, 2), D(2026, 12, 1), by.at)
    assert Entry.objects.about(stored).first().reason == "资金尚未拨付"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("today", "new_due", "words"),
    [
        ("2026-08-20", D(2026, 9, 2), "须晚于现在的时限（2026年9月2日）"),
        ("2026-08-20", D(2026, 9, 1), "须晚于现在的时限"),
        ("2026-10-10", D(2026, 10, 10), "须晚于今天"),
        ("2026-10-10", D(2026, 9, 20), "须晚于今天"),
    ],
)
def test_extend_to_a_day_not_later_or_past_is_refused_and_leaves_nothing(
    today: str, new_due: dt.date, words: str
) -> None:
    deadline = make_deadline("2026-03-02")
    with pytest.raises(ValidationError, match=words):
        operations.extend(deadline, new_due, reason="r", approver="a", by=make_actor(today), act=ACT)
    assert Deadline.objects.get(pk=deadline.pk).due == D(2026, 9, 2)
    assert not Extension.objects.exists()


def test_extend_without_reason_or_approver_is_refused() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    with pytest.raises(ValidationError, match="reason"):
        operations.extend(deadline, D(2026, 12, 1), reason="", approver="县委", by=by, act=ACT)
    with pytest.raises(ValidationError, match="approver"):
        operations.extend(deadline, D(2026, 12, 1), reason="资金", approver="", by=by, act=ACT)
    assert Deadline.objects.get(pk=deadline.pk).due == D(2026, 9, 2)


def test_two_extensions_from_the_same_sight_leave_one() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    stale = Deadline.objects.get(pk=deadline.pk)
    operations.extend(deadline, D(2026, 12, 1), reason="a", approver="b", by=by, act=ACT)
    with pytest.raises(Stale):
        operations.extend(stale, D(2026, 11, 1), reason="a", approver="b", by=by, act=ACT)
    assert [each.new_due for each in Extension.objects.all()] == [D(2026, 12, 1)]


def test_extension_after_extension_keeps_the_first_day() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    operations.extend(deadline, D(2026, 12, 1), reason="a", approver="b", by=by, act=ACT)
    operations.extend(deadline, D(2027, 3, 1), reason="c", approver="d", by=by, act=ACT)
    stored = Deadline.objects.get(pk=deadline.pk)
    assert (stored.original_due, stored.due) == (D(2026, 9, 2), D(2027, 3, 1))
    assert [(each.old_due, each.new_due) for each in stored.extensions.all()] == [
        (D(2026, 9, 2), D(2026, 12, 1)),
        (D(2026, 12, 1), D(2027, 3, 1)),
    ]


@pytest.mark.parametrize("close", ["meet", "end"])
def test_closed_deadline_is_neither_extended_nor_closed_again(close: str) -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    getattr(operations, close)(deadline, D(2026, 8, 20), by=by, act=ACT)
    for again in (
        lambda: operations.extend(deadline, D(2026, 12, 1), reason="a", approver="b", by=by, act=ACT),
        lambda: operations.meet(deadline, D(2026, 8, 21), by=by, act=ACT),
        lambda: operations.end(deadline, D(2026, 8, 21), by=by, act=ACT),
    ):
        with pytest.raises(ValidationError, match="已经办结或终止"):
            again()


def test_reopen_brings_the_same_day_back() -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-20")
    with pytest.raises(ValidationError, match="不需要恢复"):
        operations.reopen(deadline, by=by, act=ACT)
    operations.meet(deadline, D(2026, 8, 20), by=by, act=ACT)
    later = make_actor("2026-09-10")
    operations.reopen(deadline, by=later, act=ACT, reason="问题反弹")
    stored = Deadline.objects.get(pk=deadline.pk)
    assert (stored.is_open, stored.due, stored.next_reminder_on) == (True, D(2026, 9, 2), D(2026, 9, 12))
    assert Entry.objects.about(stored).first().reason == "问题反弹"  # type: ignore[union-attr]


def test_overdue_and_due_soon_are_asked_with_a_day() -> None:
    due_may, due_june = make_deadline("2026-04-01", "plan_due"), make_deadline("2026-05-10", "plan_due")
    met, ended = make_deadline("2026-04-01", "plan_due"), make_deadline("2026-04-01", "plan_due")
    by = make_actor("2026-04-20")
    operations.meet(met, D(2026, 4, 20), by=by, act=ACT)
    operations.end(ended, D(2026, 4, 20), by=by, act=ACT, reason="机构撤并")
    assert due_may.due == D(2026, 5, 1)
    assert list(Deadline.objects.overdue(D(2026, 5, 1))) == []
    assert list(Deadline.objects.overdue(D(2026, 5, 2))) == [due_may]
    assert list(Deadline.objects.due_within(D(2026, 5, 1), 10)) == [due_may]
    assert list(Deadline.objects.due_within(D(2026, 5, 2), 100)) == [due_june]
    assert list(Deadline.objects.open()) == [due_may, due_june]


def test_met_in_time_counts_extensions_and_the_original_does_not() -> None:
    extended, late, early = (make_deadline("2026-04-01", "plan_due") for _ in range(3))
    by = make_actor("2026-04-20")
    operations.extend(extended, D(2026, 6, 1), reason="a", approver="b", by=by, act=ACT)
    operations.meet(extended, D(2026, 5, 20), by=by, act=ACT)
    operations.meet(late, D(2026, 5, 2), by=by, act=ACT)
    operations.meet(early, D(2026, 5, 1), by=by, act=ACT)
    assert set(Deadline.objects.met_in_time()) == {extended, early}
    assert set(Deadline.objects.met_in_original_time()) == {early}


def test_time_comes_from_the_actor() -> None:
    deadline = make_deadline("2021-03-02", "plan_due")
    assert Entry.objects.about(deadline).get().at == instant("2021-03-02")
    assert deadline.next_reminder_on == D(2021, 3, 12)
