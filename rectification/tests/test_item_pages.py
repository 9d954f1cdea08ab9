"""整改台账的页面: list, one item, its acts; five questions to each, and the wrong inputs of the issue."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from documents.models import Job
from documents.tests.factories import PDF, upload
from organizations.states import OfficePostKind
from organizations.tests.factories import sit_in_office
from rectification.models import Evidence, ExtensionRequest, Item, Result
from rectification.operations import closing, progress
from rectification.states import ItemState, Progress
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def mending() -> Mending:
    return make_fixing(2)


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

    def total(**query: object) -> int:
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
    [("clerk", {"初核"}), ("director", {"销号"}), ("unit_head", {"申请销号"}), ("leadership", set())],
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
    assert Entry.objects.about(one).first().reason == "齐全"


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
    with django_assert_max_num_queries(21):
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


# Acts


def test_progress_is_written_and_two_writers_see_both_texts(mending: Mending) -> None:
    item, client = mending.item, sign_in(mending, "unit_liaison")
    url = page("item_progress", item)
    seen = item.version
    progress.report_progress(
        mending.item, progress=Progress.UNDONE, text="书记写的", by=mending.by("unit_head")
    )
    answer = client.post(url, {"progress": "mostly", "done_text": "联络员写的", "version": str(seen)})
    content = answer.content.decode()
    assert ("联络员写的" in content, "书记写的" in content, "他人已先保存" in content) == (True, True, True)
    assert mending.item.done_text == "书记写的"
    moved = answer.context["form"].data["version"]
    client.post(url, {"progress": "mostly", "done_text": "联络员写的", "version": moved})
    assert mending.item.done_text == "联络员写的"


def test_progress_done_without_words_is_answered_beside_the_field(mending: Mending) -> None:
    answer = sign_in(mending, "unit_liaison").post(
        page("item_progress", mending.item), {"progress": "done", "done_text": "", "version": "1"}
    )
    assert "请写明完成情况" in errors(answer) or "完成情况" in errors(answer)
    assert mending.item.progress == Progress.UNDONE


def test_measure_progress_is_written(mending: Mending) -> None:
    measure = mending.item.measures.get()
    data = {"progress": "mostly", "done_text": "已退八成", "version": str(measure.version)}
    client = sign_in(mending, "unit_liaison")
    assert client.get(page("measure_progress", measure)).status_code == 200
    client.post(page("measure_progress", measure), data)
    measure.refresh_from_db()
    assert (measure.progress, measure.done_text) == (Progress.MOSTLY, "已退八成")
    other = make_fixing(1, name="临川")
    assert sign_in(other, "unit_liaison").get(page("measure_progress", measure)).status_code == 404


ACTS = [
    ("item_apply", "unit_head", mend, ItemState.APPLIED),
    ("item_withdraw", "unit_liaison", applied, ItemState.FIXING),
    ("item_check", "clerk", applied, ItemState.CHECKED),
    ("item_sample", "clerk", checked, ItemState.SAMPLED),
    ("item_close", "director", checked, ItemState.CLOSED),
    ("item_return", "clerk", applied, ItemState.FIXING),
    ("item_return", "director", checked, ItemState.FIXING),
    ("item_reopen", "director", closed, ItemState.FIXING),
]


@pytest.mark.parametrize(("name", "who", "before", "after"), ACTS, ids=[f"{act[0]}-{act[1]}" for act in ACTS])
def test_an_act_asks_then_does(mending: Mending, name: str, who: str, before: Any, after: str) -> None:
    item = before(mending, mending.item)
    client, url = sign_in(mending, who), page(name, item)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason": "情况属实"})
    assert answer.status_code == 302
    assert mending.item.state == after
    assert Entry.objects.about(item).first().reason == "情况属实"


@pytest.mark.parametrize(("name", "who", "before", "after"), ACTS, ids=[f"{act[0]}-{act[1]}" for act in ACTS])
def test_an_act_is_not_there_for_other_posts_and_other_counties(
    mending: Mending, name: str, who: str, before: Any, after: str
) -> None:
    item = before(mending, mending.item)
    state = item.state
    other = make_fixing(1, name="临川")
    strangers = [sign_in(mending, one) for one in ("leadership", "team_lead", "member", "receiver")]
    for client in [*strangers, sign_in(other, who)]:
        assert client.post(page(name, item), {"reason": "越权"}).status_code == 404
    assert mending.item.state == state != after


@pytest.mark.parametrize("name", ["item_return", "item_reopen"])
def test_a_reverse_act_asks_for_a_reason(mending: Mending, name: str) -> None:
    item = closed(mending) if name == "item_reopen" else applied(mending)
    answer = sign_in(mending, "director").post(page(name, item), {"reason": ""})
    assert answer.status_code == 200
    assert "reason" in answer.context["form"].errors
    assert mending.item.state == item.state


def test_applying_for_what_is_not_done_says_what_is_lacking_and_keeps_the_words(mending: Mending) -> None:
    answer = sign_in(mending, "unit_head").post(page("item_apply", mending.item), {"reason": "请予销号"})
    content = answer.content.decode()
    assert "还没有提交佐证材料" in content
    assert "请予销号" in content
    assert mending.item.state == ItemState.FIXING


def test_closing_by_who_applied_is_refused_by_name_of_the_reason(mending: Mending) -> None:
    item, head = checked(mending), mending.county.people["unit_head"]
    sit_in_office(head, OfficePostKind.DIRECTOR)
    RoleHolding.objects.create(user=mending.county.user("unit_head"), role=Role.ODR, since=LONG_AGO)
    client, url = sign_in(mending, "unit_head"), page("item_close", item)
    asked = client.get(url)
    assert asked.status_code == 403
    assert "申请人和初核人不能批准同一事项销号" in asked.content.decode()
    sent = client.post(url, {"reason": "同意销号"})
    assert sent.status_code == 403
    assert "申请人和初核人不能批准同一事项销号" in sent.content.decode()
    assert "同意销号" in sent.content.decode()
    shown = words(client, page("item_detail", item))
    assert "请由另一人办理" in shown
    assert url not in shown
    assert mending.item.state == ItemState.CHECKED


def test_the_second_of_two_who_close_is_told_with_the_state_and_keeps_the_words(mending: Mending) -> None:
    item = checked(mending)
    client, url = sign_in(mending, "director"), page("item_close", item)
    assert client.get(url).status_code == 200
    closing.close_items([item], by=mending.by("director"))
    answer = client.post(url, {"reason": "同意，请归档"})
    content = answer.content.decode()
    assert answer.status_code == 409
    for text in ("已被他人办理", "已销号", "同意，请归档", page("item_detail", item)):
        assert text in content
    assert Entry.objects.about(item).filter(to_state=ItemState.CLOSED).count() == 1


def test_long_term_asks_for_a_later_day(mending: Mending) -> None:
    client, url = sign_in(mending, "clerk"), page("item_long_term", mending.item)
    answer = client.post(url, {"look_at_on": str(today() - DAY), "reason": "制度性问题"})
    assert "晚于今天" in errors(answer)
    assert "制度性问题" in answer.content.decode()
    client.post(url, {"look_at_on": str(today() + 90 * DAY), "reason": "制度性问题"})
    assert mending.item.long_term


# Evidence and results


def test_evidence_is_uploaded_handed_in_and_downloaded(mending: Mending) -> None:
    item, client = mending.item, sign_in(mending, "unit_liaison")
    assert client.get(page("evidence_add", item)).status_code == 200
    client.post(page("evidence_add", item), {"file": upload("凭证.pdf"), "note": "银行回单"})
    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.note) == ("draft", "银行回单")
    client.post(page("evidence_submit", item))
    evidence.refresh_from_db()
    assert evidence.state == "submitted"
    answer = sign_in(mending, "clerk").get(page("evidence_download", evidence))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.about(evidence).filter(act="rect.evidence:V").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("佐证.pdf", b"MZ\x90\x00" + b"\0" * 64, "内容不是 PDF"),
        ("佐证.exe", b"MZ\x90\x00", "格式不在允许范围内"),
        ("空.pdf", b"", "空"),
        ("机密名单.pdf", PDF, "涉密"),
    ],
)
def test_evidence_that_is_not_what_it_says_is_refused_and_the_note_kept(
    mending: Mending, name: str, content: bytes, told: str
) -> None:
    answer = sign_in(mending, "unit_liaison").post(
        page("evidence_add", mending.item), {"file": upload(name, content), "note": "银行回单"}
    )
    assert answer.status_code == 200
    assert told in errors(answer)
    assert "银行回单" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_of_fifty_megabytes_is_refused_and_says_what_is_allowed(mending: Mending) -> None:
    big = upload("现场录像.pdf", PDF + b"\0" * (50 * 2**20))
    answer = sign_in(mending, "unit_liaison").post(
        page("evidence_add", mending.item), {"file": big, "note": "全程"}
    )
    assert "超过每个文件 20 MB 的上限" in errors(answer)
    assert "全程" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_is_withdrawn_as_long_as_it_is_a_draft(mending: Mending) -> None:
    draft, client = make_evidence(mending, mending.item, submit=False), sign_in(mending, "unit_liaison")
    assert client.get(page("evidence_withdraw", draft)).status_code == 200
    client.post(page("evidence_withdraw", draft))
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert client.post(page("evidence_withdraw", draft)).status_code == 409


def test_evidence_of_another_unit_is_not_there(mending: Mending) -> None:
    evidence, other = make_evidence(mending, mending.item), make_fixing(1, name="临川")
    for who in ("unit_head", "unit_liaison", "clerk"):
        assert sign_in(other, who).get(page("evidence_download", evidence)).status_code == 404
        assert sign_in(other, who).get(page("evidence_add", mending.item)).status_code == 404


def test_result_is_claimed_with_a_file_that_the_office_downloads(mending: Mending) -> None:
    client = sign_in(mending, "unit_liaison")
    data = {"kind": "system_new", "quantity": "1", "title": "兑付办法", "file": upload("办法.pdf")}
    assert client.get(page("result_claim", mending.item)).status_code == 200
    client.post(page("result_claim", mending.item), data)
    result = Result.objects.get()
    assert sign_in(mending, "clerk").get(page("result_download", result)).status_code == 200
    assert sign_in(mending, "leadership").get(page("result_download", result)).status_code == 404


@pytest.mark.parametrize(("quantity", "told"), [("1.5", "整数"), ("0", "大于零"), ("-2", "大于零")])
def test_result_of_a_wrong_number_is_refused_and_kept(mending: Mending, quantity: str, told: str) -> None:
    data = {"kind": "accountability", "quantity": quantity, "title": "约谈两人"}
    answer = sign_in(mending, "unit_liaison").post(page("result_claim", mending.item), data)
    assert told in errors(answer)
    assert "约谈两人" in answer.content.decode()
    assert not Result.objects.exists()


# 导出


def test_export_orders_exactly_the_selection(mending: Mending) -> None:
    answer = sign_in(mending, "clerk").post(f"{page('item_export')}?q=之1&sort=-due&page=3")
    assert answer.status_code == 302
    job = Job.objects.get()
    assert (job.kind, job.params) == ("rectification.ledger", {"query": "q=%E4%B9%8B1&sort=-due"})
    assert sign_in(mending, "clerk").get(page("item_export")).status_code == 405
    assert sign_in(mending, "team_lead").post(page("item_export")).status_code == 404


# 延期


def test_extension_is_asked_for_and_a_past_day_refused_beside_its_field(mending: Mending) -> None:
    client, url = sign_in(mending, "unit_liaison"), page("extension_ask", mending.item)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"new_due": str(today() - DAY), "reason": "跨年度"})
    assert "new_due" in answer.context["form"].errors
    assert "跨年度" in answer.content.decode()
    client.post(url, {"new_due": str(today() + 400 * DAY), "reason": "跨年度"})
    assert ExtensionRequest.objects.get().state == "draft"


def test_extension_list_narrows_and_leads_to_the_item(mending: Mending) -> None:
    request = ask_extension(mending)
    client = sign_in(mending, "unit_head")
    content = words(client, f"{page('extension_list')}?turn=mine")
    assert page("item_detail", mending.item) in content
    assert client.get(f"{page('extension_list')}?state=approved").context["listing"].total == 0
    assert "<html" not in words(client, page("extension_list"), headers=HTMX)
    assert sign_in(mending, "leadership").get(page("extension_list")).status_code == 404
    assert request.state == "draft"


def test_extension_refused_says_why_and_the_day_stays(mending: Mending) -> None:
    request, before = ask_extension(mending), mending.item.due_on
    client = sign_in(mending, "unit_head")
    assert "reason" in client.post(page("extension_refuse", request), {"reason": ""}).context["form"].errors
    client.post(page("extension_refuse", request), {"reason": "抓紧办理"})
    request.refresh_from_db()
    assert (request.state, mending.item.due_on) == ("refused", before)
    assert client.post(page("extension_sign", request)).status_code == 409


# 成果认定


def test_result_list_accepts_many_and_tells_the_rest(mending: Mending) -> None:
    rows = [claim_result(mending, title=f"办法{number}") for number in range(3)]
    progress.accept_result(rows[0], by=mending.by("director"))
    client = sign_in(mending, "clerk")
    data = {"id": [str(row.pk) for row in rows]}
    answer = client.post(page("result_accept_many"), data, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == ["已认定 2 项成果。", "1 项没有认定：已经办过，或者不由您认定。"]
    assert Result.objects.accepted().count() == 3


def test_result_is_accepted_refused_reconsidered_on_its_pages(mending: Mending) -> None:
    result, client = claim_result(mending), sign_in(mending, "clerk")
    assert "惠农资金兑付办法" in words(client, page("result_list"))
    client.post(page("result_refuse", result), {"reason": "没有印发"})
    client.post(page("result_reconsider", result), {"reason": "已补"})
    client.post(page("result_accept", result), {"reason": ""})
    result.refresh_from_db()
    assert result.state == "accepted"
    assert client.post(page("result_accept", result), {"reason": ""}).status_code == 409
    for who in ("unit_head", "leadership", "team_lead"):
        assert sign_in(mending, who).get(page("result_list")).status_code == 404
        assert sign_in(mending, who).post(page("result_accept", result)).status_code == 404
