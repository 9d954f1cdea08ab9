"""Pages of S3 and S4 bear their reader's name, and end where a day's reading ends; others know nothing of it."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.reading import RECORDED, watched_act
from accounts.rules import roles_of
from accounts.states import ADMINISTRATORS, Role
from accounts.tests.factories import actor, make_user
from audit import operations as audit
from audit.models import Entry
from dashboards.standing import WHO, ask_who
from dashboards.todo import todos
from deadlines.models import Notice
from deadlines.operations import deliver
from documents.models import ReadingAlarm, ReadingPolicy
from documents.operations import lift_alarm, raise_alarm
from documents.quota import QUOTA, quota_of
from documents.states import AlarmState
from rounds.models import Finding
from rounds.states import AssignmentState
from rounds.tests.factories import County, make_county, make_finding

pytestmark = pytest.mark.django_db
MARK = re.compile(r'<svg class="watermark".*?<text[^>]*>(.*?)</text>', re.DOTALL)
LIMIT = 20


@pytest.fixture
def county() -> County:
    ReadingPolicy.objects.update(opened=LIMIT, exported=LIMIT)
    return make_county(assignment_state=AssignmentState.FINAL)


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def finding(county: County) -> Finding:
    return county.assignment.findings.first() or make_finding(county.assignment)


def read_already(user: User, times: int) -> None:
    for _ in range(times):
        audit.read(Finding(pk=uuid4()), by=actor(user), act="find.view:V")


def page(county: County, name: str = "clerk") -> Any:
    return at_desk(county.user(name)).get(reverse("rounds:finding_detail", args=[finding(county).pk]))


# the mark


def test_a_page_of_s3_bears_name_and_minute_and_one_of_s1_does_not(county: County) -> None:
    user, before = county.user("clerk"), timezone.localtime()
    (mark,) = MARK.findall(page(county).content.decode())
    told = dt.datetime.strptime(mark.removeprefix(f"{user} "), "%Y-%m-%d %H:%M").replace(tzinfo=before.tzinfo)
    assert before - dt.timedelta(minutes=1) < told <= timezone.localtime()
    for other in ("rounds:round_list", "dashboards:home", "documents:file_list"):
        assert "watermark" not in at_desk(user).get(reverse(other)).content.decode().split("</head>")[1]


def test_the_level_of_the_page_is_that_by_which_this_person_is_there() -> None:
    clerk, guard = actor(make_user("clerk", Role.OST)), actor(make_user("guard", Role.SEC))
    assert watched_act(clerk, ("rect.view:V", "find.view:V")) == "find.view:V"
    assert watched_act(guard, ("acct.manage:C", "acct.grant:P")) == "acct.grant:P"
    assert watched_act(guard, ("find.view:V",)) is None
    assert watched_act(clerk, ("rect.view:V", "signed-in", "open")) is None
    assert frozenset({"S3", "S4"}) == RECORDED


def test_a_name_with_signs_of_markup_is_drawn_as_a_name(county: County) -> None:
    user = county.user("clerk")
    User.objects.filter(pk=user.pk).update(name="<b>李</b>&明")
    (mark,) = MARK.findall(page(county).content.decode())
    assert mark.startswith("&lt;b&gt;李&lt;/b&gt;&amp;明 20")


# the limit


def test_near_the_limit_the_reader_is_warned_and_before_it_is_not(county: County) -> None:
    read_already(county.user("clerk"), 15)
    assert "每天上限" not in page(county).content.decode()  # the sixteenth
    answer = page(county).content.decode()
    assert "今天敏感以上材料已查阅 16 件（每天上限 20 件）" in answer
    assert "每天上限" not in at_desk(county.user("clerk")).get("/").content.decode()


def test_the_last_record_of_a_day_opens_and_the_next_page_of_s3_does_not(county: County) -> None:
    user, guard = county.user("clerk"), make_user("guard", Role.SEC)
    read_already(user, LIMIT - 1)
    assert page(county).status_code == 200
    refused = page(county)
    words = refused.content.decode()
    assert refused.status_code == 429
    assert "联系安全保密管理员，说明理由" in words
    assert finding(county).title not in words
    alarm = ReadingAlarm.objects.get()
    assert (alarm.user, alarm.opened, alarm.state) == (user, LIMIT, AlarmState.RAISED)
    assert Notice.objects.get().recipient == guard


def test_what_is_refused_is_not_read_and_tells_nothing_of_what_exists(county: County) -> None:
    user = county.user("clerk")
    read_already(user, LIMIT)
    entries = Entry.objects.filter(user=user, kind="read").count()
    there = page(county)
    nowhere = at_desk(user).get(reverse("rounds:finding_detail", args=[uuid4()]))
    assert (there.status_code, nowhere.status_code) == (429, 429)
    assert Entry.objects.filter(user=user, kind="read").count() == entries


def test_a_part_of_a_list_is_refused_by_the_whole_page(county: County) -> None:
    user = county.user("clerk")
    read_already(user, LIMIT)
    answer = at_desk(user).get(reverse("rounds:finding_list"), headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")


def test_at_the_limit_work_at_s1_and_s2_and_what_is_sent_go_on(county: County) -> None:
    user = county.user("clerk")
    read_already(user, LIMIT)
    desk = at_desk(user)
    assert desk.get(reverse("rounds:finding_list")).status_code == 429
    for name in ("dashboards:home", "rounds:round_list", "rectification:item_list", "documents:file_list"):
        assert desk.get(reverse(name)).status_code == 200, name
    sent = desk.post(reverse("rounds:finding_mark", args=[finding(county).pk]), {"key_focus": "on"})
    assert sent.status_code == 302
    assert Finding.objects.get(pk=finding(county).pk).key_focus


def test_the_limit_of_one_is_not_that_of_another_and_ends_when_lifted(county: County) -> None:
    user, guard = county.user("clerk"), make_user("guard", Role.SEC)
    read_already(user, LIMIT)
    assert page(county).status_code == 429
    assert page(county, "director").status_code == 200
    lift_alarm(ReadingAlarm.objects.get(), reason="集中审核", by=actor(guard))
    assert page(county).status_code == 200


def test_an_export_of_s3_at_the_limit_is_refused_with_a_sentence(county: County) -> None:
    user = county.user("director")
    read_already(user, LIMIT)
    answer = at_desk(user).post(reverse("rounds:finding_export"), {"reason": "汇报"}, follow=True)
    assert "今天导出的敏感以上材料已到每天上限" in answer.content.decode()
    assert ReadingAlarm.objects.get().user == user


# who is told


def test_the_alarm_waits_on_the_workbench_of_who_may_lift_it(county: County) -> None:
    guard, auditor = make_user("guard", Role.SEC), make_user("auditor", Role.AUD)
    read_already(county.user("clerk"), LIMIT)
    raise_alarm(by=actor(county.user("clerk")), act="find.view:V")
    lines = [line for group in todos(actor(guard)) for line in group.lines]
    assert [(line.act, line.url) for line in lines] == [
        ("核实", reverse("documents:alarm_lift", args=[ReadingAlarm.objects.get().pk]))
    ]
    seen = [line for group in todos(actor(auditor)) for line in group.lines if "查阅" in line.object]
    assert [(line.object, line.url) for line in seen] == [("1 人查阅到限", reverse("documents:alarm_list"))]
    deliver(at=timezone.now())
    for user in (guard, auditor):
        assert "今天查阅材料到了限额" in at_desk(user).get("/").content.decode()


# what it costs


def test_the_one_question_tells_what_the_lazy_one_tells(county: County) -> None:
    make_person = {role: make_user(f"u-{role.lower()}", role) for role in Role if role != Role.PUB}
    for place, (role, user) in enumerate(make_person.items()):
        read_already(user, place)
        if place % 3 == 0:
            raise_alarm(by=actor(user), act="find.view:V")
        asked, lazy = actor(user), actor(user)
        ask_who(asked)
        if role in ADMINISTRATORS:
            assert quota_of(asked) is quota_of(lazy) is None
        else:
            assert asked.memo[QUOTA] == quota_of(lazy)
            assert asked.memo[QUOTA].opened == place
        assert roles_of(asked) == {role}


@pytest.mark.parametrize("name", ["rounds:finding_list", "rounds:paper_list", "clues:clue_list"])
def test_the_count_adds_no_question_to_a_list(county: County, name: str) -> None:
    desk, url = at_desk(county.user("deputy")), reverse(name)
    desk.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(url).status_code == 200
    planned = f"EXECUTE asked_{id(WHO)} "  # how PostgreSQL is asked what it has planned already
    told = [one["sql"] for one in queries]
    assert len([sql for sql in told if "documents_readingpolicy" in sql or sql.startswith(planned)]) == 1
    whole = WHO._compiled().sql
    assert "documents_readingpolicy" in whole
    assert "accounts_roleholding" in whole  # it is an arm of the question who is at work
