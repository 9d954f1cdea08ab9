"""整改台账的页面: the list, bulk acts, one item; five questions to each."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from audit.models import Entry
from documents.tests.factories import PDF
from rectification.models import Item
from rectification.operations import closing
from rectification.states import ItemState
from rectification.tests.factories import (
    DAY,
    HTMX,
    Mending,
    applied,
    ask_extension,
    checked,
    claim_result,
    closed,
    make_evidence,
    make_fixing,
    mend,
    page,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def errors(answer: Any) -> str:
    form = answer.context["form"]
    return " ".join(str(word) for found in form.errors.values() for word in found)


# The list


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["001", "002", "003"]),
        ("q=之2", ["002"]),
        ("state=applied", ["001"]),
        ("progress=done", ["001"]),
        ("due=overdue", ["002"]),
        ("due=soon", ["003"]),
        ("due=long_term", []),
        ("turn=mine", ["001"]),
        ("focus=True", ["003"]),
        ("sort=-number", ["003", "002", "001"]),
    ],
)
def test_item_list_is_narrowed_and_sorted(query: str, numbers: list[str]) -> None:
    mending = make_fixing(3)
    one, two, three = mending.items
    applied(mending, one)
    Item.objects.filter(pk=one.pk).update(due_on=today() - 9 * DAY, long_term=False)
    Item.objects.filter(pk=one.pk).update(due_on=today() + 60 * DAY)
    Item.objects.filter(pk=two.pk).update(due_on=today() - DAY)
    Item.objects.filter(pk=three.pk).update(due_on=today() + DAY)
    three.finding.key_focus = True
    three.finding.save()
    listing = sign_in(mending, "clerk").get(f"{page('item_list')}?{query}").context["listing"]
    found = [row.finding.number for row in listing.rows]
    assert (sorted(found) if "sort" not in query else found) == numbers
    assert listing.total == len(numbers)


def test_item_list_is_narrowed_by_place_category_and_days(mending: Mending) -> None:
    client, item = sign_in(mending, "clerk"), mending.item
    Item.objects.filter(pk=item.pk).update(due_on=today() + 3 * DAY)
    category = item.finding.category

    def total(**query: Any) -> int:
        listing = client.get(page("item_list"), query).context["listing"]
        return int(listing.total)

    assert total(assignment=mending.assignment.pk) == 2
    assert total(round=mending.county.round.pk, unit=mending.county.unit.pk) == 2
    assert total(category=category.parent_id) == 2
    assert total(until_after=today(), until_before=today() + 5 * DAY) == 1


def test_item_list_puts_what_is_open_first(mending: Mending) -> None:
    closed(mending, mending.items[0])
    Item.objects.filter(pk=mending.items[0].pk).update(due_on=today() - 99 * DAY)
    listing = sign_in(mending, "clerk").get(page("item_list")).context["listing"]
    assert [row.state for row in listing.rows] == [ItemState.FIXING, ItemState.CLOSED]


def test_item_list_offers_only_places_in_sight(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    content = words(sign_in(mending, "clerk"), page("item_list"))
    assert (mending.county.unit.name in content, other.county.unit.name in content) == (True, False)


def test_item_list_gives_htmx_the_table_only(mending: Mending) -> None:
    content = words(sign_in(mending, "clerk"), page("item_list"), headers=HTMX)
    assert ("<html" in content, "问题之1" in content) == (False, True)


def test_item_list_keeps_the_assignment_when_another_filter_changes(mending: Mending) -> None:
    content = words(sign_in(mending, "clerk"), f"{page('item_list')}?assignment={mending.assignment.pk}")
    assert f'type="hidden" name="assignment" value="{mending.assignment.pk}"' in content


@pytest.mark.parametrize("name", ["unit", "assignment", "round", "state", "until_after"])
def test_a_filter_that_is_not_understood_lists_and_closes_nothing(mending: Mending, name: str) -> None:
    other = make_fixing(1, name="临川")
    sent = str({"unit": other.county.unit.pk, "assignment": other.assignment.pk}.get(name, uuid4()))
    client, url = sign_in(mending, "clerk"), f"{page('item_list')}?{name}={sent}"
    answer = client.get(url)
    assert answer.context["listing"].total == 0
    content = answer.content.decode()
    assert "不在可选范围内，没有列出记录" in content
    assert sent not in content.replace(f'value="{sent}"', "")
    assert "导出台账" not in content


@pytest.mark.parametrize("many", [1, 12])
def test_item_list_costs_the_same_for_one_row_and_for_many(
    many: int, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(make_fixing(many), "clerk")
    client.get(page("item_list"))
    with django_assert_max_num_queries(15):
        client.get(page("item_list"))


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("clerk", {"初核", "退回"}),
        ("director", {"销号", "退回"}),
        ("unit_head", {"申请销号"}),
        ("leadership", set()),
    ],
)
def test_item_list_offers_each_the_bulk_acts_of_the_post(mending: Mending, who: str, acts: set[str]) -> None:
    answer = sign_in(mending, who).get(page("item_list"))
    assert {word for word, _ in answer.context["bulk"]} == acts


@pytest.mark.parametrize("name", ["item_list"])
def test_item_list_refuses_to_be_posted_to(mending: Mending, name: str) -> None:
    assert sign_in(mending, "clerk").post(page(name)).status_code == 405


def test_item_pages_send_a_stranger_to_sign_in(mending: Mending) -> None:
    assert Client().get(page("item_list")).status_code == 302
    assert Client().get(page("item_detail", mending.item)).status_code == 302


# Bulk


def test_bulk_asks_once_then_does_what_it_may_and_tells_the_rest(mending: Mending) -> None:
    one, two = mending.items
    applied(mending, one)
    client, data = sign_in(mending, "clerk"), {"id": [str(one.pk), str(two.pk)]}
    asked = client.post(page("item_check_many"), data)
    assert asked.status_code == 200
    assert "初核 1 个问题" in asked.content.decode()
    assert "1 个不能初核，将跳过" in asked.content.decode()
    assert mending.items[0].state == ItemState.APPLIED
    done = client.post(page("item_check_many"), {**data, "confirmed": "yes", "reason": "齐全"}, follow=True)
    told = [str(message) for message in done.context["messages"]]
    assert told[0] == "已初核 1 个问题。"
    assert "1 个没有初核" in told[1]
    assert "整改中" in told[1]
    assert mending.items[0].state == ItemState.CHECKED
    assert Entry.objects.about(one)[0].reason == "齐全"


def test_bulk_that_does_nothing_says_so_where_it_was_asked_and_keeps_the_words(
    mending: Mending,
) -> None:
    item = applied(mending, mending.items[0])
    client, data = sign_in(mending, "clerk"), {"id": [str(item.pk)]}
    assert "初核 1 个问题" in client.post(page("item_check_many"), data).content.decode()
    closing.check_items([item], by=mending.by("second_clerk"))
    answer = client.post(page("item_check_many"), {**data, "confirmed": "yes", "reason": "材料齐全"})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert all(text in content for text in ("没有可以初核的问题", "1 个不能初核", f"《{item}》", "材料齐全"))
    assert "确认初核" not in content
    assert "没有初核" not in client.get(page("item_list")).content.decode()


def test_bulk_of_everything_takes_what_the_filter_leaves(mending: Mending) -> None:
    for item in mending.items:
        checked(mending, item)
    sign_in(mending, "director").post(
        f"{page('item_close_many')}?q=之1", {"everything": "yes", "confirmed": "yes", "reason": "同意"}
    )
    assert [item.state for item in mending.items] == [ItemState.CLOSED, ItemState.CHECKED]


def test_bulk_application_tells_what_is_lacking(mending: Mending) -> None:
    mend(mending, mending.items[0])
    client = sign_in(mending, "unit_head")
    data = {"id": [str(item.pk) for item in mending.items]}
    assert "还没有提交佐证材料" in client.post(page("item_apply_many"), data).content.decode()
    client.post(page("item_apply_many"), {**data, "confirmed": "yes"})
    assert [item.state for item in mending.items] == [ItemState.APPLIED, ItemState.FIXING]


def test_bulk_does_not_reach_another_county(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    item = applied(other)
    data = {"id": [str(item.pk)], "confirmed": "yes", "reason": ""}
    sign_in(mending, "clerk").post(page("item_check_many"), data)
    assert other.item.state == ItemState.APPLIED


@pytest.mark.parametrize(
    ("name", "who"),
    [("item_check_many", "director"), ("item_close_many", "clerk"), ("item_apply_many", "clerk")],
)
def test_bulk_acts_are_not_there_for_other_posts(mending: Mending, name: str, who: str) -> None:
    assert sign_in(mending, who).post(page(name), {"id": []}).status_code == 404


# One item


def test_the_trail_begins_with_the_clock_that_opened_the_problem(mending: Mending) -> None:
    entries = sign_in(mending, "clerk").get(page("item_detail", mending.item)).context["entries"]
    assert (str(entries[-1].user), entries[-1].reason) == ("系统时钟", "生成整改事项")
    assert [entry.reason for entry in entries].count("生成整改事项") == 1


def test_item_detail_shows_goal_measures_results_evidence_and_trail(mending: Mending) -> None:
    item = mend(mending, mending.item)
    claim_result(mending)
    content = words(sign_in(mending, "clerk"), page("item_detail", item))
    for text in (
        "逐笔清退滞留资金",
        "滞留超过四个月",
        "惠农资金兑付办法",
        "清退凭证.pdf",
        "办理过程",
        "待认定",
    ):
        assert text in content
    assert "None" not in re.sub(r"<[^>]+>", "", content)


def test_item_detail_costs_few_queries(mending: Mending, django_assert_max_num_queries: Any) -> None:
    item = mend(mending, mending.item)
    for number in range(5):
        make_evidence(mending, item)
        claim_result(mending, title=f"办法{number}")
    client = sign_in(mending, "clerk")
    client.get(page("item_detail", item))
    with django_assert_max_num_queries(22):
        client.get(page("item_detail", item))


def test_item_detail_of_another_county_or_unit_is_not_there(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    for who in ("unit_head", "unit_liaison", "clerk", "director", "team_lead"):
        assert sign_in(other, who).get(page("item_detail", mending.item)).status_code == 404


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("unit_liaison", ["登记进展", "上传佐证", "申报成果", "申请延期"]),
        ("unit_head", ["登记进展"]),
        ("clerk", ["转为常态化"]),
        ("director", []),
        ("leadership", []),
        ("team_lead", []),
    ],
)
def test_item_detail_offers_each_the_next_acts(mending: Mending, who: str, labels: list[str]) -> None:
    answer = sign_in(mending, who).get(page("item_detail", mending.item))
    assert [act.label for act in answer.context["acts"]] == labels


def test_item_detail_knows_its_neighbours(mending: Mending) -> None:
    one, two = mending.items
    content = words(sign_in(mending, "clerk"), page("item_detail", one))
    assert f'data-next="{page("item_detail", two)}"' in content
    assert "data-previous" not in content


def test_item_detail_says_where_else_the_same_file_is_used(mending: Mending) -> None:
    one, two = mending.items
    make_evidence(mending, one, content=PDF)
    make_evidence(mending, two, content=PDF)
    content = words(sign_in(mending, "clerk"), page("item_detail", one))
    assert "同一文件还用于" in content
    assert page("item_detail", two) in content


def test_item_detail_hides_evidence_from_who_may_not_see_it(mending: Mending) -> None:
    evidence = make_evidence(mending, mending.item)
    client = sign_in(mending, "leadership")
    assert "清退凭证.pdf" not in words(client, page("item_detail", mending.item))
    assert client.get(page("evidence_download", evidence)).status_code == 404


def test_item_detail_keeps_both_days_of_an_extension(mending: Mending) -> None:
    first = mending.item.due_on
    request = ask_extension(mending)
    for who, name in (("unit_head", "sign"), ("clerk", "propose"), ("director", "approve")):
        sign_in(mending, who).post(page(f"extension_{name}", request), {"reason": "同意"})
    content = words(sign_in(mending, "unit_head"), page("item_detail", mending.item))
    assert first
    assert f"原定 {first:%Y-%m-%d}" in content
    assert mending.item.due_on == request.new_due
