"""一个月的页面: who has reported, urging at one click, the summaries; 签阅 and 更正 of one report."""

import datetime as dt
import io
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from accounts.clock import clock
from audit.models import Entry
from deadlines.models import Notice
from documents import papers as making
from documents.models import Job
from documents.states import JobState
from organizations.models import Recusal
from organizations.states import RecusalState
from rectification import tasks
from rectification.exports import PAPERS
from rectification.models import MonthlyCorrection, MonthlyReport, MonthlyReview, MonthlySummary
from rectification.operations import month_after, month_open, month_summary, monthly, progress
from rectification.states import Progress
from rectification.tests.factories import (
    DAY,
    HTMX,
    Mending,
    closed,
    frozen,
    make_fixing,
    open_report,
    oversee,
    page,
    sign_in,
    submitted,
    today,
    watch,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def board(report: MonthlyReport, name: str = "month_board") -> str:
    return page(name, None, report.month.year, report.month.month)


# 报送情况


def test_the_board_of_a_month_tells_who_has_reported_and_who_has_not(mending: Mending) -> None:
    report = open_report(mending)
    client = sign_in(mending, "clerk")
    content = words(client, board(report))
    assert f"{report.month.year}年{report.month.month}月整改月报" in content
    assert dict(client.get(board(report)).context["tally"])["open"] == 1
    for query, total in (("owing=yes", 1), ("owing=no", 0), ("state=open", 1), ("state=frozen", 0)):
        assert client.get(f"{board(report)}?{query}").context["listing"].total == total
    assert "<html" not in words(client, board(report), headers=HTMX)
    assert client.get(page("month_board", None, 2026, 13)).status_code == 404
    assert client.post(board(report)).status_code == 405


def test_the_board_shows_the_own_office_only(mending: Mending) -> None:
    report, other = open_report(mending), make_fixing(1, name="临川", days_ago=70)
    listing = sign_in(other, "clerk").get(board(report)).context["listing"]
    assert (listing.total, list(listing.rows)) == (0, [])


@pytest.mark.parametrize("who", ["unit_liaison", "unit_head", "leadership", "team_lead", "receiver"])
def test_the_board_is_not_there_for_others(mending: Mending, who: str) -> None:
    report = open_report(mending)
    assert sign_in(mending, who).get(board(report)).status_code == 404
    assert sign_in(mending, who).post(board(report, "month_urge")).status_code == 404


def test_only_whoever_chases_units_has_a_column_of_acts(mending: Mending) -> None:
    report = open_report(mending)
    assert 'data-label="办理"' in words(sign_in(mending, "clerk"), board(report))
    shown = words(sign_in(mending, "director"), board(report))
    assert str(report.unit) in shown
    assert "办理</th>" not in shown
    assert 'data-label="办理"' not in shown


def test_the_board_costs_the_same_for_one_unit_and_for_three(mending: Mending) -> None:
    report = open_report(mending)
    client = sign_in(mending, "clerk")
    client.get(board(report))
    with CaptureQueriesContext(connection) as one:
        client.get(board(report))
    for number in (2, 3):
        other = make_fixing(1, name=f"临川{number}", days_ago=70)
        MonthlyReport.objects.filter(pk=open_report(other).pk).update(month=report.month)
        other.assignment.office = mending.assignment.office
        other.assignment.save()
    client.get(board(report))  # the choices of the filters are remembered again
    with CaptureQueriesContext(connection) as three:
        assert client.get(board(report)).context["listing"].total == 3
    assert len(three) == len(one)


def test_one_click_reminds_liaison_and_head_once_a_day(mending: Mending) -> None:
    report = open_report(mending)
    client = sign_in(mending, "clerk")
    for _ in range(2):
        assert client.post(page("monthly_urge", report)).status_code == 302
    told = Notice.objects.filter(key__startswith=f"monthly-{report.pk}")
    names = {mending.county.user(name).pk for name in ("unit_liaison", "unit_head")}
    assert (set(told.values_list("recipient", flat=True)), told.count()) == (names, 2)
    assert Entry.objects.about(report).filter(reason="催报").count() == 2


def test_all_that_owe_the_month_are_reminded_at_once_and_the_others_are_not(mending: Mending) -> None:
    report = submitted(mending)
    client = sign_in(mending, "clerk")
    answer = client.post(board(report, "month_urge"), {"everything": "yes"}, follow=True)
    assert "都已报送" in answer.content.decode()
    monthly.return_monthly(report, reason="补充", by=mending.by("clerk"))
    answer = client.post(board(report, "month_urge"), {"everything": "yes"}, follow=True)
    assert "已提醒 1 家" in answer.content.decode()
    assert Notice.objects.filter(key__startswith=f"monthly-{report.pk}").count() == 2


def test_who_is_recused_from_the_unit_is_not_urged(mending: Mending) -> None:
    report = open_report(mending)
    Recusal.objects.create(
        person=mending.county.people["unit_head"], ground="亲属", declared_at=timezone.now(),
        party_organization=mending.assignment.party_organization, state=RecusalState.GRANTED,
    )  # fmt: skip
    sign_in(mending, "clerk").post(page("monthly_urge", report))
    told = Notice.objects.filter(key__startswith=f"monthly-{report.pk}").values_list("recipient", flat=True)
    assert list(told) == [mending.county.user("unit_liaison").pk]


# 汇总


def due_passed(report: MonthlyReport) -> dt.datetime:
    """Return nine o'clock of the morning after the due day."""
    return timezone.make_aware(dt.datetime.combine(report.due_on + DAY, dt.time(9)))


def make(job: Job) -> Job:
    assert making.issue(str(job.pk), PAPERS)
    job.refresh_from_db()
    assert job.result, job.error
    return job


def summed(mending: Mending, report: MonthlyReport) -> MonthlySummary:
    month_summary.order_due_summaries(PAPERS, at=due_passed(report))
    summary: MonthlySummary = MonthlySummary.objects.get()
    for job in (summary.table, summary.letter):
        make(job)
    return summary


def made(job: Job) -> Path:
    assert job.result
    return job.result.path


def rows_of(summary: MonthlySummary) -> list[list[Any]]:
    """Return what the workbook says, row by row."""
    sheet: Any = load_workbook(io.BytesIO(made(summary.table).read_bytes())).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_nothing_is_summed_up_before_the_due_day_is_over(mending: Mending) -> None:
    report = open_report(mending)
    assert month_summary.order_due_summaries(PAPERS, at=due_passed(report) - DAY) == []
    assert not MonthlySummary.objects.exists()


def test_the_clock_orders_one_summary_for_the_month_in_the_directors_name(mending: Mending) -> None:
    report = open_report(mending)
    jobs = month_summary.order_due_summaries(PAPERS, at=due_passed(report))
    assert [job.owner for job in jobs] == [mending.county.user("director")] * 2
    assert month_summary.order_due_summaries(PAPERS, at=due_passed(report)) == []
    summary = MonthlySummary.objects.get()
    assert (summary.month, summary.edition, summary.automatic) == (report.month, 1, True)
    assert Entry.objects.about(summary).count() == 1


def test_the_task_of_the_clock_asks_for_what_is_due(mending: Mending) -> None:
    report = open_report(mending)
    MonthlyReport.objects.filter(pk=report.pk).update(due_on=today() - DAY)
    assert tasks.sum_up_months() == 2
    assert tasks.sum_up_months() == 0


def test_the_papers_tell_units_sum_missing_and_change(mending: Mending, tmp_path: Path) -> None:
    earlier = open_report(mending, month_open.month_before(month_open.month_before(today())))
    monthly.accept_monthly(_through(mending, earlier), by=mending.by("clerk"))
    item = closed(mending)
    report = open_report(mending)
    type(item).objects.filter(pk=item.pk).update(closed_on=report.month)
    summary = summed(mending, report)
    rows = rows_of(summary)
    heads = next(place for place, row in enumerate(rows) if row[0] == "序号")
    unit, total = (dict(zip(rows[heads], row, strict=True)) for row in rows[heads + 1 : heads + 3])
    assert (unit["责任单位"], unit["报送情况"]) == (mending.assignment.unit.name, "待填报")
    assert (unit["应改"], unit["已销号"], unit["已销号较上月"]) == (2, 1, 1)
    assert (total["责任单位"], total["已销号"], total["报送情况"]) == ("合计", 1, "已报0")
    assert f"未报送1家：{mending.assignment.unit.name}" in str(rows[1][0])
    said = "\n".join(one.text for one in Document(str(made(summary.letter))).paragraphs)
    assert f"未报送1家：{mending.assignment.unit.name}" in said
    assert "已销号增加1" in said


def _through(mending: Mending, report: MonthlyReport) -> MonthlyReport:
    said = {line.pk: {"late_reason": "资金未到位"} for line in report.lines.all()}
    monthly.write_monthly(
        report, summary="好", next_steps="", lines=said, send=True, by=mending.by("unit_liaison")
    )
    return monthly.sign_monthly(report, by=mending.by("unit_head"))


def test_a_summary_takes_what_was_corrected(mending: Mending) -> None:
    report = frozen(mending)
    data = {"what": "money", "new": "88", "reason": "漏计"}
    sign_in(mending, "clerk").post(page("monthly_correct", report), data)
    summary = summed(mending, report)
    assert any(88 in row for row in rows_of(summary))


def test_a_summary_tells_nothing_of_what_its_owner_may_not_see(mending: Mending) -> None:
    report, other = open_report(mending), open_report(make_fixing(1, name="临川", days_ago=70))
    assert other.month == report.month
    MonthlyReport.objects.filter(pk=other.pk).update(due_on=today())
    rows = rows_of(summed(mending, report))
    told = [row[1] for row in rows if row[1]]
    assert mending.assignment.unit.name in told
    assert other.assignment.unit.name not in str(rows)


def test_the_office_downloads_the_papers_and_sums_up_again(mending: Mending) -> None:
    report = open_report(mending)
    summary, client = summed(mending, report), sign_in(mending, "clerk")
    for name in ("summary_table", "summary_letter"):
        answer = client.get(page(name, summary))
        assert answer["Content-Disposition"].startswith("attachment")
    assert "汇总报告" in words(client, page("summary_list"))
    assert client.post(board(report, "month_sum_up")).status_code == 302
    again = MonthlySummary.objects.get(edition=2)
    assert (again.automatic, again.table.owner) == (False, mending.county.user("clerk"))
    content = words(client, board(report))
    assert ("第2版" in content, "排队中" in content) == (True, True)
    assert client.get(page("summary_table", again)).status_code == 302


def test_sum_up_clicked_twice_makes_one_edition(mending: Mending) -> None:
    report = open_report(mending)
    summed(mending, report)
    clerk, second = sign_in(mending, "clerk"), sign_in(mending, "second_clerk")
    clerk.post(board(report, "month_sum_up"))
    for again in (clerk, second):
        answer = again.post(board(report, "month_sum_up"), follow=True)
        assert "正在生成，不必重复汇总" in answer.content.decode()
    assert MonthlySummary.objects.count() == 2


def test_sum_up_anew_needs_something_new_a_while_or_another_person(mending: Mending) -> None:
    report, by = open_report(mending), mending.by("clerk")
    summed(mending, report)
    made_now = month_summary.order_summary(mending.county.office, report.month, PAPERS, by=by)
    for job in made_now.papers:
        make(job)
    jobs = Job.objects.count()
    with pytest.raises(ValidationError, match="此后没有新的报送和办理"):
        month_summary.order_summary(mending.county.office, report.month, PAPERS, by=mending.by("clerk"))
    assert (MonthlySummary.objects.count(), Job.objects.count()) == (2, jobs)
    editions = partial(month_summary.order_summary, mending.county.office, report.month, PAPERS)
    with transaction.atomic():
        assert editions(by=mending.by("second_clerk")).edition == 3
        transaction.set_rollback(True)
    with transaction.atomic():
        MonthlySummary.objects.filter(edition=2).update(ordered_at=by.at - month_summary.JUST)
        assert editions(by=mending.by("clerk")).edition == 3
        transaction.set_rollback(True)
    Job.objects.update(state=JobState.FAILED)
    assert editions(by=mending.by("clerk")).edition == 3
    Job.objects.update(state=JobState.DONE)
    progress.report_progress(
        mending.item, progress=Progress.MOSTLY, text="清退三户。", by=mending.by("unit_liaison")
    )
    assert editions(by=mending.by("clerk")).edition == 4


def test_a_summary_with_a_unit_that_one_keeps_away_from_is_not_handed_out(mending: Mending) -> None:
    summary = summed(mending, open_report(mending))
    Recusal.objects.create(
        person=mending.county.people["clerk"], ground="亲属", declared_at=timezone.now(),
        party_organization=mending.assignment.party_organization, state=RecusalState.GRANTED,
    )  # fmt: skip
    client = sign_in(mending, "clerk")
    answer = client.get(page("summary_table", summary), follow=True)
    assert "无权查看" in answer.content.decode()
    client.post(page("month_sum_up", None, summary.month.year, summary.month.month))
    assert MonthlySummary.objects.count() == 1


@pytest.mark.parametrize("who", ["unit_liaison", "leadership", "receiver"])
def test_summaries_are_not_there_for_others(mending: Mending, who: str) -> None:
    summary = summed(mending, open_report(mending))
    for name in ("summary_table", "summary_letter"):
        assert sign_in(mending, who).get(page(name, summary)).status_code == 404
    assert sign_in(mending, who).get(page("summary_list")).status_code == 404


def test_a_county_leader_sees_no_summary_and_another_office_neither(mending: Mending) -> None:
    summary, other = summed(mending, open_report(mending)), make_fixing(1, name="临川", days_ago=70)
    oversee(mending)
    for client in (sign_in(mending, "supervisor"), sign_in(other, "clerk")):
        assert client.get(page("summary_table", summary)).status_code == 404
        assert client.get(page("summary_list")).context["listing"].total == 0


# 签阅、更正


def test_the_county_leader_reads_and_signs(mending: Mending) -> None:
    report = submitted(mending)
    oversee(mending)
    client = sign_in(mending, "supervisor")
    assert "签阅" in words(client, page("monthly_detail", report))
    assert "已阅" in words(client, page("monthly_review", report))
    client.post(page("monthly_review", report), {"opinion": "抓紧推进"})
    assert MonthlyReview.objects.get().opinion == "抓紧推进"
    assert "抓紧推进" in words(sign_in(mending, "unit_liaison"), page("monthly_detail", report))
    again = client.post(page("monthly_review", report), {"opinion": "再签"})
    assert (again.status_code, MonthlyReview.objects.count()) == (403, 1)


def test_what_the_leader_said_is_not_for_the_supervision_that_reads_the_report(mending: Mending) -> None:
    report, leader = submitted(mending), oversee(mending)
    watch(mending)
    seen = partial(words, sign_in(mending, "inspector"), page("monthly_detail", report))
    before = re.findall("<li.*?</li>", seen(), re.DOTALL)
    month_after.review_monthly(report, opinion="抓紧推进", by=leader)
    content = seen()
    assert re.findall("<li.*?</li>", content, re.DOTALL) == before
    assert not [word for word in ("抓紧推进", "已阅", "顾长河") if word in content]
    assert "抓紧推进" in words(sign_in(mending, "clerk"), page("monthly_detail", report))


def test_the_scope_q_of_a_reading_follows_the_report(mending: Mending) -> None:
    other = make_fixing(1, name="临川", days_ago=70)
    made = month_after.review_monthly(submitted(mending), opinion="抓紧推进", by=oversee(mending))
    month_after.review_monthly(submitted(other), opinion="已阅", by=oversee(other))
    for who in ("supervisor", "unit_head", "unit_liaison", "clerk", "director"):
        assert list(MonthlyReview.objects.visible_to(mending.by(who))) == [made], who


def test_reading_is_not_there_for_other_posts_or_before_the_head_signed(mending: Mending) -> None:
    report = open_report(mending)
    oversee(mending)
    assert sign_in(mending, "supervisor").post(page("monthly_review", report)).status_code == 409
    for who in ("clerk", "unit_head", "director", "leadership"):
        assert sign_in(mending, who).post(page("monthly_review", report)).status_code == 404
    assert not MonthlyReview.objects.exists()


def test_a_correction_stands_beside_what_was_accepted(mending: Mending) -> None:
    report, client = frozen(mending), sign_in(mending, "clerk")
    line = report.lines.first()
    assert line
    data = {"what": f"{line.pk.hex} progress", "new": "基本完成", "reason": "核对佐证"}
    assert client.get(page("monthly_correct", report)).status_code == 200
    client.post(page("monthly_correct", report), data)
    assert MonthlyCorrection.objects.get().line == line
    content = re.sub(r"\s+", " ", words(sign_in(mending, "unit_liaison"), page("monthly_detail", report)))
    for told in ("核对佐证", "<del>未完成</del>", "基本完成", str(mending.county.user("clerk"))):
        assert told in content
    wrong = client.post(page("monthly_correct", report), {**data, "new": "差不多"})
    assert ("差不多" in wrong.content.decode(), MonthlyCorrection.objects.count()) == (True, 1)


def test_what_is_not_frozen_has_no_correction(mending: Mending) -> None:
    report = open_report(mending)
    assert sign_in(mending, "clerk").post(page("monthly_correct", report)).status_code == 409
    assert sign_in(mending, "unit_head").get(page("monthly_correct", report)).status_code == 404


def test_the_clock_is_nobody_who_reads(mending: Mending) -> None:
    assert not MonthlyReport.objects.awaiting(clock(timezone.now())).exists()


def test_months_beside_are_those_of_reports_in_sight(mending: Mending) -> None:
    """What ``_beside`` leads to."""
    report = open_report(mending)
    other = make_fixing(name="外县")
    open_report(other, month_open.month_before(report.month))
    assert sign_in(mending, "clerk").get(board(report)).context["before"] is None
    assert sign_in(other, "clerk").get(board(report)).context["before"] < report.month
