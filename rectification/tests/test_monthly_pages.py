"""月报的页面: filled in on one page, sent, signed, returned, accepted; few clicks, nothing lost."""

import re
from typing import Any

import pytest
from django.test import Client

from rectification.models import Item, MonthlyReport
from rectification.operations import month_open, monthly
from rectification.states import ReportState
from rectification.tests.factories import (
    DAY,
    HTMX,
    Mending,
    make_fixing,
    open_report,
    page,
    sign_in,
    signing,
    submitted,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def sent(report: MonthlyReport, **rest: str) -> dict[str, str]:
    """Return what the page sends: every line as it stands."""
    data = {"summary": "完成清退", "next_steps": "建章立制", "version": str(report.version)}
    for line in report.lines.all():
        data |= {f"l-{line.pk.hex}-progress": line.progress, f"l-{line.pk.hex}-text": line.text}
    return {**data, **rest}


def stored(report: MonthlyReport) -> MonthlyReport:
    found: MonthlyReport = MonthlyReport.objects.get(pk=report.pk)
    return found


def test_an_ordinary_month_takes_one_form_of_the_liaison_and_one_word_of_the_head(mending: Mending) -> None:
    report = open_report(mending)
    liaison = sign_in(mending, "unit_liaison")
    content = words(liaison, page("monthly_edit", report))
    assert "共有反馈问题 2 个" in content
    assert content.count("惠农补贴资金滞留问题之") == 2
    liaison.post(page("monthly_edit", report), sent(report, send="1"))
    assert stored(report).state == ReportState.SIGNING
    head = sign_in(mending, "unit_head")
    assert head.get(page("monthly_sign", report)).status_code == 200
    head.post(page("monthly_sign", report))
    assert stored(report).state == ReportState.SUBMITTED


def test_saving_alone_does_not_send(mending: Mending) -> None:
    report = open_report(mending)
    line = report.lines.first()
    assert line
    data = sent(report, **{f"l-{line.pk.hex}-text": "已清退两村"})
    sign_in(mending, "unit_liaison").post(page("monthly_edit", report), data)
    line.refresh_from_db()
    assert (stored(report).state, stored(report).summary, line.text) == ("open", "完成清退", "已清退两村")


def test_sending_without_a_reason_for_what_is_late_keeps_everything_typed(mending: Mending) -> None:
    report = open_report(mending)
    Item.objects.filter(pk=mending.item.pk).update(due_on=report.month - DAY)
    client, url = sign_in(mending, "unit_liaison"), page("monthly_edit", report)
    assert words(client, url).count("逾期原因") >= 1
    data = sent(report, send="1", next_steps="下月逐户核对")
    answer = client.post(url, data)
    assert "1 个逾期问题没有写明逾期原因" in answer.content.decode()
    assert "下月逐户核对" in answer.content.decode()
    assert stored(report).state == ReportState.OPEN
    line = report.lines.get(item=mending.item)
    client.post(url, {**data, f"l-{line.pk.hex}-late_reason": "等待批复"})
    assert stored(report).state == ReportState.SIGNING


def test_two_who_write_see_both_texts(mending: Mending) -> None:
    report = open_report(mending)
    data = sent(report, summary="我写的")
    monthly.write_monthly(
        stored(report), summary="他人写的", next_steps="", lines={}, by=mending.by("unit_liaison")
    )
    content = sign_in(mending, "unit_liaison").post(page("monthly_edit", report), data).content.decode()
    for text in ("我写的", "他人写的", "他人已先保存"):
        assert text in content
    assert stored(report).summary == "他人写的"


def test_a_line_that_is_too_long_is_marked_beside_it(mending: Mending) -> None:
    report = open_report(mending)
    line = report.lines.first()
    assert line
    data = sent(report, **{f"l-{line.pk.hex}-text": "长" * 1001})
    answer = sign_in(mending, "unit_liaison").post(page("monthly_edit", report), data)
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert stored(report).summary == ""


def test_the_head_hands_back_and_the_office_returns_with_reasons(mending: Mending) -> None:
    report = signing(mending)
    head, clerk = sign_in(mending, "unit_head"), sign_in(mending, "clerk")
    assert "reason" in head.post(page("monthly_hand_back", report), {"reason": ""}).context["form"].errors
    head.post(page("monthly_hand_back", report), {"reason": "数字不实"})
    assert stored(report).state == ReportState.OPEN
    MonthlyReport.objects.update(state=ReportState.SUBMITTED)
    assert "reason" in clerk.post(page("monthly_return", report), {"reason": ""}).context["form"].errors
    clerk.post(page("monthly_return", report), {"reason": "请补充佐证"})
    assert stored(report).state == ReportState.RETURNED
    assert "请补充佐证" in words(sign_in(mending, "unit_liaison"), page("monthly_detail", report))


def test_accepting_freezes_the_figures_and_shows_them(mending: Mending) -> None:
    report = submitted(mending)
    client = sign_in(mending, "clerk")
    assert "接收前按现在的情况计算" in words(client, page("monthly_detail", report))
    client.post(page("monthly_accept", report))
    frozen = stored(report)
    assert (frozen.state, frozen.figures["total"]) == (ReportState.FROZEN, 2)
    Item.objects.update(state="closed", closed_on=report.month)
    content = words(client, page("monthly_detail", report))
    assert "接收时固定" in content
    assert "None" not in re.sub(r"<[^>]+>", "", content)
    assert client.post(page("monthly_accept", report)).status_code == 409
    assert client.get(page("monthly_accept", report)).status_code == 405


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("monthly_edit", "unit_head"),
        ("monthly_edit", "clerk"),
        ("monthly_sign", "unit_liaison"),
        ("monthly_hand_back", "clerk"),
        ("monthly_accept", "director"),
        ("monthly_return", "unit_head"),
        ("monthly_detail", "leadership"),
        ("monthly_detail", "receiver"),
        ("monthly_detail", "team_lead"),
    ],
)
def test_acts_on_a_report_are_not_there_for_other_posts(mending: Mending, name: str, who: str) -> None:
    report = signing(mending)
    assert sign_in(mending, who).post(page(name, report)).status_code in {404, 405}
    assert sign_in(mending, who).get(page(name, report)).status_code in {404, 405}
    assert stored(report).state == ReportState.SIGNING


def test_a_report_of_another_unit_is_not_there(mending: Mending) -> None:
    report, other = open_report(mending), make_fixing(1, name="临川", days_ago=70)
    for who in ("unit_head", "unit_liaison", "clerk", "director"):
        assert sign_in(other, who).get(page("monthly_detail", report)).status_code == 404
    assert sign_in(other, "unit_liaison").post(page("monthly_edit", report)).status_code == 404


def test_writing_a_report_that_went_to_the_head_is_too_late(mending: Mending) -> None:
    report = signing(mending)
    answer = sign_in(mending, "unit_liaison").post(page("monthly_edit", report), sent(report, summary="再改"))
    assert answer.status_code == 409
    assert ("待签发" in answer.content.decode(), "再改" in answer.content.decode()) == (True, True)


def test_monthly_list_narrows_and_gives_htmx_the_table(mending: Mending) -> None:
    open_report(mending)
    client = sign_in(mending, "unit_liaison")
    for query, total in (("turn=mine", 1), ("state=frozen", 0), (f"assignment={mending.assignment.pk}", 1)):
        assert client.get(f"{page('monthly_list')}?{query}").context["listing"].total == total
    assert (
        sign_in(mending, "unit_head").get(f"{page('monthly_list')}?turn=mine").context["listing"].total == 0
    )
    assert "<html" not in words(client, page("monthly_list"), headers=HTMX)
    assert client.post(page("monthly_list")).status_code == 405


def test_monthly_list_and_detail_cost_few_queries(
    mending: Mending, django_assert_max_num_queries: Any
) -> None:
    report = open_report(mending)
    open_report(mending, month_open.month_before(report.month))
    client = sign_in(mending, "clerk")
    for url, most in ((page("monthly_list"), 15), (page("monthly_detail", report), 20)):
        client.get(url)
        with django_assert_max_num_queries(most):
            client.get(url)


def test_monthly_detail_knows_the_months_beside_it(mending: Mending) -> None:
    report = open_report(mending)
    earlier = open_report(mending, month_open.month_before(report.month))
    content = words(sign_in(mending, "clerk"), page("monthly_detail", report))
    assert f'data-previous="{page("monthly_detail", earlier)}"' in content
    assert "data-next" not in content
