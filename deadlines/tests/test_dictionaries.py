"""Rules and calendar as the office keeps them: done, refused, and what the trail says."""

import datetime as dt
import uuid
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from audit.models import Entry
from audit.operations import Stale
from deadlines import operations
from deadlines.grid import months_of
from deadlines.models import CalendarDay, CalendarYear, DeadlineRule, ReminderStep
from deadlines.operations import StepPlan
from deadlines.seeds import WITH_PAPERS
from deadlines.states import PaperKind, RuleScope
from deadlines.tests.factories import ACT, make_actor, make_deadline
from deadlines.workdays import Calendar
from organizations.tests.factories import make_office, make_unit

pytestmark = pytest.mark.django_db
D = dt.date


def plan_rule() -> DeadlineRule:
    rule: DeadlineRule = DeadlineRule.objects.get(code="plan_due")
    return rule


def newest(record: DeadlineRule | CalendarYear) -> Entry:
    entry = Entry.objects.about(record).first()
    assert entry is not None
    return entry


# ---------------------------------------------------------------- rules


def test_every_seeded_rule_reminds_somebody_before_and_after() -> None:
    for rule in DeadlineRule.objects.prefetch_related("steps"):
        steps = [step for step in rule.steps.all() if not step.paper]
        assert [step.repeat_weekly for step in steps] == [False, False, True], rule.code
        assert steps[-1].offset_days == 1
        assert all(step.audiences for step in steps)
        rule.full_clean(exclude=["code"])


def test_seeded_papers_grow_graver_and_never_meet_the_weekly_reminder() -> None:
    for rule in DeadlineRule.objects.prefetch_related("steps"):
        papers = [step for step in rule.steps.all() if step.paper]
        assert [step.paper for step in papers] in ([], list(PaperKind))
        assert all(
            (step.offset_days - 1) % 7 and step.to_office and not step.repeat_weekly for step in papers
        )
    with_papers = DeadlineRule.objects.filter(steps__paper=PaperKind.ACCOUNTABILITY)
    assert set(with_papers.values_list("code", flat=True)) == set(WITH_PAPERS)


def test_revise_rule_from_a_later_day_keeps_the_old_one_and_copies_the_ladder() -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    revised = operations.revise_rule(
        rule, changes={"offset": 20}, effective_from=D(2026, 6, 1), by=by, reason="县委新规定"
    )
    assert (DeadlineRule.objects.get(pk=rule.pk).offset, revised.offset) == (30, 20)
    assert [step.key for step in revised.steps.all()] == [step.key for step in rule.steps.all()]
    assert newest(revised).reason == "县委新规定"


def test_revise_rule_on_its_own_day_corrects_it() -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.ODR)
    operations.revise_rule(rule, changes={"offset": 25}, effective_from=rule.effective_from, by=by)
    assert list(DeadlineRule.objects.filter(code="plan_due").values_list("offset", flat=True)) == [25]


def test_revise_rule_leaves_deadlines_as_they_were_reckoned() -> None:
    deadline, by = make_deadline("2026-03-02", "plan_due"), make_actor("2026-03-03", role=Role.OST)
    operations.revise_rule(plan_rule(), changes={"offset": 5}, effective_from=D(2000, 1, 1), by=by)
    deadline.refresh_from_db()
    assert deadline.due == D(2026, 4, 1)


def test_revise_rule_twice_for_one_day_or_into_the_past_is_refused() -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    operations.revise_rule(rule, changes={"offset": 20}, effective_from=D(2026, 6, 1), by=by)
    with pytest.raises(ValidationError, match="这一天已有一条规则生效"):
        operations.revise_rule(rule, changes={"offset": 10}, effective_from=D(2026, 6, 1), by=by)
    with pytest.raises(ValidationError, match="不能早于"):
        operations.revise_rule(rule, changes={}, effective_from=D(1999, 1, 1), by=by)
    assert DeadlineRule.objects.filter(code="plan_due").count() == 2


def test_revise_rule_that_somebody_else_saved_is_stale() -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    seen = plan_rule()
    operations.revise_rule(rule, changes={"offset": 25}, effective_from=rule.effective_from, by=by)
    with pytest.raises(Stale):
        operations.revise_rule(
            seen, changes={"offset": 35}, effective_from=seen.effective_from, by=by, version=1
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "monthly", "offset": 1}, "请填写每月几日"),
        ({"unit": "monthly", "offset": 0, "fixed_day": 5}, "至少填 1"),
        ({"offset": 0}, "期限不能为零"),
        ({"fixed_day": 32}, "31"),
    ],
)
def test_rule_that_cannot_be_reckoned_is_refused(changes: dict[str, object], words: str) -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    with pytest.raises(ValidationError, match=words):
        operations.revise_rule(rule, changes=changes, effective_from=D(2026, 6, 1), by=by)
    assert DeadlineRule.objects.filter(code="plan_due").count() == 1


def test_set_ladder_switches_off_what_is_left_out_and_deletes_nothing() -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    weekly = StepPlan(7, to_office=True, repeat_weekly=True)
    operations.set_ladder(rule, [StepPlan(-10, to_head=True), weekly], by=by)
    live = {step.offset_days: step.audience_names for step in rule.steps.live()}
    assert live == {-10: "党组织主要负责人", 7: "巡察办"}
    assert ReminderStep.objects.filter(rule=rule).count() == 9
    operations.set_ladder(rule, [StepPlan(-20, to_handler=True), weekly], by=by)
    assert [str(step) for step in rule.steps.live()] == ["到期前 20 天", "逾期第 7 天起每周"]
    # What a ladder was and what it is stands in the trail
    assert newest(rule).reason == (
        "调整提醒安排。"
        "原为：到期前 10 天，党组织主要负责人，站内、电子邮件；逾期第 7 天起每周，巡察办，站内、电子邮件。"
        "改为：到期前 20 天，经办人，站内、电子邮件；逾期第 7 天起每周，巡察办，站内、电子邮件。"
    )


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([StepPlan(-10)], "至少选择一个提醒对象"),
        ([StepPlan(-10, to_head=True, repeat_weekly=True)], "只有逾期以后的提醒可以每周重复"),
        ([StepPlan(-10, to_head=True), StepPlan(-10, to_office=True)], "同一天只能有一级提醒"),
        ([StepPlan(-3, to_head=True), StepPlan(999, to_office=True)], "400"),
        ([StepPlan(-3, to_head=True, paper="reminder")], "只在逾期以后起草"),
        ([StepPlan(-3, to_head=True), StepPlan(7, to_office=True)], "逾期以后不能没有提醒"),
        ([], "逾期以后不能没有提醒"),
    ],
)
def test_set_ladder_that_makes_no_sense_is_refused_and_leaves_nothing(
    plans: list[StepPlan], words: str
) -> None:
    rule, by = plan_rule(), make_actor("2026-05-06", role=Role.OST)
    with pytest.raises(ValidationError, match=words):
        operations.set_ladder(rule, plans, by=by)
    assert [step.offset_days for step in rule.steps.live()] == [-20, -10, 1, 10, 20, 40, 60, 90]
    assert not Entry.objects.about(rule).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ODR, Role.OST}])
def test_nobody_else_keeps_the_dictionaries(role: Role) -> None:
    rule, year = plan_rule(), CalendarYear.objects.get(year=2027)
    by = make_actor("2026-05-06", role=role)
    for act in (
        lambda: operations.revise_rule(rule, changes={}, effective_from=D(2026, 6, 1), by=by),
        lambda: operations.narrow_rule(
            rule,
            RuleScope.UNIT,
            uuid.uuid4(),
            scope_name="某",
            office=make_office(),
            changes={},
            effective_from=D(2026, 6, 1),
            by=by,
        ),
        lambda: operations.switch_rule(rule, active=False, by=by, reason="r"),
        lambda: operations.set_ladder(rule, [], by=by),
        lambda: operations.open_year(2028, by=by),
        lambda: operations.mark_days(year, D(2027, 3, 1), D(2027, 3, 1), worked=False, name="某", by=by),
        lambda: operations.confirm_year(year, source="某", by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.filter(user_id=by.user.pk).exists()
    assert not DeadlineRule.objects.visible_to(by).exists()
    assert not CalendarYear.objects.visible_to(by).exists()


def test_rules_narrowed_before_go_to_the_office_of_their_unit() -> None:
    unit, by = make_unit(make_office("外县巡察办"), "外县某镇"), make_actor("2026-05-06", role=Role.OST)
    narrow: dict[str, Any] = {
        "scope": RuleScope.UNIT, "scope_name": "某", "effective_from": D(2026, 6, 1), "offset": 9, "active": True,
    }  # fmt: skip
    for key in (unit.pk, uuid.uuid4()):
        DeadlineRule.objects.create(
            code="plan_due", name="某", anchor="某", unit="days", scope_id=key, **narrow
        )
    import_module("deadlines.migrations.0005_narrower_rules_of_an_office").give_to_offices(apps, None)
    given = dict(DeadlineRule.objects.filter(scope=RuleScope.UNIT).values_list("scope_id", "office"))
    assert given.pop(unit.pk) == unit.office_id
    assert list(given.values()) == [None]
    assert unit.pk not in DeadlineRule.objects.visible_to(by).values_list("scope_id", flat=True)


# ---------------------------------------------------------------- calendar


def test_2027_is_provisional_and_says_why() -> None:
    assert [year.year for year in CalendarYear.objects.provisional()] == [2027]
    year = CalendarYear.objects.get(year=2027)
    assert year.source.startswith("暂定")
    # Thirteen statutory days of the law of 2024; the six on a weekend are made up
    assert year.days.count() == 13 + 6
    assert sum(month.workdays for month in months_of(year)) == 261 - 13


def test_mark_days_takes_holidays_and_make_up_days() -> None:
    year, by = CalendarYear.objects.get(year=2027), make_actor("2026-12-01", role=Role.OST)
    operations.mark_days(year, D(2027, 2, 11), D(2027, 2, 12), worked=False, name="春节", by=by)
    operations.mark_days(year, D(2027, 2, 14), D(2027, 2, 14), worked=True, name="春节调休", by=by)
    calendar = Calendar()
    assert [calendar.is_workday(D(2027, 2, day)) for day in (11, 12, 13, 14)] == [False, False, False, True]
    assert newest(year).reason == "2027-02-14 上班（春节调休）"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (D(2027, 2, 12), D(2027, 2, 11), "结束日期早于开始日期"),
        (D(2026, 12, 31), D(2027, 1, 1), "请选择2027年以内的日期"),
        (D(2027, 2, 1), D(2027, 3, 31), "一次最多登记 31 天"),
    ],
)
def test_mark_days_refuses_what_cannot_be(first: dt.date, last: dt.date, words: str) -> None:
    year, by = CalendarYear.objects.get(year=2027), make_actor("2026-12-01", role=Role.OST)
    with pytest.raises(ValidationError, match=words):
        operations.mark_days(year, first, last, worked=False, name="春节", by=by)
    assert not Entry.objects.about(year).exists()


def test_toggle_day_goes_there_and_back() -> None:
    year, by = CalendarYear.objects.get(year=2027), make_actor("2026-12-01", role=Role.OST)
    for day, before in [(D(2027, 3, 1), True), (D(2027, 3, 6), False), (D(2027, 2, 5), False)]:
        assert Calendar().is_workday(day) is before
        operations.toggle_day(year, day, by=by)
        year.refresh_from_db()
        assert Calendar().is_workday(day) is not before
        operations.toggle_day(year, day, by=by)
        assert Calendar().is_workday(day) is before
    assert CalendarDay.objects.filter(date=D(2027, 3, 1)).count() == 1
    assert CalendarDay.objects.get(date=D(2027, 2, 5)).name == "春节"
    looks = {
        cell.date: cell.look for month in months_of(year) for week in month.weeks for cell in week if cell
    }
    assert [looks[D(2027, 3, 1)], looks[D(2027, 3, 6)], looks[D(2027, 2, 5)]] == ["worked", "rest", "holiday"]


def test_changed_calendar_moves_what_is_reckoned_afterwards_only() -> None:
    year, by = CalendarYear.objects.get(year=2026), make_actor("2026-03-01", role=Role.OST)
    before = make_deadline("2026-03-02", "publication")
    operations.mark_days(year, D(2026, 3, 10), D(2026, 3, 10), worked=False, name="停工", by=by)
    after = make_deadline("2026-03-02", "publication")
    before.refresh_from_db()
    assert (before.due, after.due) == (D(2026, 3, 16), D(2026, 3, 17))


def test_open_year_makes_the_missing_year_countable() -> None:
    by = make_actor("2027-11-20", role=Role.OST)
    opened = operations.open_year(2028, by=by)
    assert opened.provisional
    calendar = Calendar()
    assert [calendar.is_workday(D(2028, 5, day)) for day in (1, 2, 3)] == [False, False, True]
    assert operations.set_deadline(opened, "publication", D(2027, 12, 28), by=by, act=ACT).due == D(
        2028, 1, 11
    )
    with pytest.raises(ValidationError, match="2028年的工作日历已经登记"):
        operations.open_year(2028, by=by)


def test_confirm_year_ends_its_being_provisional() -> None:
    year, by = CalendarYear.objects.get(year=2027), make_actor("2026-12-01", role=Role.OST)
    operations.confirm_year(year, source="国办发明电〔2026〕某号", by=by)
    assert not CalendarYear.objects.provisional().exists()
    assert newest(year).act == "deadline.rule:E"
