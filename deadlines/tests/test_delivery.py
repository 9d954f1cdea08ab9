"""What leaves the house: one digest a day, counts only, at least once, with patience, and never more than asked."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from audit.models import Entry
from deadlines import messenger, operations
from deadlines.models import ChannelChoice, Delivery, Notice
from deadlines.operations.delivery import MOST_TRIES
from deadlines.states import Audience, Channel
from deadlines.tests.factories import instant, make_actor, make_deadline, make_user, together
from organizations.models import Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_office, make_party_organization, make_person, make_unit

pytestmark = pytest.mark.django_db
MORNING = instant("2026-03-03", "08:00")
MONDAY = instant("2026-03-02")
MINUTE = dt.timedelta(minutes=1)
Sent = list[tuple[str, dict[str, int]]]


@pytest.fixture(autouse=True)
def _set_up(settings: Any) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "smtp.example.gov.cn", "xuncha@example.gov.cn"
    settings.MESSENGER_WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"


class Post:
    """Stands for both channels: remembers what it took, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.took: Sent = []
        self.failures = failures

    def __call__(self, address: str, counts: Mapping[str, int], _at: dt.datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise messenger.NotSent("连不上")
        self.took.append((address, dict(counts)))

    def ring(self, at: dt.datetime) -> int:
        operations.prepare_digests(at=at)
        return operations.send_digests(at=at, senders=dict.fromkeys(Channel, self))


def choose(user: User, **channels: Any) -> ChannelChoice:
    by = make_actor("2026-03-01", user=user)
    return operations.choose_channels(operations.own_channels(by=by), changes=channels, by=by)


def by_mail() -> User:
    user = make_user()
    choose(user, by_mail=True, mail=f"{user.username}@example.gov.cn")
    return user


def tell(user: User, key: str, at: dt.datetime = MONDAY, **rest: Any) -> None:
    operations.notify(user, title="青石镇党委整改月报退回", text="张三未签字", at=at, key=key, **rest)
    operations.deliver(at=at)


# ---------------------------------------------------------------- the digest


def test_one_mail_a_day_counts_what_is_new() -> None:
    user, post = by_mail(), Post()
    tell(user, "1")
    tell(user, "2")
    assert post.ring(MORNING - MINUTE) == 0, "before the hour nothing leaves"
    assert post.ring(MORNING) == 1
    assert post.took == [(f"{user.username}@example.gov.cn", {"overdue": 0, "soon": 0, "messages": 2})]
    tell(user, "3", MORNING + MINUTE)
    assert post.ring(MORNING + 2 * MINUTE) == 0, "one a day"
    assert post.ring(MORNING + dt.timedelta(days=1)) == 1
    assert post.took[-1][1]["messages"] == 1, "what was counted is not counted again"
    assert post.ring(MORNING + dt.timedelta(days=2)) == 0, "nothing new, no mail"


def test_what_is_delivered_while_a_digest_counts_is_left_to_the_next_one() -> None:
    user, post = by_mail(), Post()
    tell(user, "1")
    slow = MORNING - MINUTE  # its delivery began before the count, and is seen only after it
    assert post.ring(MORNING) == 1
    tell(user, "2", slow)
    assert post.ring(MORNING + dt.timedelta(days=1)) == 1
    assert [counts["messages"] for _, counts in post.took] == [1, 1]


@pytest.mark.parametrize("many", [1, 5])
def test_digests_are_counted_in_one_query_for_a_channel(
    many: int, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.MESSENGER_WEBHOOK = ""
    for number in range(many):
        tell(by_mail(), str(number))
    with django_assert_num_queries(2):  # counted and written
        assert operations.prepare_digests(at=MORNING) == many


def test_reminders_are_counted_by_kind_and_by_the_channels_of_their_step() -> None:
    user, post = make_user(), Post()
    choose(user, by_mail=True, mail="a@example.gov.cn", by_messenger=True, messenger_account="zhou")
    deadline = make_deadline("2026-03-02")
    people = {Audience.HANDLER: [user], Audience.LEADER: [], Audience.HEAD: [], Audience.OFFICE: []}
    for day in ("2026-08-23", "2026-09-03"):  # the first by mail only, the overdue one by both
        operations.fire(deadline, people, subject="青石镇党委集中整改", at=instant(day))
        operations.deliver(at=instant(day))
    assert post.ring(instant("2026-08-24")) == 1
    assert post.ring(instant("2026-09-04")) == 2
    assert sorted(post.took, key=str) == [
        ("a@example.gov.cn", {"overdue": 0, "soon": 1, "messages": 0}),
        ("a@example.gov.cn", {"overdue": 1, "soon": 0, "messages": 0}),
        ("zhou", {"overdue": 1, "soon": 0, "messages": 0}),
    ]


def test_own_channels_are_ones_own() -> None:
    mine, theirs = make_user("甲"), make_user("乙")
    choose(theirs, by_mail=True, mail="b@example.gov.cn")
    assert operations.own_channels(by=make_actor(user=mine)).mail == ""
    assert operations.own_channels(by=make_actor(user=theirs)).mail == "b@example.gov.cn"


def test_what_was_read_is_not_counted() -> None:
    user, post = by_mail(), Post()
    tell(user, "1")
    operations.read_all(Notice.objects.all(), by=make_actor("2026-03-02", user=user))
    assert post.ring(MORNING) == 0


def test_what_a_recusal_keeps_from_a_person_is_not_counted() -> None:
    user, post = by_mail(), Post()
    unit = make_unit(make_office())
    party = make_party_organization(unit)
    person = make_person(unit.office, "周明远", user)
    tell(user, "1", about=party)
    Recusal.objects.create(
        person=person,
        party_organization=party,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=MORNING,
    )
    assert post.ring(MORNING) == 0


def test_who_chose_nothing_or_may_not_sign_in_gets_nothing() -> None:
    silent, gone, post = make_user(), by_mail(), Post()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for user in (silent, gone):
        tell(user, "1")
    assert post.ring(MORNING) == 0
    assert not Delivery.objects.exists()


def test_channel_that_the_office_has_not_set_up_makes_no_row(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    tell(by_mail(), "1")
    assert Post().ring(MORNING) == 0
    assert not Delivery.objects.exists()


# ---------------------------------------------------------------- patience


def test_failure_is_told_and_tried_again_with_growing_patience() -> None:
    user, post = by_mail(), Post(failures=2)
    tell(user, "1")
    assert post.ring(MORNING) == 0
    row = Delivery.objects.get()
    assert (row.tries, row.fault, row.sent_at) == (1, "连不上", None)
    assert post.ring(MORNING + MINUTE / 2) == 0, "not before its time"
    assert Delivery.objects.get().tries == 1
    assert post.ring(MORNING + MINUTE) == 0
    assert post.ring(MORNING + 2 * MINUTE) == 0
    assert post.ring(MORNING + 3 * MINUTE) == 1
    row.refresh_from_db()
    assert (row.tries, row.fault, row.sent_at) == (3, "", MORNING + 3 * MINUTE)
    assert len(post.took) == 1


def test_it_gives_up_in_the_end_and_says_so() -> None:
    user, post = by_mail(), Post(failures=99)
    tell(user, "1")
    at = MORNING
    for _ in range(MOST_TRIES + 3):
        post.ring(at)
        at += dt.timedelta(hours=5)
    row = Delivery.objects.filter(day=MORNING.date()).get()
    assert (row.tries, row.standing) == (MOST_TRIES, "多次未成功，已停止")


def test_what_was_given_up_is_told_by_the_next_digest() -> None:
    user, post = by_mail(), Post(failures=MOST_TRIES)
    tell(user, "1")
    for hours in range(MOST_TRIES):
        post.ring(MORNING + dt.timedelta(hours=2 * hours))
    assert Delivery.objects.get().standing == "多次未成功，已停止"
    assert post.ring(MORNING + dt.timedelta(days=1)) == 1
    assert post.took[-1][1]["messages"] == 1


def test_killed_after_the_other_side_took_it_sends_again_and_loses_nothing() -> None:
    user, post = by_mail(), Post()
    tell(user, "1")

    def killed(address: str, counts: Mapping[str, int], at: dt.datetime) -> None:
        post(address, counts, at)
        raise SystemExit

    operations.prepare_digests(at=MORNING)
    with pytest.raises(SystemExit):
        operations.send_digests(at=MORNING, senders=dict.fromkeys(Channel, killed))
    assert Delivery.objects.get().sent_at is None
    assert post.ring(MORNING + MINUTE) == 1
    assert len(post.took) == 2, "at least once, and said so"


def test_choice_taken_back_stops_what_still_waits() -> None:
    user, post = by_mail(), Post(failures=1)
    tell(user, "1")
    post.ring(MORNING)
    by = make_actor("2026-03-03", user=user)
    operations.choose_channels(operations.own_channels(by=by), changes={"by_mail": False}, by=by)
    assert post.ring(MORNING + MINUTE) == 0
    assert post.took == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_digest_once() -> None:
    users, post = [by_mail() for _ in range(12)], Post()
    for user in users:
        tell(user, "1")
    assert sum(together(8, lambda: post.ring(MORNING))) == 12
    assert sorted(address for address, _ in post.took) == sorted(
        f"{one.username}@example.gov.cn" for one in users
    )


# ---------------------------------------------------------------- what the text says


@pytest.fixture
def canaries() -> tuple[str, ...]:
    """Words that stand in the notices, and must stand in nothing that leaves the house."""
    return ("青石镇", "张三", "周明远", "月报", "退回", "rectification", "/deadlines/")


def test_mail_and_message_name_nothing(canaries: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def take(_address: str, body: dict[str, Any]) -> dict[str, int]:
        said.append(str(body))
        return {"errcode": 0}

    monkeypatch.setattr(messenger, "_post", take)
    user = make_user("周明远")
    choose(user, by_mail=True, mail="a@example.gov.cn", by_messenger=True, messenger_account="zhou")
    tell(user, "1")
    Notice.objects.update(by_messenger=True)
    operations.prepare_digests(at=MORNING)
    assert operations.send_digests(at=MORNING) == 2
    letter = mail.outbox[0]
    assert letter.to == ["a@example.gov.cn"]
    assert "您有 1 条新的提醒：办理通知 1 条" in letter.body
    assert "办理通知 1 条" in said[0]
    for text in (letter.subject, letter.body, str(letter.message()), *said):
        assert [word for word in canaries if word in text] == []


def test_mail_server_that_refuses_is_a_fault_and_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("deadlines.operations.delivery.send_mail", refuse)
    tell(by_mail(), "1")
    operations.prepare_digests(at=MORNING)
    assert operations.send_digests(at=MORNING) == 0
    assert Delivery.objects.get().fault == "邮件服务器没有接收"


# ---------------------------------------------------------------- one's own choice


def test_choosing_a_channel_asks_where_it_leads_and_leaves_no_address_in_the_trail() -> None:
    user = make_user()
    with pytest.raises(ValidationError, match="请填写邮箱"):
        choose(user, by_mail=True)
    with pytest.raises(ValidationError, match="只能用字母"):
        choose(user, by_messenger=True, messenger_account="周明远")
    assert not ChannelChoice.objects.exists()
    choice = choose(user, by_mail=True, mail="a@example.gov.cn")
    choose(user, mail="b@example.gov.cn")
    entries = Entry.objects.about(choice)
    assert [entry.act for entry in entries] == ["acct.own:E", "acct.own:E"]
    assert "example" not in "".join(f"{entry.facts}{entry.reason}" for entry in entries)


def test_nobody_chooses_for_another() -> None:
    theirs = choose(make_user(), by_mail=True, mail="a@example.gov.cn")
    with pytest.raises(PermissionDenied):
        operations.choose_channels(theirs, changes={"mail": "b@example.gov.cn"}, by=make_actor())
    assert ChannelChoice.objects.get().mail == "a@example.gov.cn"


# ---------------------------------------------------------------- the secret address


def test_feed_address_is_known_only_to_its_owner_and_dies_when_renewed_or_revoked() -> None:
    by = make_actor()
    first = operations.renew_feed(by=by)
    assert operations.person_of_feed(first) == by.user
    assert not Entry.objects.filter(facts__icontains=first).exists()
    second = operations.renew_feed(by=by)
    assert operations.person_of_feed(first) is None
    assert operations.person_of_feed(second) == by.user
    assert operations.revoke_feed(by=by)
    assert not operations.revoke_feed(by=by)
    assert operations.person_of_feed(second) is None


def test_feed_of_an_account_that_was_switched_off_is_nobodys() -> None:
    by = make_actor()
    token = operations.renew_feed(by=by)
    User.objects.filter(pk=by.user.pk).update(is_active=False)
    assert operations.person_of_feed(token) is None
