"""How much of S3 and S4 may be read in a day: counted, warned of, refused, told, lifted."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit import operations as audit
from audit.models import Entry, EntryKind
from audit.operations import IllegalMove, Stale
from deadlines.models import Notice
from documents import in_force, operations, papers, rules, worker
from documents.models import Job, ReadingAlarm, ReadingPolicy, StoredFile
from documents.models.reading import ONLY
from documents.paper import Made, Paper, Work
from documents.quota import Quota, morning, quota_of
from documents.states import AlarmState, JobState, Level
from documents.tests.factories import LEDGER, County
from organizations.models import Unit

pytestmark = pytest.mark.django_db
READ = "find.view:V"
SECRET = Paper("trial.ledger", "问题清单", "paper.issue:X", LEDGER.build, Level.S3)


@pytest.fixture
def guard() -> User:
    return make_user("guard", Role.SEC, name="顾晟")


@pytest.fixture
def reader() -> User:
    return make_user("reader", Role.OST, name="李建国")


def allow(opened: int = 20, exported: int = 20) -> None:
    ReadingPolicy.objects.update(opened=opened, exported=exported)


def look(user: User, record: UUID | None = None, at: dt.datetime | None = None, act: str = READ) -> None:
    """Write down that somebody opened a record."""
    shown = Unit(pk=record or uuid4())
    audit.read(shown, by=actor(user, at), act=act)


def looks(user: User, times: int) -> None:
    for _ in range(times):
        look(user)


def quota(user: User, at: dt.datetime | None = None) -> Quota:
    found = quota_of(actor(user, at))
    assert found is not None
    return found


def raised(user: User, *, times: int = 20) -> ReadingAlarm:
    allow()
    looks(user, times)
    operations.raise_alarm(by=actor(user), act=READ)
    return ReadingAlarm.objects.get(user=user)


# counting


def test_the_same_record_counts_once_a_day_and_a_list_not_at_all(reader: User) -> None:
    same, by = uuid4(), actor(reader)
    start = morning(by) + dt.timedelta(hours=1)
    for minutes in (0, 15, 30):
        look(reader, same, start + dt.timedelta(minutes=minutes))
    look(reader, at=start)
    audit.read(Unit, by=by, act=READ, place="/rounds/findings/", rows=50)
    assert Entry.objects.filter(user=reader, kind=EntryKind.READ).count() == 5
    assert quota(reader).opened == 2


def test_the_count_begins_anew_each_day_and_is_of_one_person(reader: User) -> None:
    other, by = make_user("other", Role.OST), actor(reader)
    look(reader, at=morning(by) - dt.timedelta(seconds=1))
    look(other)
    assert quota(reader).opened == 0
    look(reader, at=morning(by))
    assert quota(reader).opened == 1


def test_rows_taken_home_count_by_the_level_of_the_paper(county: County, tmp_path: Path) -> None:
    for name, level, many in (("a.xlsx", Level.S3, 7), ("b.xlsx", Level.S2, 50), ("c.xlsx", Level.S4, 2)):
        _taken(county, tmp_path / name, level, many)
    assert quota(county.clerk).exported == 9
    assert quota(county.clerk, county.by.at + dt.timedelta(days=1)).exported == 0
    assert quota(county.second).exported == 0


def _taken(county: County, path: Path, level: Level, many: int) -> Job:
    path.write_bytes(path.name.encode())
    job = operations.request_job(LEDGER, {"name": path.name}, by=county.by)
    held = operations.claim(job.pk, by=county.by)
    assert held is not None
    made = Made(path, path.name, Unit, frozenset(uuid4() for _ in range(many)))
    return operations.finish(held, made, by=county.by, level=level)


@pytest.mark.parametrize("role", [Role.SYS, Role.SEC, Role.AUD])
def test_administrators_hold_no_paper_and_have_no_quota(role: Role) -> None:
    assert quota_of(actor(make_user("admin", role))) is None


def test_without_a_policy_the_usual_limits_hold(reader: User) -> None:
    ReadingPolicy.objects.all().delete()
    assert (quota(reader).most_opened, quota(reader).most_exported) == (300, 5000)


def test_the_quota_is_one_question(reader: User, django_assert_num_queries: Any) -> None:
    by = actor(reader)
    quota_of(actor(reader))
    with django_assert_num_queries(2):  # roles, and all four arms
        quota_of(by)
    with django_assert_num_queries(0):
        quota_of(by)


# saying


@pytest.mark.parametrize(
    ("opened", "exported", "alarm", "warned", "used_up"),
    [
        (15, 0, "", False, False),
        (16, 0, "", True, False),
        (19, 0, "", True, False),
        (20, 0, "", False, True),
        (0, 79, "", False, False),
        (0, 80, "", True, False),
        (25, 90, AlarmState.RAISED, False, True),
        (25, 90, AlarmState.LIFTED, False, False),
    ],
)
def test_who_is_warned_and_who_is_stopped(
    opened: int, exported: int, alarm: str, *, warned: bool, used_up: bool
) -> None:
    found = Quota(opened, exported, 20, 100, alarm)
    assert (bool(found.caution), found.used_up) == (warned, used_up)


@pytest.mark.parametrize(
    ("exported", "rows", "alarm", "lets"),
    [(90, 10, "", True), (90, 11, "", False), (100, 1, "", False), (100, 500, AlarmState.LIFTED, True)],
)
def test_a_paper_is_let_out_as_far_as_the_day_allows(
    exported: int, rows: int, alarm: str, *, lets: bool
) -> None:
    assert Quota(0, exported, 20, 100, alarm).lets_out(rows) is lets
    assert not Quota(20, 0, 20, 100).lets_out(1)


# the alarm


def test_raise_alarm_tells_both_administrators_once_and_nothing_of_what_was_read(
    reader: User, guard: User
) -> None:
    auditor, gone = make_user("auditor", Role.AUD), make_user("gone", Role.SEC)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    make_user("sysadmin", Role.SYS)
    alarm = raised(reader)
    operations.raise_alarm(by=actor(reader), act=READ)
    assert (alarm.opened, alarm.exported, alarm.state) == (20, 0, AlarmState.RAISED)
    told = list(Notice.objects.values_list("recipient", "title", "text", "url"))
    words = ("李建国 今天查阅材料到了限额", "已查阅 20 件，已导出 0 条。请核实是否工作需要。")
    page = reverse("documents:alarm_list")
    assert sorted(told, key=str) == sorted([(who.pk, *words, page) for who in (guard, auditor)], key=str)
    entry = Entry.objects.about(alarm).get()
    assert (entry.kind, entry.act, entry.user_id) == (EntryKind.CREATE, READ, reader.pk)


def test_two_pages_at_the_same_moment_raise_one_alarm(reader: User, guard: User) -> None:
    raised(reader)
    late = actor(reader)
    late.memo["quota"] = Quota(20, 0, 20, 20)  # asked before the other page had written
    operations.raise_alarm(by=late, act=READ)
    assert ReadingAlarm.objects.count() == Notice.objects.count() == 1
    assert Entry.objects.filter(record_type="documents.readingalarm").count() == 1


def test_a_reader_who_goes_on_asking_costs_nothing_more(
    reader: User, guard: User, django_assert_num_queries: Any
) -> None:
    raised(reader)
    by = actor(reader)
    quota_of(by)
    with django_assert_num_queries(0):
        operations.raise_alarm(by=by, act=READ)


# lifting


def test_lift_alarm_opens_the_rest_of_the_day_and_no_other(reader: User, guard: User) -> None:
    alarm = raised(reader)
    assert quota(reader).used_up
    operations.lift_alarm(alarm, reason="书记专题会前集中审核", by=actor(guard))
    assert not quota(reader).used_up
    entry = Entry.objects.about(alarm).first()
    assert entry is not None
    assert (entry.act, entry.reason) == ("sec.policy:E", "书记专题会前集中审核")
    tomorrow = morning(actor(reader)) + dt.timedelta(days=1, hours=9)
    for _ in range(20):
        look(reader, at=tomorrow)
    assert quota(reader, tomorrow).used_up


@pytest.mark.parametrize("role", [Role.SYS, Role.AUD, Role.ODR, Role.LDG, Role.OST])
def test_lift_alarm_by_anybody_else_is_refused_and_leaves_nothing(reader: User, role: Role) -> None:
    alarm = raised(reader)
    before = Entry.objects.count()
    with pytest.raises(PermissionDenied):
        operations.lift_alarm(alarm, reason="需要", by=actor(make_user("another", role)))
    alarm.refresh_from_db()
    assert (alarm.state, Entry.objects.count()) == (AlarmState.RAISED, before)


def test_lift_alarm_of_oneself_or_of_yesterday_is_refused(reader: User, guard: User) -> None:
    alarm = raised(reader)
    yesterday = actor(guard, morning(actor(guard)) + dt.timedelta(days=1))
    own = ReadingAlarm(user=guard, day=alarm.day, opened=1, exported=1, raised_at=alarm.raised_at)
    own.save()
    assert rules.can_lift(actor(guard), alarm)
    assert not rules.can_lift(yesterday, alarm)
    assert not rules.can_lift(actor(guard), own)


def test_an_alarm_is_lifted_once(reader: User, guard: User) -> None:
    alarm, seen = raised(reader), ReadingAlarm.objects.get()
    operations.lift_alarm(alarm, reason="需要", by=actor(guard))
    with pytest.raises(IllegalMove):
        operations.lift_alarm(seen, reason="需要", by=actor(guard))


def test_alarms_are_seen_by_their_administrators_only_and_wait_for_one(reader: User, guard: User) -> None:
    alarm = raised(reader)
    seen: dict[Any, list[Any]] = {
        role: list(ReadingAlarm.objects.visible_to(actor(make_user(f"u-{role.lower()}", role))))
        for role in Role
        if role != Role.PUB
    }
    assert {role for role, rows in seen.items() if rows} == {Role.SEC, Role.AUD}
    assert list(ReadingAlarm.objects.awaiting(actor(guard))) == [alarm]
    assert not ReadingAlarm.objects.awaiting(actor(User.objects.get(username="u-aud"))).exists()
    tomorrow = morning(actor(guard)) + dt.timedelta(days=1)
    assert not ReadingAlarm.objects.awaiting(actor(guard, tomorrow)).exists()
    operations.lift_alarm(alarm, reason="需要", by=actor(guard))
    assert not ReadingAlarm.objects.awaiting(actor(guard)).exists()


# setting


def test_set_policy_holds_from_the_next_question_on(reader: User, guard: User) -> None:
    policy = ReadingPolicy.objects.get(pk=ONLY)
    operations.set_policy(policy, opened=50, exported=60, reason="试运行", by=actor(guard))
    assert (quota(reader).most_opened, quota(reader).most_exported) == (50, 60)
    entry = Entry.objects.about(policy).get()
    assert (entry.act, entry.reason, entry.facts["opened"]) == ("sec.policy:E", "试运行", 50)


@pytest.mark.parametrize(("opened", "exported"), [(19, 60), (50, 19), (100_001, 60)])
def test_set_policy_beyond_its_bounds_is_refused_and_leaves_nothing(
    guard: User, opened: int, exported: int
) -> None:
    policy = ReadingPolicy.objects.get(pk=ONLY)
    with pytest.raises(ValidationError):
        operations.set_policy(policy, opened=opened, exported=exported, reason="试", by=actor(guard))
    assert ReadingPolicy.objects.values_list("opened", "exported", "version").get() == (300, 5000, 1)
    assert not Entry.objects.about(policy).exists()


@pytest.mark.parametrize("role", [Role.SYS, Role.AUD, Role.ODR, Role.OST])
def test_set_policy_by_anybody_else_is_refused(role: Role) -> None:
    policy, by = ReadingPolicy.objects.get(pk=ONLY), actor(make_user("another", role))
    with pytest.raises(PermissionDenied):
        operations.set_policy(policy, opened=50, exported=60, reason="试", by=by)
    assert not Entry.objects.about(policy).exists()


def test_set_policy_upon_an_older_version_is_refused(guard: User) -> None:
    policy, by = ReadingPolicy.objects.get(pk=ONLY), actor(guard)
    operations.set_policy(policy, opened=50, exported=60, reason="试", by=by)
    with pytest.raises(Stale):
        operations.set_policy(policy, opened=70, exported=80, reason="试", by=by, version=1)


# papers


def test_a_paper_beyond_the_day_is_not_made_and_says_what_to_do(
    county: County, guard: User, tmp_path: Path
) -> None:
    allow()
    _taken(county, tmp_path / "a.xlsx", Level.S3, 20)
    files = StoredFile.objects.count()
    with pytest.raises(ValidationError, match="请向安全保密管理员说明理由"):
        operations.request_job(SECRET, {}, by=county.by)
    assert Job.objects.filter(kind=SECRET.kind, params={}).count() == 0
    assert ReadingAlarm.objects.get().exported == 20
    assert StoredFile.objects.count() == files
    operations.request_job(LEDGER, {}, by=county.by)  # S2 is not counted


def test_a_paper_that_turns_out_too_large_is_not_kept(county: County, guard: User) -> None:
    def large(work: Work) -> Made:
        return Made(LEDGER.build(work).path, "问题清单.xlsx", Unit, frozenset(uuid4() for _ in range(21)))

    allow()
    paper = Paper(SECRET.kind, SECRET.title, SECRET.act, large, Level.S3)
    job = operations.request_job(paper, {}, by=county.by)
    assert not worker.issue(str(job.pk), papers.table([paper]))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, rules.TOO_MUCH)
    assert not StoredFile.objects.exists()
    operations.lift_alarm(ReadingAlarm.objects.get(), reason="向县委汇报", by=actor(guard))
    job = operations.retry_job(job, by=county.by)
    assert worker.issue(str(job.pk), papers.table([paper]))


# pages


@pytest.fixture
def desk(client: Client, guard: User) -> Client:
    client.force_login(guard, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(
    opened: str = "50", exported: str = "60", reason: str = "试运行", version: str = "1"
) -> dict[str, str]:
    return {"opened": opened, "exported": exported, "reason": reason, "version": version}


def test_the_policy_page_shows_what_is_in_force(desk: Client, settings: Any) -> None:
    page = desk.get(reverse("documents:policy_show")).content.decode()
    for words in ("每人 300 件", "每人 5000 条", "60 分钟没有操作", "满 12 小时", "页面水印"):
        assert words in page


def test_the_policy_page_follows_the_settings(desk: Client, settings: Any) -> None:
    settings.LOGIN_FAILURES, settings.FRESH_MINUTES, settings.PASSWORD_DAYS = 5, 7, 60
    url = reverse("documents:policy_show")
    before = desk.get(url).content.decode()
    for words in ("连续输错 5 次", "7 分钟内没有输过口令", "各人自愿使用", "等保模式未启用"):
        assert words in before
    settings.GRADED_PROTECTION, settings.SECOND_FACTOR_ROLES = True, ["SYS", "ODR"]
    after = "\n".join(words for _name, words in in_force.sign_in_lines())
    for words in ("等保模式已启用", "60 天一换", "系统管理员、巡察办主任必须使用"):
        assert words in after


def test_the_limits_are_changed_by_the_form(desk: Client) -> None:
    answer = desk.post(reverse("documents:policy_edit"), form(), follow=True)
    assert "查阅额度已调整" in answer.content.decode()
    assert "每人 50 件" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"opened": "5"}, "不能少于 20"), ({"exported": "很多"}, "整数"), ({"reason": ""}, "这个字段是必填项")],
)
def test_a_wrong_limit_is_said_and_what_was_typed_stays(
    desk: Client, wrong: dict[str, str], words: str
) -> None:
    page = desk.post(reverse("documents:policy_edit"), form() | wrong).content.decode()
    assert words in page
    assert ("60" if "exported" not in wrong else "很多") in page
    assert ReadingPolicy.objects.get().version == 1


def test_limits_set_by_somebody_else_meanwhile_are_shown_beside_mine(desk: Client, guard: User) -> None:
    operations.set_policy(ReadingPolicy.objects.get(), opened=90, exported=95, reason="x", by=actor(guard))
    page = desk.post(reverse("documents:policy_edit"), form()).content.decode()
    assert "90" in page
    assert "50" in page
    assert ReadingPolicy.objects.get().opened == 90


def test_an_alarm_is_lifted_from_the_list(desk: Client, reader: User) -> None:
    alarm = raised(reader)
    lift = reverse("documents:alarm_lift", args=[alarm.pk])
    assert lift in desk.get(reverse("documents:alarm_list")).content.decode()
    page = desk.post(lift, {"reason": "集中审核"}, follow=True).content.decode()
    assert "已放开李建国今天的查阅限额" in page
    assert "当日已放开" in page
    assert lift not in page
    again = desk.post(lift, {"reason": "集中审核"})
    assert "只能放开当天到限的人员" in again.content.decode()


def test_the_auditor_sees_alarms_and_lifts_none(client: Client, reader: User) -> None:
    alarm = raised(reader)
    user = make_user("auditor", Role.AUD)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    lift = reverse("documents:alarm_lift", args=[alarm.pk])
    page = client.get(reverse("documents:alarm_list")).content.decode()
    assert "李建国" in page
    assert lift not in page
    for url in (lift, reverse("documents:policy_show"), reverse("documents:policy_edit")):
        assert client.get(url).status_code == 404


def test_the_list_of_alarms_asks_the_same_for_one_and_three(desk: Client, reader: User) -> None:
    url, alarm = reverse("documents:alarm_list"), raised(reader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return len(queries)

    asked()
    one = asked()
    for days in (1, 2):
        day = alarm.day - dt.timedelta(days=days)
        ReadingAlarm(user=reader, day=day, opened=1, exported=1, raised_at=alarm.raised_at).save()
    assert asked() == one
