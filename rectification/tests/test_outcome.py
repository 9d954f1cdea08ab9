"""整改成效: kinds of money, systems with their text, what is accepted apart from what is only claimed."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.tests.factories import PDF
from rectification.models import Result
from rectification.models.outcome import Outcome, outcomes
from rectification.operations import progress
from rectification.operations.month_figures import figures_of
from rectification.states import MONEY_KINDS, SYSTEM_KINDS, ResultKind
from rectification.tests.factories import (
    Mending,
    claim_result,
    make_fixing,
    open_report,
    page,
    sign_in,
    this_month,
)
from rounds.models import Finding
from rounds.tests.factories import make_finding
from tests.standing import standing

pytestmark = pytest.mark.django_db
KIND = ResultKind


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def accept(mending: Mending, kind: ResultKind, quantity: str) -> Result:
    made = claim_result(mending, kind=kind, quantity=Decimal(quantity))
    return progress.accept_result(made, by=mending.by("clerk"))


def told() -> dict[str, tuple[float, float, float]]:
    found = outcomes(Result.objects.all())
    return {one.label: (float(one.accepted), float(one.claimed), float(one.refused)) for one in found}


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


def test_money_is_counted_in_ten_thousands_people_one_by_one() -> None:
    assert {kind.unit for kind in MONEY_KINDS} == {"万元"}
    assert {kind for kind in ResultKind if kind.unit == "万元"} == set(MONEY_KINDS)
    assert [kind for kind in ResultKind if kind.unit == "人"] == [KIND.ACCOUNTABILITY]
    assert [kind.label for kind in MONEY_KINDS] == [
        "挽回损失",
        "资金清缴",
        "资金核销",
        "资金追缴",
        "资金退赔",
    ]


def test_accepted_claimed_and_refused_stand_apart(mending: Mending) -> None:
    accept(mending, KIND.MONEY_CLEARED, "12.5")
    claim_result(mending, kind=KIND.MONEY_CLEARED, quantity=Decimal(100))
    refused = claim_result(mending, kind=KIND.MONEY_CLEARED, quantity=Decimal(7))
    progress.refuse_result(refused, opinion="没有凭证", by=mending.by("clerk"))
    assert told() == {"资金清缴": (12.5, 100, 7), "资金合计": (12.5, 100, 7)}


def test_sum_of_money_adds_its_kinds_and_nothing_else(mending: Mending) -> None:
    for place, kind in enumerate(MONEY_KINDS, 1):
        accept(mending, kind, f"{10**place}")
    accept(mending, KIND.ACCOUNTABILITY, "3")
    lines = told()
    assert list(lines["资金合计"]) == [111110, 0, 0]
    assert list(lines["追责问责"]) == [3, 0, 0]
    assert [name for name in lines if name.endswith("合计")] == ["资金合计"]


def test_a_system_counts_once_whatever_number_stands_beside_it(mending: Mending) -> None:
    accept(mending, KIND.SYSTEM_NEW, "5")
    accept(mending, KIND.SYSTEM_REVISED, "1")
    assert told()["建章立制合计"] == (2, 0, 0)


def test_month_adds_every_kind_of_money_that_is_accepted(mending: Mending) -> None:
    report = open_report(mending, this_month())
    for kind in MONEY_KINDS:
        accept(mending, kind, "2.5")
    claim_result(mending, kind=KIND.MONEY_REPAID, quantity=Decimal(1000))
    assert Decimal(figures_of(report)["money"]) == Decimal("12.5")


def test_page_tells_the_sums_and_each_number_opens_its_rows(mending: Mending) -> None:
    accept(mending, KIND.MONEY_PURSUED, "8")
    claim_result(mending, kind=KIND.MONEY_PURSUED, quantity=Decimal(30))
    client = sign_in(mending, "clerk")
    shown = client.get(page("outcome_list"))
    lines = {one.label: one for one, _ in shown.context["lines"]}
    assert isinstance(lines["资金追缴"], Outcome)
    queries = {one.label: cells for one, cells in shown.context["lines"]}
    totals = [client.get(f"{page('outcome_list')}?{query}") for _, query in queries["资金追缴"][:2]]
    assert [answer.context["listing"].total for answer in totals] == [1, 1]
    assert {query for _, query in queries["资金合计"]} == {""}


def test_page_shows_a_unit_its_own_and_no_other(mending: Mending) -> None:
    accept(mending, KIND.MONEY, "8")
    other = make_fixing(1, "临川")
    assert sign_in(mending, "unit_head").get(page("outcome_list")).context["listing"].total == 1
    assert sign_in(other, "unit_head").get(page("outcome_list")).context["listing"].total == 0
    assert sign_in(other, "director").get(page("outcome_list")).context["lines"] == []


def test_plan_of_a_unit_tells_what_came_of_it(mending: Mending) -> None:
    client = sign_in(mending, "unit_head")
    assert "整改成效" not in text(client, page("plan_detail", mending.plan)).split("<main")[-1]
    accept(mending, KIND.MONEY_REPAID, "8")
    assert "资金退赔" in text(client, page("plan_detail", mending.plan))


@pytest.mark.parametrize("kind", SYSTEM_KINDS)
def test_a_system_is_claimed_with_its_text(mending: Mending, kind: ResultKind) -> None:
    client, url = sign_in(mending, "unit_liaison"), page("result_claim", mending.item)
    data = {"kind": kind.value, "quantity": "1", "title": "财务管理办法"}
    shown = client.post(url, data).content.decode()
    assert "建章立制的，请上传制度文本。" in shown
    assert "财务管理办法" in shown
    assert not Result.objects.exists()
    file = SimpleUploadedFile("办法.pdf", PDF, "application/pdf")
    assert client.post(url, {**data, "file": file}).status_code == 302
    assert Result.objects.get().file


def test_other_results_need_no_file(mending: Mending) -> None:
    data = {"kind": "money_cleared", "quantity": "3.5", "title": "收回结余资金"}
    client = sign_in(mending, "unit_liaison")
    assert client.post(page("result_claim", mending.item), data).status_code == 302
    assert "缺制度文本" not in text(client, page("item_detail", mending.item))
    claim_result(mending)
    assert "缺制度文本" not in text(client, page("item_detail", mending.item))
    Result.objects.systems().update(file=None)  # as claims were made once
    assert "缺制度文本" in text(client, page("item_detail", mending.item))


def test_ledger_is_narrowed_to_common_and_to_repeated_problems(mending: Mending) -> None:
    first, second = (item.finding for item in mending.items)
    Finding.objects.filter(pk=first.pk).update(is_common=True)
    Finding.objects.filter(pk=second.pk).update(repeats=make_finding(mending.assignment))
    client = sign_in(mending, "clerk")

    def listed(**query: str) -> list[str]:
        rows = client.get(page("item_list"), query).context["listing"].rows
        return [row.finding.title for row in rows]

    assert listed(common="True") == [first.title]
    assert listed(common="False") == [second.title]
    assert listed(repeated="True") == [second.title]
    assert listed(repeated="False") == [first.title]
    shown = text(client, page("item_list"))
    assert shown.count('">共性</span>') == shown.count('">屡查屡犯</span>') == 1
    assert "屡查屡犯" in text(client, page("item_detail", mending.items[1]))
