"""认领与方案: taken up, written, sent, reviewed, returned, accepted; refused by whom and when."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.clock import clock
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline
from organizations.models import Body
from organizations.states import BodyKind
from organizations.tests.factories import make_body
from rectification.models import (
    Item,
    JointOpinion,
    ManifestationProgress,
    Measure,
    PlanEdition,
    RectificationPlan,
)
from rectification.operations import item as items
from rectification.operations import plan as plans
from rectification.operations.plan import Line
from rectification.states import ItemState, OpinionState, PlanState
from rectification.tests.factories import (
    DAY,
    Mending,
    add_measure,
    ask_opinion,
    make_fed_back,
    make_fixing,
    make_joint,
    make_planning,
    page,
    sign_in,
    today,
)
from rounds.states import AssignmentState
from rounds.tests.factories import make_county, make_finding

pytestmark = pytest.mark.django_db


def test_open_items_makes_one_for_each_published_finding_with_its_manifestations() -> None:
    mending = make_fed_back(3)
    assert Item.objects.count() == 3
    assert ManifestationProgress.objects.count() == 3
    assert items.open_items(mending.assignment, by=clock(timezone.now())) == []


def test_open_missing_items_finds_fresh_feedback_once() -> None:
    county = make_county(assignment_state=AssignmentState.FED_BACK)
    make_finding(county.assignment)
    by = clock(timezone.now())
    assert items.open_missing_items(by=by) == 1
    assert items.open_missing_items(by=by) == 0


def test_claim_takes_up_all_problems_and_sets_the_day_of_the_plan() -> None:
    mending = make_fed_back(2)
    plan = items.claim_items(mending.assignment, by=mending.by("unit_liaison"))
    assert {item.state for item in mending.items} == {ItemState.PLANNING}
    mending.assignment.refresh_from_db()
    assert mending.assignment.state == AssignmentState.RECTIFYING
    assert Deadline.objects.about(plan).get().due == items.plan_due(mending.assignment)
    moved = Entry.objects.about(mending.item).get(to_state=ItemState.PLANNING)
    assert (moved.act, moved.user) == ("rect.claim:S", mending.county.user("unit_liaison"))


@pytest.mark.parametrize("who", ["clerk", "director", "leadership", "team_lead", "receiver", "member"])
def test_claim_by_anybody_but_the_unit_is_refused_and_leaves_nothing(who: str) -> None:
    mending = make_fed_back()
    with pytest.raises(PermissionDenied):
        items.claim_items(mending.assignment, by=mending.by(who))
    assert {item.state for item in mending.items} == {ItemState.UNCLAIMED}
    assert not RectificationPlan.objects.exists()


def test_claim_by_another_unit_is_refused() -> None:
    mending, other = make_fed_back(), make_fed_back(name="临川")
    with pytest.raises(PermissionDenied):
        items.claim_items(mending.assignment, by=other.by("unit_head"))


def test_plan_item_keeps_its_facts_and_its_trail() -> None:
    mending = make_planning()
    changes = {"goal": "资金全部兑付", "department": "财政所", "due_on": today() + DAY}
    plans.plan_item(mending.item, changes=changes, by=mending.by("unit_liaison"))
    stored = mending.item
    assert (stored.goal, stored.department, stored.due_on) == ("资金全部兑付", "财政所", today() + DAY)
    assert Entry.objects.about(stored)[0].facts["fields"] == ["department", "due_on", "goal"]


@pytest.mark.parametrize(("days", "words"), [(-1, "不能早于今天"), (4000, "集中整改期到")])
def test_plan_item_refuses_a_day_that_is_past_or_after_the_period(days: int, words: str) -> None:
    mending = make_planning()
    before = mending.item.due_on
    with pytest.raises(ValidationError, match=words):
        plans.plan_item(mending.item, changes={"due_on": today() + days * DAY}, by=mending.by("unit_liaison"))
    assert mending.item.due_on == before


def test_plan_item_leaves_a_past_day_alone_that_nobody_changed() -> None:
    mending = make_planning()
    late = today() - 5 * DAY
    Item.objects.update(due_on=late)
    item = mending.item
    plans.plan_item(item, changes={"goal": "清退", "due_on": late}, by=mending.by("unit_liaison"))
    assert mending.item.goal == "清退"


def test_write_item_changes_drops_and_adds_measures_in_one_go() -> None:
    mending = make_planning()
    item, by = mending.item, mending.by("unit_liaison")
    first, second = add_measure(mending, item, "清退"), add_measure(mending, item, "问责")
    values = {"manifestation": None, "expects": "other", "responsible": None, "due_on": None}
    lines = [
        Line({**values, "text": "限期清退"}, first),
        Line({**values, "text": "问责"}, second, drop=True),
        Line({**values, "text": "修订制度"}),
    ]
    plans.write_item(item, changes={"goal": "兑付到户"}, lines=lines, by=by)
    kept = Measure.objects.filter(item=item, dropped=False).order_by("order")
    assert [measure.text for measure in kept] == ["限期清退", "修订制度"]
    assert mending.item.goal == "兑付到户"


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ({"goal": ""}, "1 个问题没有写整改目标"),
        ({"leader": None}, "1 个问题没有定责任领导"),
        ({"goal": "", "leader": None}, "1 个问题没有写整改目标，1 个问题没有定责任领导"),
    ],
)
def test_a_plan_without_goal_or_leader_is_not_signed_and_the_page_says_so(
    lacking: dict[str, Any], told: str
) -> None:
    mending = make_planning()
    for item in mending.items:
        add_measure(mending, item)
    Item.objects.filter(pk=mending.item.pk).update(**lacking)
    with pytest.raises(ValidationError, match=told):
        plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    assert (mending.plan.state, PlanEdition.objects.count()) == (PlanState.DRAFT, 0)
    shown = sign_in(mending, "unit_liaison").get(page("plan_detail", mending.plan)).content.decode()
    assert f"还有 {told}，请补齐后再签发报送。" in shown


def test_write_item_leaves_nothing_when_one_measure_is_refused() -> None:
    mending = make_planning()
    values = {"manifestation": None, "expects": "other", "responsible": None, "text": "清退"}
    lines = [Line({**values, "due_on": None}), Line({**values, "due_on": today() - DAY})]
    with pytest.raises(ValidationError, match="不能早于今天"):
        plans.write_item(mending.item, changes={"goal": "兑付"}, lines=lines, by=mending.by("unit_liaison"))
    assert (mending.item.goal, Measure.objects.count()) == ("滞留资金全部兑付", 0)


def test_write_item_upon_an_older_version_is_stale() -> None:
    mending = make_planning()
    mine, theirs = mending.item, mending.item
    plans.write_item(theirs, changes={"goal": "甲"}, lines=[], by=mending.by("unit_liaison"))
    with pytest.raises(Stale):
        plans.write_item(
            mine, changes={"goal": "乙"}, lines=[], version=mine.version, by=mending.by("unit_liaison")
        )
    assert mending.item.goal == "甲"


def test_a_measure_later_than_its_problem_is_refused() -> None:
    mending = make_planning()
    item = mending.item
    assert item.due_on
    late = Measure(item=item, text="清退", due_on=item.due_on + DAY)
    with pytest.raises(ValidationError, match="不能晚于"):
        plans.add_measures([late], by=mending.by("unit_liaison"))


def test_submit_plan_names_how_many_problems_have_no_measure() -> None:
    mending = make_planning(3)
    add_measure(mending, mending.item)
    with pytest.raises(ValidationError, match="还有 2 个问题"):
        plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    assert mending.plan.state == PlanState.DRAFT


def test_submit_plan_is_the_heads_signature() -> None:
    mending = make_planning(1)
    add_measure(mending, mending.item)
    with pytest.raises(PermissionDenied):
        plans.submit_plan(mending.plan, by=mending.by("unit_liaison"))
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    plan = mending.plan
    assert (plan.state, plan.submitted_on) == (PlanState.JOINT, today())
    assert plan.signed_by == str(mending.county.user("unit_head"))
    assert mending.item.state == ItemState.JOINT


def test_a_submitted_plan_is_closed_to_the_unit() -> None:
    mending = make_joint()
    with pytest.raises(PermissionDenied):
        plans.edit_plan(mending.plan, overview="再改", by=mending.by("unit_liaison"))
    with pytest.raises(PermissionDenied):
        plans.write_item(mending.item, changes={"goal": "再改"}, lines=[], by=mending.by("unit_liaison"))


def test_ask_opinions_once_for_each_body_and_edition() -> None:
    mending = make_joint()
    opinion = ask_opinion(mending)
    assert (opinion.state, opinion.asked_on) == (OpinionState.ASKED, today())
    with pytest.raises(ValidationError, match="至少选择一个"):
        ask_opinion(mending)
    assert JointOpinion.objects.count() == 1


def test_ask_opinions_on_an_edition_that_was_returned_meanwhile_is_refused() -> None:
    mending = make_joint()
    read = mending.plan
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    with pytest.raises(IllegalMove):
        plans.ask_opinions(read, bodies_of(mending, 1), by=mending.by("clerk"))
    assert not JointOpinion.objects.exists()


def test_ask_opinions_of_a_body_of_another_county_is_refused() -> None:
    mending, other = make_joint(), make_county("临川")
    with pytest.raises(ValidationError, match="不在本办名录"):
        plans.ask_opinions(mending.plan, Body.objects.filter(office=other.office), by=mending.by("clerk"))


def test_an_objection_says_what_to_change() -> None:
    mending = make_joint()
    opinion = ask_opinion(mending)
    with pytest.raises(ValidationError, match="需要修改的内容"):
        plans.give_opinion(opinion, agrees=False, by=mending.by("receiver"))
    with pytest.raises(PermissionDenied):
        plans.give_opinion(opinion, agrees=True, by=mending.by("clerk"))


def test_accept_waits_for_every_body_that_was_asked() -> None:
    mending = make_joint()
    opinion = ask_opinion(mending)
    with pytest.raises(ValidationError, match=str(opinion.body)):
        plans.accept_plan(mending.plan, by=mending.by("director"))
    plans.give_opinion(opinion, agrees=True, by=mending.by("receiver"))
    plans.accept_plan(mending.plan, by=mending.by("director"))
    assert mending.plan.state == PlanState.ACCEPTED


def test_accept_puts_each_item_into_rectification_with_a_deadline() -> None:
    mending = make_joint(2)
    with pytest.raises(PermissionDenied):
        plans.accept_plan(mending.plan, by=mending.by("clerk"))
    plans.accept_plan(mending.plan, by=mending.by("director"))
    assert {item.state for item in mending.items} == {ItemState.FIXING}
    assert [Deadline.objects.about(item).get().due for item in mending.items] == [
        item.due_on for item in mending.items
    ]
    assert not Deadline.objects.about(mending.plan).open().exists()


def test_return_with_one_merged_letter_makes_the_next_edition() -> None:
    mending = make_joint()
    plans.give_opinion(ask_opinion(mending), agrees=False, text="措施过于笼统", by=mending.by("receiver"))
    letter = plans.merged_letter(mending.plan)
    assert letter.endswith("：措施过于笼统")
    with pytest.raises(ValidationError, match="退回修改的意见"):
        plans.return_plan(mending.plan, letter=" ", by=mending.by("director"))
    plans.return_plan(mending.plan, letter=letter, by=mending.by("director"))
    assert (mending.plan.state, mending.plan.edition, mending.plan.letter) == ("returned", 2, letter)
    assert {item.state for item in mending.items} == {ItemState.PLANNING}
    reviewer = mending.by("receiver")  # sees it again when it comes in, and neither signs nor is asked to
    assert not RectificationPlan.objects.visible_to(reviewer).exists()
    assert not RectificationPlan.objects.awaiting(reviewer).exists()
    with pytest.raises(PermissionDenied):
        plans.submit_plan(mending.plan, by=reviewer)
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    assert RectificationPlan.objects.visible_to(mending.by("receiver")).exists()
    assert ask_opinion(mending).edition == 2


def test_the_day_of_a_plan_is_kept_by_handing_it_in_and_owed_again_when_it_is_returned() -> None:
    mending = make_joint()
    deadline = Deadline.objects.about(mending.plan).get()
    assert deadline.met_on == today()
    plans.return_plan(mending.plan, letter="措施过于笼统", by=mending.by("director"))
    owed = Deadline.objects.about(mending.plan).get()
    assert (owed.is_open, owed.due) == (True, deadline.due)
    told = Entry.objects.about(owed).first()
    assert told is not None
    assert (told.act, told.reason) == ("rect.plan:A", "措施过于笼统")
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    plans.accept_plan(mending.plan, by=mending.by("director"))
    assert Deadline.objects.about(mending.plan).get().met_on == today()


def test_an_opinion_still_owed_on_an_earlier_edition_is_refused_and_leaves_nothing() -> None:
    mending = make_joint()
    owed, reviewer = ask_opinion(mending), mending.by("receiver")
    assert list(JointOpinion.objects.awaiting(reviewer)) == [owed]
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))
    for _ in range(2):
        owed = JointOpinion.objects.get(pk=owed.pk)
        trail = Entry.objects.about(owed).count()
        assert list(JointOpinion.objects.awaiting(reviewer)) == []
        with pytest.raises(PermissionDenied):
            plans.give_opinion(owed, agrees=True, by=reviewer)
        assert (JointOpinion.objects.get(pk=owed.pk).state, owed.given_on) == (OpinionState.ASKED, None)
        assert Entry.objects.about(owed).count() == trail
        if mending.plan.state == PlanState.RETURNED:
            plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    fresh = ask_opinion(mending)
    assert list(JointOpinion.objects.awaiting(reviewer)) == [fresh]


def test_accepting_what_was_returned_meanwhile_is_an_illegal_move() -> None:
    mending = make_joint()
    seen = mending.plan
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))
    with pytest.raises(IllegalMove):
        plans.accept_plan(seen, by=mending.by("director"))
    assert {item.state for item in mending.items} == {ItemState.PLANNING}


def test_the_period_ends_by_the_months_of_the_round() -> None:
    mending = make_fed_back()
    mending.assignment.team.round.rectification_months = 2
    start = items.published_on(mending.assignment)
    end = items.period_end(mending.assignment)
    assert dt.timedelta(days=58) < end - start < dt.timedelta(days=63)


def test_finish_names_what_is_not_closed() -> None:
    mending = make_fixing(2)
    with pytest.raises(PermissionDenied, match="还有 2 个问题"):
        items.finish(mending.assignment, by=mending.by("director"))
    Item.objects.update(long_term=True)
    mending.assignment.refresh_from_db()
    items.finish(mending.assignment, by=mending.by("director"))
    assert mending.assignment.state == AssignmentState.ASSESSED


def bodies_of(mending: Mending, many: int) -> list[Body]:
    return [make_body(mending.county.office, kind) for kind in list(BodyKind)[1 : many + 1]]


@pytest.mark.parametrize(
    ("many", "told"),
    [
        (2, "应送 3 至 5 个部门联审，这次选了 2 个，请再选 1 个"),
        (6, "应送 3 至 5 个部门联审，这次选了 6 个，请减少 1 个"),
    ],
)
def test_ask_opinions_of_too_few_or_too_many_is_refused_and_leaves_nothing(
    settings: Any, many: int, told: str
) -> None:
    settings.JOINT_BODIES_MIN, settings.JOINT_BODIES_MAX = 3, 5
    mending = make_joint()
    with pytest.raises(ValidationError) as refused:
        plans.ask_opinions(mending.plan, bodies_of(mending, many), by=mending.by("clerk"))
    assert told in refused.value.message_dict["bodies"][0]
    assert ("调低" in refused.value.messages[0]) == (many < 3)
    assert not JointOpinion.objects.exists()


def test_ask_opinions_counts_the_bodies_of_this_edition_that_were_asked_before(settings: Any) -> None:
    settings.JOINT_BODIES_MIN, settings.JOINT_BODIES_MAX = 3, 5
    mending = make_joint()
    *first, fourth, fifth, sixth = bodies_of(mending, 6)
    by = mending.by("clerk")
    assert len(plans.ask_opinions(mending.plan, first, by=by)) == 3
    assert len(plans.ask_opinions(mending.plan, [*first, fourth], by=by)) == 1
    with pytest.raises(ValidationError, match="已送 4 个，连同这次所选共 6 个，请减少 1 个"):
        plans.ask_opinions(mending.plan, [fifth, sixth], by=by)
    assert JointOpinion.objects.count() == 4


def test_ask_opinions_in_a_small_county_is_as_its_setting_says(settings: Any) -> None:
    settings.JOINT_BODIES_MIN, settings.JOINT_BODIES_MAX = 2, 2
    mending = make_joint()
    one, two = bodies_of(mending, 2)
    with pytest.raises(ValidationError, match="应送 2 个部门联审"):
        plans.ask_opinions(mending.plan, [one], by=mending.by("clerk"))
    assert len(plans.ask_opinions(mending.plan, [one, two], by=mending.by("clerk"))) == 2


def agreed(mending: Mending, many: int) -> None:
    """Let so many bodies agree to the edition under review."""
    for body in bodies_of(mending, many):
        JointOpinion.objects.create(
            plan=mending.plan,
            body=body,
            edition=mending.plan.edition,
            asked_on=today(),
            given_on=today(),
            state=OpinionState.AGREED,
        )


@pytest.mark.parametrize(("many", "told"), [(0, "还没有送联审"), (2, "只送了 2 个，请巡察办干部再送 1 个")])
def test_accept_of_an_edition_on_which_too_few_answered_is_refused_and_leaves_nothing(
    settings: Any, many: int, told: str
) -> None:
    settings.JOINT_BODIES_MIN = 3
    mending = make_joint()
    agreed(mending, many)
    with pytest.raises(ValidationError, match=told):
        plans.accept_plan(mending.plan, by=mending.by("director"))
    assert mending.plan.state == PlanState.JOINT
    assert {item.state for item in mending.items} == {ItemState.JOINT}


def test_accept_once_enough_bodies_agree_to_this_edition_and_not_to_an_earlier_one(settings: Any) -> None:
    settings.JOINT_BODIES_MIN = 3
    mending = make_joint()
    agreed(mending, 3)
    JointOpinion.objects.update(edition=2)
    with pytest.raises(ValidationError, match="还没有送联审"):
        plans.accept_plan(mending.plan, by=mending.by("director"))
    JointOpinion.objects.update(edition=1)
    plans.accept_plan(mending.plan, by=mending.by("director"))
    assert mending.plan.state == PlanState.ACCEPTED


def test_accept_says_who_has_not_answered_and_who_objects(settings: Any) -> None:
    settings.JOINT_BODIES_MIN = 2
    mending = make_joint()
    agreed(mending, 2)
    first, second = JointOpinion.objects.order_by("pk")
    JointOpinion.objects.filter(pk=first.pk).update(state=OpinionState.ASKED)
    JointOpinion.objects.filter(pk=second.pk).update(state=OpinionState.OBJECTED)
    with pytest.raises(ValidationError) as refused:
        plans.accept_plan(mending.plan, by=mending.by("director"))
    told = refused.value.messages[0]
    assert f"{first.body}的联审意见尚未出具" in told
    assert f"{second.body}有修改意见" in told


def test_accept_of_another_version_than_was_read_is_stale_and_leaves_nothing() -> None:
    mending = make_joint()
    read = mending.plan.version
    plans.return_plan(mending.plan, letter="写明数字", by=mending.by("director"))
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    with pytest.raises(Stale):
        plans.accept_plan(mending.plan, by=mending.by("director"), version=read)
    assert mending.plan.state == PlanState.JOINT
    assert {item.state for item in mending.items} == {ItemState.JOINT}
    plans.accept_plan(mending.plan, by=mending.by("director"), version=mending.plan.version)
    assert mending.plan.state == PlanState.ACCEPTED
