"""整改台账 on paper: the columns of the office, exactly the selection, what its owner may see."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from documents.paper import Work
from documents.tests.factories import make_file
from rectification.exports import PAPERS
from rectification.exports.ledger import ItemLedger
from rectification.models import Item
from rectification.operations import progress
from rectification.tests.factories import (
    Mending,
    claim_result,
    closed,
    make_evidence,
    make_fixing,
    mend,
    page,
    reopened,
    sign_in,
)

pytestmark = pytest.mark.django_db
HEADS = [
    "序号",
    "问题类别",
    "反馈问题",
    "延伸对象",
    "具体表现",
    "整改目标",
    "整改措施",
    "责任领导",
    "责任单位",
    "责任人",
    "完成时限",
    "完成情况",
    "整改成效",
    "佐证材料",
    "是否销号",
    "备注",
]
FIRST = 5  # the row under the heads: title, two lines, heads


def built(mending: Mending, folder: Path, who: str = "clerk", query: str = "") -> list[list[Any]]:
    """Build the ledger as the worker does; return its rows as they stand in the sheet."""
    work = Work(mending.by(who), {"query": query}, "20261123-001", folder, lambda _done, _total: None)
    made = PAPERS["rectification.ledger"].build(work)
    sheet = load_workbook(io.BytesIO(made.path.read_bytes())).active
    assert sheet
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def lines(rows: list[list[Any]]) -> list[dict[str, Any]]:
    place = next(at for at, row in enumerate(rows) if row[:2] == HEADS[:2])
    return [dict(zip(HEADS, row, strict=False)) for row in rows[place + 1 :] if row[0]]


def test_the_ledger_has_the_columns_of_the_office() -> None:
    assert [column.title for column in ItemLedger.columns] == HEADS


def test_one_item_tells_everything_in_its_row(tmp_path: Path) -> None:
    mending = make_fixing(1)
    result = claim_result(mending)
    progress.accept_result(result, by=mending.by("clerk"))
    claim_result(mending, title="尚未认定的办法", file=make_file(mending.by("unit_liaison")))
    make_evidence(mending, mending.item, submit=False)
    item = closed(mending)
    row = lines(built(mending, tmp_path))[0]
    assert row["反馈问题"] == item.finding.title
    assert row["具体表现"] == "两个村的补贴资金滞留超过四个月。"
    assert row["整改措施"] == "逐笔清退滞留资金"
    assert row["完成情况"] == "已完成：滞留资金已全部兑付。"
    assert row["整改成效"] == "建章立制（新建） 1项：惠农资金兑付办法"
    assert row["佐证材料"] == "清退凭证"
    assert row["是否销号"].startswith("是")
    assert row["责任单位"] == mending.county.unit.name


def test_remarks_tell_what_is_out_of_the_ordinary(tmp_path: Path) -> None:
    mending = make_fixing(2)
    one, two = mending.items
    reopened(mending, closed(mending, one))
    Item.objects.filter(pk=two.pk).update(long_term=True)
    two.finding.key_focus = True
    two.finding.save()
    found = {row["反馈问题"]: row["备注"] for row in lines(built(mending, tmp_path))}
    assert found == {one.finding.title: "撤销销号1次", two.finding.title: "常态化坚持；重点关注"}


def test_the_ledger_is_exactly_the_selection_in_its_order(tmp_path: Path) -> None:
    mending = make_fixing(3)
    titles = [item.finding.title for item in mending.items]
    rows = lines(built(mending, tmp_path, query="sort=-number"))
    assert [row["反馈问题"] for row in rows] == titles[::-1]
    assert [row["序号"] for row in rows] == [1, 2, 3]
    assert len(lines(built(mending, tmp_path, query="q=之2"))) == 1


def test_the_ledger_holds_only_what_its_owner_sees(tmp_path: Path) -> None:
    mending, other = make_fixing(1), make_fixing(2, name="临川")
    assert len(lines(built(mending, tmp_path))) == 1
    assert len(lines(built(other, tmp_path, "unit_head"))) == 2
    assert lines(built(mending, tmp_path, "receiver")) == []


@pytest.mark.parametrize("who", ["leadership", "team_lead", "member"])
def test_the_ledger_holds_nothing_for_who_sees_items_and_may_not_export(who: str, tmp_path: Path) -> None:
    mending = make_fixing(1)
    assert Item.objects.visible_to(mending.by(who)).exists()
    assert lines(built(mending, tmp_path, who)) == []


@pytest.mark.parametrize("many", [2, 9])
def test_the_ledger_asks_the_database_the_same_for_few_and_many(
    many: int, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    mending = make_fixing(many)
    for item in mending.items:
        mend(mending, item)
    with django_assert_max_num_queries(12):
        built(mending, tmp_path)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    mending = make_fixing(1)
    finding = mending.item.finding
    finding.title = "=HYPERLINK(1)"
    finding.save()
    assert lines(built(mending, tmp_path))[0]["反馈问题"].endswith("=HYPERLINK(1)")


def test_the_button_is_offered_to_those_who_may_export() -> None:
    mending = make_fixing(1)
    for who, offered in (("clerk", True), ("unit_head", True), ("leadership", False), ("team_lead", False)):
        content = sign_in(mending, who).get(page("item_list")).content.decode()
        assert (page("item_export") in content) is offered
