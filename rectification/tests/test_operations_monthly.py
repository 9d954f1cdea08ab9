"""月报与延期: one for each unit and month whatever the clock does; signed, returned, frozen; approved, refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.clock import clock
from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline
from rectification import tasks
from rectification.models import ExtensionRequest, Item, MonthlyReport, Result
from rectification.operations import extension, month_figures, month_open, monthly
from rectification.operations import progress as mending_progress
from rectification.states import ExtensionState, Progress, ReportState, ResultKind
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_extension,
    claim_result,
    closed,
    make_fixing,
    open_report,
    signing,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


def stored(report: MonthlyReport) -> MonthlyReport:
    found: MonthlyReport = MonthlyReport.objects.get(pk=report.pk)
    return found


def test_two_clocks_open_one_report(mending: Mending) -> None:
    by = clock(timezone.now())
    assert month_open.open_due_months(by=by) == 1
    assert month_open.open_due_months(by=by) == 0
    first = MonthlyReport.objects.get()
    again = month_open.open_month(mending.assignment, first.month, by=by)
    assert again.pk == first.pk
    assert Deadline.objects.about(first).count() == 1


def test_the_database_itself_holds_one_report_for_a_month(mending: Mending) -> None:
    report = open_report(mending)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyReport.objects.create(
            assignment=mending.assignment,
            unit=mending.assignment.unit,
            month=report.month,
            due_on=report.due_on,
            opened_at=timezone.now(),
        )


def test_the_task_of_the_clock_opens_last_month(mending: Mending) -> None:
    assert tasks.open_monthly_reports() == 1
    report = MonthlyReport.objects.get()
    assert report.month == month_open.month_before(today())
    assert report.month < report.due_on


def test_a_report_is_prefilled_with_where_each_item_stands(mending: Mending) -> None:
    by = mending.by("unit_liaison")
    mending_progress.report_progress(mending.item, progress=Progress.MOSTLY, text="已退八成", by=by)
    closed(mending, mending.items[1])
    line = open_report(mending).lines.get()
    assert (line.item, line.progress, line.text) == (mending.item, Progress.MOSTLY, "已退八成")


def test_writing_changes_lines_and_leaves_a_trail(mending: Mending) -> None:
    report, by = open_report(mending), mending.by("unit_liaison")
    first, second = report.lines.order_by("item__finding__number")
    said = {first.pk: {"progress": "done", "text": "已清退", "late_reason": ""}}
    monthly.write_monthly(report, summary="清退完成", next_steps="建制", lines=said, by=by)
    first.refresh_from_db()
    assert (first.progress, first.text, stored(report).summary) == ("done", "已清退", "清退完成")
    assert Entry.objects.about(first).count() == 1
    assert not Entry.objects.about(second).exists()


def test_a_line_of_another_report_is_not_written(mending: Mending) -> None:
    other = open_report(make_fixing(1, name="临川", days_ago=70))
    line = other.lines.get()
    said = {line.pk: {"text": "越权"}}
    monthly.write_monthly(
        open_report(mending), summary="", next_steps="", lines=said, by=mending.by("unit_liaison")
    )
    line.refresh_from_db()
    assert line.text != "越权"


@pytest.mark.parametrize("who", ["unit_head", "clerk", "director", "receiver"])
def test_writing_is_the_liaisons_work(mending: Mending, who: str) -> None:
    with pytest.raises(PermissionDenied):
        monthly.write_monthly(open_report(mending), summary="", next_steps="", lines={}, by=mending.by(who))


def test_sending_asks_for_words_and_leaves_nothing_when_refused(mending: Mending) -> None:
    report = open_report(mending)
    with pytest.raises(ValidationError, match="本月整改情况"):
        monthly.write_monthly(
            report, summary="", next_steps="建制", lines={}, send=True, by=mending.by("unit_liaison")
        )
    assert (stored(report).state, stored(report).next_steps) == (ReportState.OPEN, "")


def test_an_overdue_problem_needs_its_reason(mending: Mending) -> None:
    report, by = open_report(mending), mending.by("unit_liaison")
    Item.objects.filter(pk=mending.item.pk).update(due_on=report.month - 10 * DAY)
    line = report.lines.get(item=mending.item)
    said: dict[Any, Any] = {}
    with pytest.raises(ValidationError, match="1 个逾期问题"):
        monthly.write_monthly(report, summary="好", next_steps="", lines=said, send=True, by=by)
    said = {line.pk: {"late_reason": "等待财政批复"}}
    fresh = stored(report)
    monthly.write_monthly(fresh, summary="好", next_steps="", lines=said, send=True, by=by)
    assert stored(report).state == ReportState.SIGNING


def test_two_writers_the_second_is_stale(mending: Mending) -> None:
    report, by = open_report(mending), mending.by("unit_liaison")
    seen = stored(report)
    monthly.write_monthly(report, summary="甲", next_steps="", lines={}, by=by)
    with pytest.raises(Stale):
        monthly.write_monthly(seen, summary="乙", next_steps="", lines={}, version=seen.version, by=by)
    assert stored(report).summary == "甲"


def test_signing_reports_and_meets_the_deadline(mending: Mending) -> None:
    report = signing(mending)
    with pytest.raises(PermissionDenied):
        monthly.sign_monthly(report, by=mending.by("unit_liaison"))
    monthly.sign_monthly(report, by=mending.by("unit_head"))
    now = stored(report)
    assert (now.state, now.submitted_on) == (ReportState.SUBMITTED, today())
    assert now.signed_by == str(mending.county.user("unit_head"))
    assert Deadline.objects.about(report).get().met_on == today()


def test_the_head_hands_back_with_a_reason(mending: Mending) -> None:
    report = signing(mending)
    with pytest.raises(ValidationError, match="需要修改的内容"):
        monthly.hand_back_monthly(report, reason="", by=mending.by("unit_head"))
    monthly.hand_back_monthly(report, reason="数字不实", by=mending.by("unit_head"))
    assert stored(report).state == ReportState.OPEN


def test_a_returned_report_is_completed_and_signed_again(mending: Mending) -> None:
    report = submitted(mending)
    with pytest.raises(ValidationError, match="退回补充的内容"):
        monthly.return_monthly(report, reason="", by=mending.by("clerk"))
    monthly.return_monthly(report, reason="补充佐证", by=mending.by("clerk"))
    monthly.write_monthly(
        report, summary="已补", next_steps="", lines={}, send=True, by=mending.by("unit_liaison")
    )
    monthly.sign_monthly(report, by=mending.by("unit_head"))
    assert stored(report).state == ReportState.SUBMITTED


def test_accepted_figures_stay_as_they_were(mending: Mending) -> None:
    report = submitted(mending)
    with pytest.raises(PermissionDenied):
        monthly.accept_monthly(report, by=mending.by("unit_head"))
    monthly.accept_monthly(report, by=mending.by("clerk"))
    frozen = stored(report).figures
    assert (frozen["total"], frozen["closed"], frozen["undone"]) == (2, 0, 2)
    closed(mending)
    assert stored(report).figures == frozen
    with pytest.raises(PermissionDenied):
        monthly.return_monthly(stored(report), reason="晚了", by=mending.by("clerk"))


def test_accepting_what_was_returned_meanwhile_is_an_illegal_move(mending: Mending) -> None:
    report = submitted(mending)
    seen = stored(report)
    monthly.return_monthly(report, reason="补充", by=mending.by("clerk"))
    with pytest.raises(IllegalMove):
        monthly.accept_monthly(seen, by=mending.by("second_clerk"))
    assert stored(report).figures == {}


def test_figures_count_only_what_had_happened_by_the_end_of_the_month(mending: Mending) -> None:
    item = closed(mending)
    report = open_report(mending)
    assert month_figures.figures_of(report)["closed"] == 0
    Item.objects.filter(pk=item.pk).update(closed_on=report.month + 3 * DAY)
    told = month_figures.figures_of(report)
    assert (told["closed"], told["closed_this_month"], told["undone"]) == (1, 1, 1)


def test_figures_add_up_accepted_results_only(mending: Mending) -> None:
    report = open_report(mending)
    kinds = [(ResultKind.SYSTEM_NEW, 1), (ResultKind.SYSTEM_REVISED, 1), (ResultKind.MONEY, "12.5")]
    for kind, quantity in [*kinds, (ResultKind.ACCOUNTABILITY, 3), (ResultKind.MONEY, 99)]:
        result = claim_result(mending, kind=kind, quantity=_decimal(quantity))
        if quantity != 99:
            mending_progress.accept_result(result, by=mending.by("clerk"))
    Result.objects.update(claimed_on=report.month)
    told = month_figures.figures_of(report)
    assert (told["systems"], float(told["money"]), told["accountability"]) == (2, 12.5, 3)


def _decimal(value: object) -> Any:
    return Decimal(str(value))


@pytest.mark.parametrize(
    ("day", "month"),
    [(dt.date(2026, 1, 5), dt.date(2025, 12, 1)), (dt.date(2026, 3, 31), dt.date(2026, 2, 1))],
)
def test_the_month_before(day: dt.date, month: dt.date) -> None:
    assert month_open.month_before(day) == month


def test_the_proposed_summary_tells_the_figures(mending: Mending) -> None:
    told = monthly.proposed_summary(open_report(mending))
    assert told.startswith("共有反馈问题 2 个，已销号 0 个")


# 延期


def test_extension_goes_from_unit_to_director_and_keeps_the_first_day(mending: Mending) -> None:
    first = mending.item.due_on
    request = ask_extension(mending)
    extension.sign_extension(request, by=mending.by("unit_head"))
    extension.propose_extension(request, opinion="确有困难", by=mending.by("clerk"))
    extension.approve_extension(request, by=mending.by("director"))
    deadline = Deadline.objects.about(mending.item).get()
    assert (deadline.original_due, deadline.due) == (first, request.new_due)
    assert mending.item.due_on == request.new_due
    assert request.state == ExtensionState.APPROVED


@pytest.mark.parametrize("days", [0, -3])
def test_extension_to_a_past_day_is_refused(mending: Mending, days: int) -> None:
    with pytest.raises(ValidationError, match="晚于今天"):
        ask_extension(mending, days=days)
    assert not ExtensionRequest.objects.exists()


def test_extension_to_an_earlier_day_than_now_is_refused(mending: Mending) -> None:
    with pytest.raises(ValidationError, match="晚于现在的时限"):
        ask_extension(mending, days=1)


def test_one_extension_is_under_way_at_a_time(mending: Mending) -> None:
    ask_extension(mending)
    with pytest.raises(ValidationError, match="已有一件延期申请"):
        ask_extension(mending)
    assert ExtensionRequest.objects.count() == 1


def test_who_looked_into_it_does_not_approve(mending: Mending) -> None:
    request = ask_extension(mending)
    extension.sign_extension(request, by=mending.by("unit_head"))
    extension.propose_extension(request, by=mending.by("clerk"))
    RoleHolding.objects.create(user=mending.county.user("clerk"), role=Role.ODR, since=LONG_AGO)
    with pytest.raises(PermissionDenied):
        extension.approve_extension(request, by=mending.by("clerk"))


STEPS: list[tuple[str, str]] = [("draft", "unit_head"), ("applied", "clerk"), ("proposed", "director")]


@pytest.mark.parametrize(("state", "who"), STEPS)
def test_extension_is_refused_by_whose_turn_it_is(mending: Mending, state: str, who: str) -> None:
    request, before = ask_extension(mending), mending.item.due_on
    ExtensionRequest.objects.update(state=state)
    request.refresh_from_db()
    for other in {"unit_head", "clerk", "director", "unit_liaison"} - {who}:
        with pytest.raises(PermissionDenied):
            extension.refuse_extension(request, opinion="不同意", by=mending.by(other))
    with pytest.raises(ValidationError, match="不予延期的理由"):
        extension.refuse_extension(request, opinion="", by=mending.by(who))
    extension.refuse_extension(request, opinion="条件具备", by=mending.by(who))
    assert (request.state, mending.item.due_on) == (ExtensionState.REFUSED, before)
