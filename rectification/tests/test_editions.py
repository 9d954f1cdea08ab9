"""方案版次与逐条联审意见: each signed edition is kept, what differs is told, objections become one letter."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from rectification.editions import ADDED, CHANGED, DROPPED, differences, overview_change
from rectification.models import Item, JointOpinion, Measure, OpinionLine, PlanEdition
from rectification.operations import plan as plans
from rectification.states import OpinionState
from rectification.tests.factories import (
    Mending,
    ask_opinion,
    claim_result,
    make_joint,
    make_planning,
    page,
    sign_in,
)
from rectification.tests.factories_transfer import make_successor, transferred

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def returned(mending: Mending) -> Mending:
    """Return a plan that came back and is written anew."""
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))
    for item in mending.items:
        item.refresh_from_db()
        item.assignment.rectification_plan.refresh_from_db()
    return mending


def rewritten(mending: Mending) -> Item:
    """Change goal and one measure of the first problem, drop another, add a third."""
    item, by = returned(mending).items[0], mending.by("unit_liaison")
    plans.plan_item(item, by=by, changes={"goal": "全部清退到户"})
    first = item.measures.order_by("order")[0]
    first.item = item
    plans.add_measures([Measure(item=item, order=8, text="每季度抽查一次")], by=by)
    plans.edit_measure(first, by=by, changes={"text": "十日内逐户清退"})
    return item


def test_submit_plan_keeps_what_was_signed_as_an_edition() -> None:
    mending = make_joint(2)
    kept = PlanEdition.objects.get()
    assert (kept.edition, kept.signed_by, kept.submitted_on) == (
        1,
        mending.plan.signed_by,
        mending.plan.submitted_on,
    )
    assert [one["key"] for one in kept.content["items"]] == [str(item.pk) for item in mending.items]
    assert kept.content["items"][0]["measures"][0]["text"] == mending.items[0].measures.all()[0].text
    assert Entry.objects.about(kept).get().act == "rect.plan:S"


def test_a_refused_submission_keeps_no_edition() -> None:
    mending = make_planning(2)
    with pytest.raises(ValidationError, match="没有制定整改措施"):
        plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    with pytest.raises(PermissionDenied):
        plans.submit_plan(mending.plan, by=mending.by("clerk"))
    assert not PlanEdition.objects.exists()


def test_an_edition_stays_as_it_was_signed_and_the_next_tells_what_changed() -> None:
    mending = make_joint(2)
    before = PlanEdition.objects.get().content
    item = rewritten(mending)
    assert PlanEdition.objects.get().content == before
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    after = PlanEdition.objects.get(edition=2).content
    keys = [str(one.pk) for one in mending.items]
    found = differences(before, after, keys)
    assert [one.title for one in found] == [item.finding.title]
    told = [(one.what, one.kind) for one in found[0].changes]
    assert told == [
        ("整改目标", ADDED if not before["items"][0]["goal"] else CHANGED),
        ("整改措施", CHANGED),
        ("整改措施", ADDED),
    ]
    assert "十日内逐户清退" in found[0].changes[1].after
    assert "每季度抽查一次" in found[0].changes[2].after
    assert differences(before, after, [str(mending.items[1].pk)]) == []


def test_a_dropped_measure_a_day_and_the_general_part_are_told_in_words() -> None:
    measure = {"key": "m", "text": "清退", "expects": "other", "responsible": "", "due_on": "2026-05-06"}
    item: dict[str, Any] = dict.fromkeys(("goal", "leader", "department", "handler"), "")
    item |= {"key": "k", "number": "1", "title": "问题", "due_on": "2026-05-06", "measures": [measure]}
    before = {"overview": "一", "items": [item]}
    after = {"overview": "二", "items": [{**item, "due_on": "2026-06-01", "measures": []}]}
    changes = differences(before, after, ["k"])[0].changes
    assert [(one.what, one.kind, one.before, one.after) for one in changes] == [
        ("整改时限", CHANGED, "2026年5月6日", "2026年6月1日"),
        ("整改措施", DROPPED, "清退（其他，2026年5月6日）", ""),
    ]
    assert [(one.what, one.kind) for one in overview_change(before, after)] == [("总体安排", CHANGED)]
    assert differences(before, before, ["k"]) == []
    assert overview_change(before, before) == []


def test_the_page_lays_the_editions_side_by_side_and_the_draft_beside_the_last() -> None:
    mending = make_joint(2)
    client = sign_in(mending, "clerk")
    assert "还只有一版" in client.get(page("plan_compare", mending.plan)).content.decode()
    item = rewritten(mending)
    drafted = client.get(page("plan_compare", mending.plan)).content.decode()
    assert "修改中的稿对照第1版" in drafted
    assert "十日内逐户清退" in drafted
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    answer = client.get(page("plan_compare", mending.plan) + "?edition=2")
    assert "第2版对照第1版" in answer.content.decode()
    assert [one.title for one in answer.context["changed"]] == [item.finding.title]
    assert (
        page("plan_compare", mending.plan) in client.get(page("plan_detail", mending.plan)).content.decode()
    )
    other = make_planning(name="外县")
    assert sign_in(other, "clerk").get(page("plan_compare", mending.plan)).status_code == 404


def test_plan_compare_and_plan_detail_tell_a_unit_that_took_over_a_part_of_that_part_only() -> None:
    mending = make_joint(2)
    rewritten(mending)
    for item in mending.items:
        plans.plan_item(item, by=mending.by("unit_liaison"), changes={"goal": f"{item}清零"})
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    plans.accept_plan(mending.plan, by=mending.by("director"))
    claim_result(mending)
    taken = mending.items[1]
    transferred(mending, make_successor(mending), (taken.pk,))
    client = sign_in(mending, "next_liaison")
    assert [one.title for one in client.get(page("plan_compare", mending.plan)).context["changed"]] == [
        taken.finding.title
    ]
    seen = client.get(page("plan_detail", mending.plan)).context
    assert (list(seen["items"]), seen["results"]) == ([taken], [])
    assert sign_in(mending, "clerk").get(page("plan_detail", mending.plan)).context["results"]


# 逐条联审意见


def test_give_opinion_problem_by_problem_becomes_one_letter_by_problem() -> None:
    mending = make_joint(2)
    first, second = mending.items
    opinion = ask_opinion(mending)
    lines = {second: " 写明数字 ", first: "措施太笼统"}
    plans.give_opinion(opinion, agrees=False, lines=lines, by=mending.by("receiver"))
    assert JointOpinion.objects.get(pk=opinion.pk).state == OpinionState.OBJECTED
    assert {line.item: line.text for line in OpinionLine.objects.all()} == {
        first: "措施太笼统",
        second: "写明数字",
    }
    assert all(Entry.objects.about(line).get().act == "rect.joint:S" for line in OpinionLine.objects.all())
    body = opinion.body
    assert plans.merged_letter(mending.plan) == (
        f"{first.finding.number} {first}\n{body}：措施太笼统\n"
        f"{second.finding.number} {second}\n{body}：写明数字"
    )


def test_give_opinion_that_agrees_and_asks_for_changes_is_refused_and_leaves_nothing() -> None:
    mending, other = make_joint(), make_joint(name="外县")
    opinion, by = ask_opinion(mending), mending.by("receiver")
    with pytest.raises(ValidationError, match="请选“有修改意见”"):
        plans.give_opinion(opinion, agrees=True, lines={mending.items[0]: "写明数字"}, by=by)
    with pytest.raises(ValidationError, match="写明需要修改"):
        plans.give_opinion(opinion, agrees=False, lines={mending.items[0]: "  "}, by=by)
    with pytest.raises(ValidationError, match="这份方案里"):
        plans.give_opinion(opinion, agrees=False, lines={other.items[0]: "写明数字"}, by=by)
    assert (JointOpinion.objects.get(pk=opinion.pk).state, OpinionLine.objects.count()) == ("asked", 0)


def test_the_body_writes_problem_by_problem_and_the_director_finds_it_in_the_letter() -> None:
    mending = make_joint(2)
    opinion, item = ask_opinion(mending), mending.items[1]
    client = sign_in(mending, "receiver")
    wrong = client.post(page("opinion_give", opinion), {"agrees": "yes", f"line-{item.pk}": "写明清退数字"})
    assert "写明清退数字" in wrong.content.decode()
    assert "请选“有修改意见”" in wrong.content.decode()
    client.post(page("opinion_give", opinion), {"agrees": "no", f"line-{item.pk}": "写明清退数字"})
    director = sign_in(mending, "director")
    assert "写明清退数字" in director.get(page("plan_detail", mending.plan)).content.decode()
    assert "写明清退数字" in director.get(page("plan_return", mending.plan)).content.decode()
