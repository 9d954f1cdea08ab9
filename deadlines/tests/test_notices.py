"""The outbox: put down once, delivered once, read by its recipient only."""

import datetime as dt
import multiprocessing

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from deadlines import operations, tasks
from deadlines.models import Deadline, Notice
from deadlines.states import Audience
from deadlines.tests.factories import (
    instant,
    make_actor,
    make_deadline,
    make_notice,
    make_user,
    seed,
    together,
)

AT = instant("2026-03-02")


@pytest.mark.django_db
def test_notify_reaches_a_person_once_for_a_key() -> None:
    mine, other = make_user(), make_user()
    for _ in range(3):
        operations.notify(mine, title="月报已退回", at=AT, key="monthly:1", url="/x/")
    operations.notify(other, title="月报已退回", at=AT, key="monthly:1", url="/x/")
    operations.notify(mine, title="月报已退回", at=AT, key="monthly:2", url="/x/")
    assert Notice.objects.filter(recipient=mine).count() == 2
    assert Notice.objects.filter(recipient=other).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:x"])
def test_notify_never_leads_out_of_the_house(url: str) -> None:
    with pytest.raises(ValidationError):
        operations.notify(make_user(), title="点这里", at=AT, key="k", url=url)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_notice_belongs_to_the_transaction_of_its_act() -> None:
    with transaction.atomic():
        operations.notify(make_user(), title="已提交", at=AT, key="k")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_database_itself_refuses_a_second_reminder() -> None:
    deadline, user = make_deadline("2026-03-02"), make_user()
    facts = {"deadline": deadline, "step": "-20", "occurrence": dt.date(2026, 8, 13), "recipient": user}
    Notice.objects.create(**facts, title="一", kind="reminder", created_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**facts, title="二", kind="reminder", created_at=AT)
    Notice.objects.create(
        **{**facts, "occurrence": dt.date(2026, 8, 20)}, title="三", kind="reminder", created_at=AT
    )
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_notice_is_seen_only_after_delivery_and_only_by_its_recipient() -> None:
    mine, other = make_actor(), make_actor()
    operations.notify(mine.user, title="已退回", at=AT, key="k")
    assert not Notice.objects.visible_to(mine).exists()
    assert Notice.objects.unread_of(mine.user).count() == 0
    assert operations.deliver(at=AT) == 1
    assert operations.deliver(at=AT) == 0
    assert Notice.objects.visible_to(mine).count() == Notice.objects.unread_of(mine.user).count() == 1
    assert not Notice.objects.visible_to(other).exists()


@pytest.mark.django_db
def test_reading_counts_the_first_time_and_only_for_the_recipient() -> None:
    mine, other = make_actor("2026-03-03"), make_actor("2026-03-03")
    notice = make_notice(mine.user)  # type: ignore[arg-type]
    operations.read_notice(notice, by=other)
    assert Notice.objects.unread_of(mine.user).count() == 1
    operations.read_notice(notice, by=mine)
    operations.read_notice(notice, by=mine.later(instant("2026-03-09")))
    assert Notice.objects.get().read_at == mine.at


@pytest.mark.django_db
def test_read_all_touches_only_ones_own_among_the_chosen() -> None:
    mine, other = make_actor("2026-03-03"), make_actor("2026-03-03")
    chosen = [make_notice(mine.user), make_notice(mine.user)]  # type: ignore[arg-type]
    left, foreign = make_notice(mine.user), make_notice(other.user)  # type: ignore[arg-type]
    picked = Notice.objects.filter(pk__in=[one.pk for one in [*chosen, foreign]])
    assert operations.read_all(picked, by=mine) == 2
    assert operations.read_all(picked, by=mine) == 0
    assert set(Notice.objects.filter(read_at__isnull=True)) == {left, foreign}


@pytest.mark.django_db
def test_sweep_empties_the_outbox_whatever_the_batch() -> None:
    user = make_user()
    for number in range(7):
        operations.notify(user, title=f"第{number}件", at=AT, key=str(number))
    assert operations.deliver(at=AT, limit=2) == 2
    assert Notice.objects.unread_of(user).count() == 2
    assert tasks.sweep() == 5
    assert tasks.sweep() == 0
    assert Notice.objects.unread_of(user).count() == 7


# ---------------------------------------------------------------- several sweepers at once


@pytest.mark.django_db(transaction=True)
def test_eight_sweepers_deliver_each_notice_once() -> None:
    user = make_user()
    for number in range(120):
        operations.notify(user, title=f"第{number}件", at=AT, key=str(number))

    def sweep() -> int:
        done = 0
        while count := operations.deliver(at=AT, limit=7):
            done += count
        return done

    assert sum(together(8, sweep)) == 120
    assert Notice.objects.unread_of(user).count() == 120


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_fire_each_reminder_once() -> None:
    seed()
    deadlines = [make_deadline("2026-03-02") for _ in range(6)]
    people: dict[Audience, list[User]] = {audience: [make_user()] for audience in Audience}

    def remind() -> int:
        found = Deadline.objects.to_remind(dt.date(2026, 9, 3))
        at = instant("2026-09-03")
        return sum(len(operations.fire(each, people, subject="整改", at=at)) for each in found)

    assert sum(together(8, remind)) == Notice.objects.count() == 6 * 3
    assert {each.next_reminder_on for each in Deadline.objects.all()} == {dt.date(2026, 9, 10)}
    assert len(deadlines) == 6


def ring(day: str) -> None:
    """Do what the clock does once: fire what has come, deliver what waits."""
    people = {
        audience: [user] for audience, user in zip(Audience, User.objects.filter(name="收件人"), strict=True)
    }
    at = instant(day)
    for deadline in Deadline.objects.to_remind(at.date()):
        operations.fire(deadline, people, subject="整改", at=at)
    while operations.deliver(at=at, limit=5):
        pass


@pytest.mark.django_db(transaction=True)
def test_clock_killed_again_and_again_loses_nothing_and_doubles_nothing() -> None:
    seed()
    made = [make_deadline("2026-03-02") for _ in range(25)]
    _ = [make_user("收件人") for _ in Audience]
    killed = 0
    for milliseconds in range(3, 80, 4):
        connection.close()  # a child must not inherit an open one
        clock = multiprocessing.get_context("fork").Process(target=ring, args=("2026-09-03",))
        clock.start()
        clock.join(milliseconds / 1000)
        killed += clock.is_alive()
        clock.kill()
        clock.join()
    ring("2026-09-03")
    assert killed > 0
    assert Notice.objects.delivered().count() == Notice.objects.count() == 25 * 3
    assert {notice.deadline for notice in Notice.objects.all()} == set(made)
