"""提醒方式 and 日历订阅: one's own page; the secret address and what its calendar says."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.actor import Actor
from clues.states import ClueState
from clues.tests.factories import make_clue
from dashboards.calendar_file import calendar_file
from dashboards.todo import days_due, todos
from deadlines import operations
from deadlines.models import CalendarYear, ChannelChoice, Deadline, DeadlineRule, Delivery, FeedLink
from deadlines.states import Channel
from deadlines.wording import DueDay
from rectification.models import Item
from rectification.states import ItemState
from rounds.tests.factories import County, make_county, make_published_assignment, make_team

pytestmark = pytest.mark.django_db
PAGE = reverse("dashboards:channel_show")
CHOSEN = {"by_mail": "on", "mail": "a@example.gov.cn", "messenger_account": "", "version": "1"}


@pytest.fixture
def county() -> County:
    """A county whose unit has three things to mend, two of them due on one day."""
    found = make_county()
    assignment = make_published_assignment(make_team(found.round, 2), found.unit, findings=3)
    for finding, days in zip(assignment.findings.order_by("number"), (3, 3, 9), strict=True):
        due = timezone.localdate() + dt.timedelta(days=days)
        Item.objects.create(
            assignment=assignment, unit=assignment.unit, finding=finding, state=ItemState.FIXING, due_on=due
        )
    return found


def lines_of(content: bytes) -> list[str]:
    """Unfold, as a calendar program does."""
    return content.decode().replace("\r\n ", "").split("\r\n")


# ---------------------------------------------------------------- the page


def test_choosing_is_kept_and_shown(client: Client) -> None:
    client.force_login(user := make_user("zhou"))
    assert client.post(PAGE, CHOSEN).status_code == 302
    assert ChannelChoice.objects.get(user=user).mail == "a@example.gov.cn"
    assert "a@example.gov.cn" in client.get(PAGE).content.decode()


def test_what_went_out_to_others_does_not_stand_around_ones_own_choice(client: Client) -> None:
    """The deliveries that ``_around`` shows."""
    people = [make_user("zhou"), make_user("wu")]
    now = timezone.now()
    for user in people:
        facts = {"channel": Channel.MAIL, "day": now.date(), "covers_until": now, "next_try_at": now}
        Delivery.objects.create(recipient=user, **facts)
    client.force_login(people[0])
    assert [one.recipient for one in client.get(PAGE).context["deliveries"]] == people[:1]


def test_channel_without_an_address_is_refused_and_nothing_typed_is_lost(client: Client) -> None:
    client.force_login(make_user("zhou"))
    page = client.post(PAGE, {**CHOSEN, "mail": "", "messenger_account": "zhou"}).content.decode()
    assert "要收电子邮件，请填写邮箱" in page
    assert 'value="zhou"' in page
    assert not ChannelChoice.objects.exists()


def test_page_left_open_meanwhile_shows_both_versions(client: Client) -> None:
    client.force_login(make_user("zhou"))
    client.post(PAGE, CHOSEN)
    client.post(PAGE, {**CHOSEN, "mail": "b@example.gov.cn"})
    page = client.post(PAGE, {**CHOSEN, "mail": "c@example.gov.cn"}).content.decode()
    assert "b@example.gov.cn" in page
    assert "c@example.gov.cn" in page
    assert ChannelChoice.objects.get().mail == "b@example.gov.cn"


def test_address_is_shown_once_and_can_be_renewed_and_revoked(client: Client) -> None:
    client.force_login(user := make_user("zhou"))
    first = issued(client)
    assert client.get(first).status_code == 200
    assert first not in client.get(PAGE).content.decode()
    second = issued(client)
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    client.post(reverse("dashboards:feed_revoke"))
    assert client.get(second).status_code == 404
    assert FeedLink.objects.filter(user=user).count() == 2, "nothing is deleted"


def issued(client: Client) -> str:
    page = client.post(reverse("dashboards:feed_renew")).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found
    return found[1]


# ---------------------------------------------------------------- the calendar


def test_calendar_counts_days_as_the_workbench_does_and_names_nothing(client: Client, county: County) -> None:
    by = county.by("unit_head")
    address = reverse("dashboards:feed_show", args=[operations.renew_feed(by=by)])
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    lines = lines_of(answer.content)
    days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART")]
    due = [timezone.localdate() + dt.timedelta(days=number) for number in (3, 9)]
    assert days == [f"{day:%Y%m%d}" for day in due]
    assert [line for line in lines if line.startswith("SUMMARY")] == [
        "SUMMARY:2 件事项到期",
        "SUMMARY:1 件事项到期",
    ]
    waiting = [line for group in todos(by) for line in group.lines]
    secret = {str(county.unit), county.unit.name[-3:], str(by.user), by.user.get_username(), str(by.user.pk)}
    secret |= (
        {line.object for line in waiting} | {line.url for line in waiting} | {line.who for line in waiting}
    )
    assert len(waiting) >= 3
    assert [word for word in secret if word and word in "\n".join(lines)] == []


def test_what_is_overdue_stands_on_the_present_day_marked_as_such(county: County) -> None:
    by = county.by("unit_head")
    address = reverse("dashboards:feed_show", args=[operations.renew_feed(by=by)])
    first, last = sorted(days_due(by))
    for on, told in (
        (first + dt.timedelta(days=1), DueDay(0, 2)),
        (last, DueDay(1, 2)),
        (last + dt.timedelta(days=2), DueDay(0, 3)),
    ):
        at = dt.datetime.combine(on, dt.time(9), tzinfo=timezone.get_current_timezone())
        days = days_due(Actor(user=by.user, at=at))
        assert (min(days), days[on]) == (on, told)
        with time_machine.travel(at, tick=False):
            lines = lines_of(Client().get(address).content)
        assert f"DTSTART;VALUE=DATE:{on:%Y%m%d}" in lines
        words = {DueDay(0, 2): "2 件事项已逾期", DueDay(1, 2): "1 件事项到期，2 件事项已逾期"}
        assert f"SUMMARY:{words.get(told, '3 件事项已逾期')}" in lines


def test_calendar_follows_the_roles_of_the_day(county: County) -> None:
    token = operations.renew_feed(by=county.by("unit_head"))
    address = reverse("dashboards:feed_show", args=[token])
    assert b"VEVENT" in Client().get(address).content
    User.objects.get(pk=county.user("unit_head").pk).holdings.update(
        until=timezone.localdate() - dt.timedelta(days=1)
    )
    assert b"VEVENT" not in Client().get(address).content


def test_clues_are_not_counted_outside(county: County) -> None:
    by = county.by("director")
    clue = make_clue(county, ClueState.APPROVED)
    Deadline.objects.create(
        rule=DeadlineRule.objects.get(code="clue_transfer"),
        code="clue_transfer",
        record_type="clues.clue",
        record_id=clue.pk,
        anchor_on=by.on,
        original_due=by.on,
        due=by.on,
    )
    assert any(line.due == by.on for group in todos(by) for line in group.lines), "it could leak"
    assert by.on not in days_due(Actor(user=by.user, at=by.at))


def test_unknown_address_is_not_there() -> None:
    assert Client().get(reverse("dashboards:feed_show", args=["x" * 43])).status_code == 404


def test_calendar_is_as_the_standard_wants_it() -> None:
    at = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
    content = calendar_file({dt.date(2026, 3, 31): DueDay(12)}, owner="o" * 70, at=at)
    assert content.endswith(b"END:VCALENDAR\r\n")
    physical = content.split(b"\r\n")
    assert max(len(line) for line in physical) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = lines_of(content)
    assert f"UID:20260331-{'o' * 70}" in lines
    assert "DTEND;VALUE=DATE:20260401" in lines
    assert "DTSTAMP:20260302T010000Z" in lines
    assert "SUMMARY:12 件事项到期" in lines


# ---------------------------------------------------------------- the calendar year, on the workbench


def test_missing_and_provisional_years_are_seen_by_who_keeps_the_calendar_only(client: Client) -> None:
    today = timezone.localdate()
    CalendarYear.objects.filter(year=today.year).update(year=1999)
    CalendarYear.objects.filter(year=today.year + 1).update(year=1998)
    client.force_login(make_user("clerk", Role.OST))
    assert f"{today.year}年的工作日历还没有登记" in client.get("/").content.decode()
    CalendarYear.objects.filter(year=1999).update(year=today.year, provisional=True)
    assert f"{today.year}年的工作日历仍是暂定" in client.get("/").content.decode()
    client.force_login(make_user("head", Role.UNH))
    assert "工作日历" not in client.get("/").content.decode()
