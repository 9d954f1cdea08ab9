"""填报月报的表单: last month's words, measures and files beside each problem, all into the ledger at once."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.models import StoredFile
from documents.tests.factories import upload
from rectification.models import Evidence, Item, MonthlyLine, MonthlyReport
from rectification.operations import month_open, monthly, progress
from rectification.states import EvidenceState, ItemState, Progress, ReportState
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    make_evidence,
    make_fixing,
    open_report,
    page,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


@pytest.fixture
def liaison(mending: Mending) -> Client:
    return sign_in(mending, "unit_liaison")


def sent(report: MonthlyReport, **rest: Any) -> dict[str, Any]:
    """Return what the page sends: every line as it stands."""
    data = {"summary": "完成清退", "next_steps": "建章立制", "version": str(report.version)}
    for line in report.lines.all():
        data |= {f"l-{line.pk.hex}-progress": line.progress, f"l-{line.pk.hex}-text": line.text}
    return {**data, **rest}


def first(report: MonthlyReport) -> MonthlyLine:
    found: MonthlyLine = report.lines.select_related("item").order_by("item__finding__number")[0]
    return found


def words(client: Client, report: MonthlyReport) -> str:
    return client.get(page("monthly_edit", report)).content.decode()


def stored(report: MonthlyReport) -> MonthlyReport:
    found: MonthlyReport = MonthlyReport.objects.get(pk=report.pk)
    return found


def test_what_changed_is_typed_once_and_stands_in_the_ledger(mending: Mending, liaison: Client) -> None:
    report = open_report(mending)
    line, other = first(report), report.lines.order_by("item__finding__number")[1]
    key = f"l-{line.pk.hex}"
    liaison.post(
        page("monthly_edit", report), sent(report, **{f"{key}-progress": "mostly", f"{key}-text": "已退八成"})
    )
    item = Item.objects.get(pk=line.item_id)
    assert (item.progress, item.done_text) == (Progress.MOSTLY, "已退八成")
    assert Item.objects.get(pk=other.item_id).version == other.item.version


def test_a_measure_is_told_in_the_same_form_and_its_manifestation_follows(
    mending: Mending, liaison: Client
) -> None:
    report = open_report(mending)
    line = first(report)
    measure = line.item.measures.get()
    assert measure.text in words(liaison, report)
    data = sent(report, **{f"m-{measure.pk.hex}-progress": "done", f"m-{measure.pk.hex}-text": "已清退到户"})
    liaison.post(page("monthly_edit", report), data)
    measure.refresh_from_db()
    assert (measure.progress, measure.done_text) == (Progress.DONE, "已清退到户")
    assert line.item.aspects.get().progress == Progress.DONE


def test_a_measure_of_another_unit_is_not_written(mending: Mending, liaison: Client) -> None:
    report, other = open_report(mending), make_fixing(1, name="临川", days_ago=70)
    measure = other.item.measures.get()
    said = {measure.pk: {"progress": "done", "text": "越权"}}
    monthly.write_monthly(
        report, summary="", next_steps="", lines={}, by=mending.by("unit_liaison"),
        beside=monthly.Beside(measures=said),
    )  # fmt: skip
    measure.refresh_from_db()
    assert measure.progress == Progress.UNDONE


def test_files_come_with_the_form_and_are_handed_in_when_it_is_sent(
    mending: Mending, liaison: Client
) -> None:
    report = open_report(mending)
    key = f"l-{first(report).pk.hex}-proofs"
    data = sent(report, **{key: [upload("凭证.pdf"), upload("名册.pdf")]})
    liaison.post(page("monthly_edit", report), data)
    drafts = Evidence.objects.filter(item=first(report).item)
    assert [row.state for row in drafts] == [EvidenceState.DRAFT] * 2
    liaison.post(page("monthly_edit", report), sent(stored(report), send="1"))
    assert stored(report).state == ReportState.SIGNING
    assert {row.state for row in drafts.all()} == {EvidenceState.SUBMITTED}


def test_a_file_that_is_not_taken_is_said_beside_its_problem_and_nothing_is_kept(
    mending: Mending, liaison: Client
) -> None:
    report = open_report(mending)
    key = f"l-{first(report).pk.hex}-proofs"
    answer = liaison.post(page("monthly_edit", report), sent(report, **{key: upload("a.exe", b"MZ")}))
    content = answer.content.decode()
    assert 'class="wrong"' in content
    assert "附件需要重新选择" in content
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert stored(report).summary == ""


def test_sending_that_is_refused_keeps_no_file(mending: Mending, liaison: Client) -> None:
    report = open_report(mending)
    key = f"l-{first(report).pk.hex}-proofs"
    liaison.post(
        page("monthly_edit", report), sent(report, summary="", send="1", **{key: upload("凭证.pdf")})
    )
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_done_without_a_word_of_how_is_refused_with_the_number_of_the_problem(
    mending: Mending, liaison: Client
) -> None:
    report = open_report(mending)
    line = first(report)
    data = sent(report, **{f"l-{line.pk.hex}-progress": "done"})
    content = liaison.post(page("monthly_edit", report), data).content.decode()
    assert f"问题 {line.item.finding.number} 填写有误" in content
    assert "请写明完成情况" in content
    assert stored(report).summary == ""


def test_last_month_is_shown_beside_what_is_new(mending: Mending, liaison: Client) -> None:
    earlier = open_report(mending, month_open.month_before(month_open.month_before(today())))
    said = {first(earlier).pk: {"text": "上月清退一村"}}
    monthly.write_monthly(
        earlier, summary="好", next_steps="下月再清一村", lines=said, by=mending.by("unit_liaison")
    )
    report = open_report(mending)
    progress.report_progress(
        mending.item, progress=Progress.MOSTLY, text="本月又清一村", by=mending.by("unit_liaison")
    )
    content = words(liaison, report)
    for told in ("本月又清一村", "上月：", "上月清退一村", "下月再清一村"):
        assert told in content


def test_the_ledger_of_today_is_told_where_it_moved_on_after_the_line_was_written(
    mending: Mending, liaison: Client
) -> None:
    report = open_report(mending)
    said = {first(report).pk: {"text": "草稿里的话"}}
    by = mending.by("unit_liaison")
    monthly.write_monthly(report, summary="", next_steps="", lines=said, by=by)
    progress.report_progress(mending.item, progress=Progress.MOSTLY, text="台账里的新话", by=by)
    content = words(liaison, report)
    assert "草稿里的话" in content
    assert "台账现在登记的是“基本完成”" in content


def test_a_problem_whose_closing_is_applied_for_keeps_its_progress(mending: Mending, liaison: Client) -> None:
    item = applied(mending)
    report = open_report(mending)
    line = report.lines.get(item=item)
    data = sent(report, **{f"l-{line.pk.hex}-progress": "undone", f"l-{line.pk.hex}-text": "等待核对"})
    liaison.post(page("monthly_edit", report), data)
    line.refresh_from_db()
    item.refresh_from_db()
    assert (line.progress, line.text) == (Progress.DONE, "等待核对")
    assert (item.state, item.progress) == (ItemState.APPLIED, Progress.DONE)


def test_evidence_of_other_units_is_not_handed_in(mending: Mending, liaison: Client) -> None:
    other = make_fixing(1, name="临川", days_ago=70)
    draft = make_evidence(other, other.item, submit=False)
    report = open_report(mending)
    liaison.post(page("monthly_edit", report), sent(report, send="1"))
    draft.refresh_from_db()
    assert draft.state == EvidenceState.DRAFT


def test_the_form_costs_the_same_for_two_problems_and_for_six() -> None:
    few, many = make_fixing(2, days_ago=70), make_fixing(6, name="临川", days_ago=70)
    costs = []
    for unit in (few, many):
        report, client = open_report(unit), sign_in(unit, "unit_liaison")
        client.get(page("monthly_edit", report))
        with CaptureQueriesContext(connection) as asked:
            content = client.get(page("monthly_edit", report)).content.decode()
        costs.append(len(asked))
        assert "None" not in re.sub(r"<[^>]+>", "", content)
    assert costs[0] == costs[1]


def test_what_is_late_and_no_longer_done_asks_for_its_reason_at_once(
    mending: Mending, liaison: Client
) -> None:
    Item.objects.update(due_on=today() - 60 * DAY, progress=Progress.DONE, done_text="已清退")
    report = open_report(mending)
    line = first(report)
    name = f"l-{line.pk.hex}-late_reason"
    assert name not in words(liaison, report)
    said = sent(report, send="1", **{f"l-{line.pk.hex}-progress": "mostly"})
    refused = liaison.post(page("monthly_edit", report), said).content.decode()
    assert "没有写明逾期原因" in refused
    assert name in refused
    liaison.post(page("monthly_edit", report), {**said, name: "又有两户滞留"})
    assert stored(report).state == ReportState.SIGNING
    assert first(report).late_reason == "又有两户滞留"
