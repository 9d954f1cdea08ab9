"""到期提醒: whom a deadline of rectification concerns; each step once, whatever the clock does."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from deadlines.models import Deadline, Notice
from deadlines.operations.notice import deliver
from deadlines.states import Audience, NoticeKind
from organizations.models import Recusal, Tenure
from organizations.states import RecusalState
from rectification import tasks
from rectification.models import Item, MonthlyReport, PressingPaper, UnitPaper
from rectification.operations import closing, monthly
from rectification.operations.people import people_of
from rectification.operations.reminder import remind
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    closed,
    make_fixing,
    make_joint,
    open_report,
    page,
    signing,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    """A unit that has held its meeting: what is told here is told of its problem."""
    unit = make_fixing(1)
    Deadline.objects.about_all(UnitPaper).update(met_on=today())
    return unit


built, mending = standing(build)


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def due_of(mending: Mending) -> dt.date:
    found: dt.date = Deadline.objects.about(mending.item).get().due
    return found


def told(mending: Mending) -> set[str]:
    names = {mending.county.user(name).pk: name for name in mending.county.people}
    about = Notice.objects.filter(url=page("item_detail", mending.item))
    return {names[key] for key in about.values_list("recipient", flat=True)}


def test_people_of_a_unit_are_those_who_serve_on_the_day(mending: Mending) -> None:
    people = people_of(mending.assignment, today())
    assert people[Audience.HANDLER] == [mending.county.user("unit_liaison")]
    assert people[Audience.HEAD] == [mending.county.user("unit_head")]
    Tenure.objects.filter(person=mending.county.people["unit_head"]).update(until=today() - DAY)
    assert people_of(mending.assignment, today())[Audience.HEAD] == []


def test_the_first_step_tells_the_handler_once(mending: Mending) -> None:
    day = due_of(mending) - 20 * DAY
    assert remind(at=at(day - DAY)) == 0
    remind(at=at(day))
    before = Notice.objects.count()
    assert told(mending) == {"unit_liaison"}
    remind(at=at(day))
    assert Notice.objects.count() == before


def test_an_overdue_item_tells_the_head_too(mending: Mending) -> None:
    remind(at=at(due_of(mending) + DAY))
    assert "unit_head" in told(mending)


def test_a_closed_item_reminds_nobody(mending: Mending) -> None:
    due = due_of(mending)
    closed(mending)
    remind(at=at(due + DAY))
    assert told(mending) == set()


def test_the_task_of_the_clock_reminds_and_opens_what_is_missing(mending: Mending) -> None:
    Deadline.objects.about(mending.item).update(due=today() - DAY, next_reminder_on=today())
    assert tasks.remind() >= 1
    assert "unit_liaison" in told(mending) or "unit_head" in told(mending)
    assert tasks.remind() == 0
    assert Item.objects.count() == 1


def test_a_monthly_report_has_a_deadline_that_reminds(mending: Mending) -> None:
    report = open_report(make_fixing(1, name="临川", days_ago=70))
    deadline = Deadline.objects.about(report).get()
    assert deadline.due == report.due_on
    assert deadline.next_reminder_on is None or deadline.next_reminder_on > today() - 40 * DAY


def test_a_late_monthly_report_is_chased_by_the_ladder_until_it_is_sent() -> None:
    mending = make_fixing(1, name="临川", days_ago=70)
    report = signing(mending)
    due, url = Deadline.objects.about(report).get().due, page("monthly_detail", report)
    Deadline.objects.about(report).update(next_reminder_on=due - 3 * DAY)
    users = {mending.county.user(name).pk for name in ("unit_liaison", "unit_head")}
    late = Notice.objects.filter(url=url, kind=NoticeKind.OVERDUE, recipient__in=users)
    remind(at=at(due + DAY))
    once = late.count()
    assert set(late.values_list("recipient", flat=True)) == users
    remind(at=at(due + DAY))
    assert late.count() == once
    remind(at=at(due + 8 * DAY))
    twice = late.count()
    assert twice == 2 * once
    monthly.sign_monthly(report, by=mending.by("unit_head"))
    remind(at=at(due + 15 * DAY))
    assert late.count() == twice


def test_a_returned_report_is_owed_again_and_chased() -> None:
    mending = make_fixing(1, name="临川", days_ago=70)
    report = submitted(mending)
    due = Deadline.objects.about(report).get().due
    monthly.return_monthly(report, reason="补充佐证", by=mending.by("clerk"))
    owed = Deadline.objects.about(report).get()
    assert (owed.is_open, owed.due) == (True, due)
    late = Notice.objects.filter(url=page("monthly_detail", report), kind=NoticeKind.OVERDUE)
    remind(at=at(today() + 8 * DAY))
    assert mending.county.user("unit_head").pk in set(late.values_list("recipient", flat=True))
    chased = late.count()
    again = monthly.send_monthly(MonthlyReport.objects.get(), by=mending.by("unit_liaison"))
    monthly.sign_monthly(again, by=mending.by("unit_head"))
    remind(at=at(today() + 30 * DAY))
    assert late.count() == chased


def test_a_plan_that_lies_with_the_office_is_pressed_by_nobody() -> None:
    mending = make_joint(1)
    due = Deadline.objects.about(mending.plan).get().due
    remind(at=at(due + 11 * DAY))
    assert not Notice.objects.filter(url=page("plan_detail", mending.plan)).exists()
    assert not PressingPaper.objects.exists()


def test_an_item_that_lies_with_the_office_tells_the_office_and_not_the_unit(mending: Mending) -> None:
    applied(mending)
    remind(at=at(due_of(mending) + DAY))
    assert told(mending) == {"clerk", "second_clerk"}
    closing.withdraw_application(mending.item, by=mending.by("unit_head"))
    remind(at=at(due_of(mending) + 8 * DAY))
    assert {"unit_head", "unit_liaison"} < told(mending)


def test_what_finds_nobody_holds_up_no_other(mending: Mending) -> None:
    empty = make_fixing(1, name="临川")
    Deadline.objects.about_all(UnitPaper).update(met_on=today())
    accounts = [person.user_id for person in empty.county.people.values() if person.user_id]
    User.objects.filter(pk__in=accounts).update(is_active=False)
    day = due_of(mending) - 20 * DAY
    Deadline.objects.about(empty.item).update(next_reminder_on=day - DAY)  # first in the queue
    Deadline.objects.about(mending.item).update(next_reminder_on=day)
    assert remind(at=at(day), limit=1) == 1
    assert told(mending) == {"unit_liaison"}
    assert Deadline.objects.about(empty.item).get().next_reminder_on == day - DAY, "it waits"


def recuse(mending: Mending, who: str) -> None:
    Recusal.objects.create(
        person=mending.county.people[who],
        party_organization=mending.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=mending.by(who).at,
    )


def test_who_is_recused_is_not_reminded_and_the_others_are(mending: Mending) -> None:
    recuse(mending, "clerk")
    told = [user.pk for user in people_of(mending.assignment, today())[Audience.OFFICE]]
    assert told == [mending.county.user("second_clerk").pk]


def test_what_was_told_before_leaves_the_list_and_the_count_of_who_is_recused(mending: Mending) -> None:
    when = at(due_of(mending) - 20 * DAY)
    liaison = mending.by("unit_liaison", when)
    remind(at=when)
    deliver(at=when)
    mine = Notice.objects.filter(recipient=liaison.user.pk)
    assert (mine.visible_to(liaison).count(), mine.unread_of(liaison.user.pk).count()) == (1, 1)
    assert mine.get().about == mending.assignment.party_organization
    recuse(mending, "unit_liaison")
    assert (mine.visible_to(liaison).count(), mine.unread_of(liaison.user.pk).count()) == (0, 0)
