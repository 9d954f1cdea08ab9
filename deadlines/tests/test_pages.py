"""Five questions to each page: works, wrong method, stranger, no right, htmx gets the part."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding, User
from accounts.states import Role
from deadlines.models import CalendarDay, CalendarYear, DeadlineRule, Notice
from deadlines.tests.factories import make_notice, make_user
from organizations.models import Unit
from organizations.tests.factories import make_office, make_person, make_unit, sit_in_office

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def client_of(user: User, *roles: Role) -> Client:
    for role in roles:
        RoleHolding.objects.create(user=user, role=role, since=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_office())


@pytest.fixture
def clerk(unit: Unit) -> Client:
    user = make_user("李建国")
    sit_in_office(make_person(unit.office, "李建国", user))
    return client_of(user, Role.OST)


@pytest.fixture
def member() -> Client:
    return client_of(make_user("王小梅"), Role.TMB)


@pytest.fixture
def rule() -> DeadlineRule:
    found: DeadlineRule = DeadlineRule.objects.get(code="plan_due")
    return found


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


DICTIONARY = ["rule_list", "calendar_list", "calendar_open"]
OF_RULE = ["rule_detail", "rule_revise", "rule_ladder", "rule_narrow", "rule_switch"]
OF_YEAR = ["calendar_detail", "calendar_mark", "calendar_confirm"]
POSTS_ONLY = ["notice_read", "calendar_toggle"]


def every_page(rule: DeadlineRule) -> list[str]:
    return [
        *(reverse(f"deadlines:{name}") for name in DICTIONARY),
        *(reverse(f"deadlines:{name}", args=[rule.pk]) for name in OF_RULE),
        *(reverse(f"deadlines:{name}", args=[2027]) for name in OF_YEAR),
    ]


def test_every_page_opens_for_the_clerk_and_hides_from_others(
    clerk: Client, member: Client, rule: DeadlineRule
) -> None:
    for url in every_page(rule):
        assert clerk.get(url).status_code == 200, url
        assert member.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url
        assert clerk.put(url).status_code == 405, url


def test_pages_that_only_post_refuse_to_be_read(clerk: Client) -> None:
    assert clerk.get(reverse("deadlines:notice_read")).status_code == 405
    assert clerk.get(reverse("deadlines:calendar_toggle", args=[2027])).status_code == 405


def test_missing_records_answer_404(clerk: Client) -> None:
    for name in OF_RULE:
        assert clerk.get(reverse(f"deadlines:{name}", args=[uuid.uuid4()])).status_code == 404
    for name in OF_YEAR:
        assert clerk.get(reverse(f"deadlines:{name}", args=[1999])).status_code == 404
    assert clerk.get(reverse("deadlines:notice_open", args=[uuid.uuid4()])).status_code == 404


def test_no_page_shows_a_code_or_an_identity(clerk: Client, rule: DeadlineRule) -> None:
    for url in every_page(rule):
        page = text(clerk, url)
        shown = page.split("<main", 1)[1].split("</main>")[0]
        words = "".join(part.rsplit(">", 1)[-1] for part in shown.split("<"))
        assert not [code for code in ("plan_due", "workdays", "None", str(rule.pk)) if code in words], url


@pytest.mark.parametrize("name", ["rule_list", "calendar_list", "notice_list"])
def test_lists_give_htmx_the_part(clerk: Client, name: str) -> None:
    url = reverse(f"deadlines:{name}")
    whole, part = clerk.get(url).content, clerk.get(url, headers=HTMX).content
    assert b"<html" in whole
    assert b"<html" not in part
    assert b'id="listing"' in part


# ---------------------------------------------------------------- notices


def test_notices_are_ones_own(clerk: Client, member: Client) -> None:
    make_notice(User.objects.get(name="李建国"), "青石镇整改方案已退回")
    make_notice(User.objects.get(name="王小梅"), "您的底稿已退回")
    page = text(clerk, reverse("deadlines:notice_list"))
    assert "青石镇整改方案已退回" in page
    assert "您的底稿已退回" not in page
    assert "共 1 条" in page


def test_notice_list_filters_unread_and_searches(clerk: Client) -> None:
    user = User.objects.get(name="李建国")
    make_notice(user, "甲事项退回")
    read = make_notice(user, "乙事项退回")
    clerk.get(reverse("deadlines:notice_open", args=[read.pk]))
    url = reverse("deadlines:notice_list")
    assert "乙事项" not in text(clerk, f"{url}?unread=yes")
    assert "甲事项" not in text(clerk, f"{url}?unread=no")
    assert "甲事项" not in text(clerk, f"{url}?q=乙事项")
    assert "共 2 条" in text(clerk, f"{url}?kind=message")


def test_notice_list_costs_the_same_for_one_and_for_many(
    clerk: Client, django_assert_max_num_queries: object
) -> None:
    user = User.objects.get(name="李建国")
    for number in range(12):
        make_notice(user, f"第{number}件")
    clerk.get("/")  # the first page of a session writes it down
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        text(clerk, reverse("deadlines:notice_list"))


def test_open_notice_marks_it_read_and_leads_to_its_page(clerk: Client) -> None:
    notice = make_notice(User.objects.get(name="李建国"), url="/deadlines/rules/")
    response = clerk.get(reverse("deadlines:notice_open", args=[notice.pk]))
    assert (response.status_code, response.headers["Location"]) == (302, "/deadlines/rules/")
    assert Notice.objects.get().is_read


def test_open_notice_without_page_leads_back_to_the_list(clerk: Client) -> None:
    notice = make_notice(User.objects.get(name="李建国"), url="")
    response = clerk.get(reverse("deadlines:notice_open", args=[notice.pk]))
    assert response.headers["Location"] == reverse("deadlines:notice_list")


def test_foreign_notice_is_not_found_and_stays_unread(clerk: Client, member: Client) -> None:
    notice = make_notice(User.objects.get(name="李建国"))
    assert member.get(reverse("deadlines:notice_open", args=[notice.pk])).status_code == 404
    member.post(reverse("deadlines:notice_read"), {"id": [str(notice.pk)]})
    member.post(reverse("deadlines:notice_read"), {"everything": "yes"})
    assert not Notice.objects.get().is_read


def test_ticked_notices_are_marked_read(clerk: Client) -> None:
    user = User.objects.get(name="李建国")
    first, second, third = (make_notice(user, f"第{number}件") for number in range(3))
    url = reverse("deadlines:notice_read")
    clerk.post(url, {"id": [str(first.pk), "no-key"]})
    assert set(Notice.objects.filter(read_at__isnull=True)) == {second, third}
    page = clerk.post(url, {"everything": "yes"}, follow=True).content.decode()
    assert "已将 2 条通知标为已读" in page
    assert not Notice.objects.unread_of(user).exists()


def test_empty_notice_list_says_what_will_come(member: Client) -> None:
    assert "还没有通知" in text(member, reverse("deadlines:notice_list"))


# ---------------------------------------------------------------- rules


def test_rule_list_says_period_scope_and_ladder(clerk: Client) -> None:
    page = text(clerk, reverse("deadlines:rule_list"))
    assert "共 17 条" in page
    for words in (
        "每月 5 日",
        "提前 10 天",
        "15 工作日",
        "6 个月",
        "到期前 20 天、到期前 10 天、逾期第 1 天起每周",
    ):
        assert words in page


def test_revise_rule_from_the_page(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_revise", args=[rule.pk])
    data = {
        "anchor": "反馈",
        "offset": "20",
        "unit": "workdays",
        "effective_from": "2030-01-01",
        "reason": "新规定",
    }
    response = clerk.post(url, data)
    revised = DeadlineRule.objects.get(code="plan_due", effective_from=dt.date(2030, 1, 1))
    assert response.headers["Location"] == reverse("deadlines:rule_detail", args=[revised.pk])
    assert (revised.offset, revised.unit) == (20, "workdays")
    page = text(clerk, reverse("deadlines:rule_detail", args=[revised.pk]))
    assert "20 工作日" in page
    assert "同一事项的其他规则" in page


def test_refused_revision_keeps_what_was_typed(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_revise", args=[rule.pk])
    data = {
        "anchor": "反馈大会",
        "offset": "0",
        "unit": "days",
        "effective_from": "2030-01-01",
        "reason": "新规定",
    }
    page = clerk.post(url, data).content.decode()
    assert "期限不能为零" in page
    assert "反馈大会" in page
    assert DeadlineRule.objects.filter(code="plan_due").count() == 1


def test_revision_that_lost_the_race_shows_both_versions(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_revise", args=[rule.pk])
    data = {
        "anchor": "反馈",
        "unit": "days",
        "effective_from": "2000-01-01",
        "reason": "更正",
        "version": "1",
    }
    clerk.post(url, {**data, "offset": "21"})
    page = clerk.post(url, {**data, "offset": "22"}).content.decode()
    assert "21" in page
    assert "22" in page
    assert DeadlineRule.objects.get(code="plan_due").offset == 21
    clerk.post(url, {**data, "offset": "22", "version": "2"})
    assert DeadlineRule.objects.get(code="plan_due").offset == 22


def test_narrow_rule_for_a_unit_of_ones_own_office(clerk: Client, rule: DeadlineRule, unit: Unit) -> None:
    foreign = make_unit(make_office("外县巡察办"), "外县某镇")
    url = reverse("deadlines:rule_narrow", args=[rule.pk])
    assert "外县某镇" not in text(clerk, url)
    data = {"offset": "45", "effective_from": "2026-01-01", "reason": "县委同意"}
    assert clerk.post(url, {**data, "scope_unit": str(foreign.pk)}).status_code == 200
    assert not DeadlineRule.objects.filter(scope="unit").exists()
    assert clerk.post(url, {**data, "scope_unit": str(unit.pk)}).status_code == 302
    narrowed = DeadlineRule.objects.get(scope="unit")
    assert (narrowed.scope_id, narrowed.scope_name, narrowed.offset) == (unit.pk, unit.name, 45)
    assert narrowed.office_id == unit.office_id
    page = clerk.post(url, {**data, "scope_unit": str(unit.pk)}).content.decode()
    assert "这一天已有一条规则生效" in page


def test_switch_rule_asks_for_a_reason_and_goes_back(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_switch", args=[rule.pk])
    assert clerk.post(url, {"reason": ""}).status_code == 200
    assert DeadlineRule.objects.get(pk=rule.pk).active
    clerk.post(url, {"reason": "本县不用"})
    assert not DeadlineRule.objects.get(pk=rule.pk).active
    assert "启用" in text(clerk, url)
    clerk.post(url, {"reason": "又用了"})
    assert DeadlineRule.objects.get(pk=rule.pk).active


def test_a_click_that_comes_twice_does_not_switch_a_rule_back(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_switch", args=[rule.pk])
    assert f'name="version" value="{rule.version}"' in text(clerk, url)
    sent = {"reason": "本县不用", "version": str(rule.version)}
    clerk.post(url, sent)
    page = clerk.post(url, sent, follow=True).content.decode()
    assert "刚刚已经改过" in page
    assert not DeadlineRule.objects.get(pk=rule.pk).active


def ladder(*rows: dict[str, str]) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "3"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_ladder_is_set_from_the_page(clerk: Client, rule: DeadlineRule) -> None:
    url = reverse("deadlines:rule_ladder", args=[rule.pk])
    rows = [
        {"offset_days": "-15", "to_leader": "on"},
        {"offset_days": ""},
        {
            "offset_days": "3",
            "to_head": "on",
            "repeat_weekly": "on",
            "by_messenger": "on",
            "paper": "supervision",
        },
    ]
    assert clerk.post(url, ladder(*rows)).status_code == 302
    before, after = rule.steps.live()
    assert [str(before), str(after)] == ["到期前 15 天", "逾期第 3 天起每周"]
    assert (before.by_mail, after.by_messenger, after.get_paper_display()) == (False, True, "督办函")
    page = text(clerk, reverse("deadlines:rule_detail", args=[rule.pk]))
    assert "站内、企业通讯" in page
    assert "督办函" in page


def test_ladder_of_two_clerks_the_second_reads_what_the_first_wrote(
    clerk: Client, rule: DeadlineRule
) -> None:
    url = reverse("deadlines:rule_ladder", args=[rule.pk])
    weekly = {"to_head": "on", "repeat_weekly": "on"}
    seen = str(rule.version)
    clerk.post(url, {**ladder({"offset_days": "3", **weekly}), "version": seen})
    page = clerk.post(url, {**ladder({"offset_days": "5", **weekly}), "version": seen}).content.decode()
    assert "他人已改为：逾期第 3 天起每周" in page
    assert 'value="5"' in page, "what was typed stays"
    assert [step.offset_days for step in rule.steps.live()] == [3]
    now = DeadlineRule.objects.get(pk=rule.pk).version
    assert f'name="version" value="{now}"' in page
    clerk.post(url, {**ladder({"offset_days": "5", **weekly}), "version": str(now)})
    assert [step.offset_days for step in rule.steps.live()] == [5]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"offset_days": "-15"}, "请至少选择一个提醒对象"),
        ({"offset_days": "", "to_head": "on"}, "请填写天数"),
        ({"offset_days": "-15", "to_head": "on", "repeat_weekly": "on"}, "只有逾期以后的提醒可以每周重复"),
        ({"offset_days": "-15", "to_head": "on", "paper": "reminder"}, "督促文书只在逾期以后起草"),
    ],
)
def test_ladder_half_filled_is_refused_with_its_row(
    clerk: Client, rule: DeadlineRule, row: dict[str, str], words: str
) -> None:
    url = reverse("deadlines:rule_ladder", args=[rule.pk])
    page = clerk.post(url, ladder({"offset_days": "-3", "to_head": "on"}, row)).content.decode()
    assert words in page
    assert "第 2 行" in page
    assert [step.offset_days for step in rule.steps.live()] == [-20, -10, 1, 10, 20, 40, 60, 90]


# ---------------------------------------------------------------- calendar


def test_calendar_shows_the_year_by_months(clerk: Client) -> None:
    page = text(clerk, reverse("deadlines:calendar_detail", args=[2026]))
    assert "2月14日 春节调休 上班" in page
    assert "10月1日 国庆节 放假" in page
    assert "全年 248 个工作日" in page


def test_toggle_day_from_the_page(clerk: Client) -> None:
    url = reverse("deadlines:calendar_toggle", args=[2027])
    response = clerk.post(url, {"day": "2027-02-11"})
    assert response.headers["Location"].endswith("/calendars/2027/#month-2")
    assert not CalendarDay.objects.get(date=dt.date(2027, 2, 11)).is_workday
    assert clerk.post(url, {"day": "nonsense"}).status_code == 404
    page = clerk.post(url, {"day": "2026-02-11"}, follow=True).content.decode()
    assert "请选择2027年以内的日期" in page


def test_member_cannot_toggle(member: Client) -> None:
    assert (
        member.post(reverse("deadlines:calendar_toggle", args=[2027]), {"day": "2027-02-11"}).status_code
        == 404
    )
    assert not CalendarDay.objects.filter(date=dt.date(2027, 2, 11)).exists()


def test_director_may_look_and_edit(unit: Unit) -> None:
    user = make_user("主任")
    sit_in_office(make_person(unit.office, "主任", user))
    director = client_of(user, Role.ODR)
    assert "登记放假调休" in text(director, reverse("deadlines:calendar_detail", args=[2027]))
    director.post(reverse("deadlines:calendar_toggle", args=[2027]), {"day": "2027-02-11"})
    assert CalendarDay.objects.filter(date=dt.date(2027, 2, 11)).exists()


def test_mark_days_from_the_page(clerk: Client) -> None:
    url = reverse("deadlines:calendar_mark", args=[2027])
    data = {"first": "2027-02-11", "last": "", "worked": "no", "name": "春节"}
    assert clerk.post(url, data).status_code == 302
    assert not CalendarDay.objects.get(date=dt.date(2027, 2, 11)).is_workday
    page = clerk.post(url, {**data, "last": "2027-02-01"}).content.decode()
    assert "结束日期早于开始日期" in page
    assert "2027-02-11" in page


def test_confirm_and_open_year_from_the_page(clerk: Client) -> None:
    clerk.post(reverse("deadlines:calendar_confirm", args=[2027]), {"source": "国务院办公厅通知"})
    assert not CalendarYear.objects.get(year=2027).provisional
    opened = clerk.post(reverse("deadlines:calendar_open"), {"year": "2028"})
    assert opened.headers["Location"] == reverse("deadlines:calendar_detail", args=[2028])
    page = clerk.post(reverse("deadlines:calendar_open"), {"year": "2028"}).content.decode()
    assert "2028年的工作日历已经登记" in page


def test_calendar_list_warns_of_a_year_that_will_be_needed(clerk: Client) -> None:
    url = reverse("deadlines:calendar_list")
    for day, warned in [("2027-06-20", False), ("2027-08-20", True)]:
        with time_machine.travel(day):
            clerk.force_login(User.objects.get(name="李建国"))  # the session of before is over
            assert ("2028年的工作日历还没有登记，半年内" in text(clerk, url)) is warned
