"""认领、方案、联审、代录的页面."""

from typing import Any

import pytest
from django.test import Client

from organizations.models import Body
from rectification import tasks
from rectification.models import Item, JointOpinion, Measure
from rectification.operations import plan as plans
from rectification.states import ItemState, PlanState
from rectification.tests.factories import (
    DAY,
    HTMX,
    add_measure,
    ask_opinion,
    make_fed_back,
    make_joint,
    make_planning,
    page,
    sign_in,
    today,
)

pytestmark = pytest.mark.django_db


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def errors(answer: Any) -> str:
    form = answer.context["form"]
    return " ".join(str(word) for found in form.errors.values() for word in found)


# 认领


def test_claim_shows_every_problem_and_what_will_happen_then_does_it() -> None:
    mending = make_fed_back(3)
    client, url = sign_in(mending, "unit_liaison"), page("claim", mending.assignment)
    content = words(client, url)
    for number in (1, 2, 3):
        assert f"问题之{number}" in content
    assert "3 个问题一次全部认领" in content
    assert client.post(url).url == page("plan_detail", mending.plan)  # type: ignore[attr-defined]
    assert {item.state for item in mending.items} == {ItemState.PLANNING}
    assert client.post(url).status_code == 409


@pytest.mark.parametrize("who", ["clerk", "director", "leadership", "team_lead", "receiver"])
def test_claim_is_the_units_page(who: str) -> None:
    mending = make_fed_back()
    assert sign_in(mending, who).get(page("claim", mending.assignment)).status_code == 404
    assert sign_in(mending, who).post(page("claim", mending.assignment)).status_code == 404


def test_claim_of_another_unit_is_not_there() -> None:
    mending, other = make_fed_back(), make_fed_back(name="临川")
    assert sign_in(other, "unit_head").get(page("claim", mending.assignment)).status_code == 404


# 方案


@pytest.mark.parametrize(
    ("listed", "heads"),
    [("problems", "具体表现"), ("tasks", "整改目标"), ("duties", "责任领导"), ("nonsense", "具体表现")],
)
def test_plan_detail_shows_three_lists_of_one_table(listed: str, heads: str) -> None:
    mending = make_planning(2)
    content = words(sign_in(mending, "unit_liaison"), f"{page('plan_detail', mending.plan)}?list={listed}")
    assert f'<th scope="col">{heads}</th>' in content
    assert all(item.finding.title in content for item in mending.items)


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("unit_liaison", ["编写总体安排"]),
        ("unit_head", ["签发报送"]),
        ("clerk", []),
        ("director", []),
    ],
)
def test_plan_detail_offers_each_the_next_acts(who: str, labels: list[str]) -> None:
    mending = make_planning()
    answer = sign_in(mending, who).get(page("plan_detail", mending.plan))
    assert [act.label for act in answer.context["acts"]] == labels
    assert ("还有 2 个问题没有制定整改措施" in answer.content.decode()) is True


def test_plan_detail_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    mending = make_joint(8)
    ask_opinion(mending)
    client = sign_in(mending, "clerk")
    client.get(page("plan_detail", mending.plan))
    with django_assert_max_num_queries(20):
        client.get(page("plan_detail", mending.plan))


def test_plan_list_narrows_by_turn_and_gives_htmx_the_table(settings: Any) -> None:
    settings.JOINT_BODIES_MIN = 1
    mending = make_joint()
    client = sign_in(mending, "clerk")
    assert client.get(f"{page('plan_list')}?turn=mine").context["listing"].total == 1
    assert client.get(f"{page('plan_list')}?state=accepted").context["listing"].total == 0
    assert "<html" not in words(client, page("plan_list"), headers=HTMX)
    assert client.post(page("plan_list")).status_code == 405
    assert sign_in(mending, "member").get(page("plan_list")).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_plan_list_costs_the_same_for_one_and_many(many: int, django_assert_max_num_queries: Any) -> None:
    mending = make_joint(many)
    client = sign_in(mending, "clerk")
    client.get(page("plan_list"))
    with django_assert_max_num_queries(15):
        client.get(page("plan_list"))


def test_two_who_write_the_plan_see_both_texts() -> None:
    mending = make_planning()
    client, url, seen = (
        sign_in(mending, "unit_liaison"),
        page("plan_edit", mending.plan),
        mending.plan.version,
    )
    plans.edit_plan(mending.plan, overview="甲写的", by=mending.by("unit_liaison"))
    content = client.post(url, {"overview": "乙写的", "version": str(seen)}).content.decode()
    assert ("甲写的" in content, "乙写的" in content, "他人已先保存" in content) == (True, True, True)
    assert mending.plan.overview == "甲写的"


def sent(item: Item, *measures: dict[str, str], **rest: str) -> dict[str, str]:
    """Return what the page of one problem sends."""
    data = {
        "goal": "兑付到户",
        "department": "财政所",
        "due_on": str(item.due_on),
        "version": str(item.version),
        "m-TOTAL_FORMS": str(len(measures)),
        "m-INITIAL_FORMS": "0",
    }
    for place, measure in enumerate(measures):
        data |= {f"m-{place}-{name}": value for name, value in {"expects": "other", **measure}.items()}
    return {**data, **rest}


def test_one_problem_is_planned_on_one_page_without_scripts() -> None:
    mending = make_planning()
    item, client = mending.item, sign_in(mending, "unit_liaison")
    url = page("item_plan", item)
    assert words(client, url).count("<legend>措施") == 1
    more = client.post(url, sent(item, {"text": "清退"}, more="1"))
    assert more.content.decode().count("<legend>措施") == 2
    assert "清退" in more.content.decode()
    assert not Measure.objects.exists()
    answer = client.post(url, sent(item, {"text": "清退"}, {"text": "修订制度"}, {"text": ""}))
    assert answer.url.endswith("?list=tasks")  # type: ignore[attr-defined]
    assert list(Measure.objects.order_by("order").values_list("text", flat=True)) == ["清退", "修订制度"]
    assert (mending.item.goal, mending.item.department) == ("兑付到户", "财政所")


def test_measures_are_changed_and_dropped_on_the_page() -> None:
    mending = make_planning()
    item = mending.item
    one, two = add_measure(mending, item, "清退"), add_measure(mending, item, "问责")
    lines = ({"key": str(one.pk), "text": "限期清退"}, {"key": str(two.pk), "text": "问责", "drop": "on"})
    sign_in(mending, "unit_liaison").post(page("item_plan", item), sent(item, *lines))
    kept = Measure.objects.filter(dropped=False)
    assert [measure.text for measure in kept] == ["限期清退"]


def test_the_next_problem_follows_when_asked() -> None:
    mending = make_planning(2)
    one, two = mending.items
    client = sign_in(mending, "unit_liaison")
    answer = client.post(page("item_plan", one), sent(one, {"text": "清退"}, next="1"))
    assert answer.url == page("item_plan", two)  # type: ignore[attr-defined]
    last = client.post(page("item_plan", two), sent(two, {"text": "清退"}, next="1"))
    assert last.url.startswith(page("plan_detail", mending.plan))  # type: ignore[attr-defined]


def test_a_day_in_the_past_is_answered_and_nothing_typed_is_lost() -> None:
    mending = make_planning()
    item = mending.item
    data = sent(item, {"text": "逐户核对后清退"}, due_on=str(today() - DAY))
    answer = sign_in(mending, "unit_liaison").post(page("item_plan", item), data)
    content = answer.content.decode()
    assert "不能早于今天" in errors(answer)
    assert "逐户核对后清退" in content
    assert "兑付到户" in content
    assert mending.item.goal == item.goal


def test_a_measure_emptied_without_being_dropped_is_asked_about() -> None:
    mending = make_planning()
    measure = add_measure(mending, mending.item)
    data = sent(mending.item, {"key": str(measure.pk), "text": " "})
    answer = sign_in(mending, "unit_liaison").post(page("item_plan", mending.item), data)
    assert "请勾选“作废这一条”" in answer.content.decode()
    assert Measure.objects.get().text == measure.text


def test_two_who_plan_the_same_problem_see_both_measures() -> None:
    mending = make_planning()
    item = mending.item
    values = {"manifestation": None, "expects": "other", "responsible": None, "due_on": None}
    plans.write_item(
        mending.item,
        changes={"goal": "他人的目标"},
        lines=[plans.Line({**values, "text": "他人的措施"})],
        by=mending.by("unit_liaison"),
    )
    answer = sign_in(mending, "unit_liaison").post(page("item_plan", item), sent(item, {"text": "我的措施"}))
    content = answer.content.decode()
    for text in ("他人已先保存", "他人的目标", "他人的措施", "我的措施", "兑付到户"):
        assert text in content
    assert [measure.text for measure in Measure.objects.all()] == ["他人的措施"]


def test_a_measure_of_another_unit_is_not_changed_through_the_page() -> None:
    mending, other = make_planning(), make_planning(name="临川")
    foreign = add_measure(other, other.item, "外单位措施")
    data = sent(mending.item, {"key": str(foreign.pk), "text": "越权"})
    sign_in(mending, "unit_liaison").post(page("item_plan", mending.item), data)
    foreign.refresh_from_db()
    assert foreign.text == "外单位措施"


@pytest.mark.parametrize("who", ["unit_head", "clerk", "director", "leadership"])
def test_planning_is_the_liaisons_page(who: str) -> None:
    mending = make_planning()
    assert sign_in(mending, who).get(page("item_plan", mending.item)).status_code == 404


def test_a_plan_under_review_cannot_be_written_any_more() -> None:
    mending = make_joint()
    client = sign_in(mending, "unit_liaison")
    assert client.get(page("item_plan", mending.item)).status_code == 409
    assert client.post(page("plan_edit", mending.plan), {"overview": "晚了"}).status_code == 409


def test_the_head_signs_and_is_told_what_is_missing() -> None:
    mending = make_planning(1)
    client, url = sign_in(mending, "unit_head"), page("plan_submit", mending.plan)
    assert "还有 1 个问题没有制定整改措施" in errors(client.post(url))
    add_measure(mending, mending.item)
    assert client.post(url).status_code == 302
    assert mending.plan.state == PlanState.JOINT


# 联审


def test_the_office_asks_bodies_and_the_body_answers() -> None:
    mending = make_joint()
    clerk, url = sign_in(mending, "clerk"), page("opinion_ask", mending.plan)
    body = Body.objects.get(office=mending.county.office)
    assert str(body) in words(clerk, url)
    assert "请选择联审部门" in errors(clerk.post(url, {}))
    clerk.post(url, {"bodies": [str(body.pk)]})
    opinion = JointOpinion.objects.get()
    receiver = sign_in(mending, "receiver")
    assert page("opinion_give", opinion) in words(receiver, page("plan_detail", mending.plan))
    refused = receiver.post(page("opinion_give", opinion), {"agrees": "no", "text": ""})
    assert "需要修改的内容" in errors(refused)
    receiver.post(page("opinion_give", opinion), {"agrees": "no", "text": "措施过于笼统"})
    director = sign_in(mending, "director")
    assert "措施过于笼统" in words(director, page("plan_return", mending.plan))
    director.post(page("plan_return", mending.plan), {"letter": "一并修改"})
    assert mending.plan.state == PlanState.RETURNED
    unit = words(sign_in(mending, "unit_liaison"), page("plan_detail", mending.plan))
    assert ("一并修改" in unit, str(body) in unit) == (True, False)


def test_accepting_waits_for_the_bodies_and_wakes_the_clock(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[object] = []
    monkeypatch.setattr(tasks.open_monthly_reports, "apply_async", lambda **rest: woken.append(rest))
    mending = make_joint()
    opinion = ask_opinion(mending)
    client, url = sign_in(mending, "director"), page("plan_accept", mending.plan)
    assert "尚未出具" in errors(client.post(url, {"reason": "同意"}))
    assert woken == []
    plans.give_opinion(opinion, agrees=True, by=mending.by("receiver"))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"reason": "同意"}).status_code == 302
    assert len(woken) == 1
    assert {item.state for item in mending.items} == {ItemState.FIXING}
    assert client.post(url, {"reason": "再次"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("opinion_ask", "director"),
        ("plan_accept", "clerk"),
        ("plan_return", "clerk"),
        ("plan_submit", "unit_liaison"),
    ],
)
def test_acts_on_a_plan_are_not_there_for_other_posts(name: str, who: str) -> None:
    mending = make_joint()
    assert sign_in(mending, who).post(page(name, mending.plan), {"letter": "x"}).status_code == 404
    assert mending.plan.state == PlanState.JOINT


def test_the_page_says_that_an_edition_is_no_longer_under_review() -> None:
    mending = make_joint()
    opinion, body = ask_opinion(mending), sign_in(mending, "receiver")
    give, enter = page("opinion_give", opinion), page("proxy_enter", opinion, "opinion")
    assert give in words(body, page("plan_detail", mending.plan))
    assert enter in words(sign_in(mending, "clerk"), page("plan_detail", mending.plan))
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))
    answer = body.get(give)
    assert answer.status_code == 403
    assert "不在联审中" in answer.content.decode()
    kept = body.post(give, {"agrees": "yes", "text": "写好的意见"})
    assert kept.status_code == 403
    assert "写好的意见" in kept.content.decode()
    assert body.get(page("plan_detail", mending.plan)).status_code == 404
    assert enter not in words(sign_in(mending, "clerk"), page("plan_detail", mending.plan))


def test_an_opinion_of_another_body_is_not_there() -> None:
    mending, other = make_joint(), make_joint(name="临川")
    opinion = ask_opinion(mending)
    assert sign_in(other, "receiver").get(page("opinion_give", opinion)).status_code == 404


@pytest.mark.parametrize("count", ["abc", "1e3", "", "99999999999"])
def test_one_more_line_is_offered_whatever_the_page_says_of_their_number(count: str) -> None:
    mending = make_planning(1)
    sent = {"more": "1", "m-TOTAL_FORMS": count, "m-INITIAL_FORMS": "0"}
    answer = sign_in(mending, "unit_liaison").post(page("item_plan", mending.item), sent)
    assert answer.status_code == 200
    assert 'name="m-0-text"' in answer.content.decode()


def test_what_bars_a_plan_is_said_on_its_page_instead_of_the_button(settings: Any) -> None:
    mending = make_joint()
    client, url = sign_in(mending, "director"), page("plan_accept", mending.plan)
    assert url in words(client, page("plan_detail", mending.plan))
    settings.JOINT_BODIES_MIN = 3
    shown = words(client, page("plan_detail", mending.plan))
    assert (url in shown, "至少要有 3 个部门的意见" in shown) == (False, True)
    for who, told in (("clerk", True), ("unit_head", False), ("leadership", False)):
        shown = words(sign_in(mending, who), page("plan_detail", mending.plan))
        assert ("现在还不能通过" in shown) is told
    assert "还没有送联审" in errors(client.post(url, {"reason": "同意"}))
    assert mending.plan.state == PlanState.JOINT


def test_an_old_page_accepts_no_newer_edition(settings: Any) -> None:
    mending = make_joint()
    client, url = sign_in(mending, "director"), page("plan_accept", mending.plan)
    read = mending.plan.version
    assert f"{url}?version={read}" in words(client, page("plan_detail", mending.plan))
    plans.return_plan(mending.plan, letter="写明数字", by=mending.by("director"))
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    assert f'name="version" value="{read}"' in words(client, f"{url}?version={read}")
    answer = client.post(url, {"reason": "同意", "version": read}).content.decode()
    assert "您看过以后，内容已有改动" in answer
    assert "同意" in answer
    assert mending.plan.state == PlanState.JOINT
    assert {item.state for item in mending.items} == {ItemState.JOINT}
    assert client.post(url, {"reason": "同意", "version": mending.plan.version}).status_code == 302
    assert mending.plan.state == PlanState.ACCEPTED
