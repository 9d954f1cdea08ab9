"""整改事项办理的页面: each act asks then does; the wrong inputs of the issue."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import overtaking
from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from audit.operations import IllegalMove
from organizations.states import OfficePostKind
from organizations.tests.factories import sit_in_office
from rectification.operations import closing, progress
from rectification.states import ItemState, Progress
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    checked,
    closed,
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
]


@pytest.mark.parametrize(("name", "who", "before", "after"), ACTS, ids=[f"{act[0]}-{act[1]}" for act in ACTS])
def test_an_act_asks_then_does(mending: Mending, name: str, who: str, before: Any, after: str) -> None:
    item = before(mending, mending.item)
    client, url = sign_in(mending, who), page(name, item)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason": "情况属实"})
    assert answer.status_code == 302
    assert mending.item.state == after
    assert Entry.objects.about(item)[0].reason == "情况属实"


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
    answer = sign_in(mending, "clerk").post(page(name, item), {"reason": ""})
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


def test_the_second_of_two_who_check_is_told_with_the_state_and_keeps_the_words(mending: Mending) -> None:
    item = applied(mending)
    client, url = sign_in(mending, "clerk"), page("item_check", item)
    assert client.get(url).status_code == 200
    closing.check_items([item], by=mending.by("second_clerk"))
    answer = client.post(url, {"reason": "材料齐全，请审定"})
    content = answer.content.decode()
    assert answer.status_code == 409
    for text in (
        "这件事已被他人办理",
        ItemState.CHECKED.label,
        "材料齐全，请审定",
        page("item_detail", item),
    ):
        assert text in content
    assert Entry.objects.about(item).filter(to_state=ItemState.CHECKED).count() == 1


def test_a_second_click_is_not_said_to_be_anothers_work(mending: Mending) -> None:
    item = checked(mending)
    client, url = sign_in(mending, "director"), page("item_close", item)
    assert client.post(url, {"reason": "同意"}).status_code == 302
    content = client.post(url, {"reason": "同意，请归档"}).content.decode()
    assert all(
        text in content for text in ("这件事您已经办理过", "现在的状态：<b>已销号</b>", "同意，请归档")
    )
    assert "他人" not in content
    assert Entry.objects.about(item).filter(to_state=ItemState.CLOSED).count() == 1


def test_what_left_the_sight_of_a_person_is_told_without_its_state(mending: Mending) -> None:
    """Asked of ``overtaking._as_seen``: who closed the page meanwhile learns nothing new of the record."""
    item = applied(mending)
    moved = IllegalMove(item, str(ItemState.CHECKED), str(ItemState.CLOSED))
    request = RequestFactory().post("/")
    request.actor = mending.by("receiver")  # type: ignore[attr-defined]
    content = overtaking.answer(request, moved, back=page("item_detail", item)).content.decode()
    assert ItemState.APPLIED.label not in content
    assert page("item_detail", item) not in content


@pytest.mark.parametrize("name", ["item_check", "item_close", "item_reopen"])
def test_a_step_that_was_never_due_is_not_said_to_be_anothers_work(mending: Mending, name: str) -> None:
    client, url = sign_in(mending, "director" if name == "item_close" else "clerk"), page(name, mending.item)
    content = ""
    for answer in (client.get(url), client.post(url, {"reason": "写好的意见"})):
        content = answer.content.decode()
        assert answer.status_code == 409
        assert "<h1>现在不能办理</h1>" in content
        assert "已被他人办理" not in content
        assert all(text in content for text in ("整改中", page("item_detail", mending.item)))
    assert "写好的意见" in content
    assert mending.item.state == ItemState.FIXING


def test_opening_an_address_overtakes_nobody(mending: Mending) -> None:
    item = checked(mending)
    closing.close_items([item], by=mending.by("director"))
    answer = sign_in(mending, "director").get(page("item_close", item))
    content = answer.content.decode()
    assert (answer.status_code, "<h1>现在不能办理</h1>" in content) == (409, True)
    assert "已销号" in content
    assert "已被他人办理" not in content


def test_what_was_done_long_ago_overtakes_no_page_of_today(
    mending: Mending, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = checked(mending)
    closing.close_items([item], by=mending.by("director"))
    client, url = sign_in(mending, "director"), page("item_close", item)
    assert "这件事您已经办理过" in client.post(url, {"reason": "同意"}).content.decode()
    monkeypatch.setattr(overtaking, "OPEN_FOR", dt.timedelta(0))
    assert "<h1>现在不能办理</h1>" in client.post(url, {"reason": "同意"}).content.decode()


def test_long_term_asks_for_a_later_day(mending: Mending) -> None:
    client, url = sign_in(mending, "clerk"), page("item_long_term", mending.item)
    answer = client.post(url, {"look_at_on": str(today() - DAY), "reason": "制度性问题"})
    assert "晚于今天" in errors(answer)
    assert "制度性问题" in answer.content.decode()
    client.post(url, {"look_at_on": str(today() + 90 * DAY), "reason": "制度性问题"})
    assert mending.item.long_term
    again = client.get(page("item_detail", mending.item))
    assert [act.label for act in again.context["acts"]] == ["查看长期事项"]
    assert "这次查看的情况" in client.get(url).content.decode()
    seen = str(mending.item.version)
    client.post(url, {"look_at_on": str(today() + 180 * DAY), "reason": "制度执行良好", "version": seen})
    assert mending.item.look_at_on == today() + 180 * DAY
    late = client.post(url, {"look_at_on": str(today() + 9 * DAY), "reason": "没有看到", "version": seen})
    assert "他人已先保存" in late.content.decode()
    assert mending.item.look_at_on == today() + 180 * DAY
