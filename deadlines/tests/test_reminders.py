"""The ladder: which step has come, who is told, and what happens after a night that was missed."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from accounts.models import User
from accounts.states import Role
from deadlines import operations
from deadlines.models import Deadline, Notice
from deadlines.operations import StepPlan, reminder
from deadlines.reckoning import next_reminder, steps_due
from deadlines.states import Audience, NoticeKind
from deadlines.tests.factories import ACT, instant, make_actor, make_deadline, make_user

pytestmark = pytest.mark.django_db
D = dt.date
SUBJECT = "青石镇党委集中整改"

# Due on 2026-09-02: the ladder stands at 08-13 (−20), 08-23 (−10), 09-03 (+1) and every week after it


@pytest.fixture
def people() -> dict[Audience, list[User]]:
    return {audience: [make_user(str(audience.label))] for audience in Audience}


def told(notices: list[Notice], people: dict[Audience, list[User]]) -> set[Audience]:
    keys = {user.pk: audience for audience, users in people.items() for user in users}
    return {keys[notice.recipient_id] for notice in notices}


def come(deadline: Deadline, on: dt.date) -> list[tuple[str, dt.date]]:
    return [(step.key, occurrence) for step, occurrence in steps_due(deadline, on)]


def test_steps_come_on_their_days_and_not_before() -> None:
    deadline = make_deadline("2026-03-02")
    assert come(deadline, D(2026, 8, 12)) == []
    assert come(deadline, D(2026, 8, 13)) == [("-20", D(2026, 8, 13))]
    assert come(deadline, D(2026, 8, 22)) == [("-20", D(2026, 8, 13))]
    assert come(deadline, D(2026, 8, 23)) == [("-10", D(2026, 8, 23))]
    assert come(deadline, D(2026, 9, 2)) == [("-10", D(2026, 8, 23))]
    assert come(deadline, D(2026, 9, 3)) == [("+1", D(2026, 9, 3))]
    assert come(deadline, D(2026, 9, 9)) == [("+1", D(2026, 9, 3))]
    assert come(deadline, D(2026, 9, 10)) == [("+1", D(2026, 9, 10))]


def test_closed_deadline_asks_for_nothing() -> None:
    deadline = make_deadline("2026-03-02")
    operations.meet(deadline, D(2026, 8, 1), by=make_actor("2026-08-01"), act=ACT)
    assert come(deadline, D(2026, 9, 3)) == []
    assert not Deadline.objects.to_remind(D(2026, 9, 3)).exists()


def test_whole_ladder_day_by_day(people: dict[Audience, list[User]]) -> None:
    deadline, log = make_deadline("2026-03-02"), []
    for number in range(45):
        day = D(2026, 8, 10) + dt.timedelta(days=number)
        for hour in ("00:00", "09:30", "23:59"):
            fired = operations.fire(deadline, people, subject=SUBJECT, at=instant(str(day), hour))
            if fired:
                log.append((day, hour, fired[0].step, told(fired, people)))
    unit = {Audience.HANDLER, Audience.LEADER, Audience.HEAD}
    assert log == [
        (D(2026, 8, 13), "00:00", "-20", {Audience.HANDLER}),
        (D(2026, 8, 23), "00:00", "-10", {Audience.HANDLER, Audience.LEADER}),
        (D(2026, 9, 3), "00:00", "+1", unit),
        (D(2026, 9, 10), "00:00", "+1", unit),
        (D(2026, 9, 12), "00:00", "+10", {Audience.OFFICE}),
        (D(2026, 9, 17), "00:00", "+1", unit),
        (D(2026, 9, 22), "00:00", "+20", {Audience.OFFICE}),
    ]


def test_title_says_how_many_days_are_left(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    titles = []
    for day in ("2026-08-13", "2026-08-24", "2026-09-04"):
        fired = operations.fire(deadline, people, subject=SUBJECT, url="/x/", text="请抓紧", at=instant(day))
        titles.append((fired[0].title, fired[0].kind))
    assert titles == [
        (f"{SUBJECT}：还有 20 天到期（9月2日）", NoticeKind.REMINDER),
        (f"{SUBJECT}：还有 9 天到期（9月2日）", NoticeKind.REMINDER),
        (f"{SUBJECT}：已逾期 2 天（9月2日到期）", NoticeKind.OVERDUE),
    ]
    assert set(Notice.objects.values_list("url", "text")) == {("/x/", "请抓紧")}


def test_missed_nights_are_caught_up_by_the_latest_step_that_names_a_person(
    people: dict[Audience, list[User]],
) -> None:
    deadline = make_deadline("2026-03-02")
    fired = operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-10-20"))
    by_step = {
        (one.step, one.occurrence): told([two for two in fired if two.step == one.step], people)
        for one in fired
    }
    assert by_step == {
        ("+1", D(2026, 10, 15)): {Audience.HANDLER, Audience.LEADER, Audience.HEAD},
        ("+40", D(2026, 10, 12)): {Audience.OFFICE},
    }
    assert Notice.objects.count() == 4
    assert deadline.next_reminder_on == D(2026, 10, 22)


def test_clock_that_jumps_back_fires_nothing_again(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-13")) == []
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23")) == []


def test_same_key_is_written_once_even_if_the_deadline_were_not_moved_on(
    people: dict[Audience, list[User]],
) -> None:
    deadline = make_deadline("2026-03-02")
    operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))
    Deadline.objects.filter(pk=deadline.pk).update(next_reminder_on=D(2026, 8, 13))
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23")) == []
    assert Notice.objects.count() == 2


def test_person_in_two_places_is_told_once(people: dict[Audience, list[User]]) -> None:
    deadline, both = make_deadline("2026-03-02"), people[Audience.HANDLER]
    fired = operations.fire(
        deadline, {**people, Audience.LEADER: both}, subject=SUBJECT, at=instant("2026-08-23")
    )
    assert [notice.recipient_id for notice in fired] == [both[0].pk]


def test_office_stands_in_where_a_place_is_vacant(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    fired = operations.fire(
        deadline, {**people, Audience.HEAD: []}, subject=SUBJECT, at=instant("2026-09-03")
    )
    assert told(fired, people) == {Audience.HANDLER, Audience.LEADER, Audience.OFFICE}


def test_nobody_to_tell_leaves_the_step_to_be_fired_later(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    assert operations.fire(deadline, {}, subject=SUBJECT, at=instant("2026-08-13")) == []
    assert list(Deadline.objects.to_remind(D(2026, 8, 14))) == [deadline]
    fired = operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-14"))
    assert told(fired, people) == {Audience.HANDLER}


def test_recipients_are_looked_for_only_when_a_step_has_come(people: dict[Audience, list[User]]) -> None:
    deadline, asked = make_deadline("2026-03-02"), []

    def find() -> dict[Audience, list[User]]:
        asked.append(1)
        return people

    operations.fire(deadline, find, subject=SUBJECT, at=instant("2026-08-12"))
    assert asked == []
    assert operations.fire(deadline, find, subject=SUBJECT, at=instant("2026-08-13"))
    assert asked == [1]


def test_extension_starts_the_ladder_anew(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))
    by = make_actor("2026-08-25")
    operations.extend(deadline, D(2026, 9, 20), reason="资金未到", approver="县委", by=by, act=ACT)
    # −20 would have been before the extension: nobody is told of what is past
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-31")) != []
    assert operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-09-03")) == []
    fired = operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-09-10"))
    assert {(notice.step, notice.occurrence) for notice in fired} == {("-10", D(2026, 9, 10))}


def test_killed_before_the_commit_nothing_has_happened(
    people: dict[Audience, list[User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = make_deadline("2026-03-02")

    def killed(*_: object, **__: object) -> None:
        assert Notice.objects.count() == 2, "the notices are written by now"
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(reminder, "next_reminder", killed)
        with pytest.raises(DatabaseError):
            operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))
    assert not Notice.objects.exists()
    assert len(operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))) == 2


def test_clock_makes_no_edit_stale(people: dict[Audience, list[User]]) -> None:
    deadline = make_deadline("2026-03-02")
    seen = Deadline.objects.get(pk=deadline.pk)
    operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-23"))
    operations.meet(seen, D(2026, 8, 23), by=make_actor("2026-08-23"), act=ACT)
    assert not Deadline.objects.get(pk=deadline.pk).is_open


def test_sweep_finds_only_what_has_come(django_assert_num_queries: object) -> None:
    made = [make_deadline("2026-03-02", code) for code in ("plan_due", "rectification_period", "revisit")]
    # 整改方案 is due on 04-01, 回访 on 05-31
    days = {D(2026, 3, 11): 0, D(2026, 3, 12): 1, D(2026, 5, 11): 2, D(2026, 8, 13): 3}
    found = {day: Deadline.objects.to_remind(day).count() for day in days}
    assert found == days
    assert len(made) == 3


def test_changed_ladder_is_followed_by_open_deadlines(people: dict[Audience, list[User]]) -> None:
    deadline, by = make_deadline("2026-03-02"), make_actor("2026-08-01", role=Role.OST)
    operations.set_ladder(
        deadline.rule, [StepPlan(-5, to_office=True), StepPlan(3, to_head=True, repeat_weekly=True)], by=by
    )
    deadline.refresh_from_db()
    assert deadline.next_reminder_on == D(2026, 8, 28)
    fired = operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-08-28"))
    assert told(fired, people) == {Audience.OFFICE}
    fired = operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-09-05"))
    assert told(fired, people) == {Audience.HEAD}


def test_ladder_without_repetition_comes_to_an_end() -> None:
    deadline = make_deadline("2026-03-02")
    steps = [step for step in deadline.rule.steps.all() if step.offset_days < 0]
    assert next_reminder(steps, deadline.due, after=D(2026, 8, 23)) is None
    assert next_reminder([], deadline.due, after=D(2026, 1, 1)) is None


def test_ladder_costs_a_fixed_number_of_queries(
    people: dict[Audience, list[User]], django_assert_max_num_queries: object
) -> None:
    deadline = make_deadline("2026-03-02")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        operations.fire(deadline, people, subject=SUBJECT, at=instant("2026-09-03"))
    assert isinstance(Deadline.objects.to_remind(D(2026, 9, 3)), QuerySet)
