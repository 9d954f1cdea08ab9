"""Who may do what to an item: a table of state × person, and whose turn it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.actor import Actor
from organizations.states import OfficePostKind, TenureKind
from organizations.tests.factories import make_office, make_person, make_unit, sit_in_office, stand_at
from rectification import rules
from rectification.models import (
    Evidence,
    ExtensionRequest,
    Item,
    JointOpinion,
    MonthlyReport,
    RectificationPlan,
    Result,
)
from rectification.operations import closing as acts
from rectification.operations import plan as plans
from rectification.rules import closing
from rectification.states import ItemState, OpinionState, PlanState, ReportState, ResultState
from rectification.states.closing import SiteFinding
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_extension,
    ask_opinion,
    checked,
    claim_result,
    make_evidence,
    make_fed_back,
    make_fixing,
    make_joint,
    make_planning,
    open_report,
    signing,
    submitted,
    today,
)
from rounds.models import Assignment
from rounds.states import AssignmentState

pytestmark = pytest.mark.django_db
PEOPLE = (
    "director",
    "clerk",
    "leadership",
    "team_lead",
    "deputy",
    "liaison",
    "member",
    "unit_head",
    "unit_liaison",
    "receiver",
)
UNIT = {"unit_head", "unit_liaison"}
HEAD, LIAISON = {"unit_head"}, {"unit_liaison"}
CLERK, DIRECTOR = {"clerk"}, {"director"}
NOBODY: set[str] = set()
S = ItemState

# rule → in which states who may
TABLE: list[tuple[Callable[[Actor, Item], bool], dict[str, set[str]]]] = [
    (rules.can_report_progress, {S.FIXING: UNIT}),
    (rules.can_claim_result, {S.FIXING: LIAISON}),
    (rules.can_add_evidence, {S.FIXING: LIAISON, S.APPLIED: LIAISON}),
    (rules.can_apply_closing, {S.FIXING: UNIT}),
    (rules.can_withdraw_application, {S.APPLIED: UNIT}),
    (rules.can_check_item, {S.APPLIED: CLERK}),
    (rules.can_sample_item, {S.CHECKED: CLERK}),
    (rules.can_close_item, {S.CHECKED: DIRECTOR}),  # what is to be seen on site: see below
    (closing.can_record_site_check, {S.SAMPLED: CLERK}),
    (
        rules.can_return_application,
        {S.APPLIED: CLERK | DIRECTOR, S.CHECKED: DIRECTOR, S.SAMPLED: DIRECTOR},
    ),
    (closing.can_propose_reopening, {S.CLOSED: CLERK}),
    (closing.can_assign, {S.FIXING: UNIT, S.APPLIED: UNIT, S.CHECKED: UNIT, S.SAMPLED: UNIT}),
    (rules.can_ask_extension, {S.FIXING: LIAISON}),
    (rules.can_make_long_term, {S.FIXING: CLERK}),
    (rules.can_set_look, {S.FIXING: CLERK}),
]


@pytest.mark.parametrize(("rule", "table"), TABLE, ids=[rule.__name__ for rule, _ in TABLE])
def test_item_rules_state_by_person(rule: Callable[[Actor, Item], bool], table: dict[str, set[str]]) -> None:
    mending = make_fixing(1)
    found: dict[str, set[str]] = {}
    for state in ItemState:
        Item.objects.update(state=state)
        item = mending.item
        found[state] = {name for name in PEOPLE if rule(mending.by(name), item)}
    assert found == {state: table.get(state, NOBODY) for state in ItemState}


@pytest.mark.parametrize("state", [S.CHECKED, S.SAMPLED])
@pytest.mark.parametrize(
    ("found", "closes", "records"),
    [("", NOBODY, CLERK), (SiteFinding.TRUE, DIRECTOR, CLERK), (SiteFinding.UNTRUE, NOBODY, NOBODY)],
)
def test_what_is_to_be_seen_on_site_is_closed_once_it_was_found_true(
    state: S, found: str, closes: set[str], records: set[str]
) -> None:
    mending = make_fixing(1)
    Item.objects.update(state=state, sampled=True, site_found=found)
    item = mending.item
    assert may_all(rules.can_close_item, mending, item) == closes
    assert may_all(closing.can_record_site_check, mending, item) == records


@pytest.mark.parametrize("rule", [rule for rule, _ in TABLE], ids=[rule.__name__ for rule, _ in TABLE])
def test_item_rules_end_at_the_border_of_the_county(rule: Callable[[Actor, Item], bool]) -> None:
    mending, other = make_fixing(1), make_fed_back(1, name="临川")
    for state in ItemState:
        Item.objects.filter(assignment=mending.assignment).update(state=state)
        assert not [name for name in PEOPLE if rule(other.by(name), mending.item)]


def test_plan_rules_state_by_person() -> None:
    mending = make_planning(1)
    found = {}
    for state in PlanState:
        RectificationPlan.objects.update(state=state)
        plan = mending.plan
        found[state] = {
            "edit": {name for name in PEOPLE if rules.can_edit_plan(mending.by(name), plan)},
            "submit": {name for name in PEOPLE if rules.can_submit_plan(mending.by(name), plan)},
            "ask": {name for name in PEOPLE if rules.can_ask_opinions(mending.by(name), plan)},
            "decide": {name for name in PEOPLE if rules.can_decide_plan(mending.by(name), plan)},
        }
    none = {"edit": NOBODY, "submit": NOBODY, "ask": NOBODY, "decide": NOBODY}
    writing = {**none, "edit": LIAISON, "submit": HEAD}
    assert found == {
        PlanState.DRAFT: writing,
        PlanState.RETURNED: writing,
        PlanState.JOINT: {**none, "ask": CLERK, "decide": DIRECTOR},
        PlanState.ACCEPTED: none,
    }


def may_all(rule: Callable[[Actor, Any], bool], mending: Mending, record: Any) -> set[str]:
    return {name for name in PEOPLE if rule(mending.by(name), record)}


def test_an_opinion_is_given_once_by_the_body_that_was_asked() -> None:
    mending, other = make_joint(), make_joint(name="临川")
    opinion = ask_opinion(mending)
    assert may_all(rules.can_give_opinion, mending, opinion) == {"receiver"}
    assert may_all(rules.can_give_opinion, other, opinion) == NOBODY
    for state in (OpinionState.AGREED, OpinionState.OBJECTED):
        opinion.state = state
        assert may_all(rules.can_give_opinion, mending, opinion) == NOBODY


def test_an_opinion_is_given_on_the_edition_under_review_and_on_no_other() -> None:
    mending = make_joint()
    asked = ask_opinion(mending)
    plans.return_plan(mending.plan, letter="重写", by=mending.by("director"))

    def givers(opinion: JointOpinion) -> set[str]:
        return may_all(rules.can_give_opinion, mending, JointOpinion.objects.get(pk=opinion.pk))

    assert givers(asked) == NOBODY
    RectificationPlan.objects.update(edition=asked.edition)
    assert givers(asked) == NOBODY
    RectificationPlan.objects.update(edition=2)
    plans.submit_plan(mending.plan, by=mending.by("unit_head"))
    assert givers(asked) == NOBODY
    assert givers(ask_opinion(mending)) == {"receiver"}


def test_accepting_is_offered_to_the_director_once_every_body_agrees_to_this_edition() -> None:
    mending = make_joint()
    assert may_all(rules.can_accept_plan, mending, mending.plan) == DIRECTOR
    opinion = ask_opinion(mending)
    for state, offered in (
        (OpinionState.ASKED, NOBODY),
        (OpinionState.OBJECTED, NOBODY),
        (OpinionState.AGREED, DIRECTOR),
    ):
        JointOpinion.objects.update(state=state)
        assert may_all(rules.can_accept_plan, mending, mending.plan) == offered
    JointOpinion.objects.update(state=OpinionState.OBJECTED, edition=opinion.edition + 1)
    assert may_all(rules.can_accept_plan, mending, mending.plan) == DIRECTOR


def test_a_result_is_judged_once_by_the_office_and_may_be_reconsidered() -> None:
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    result = claim_result(mending)
    for state in ResultState:
        result.state = state
        first, again = (
            (CLERK | DIRECTOR, NOBODY) if state == ResultState.CLAIMED else (NOBODY, CLERK | DIRECTOR)
        )
        again = NOBODY if state == ResultState.WITHDRAWN else again
        assert may_all(rules.can_accept_result, mending, result) == first
        assert may_all(rules.can_review_result, mending, result) == again
        assert may_all(rules.can_review_result, other, result) == NOBODY


def test_a_bar_says_why() -> None:
    mending = make_fixing(1)
    item = checked(mending)
    assert "现在是“巡察办初核”" in rules.bar_to_check(mending.by("second_clerk"), item)
    assert rules.bar_to_close(mending.by("clerk"), item) == rules.NOT_BY_APPLICANT_OR_CHECKER
    assert rules.bar_to_close(mending.by("second_clerk"), item) == "不由您销号"
    assert rules.bar_to_close(mending.by("director"), item) == ""


def sees(model: Any, mending: Mending) -> set[str]:
    return {name for name in PEOPLE if model.objects.visible_to(mending.by(name)).exists()}


TEAM = {"team_lead", "deputy", "liaison", "member"}
OFFICE = {"director", "clerk"}


def test_items_are_seen_by_office_team_unit_and_leaders() -> None:
    mending = make_fixing(1)
    assert sees(Item, mending) == OFFICE | TEAM | UNIT | {"leadership"}


def test_a_reviewing_body_sees_an_item_once_it_was_asked() -> None:
    mending = make_joint(1)
    by = mending.by("receiver")
    assert not Item.objects.visible_to(by).exists()
    assert not RectificationPlan.objects.visible_to(by).exists()
    opinion = ask_opinion(mending)
    asked = mending.by("receiver")
    assert list(JointOpinion.objects.visible_to(asked)) == [opinion]
    assert list(RectificationPlan.objects.visible_to(asked)) == [mending.plan]
    assert list(Item.objects.visible_to(asked)) == mending.items


def test_the_unit_never_sees_who_reviewed_its_plan() -> None:
    mending = make_joint(1)
    ask_opinion(mending)
    assert sees(JointOpinion, mending) == OFFICE | {"receiver"}


def test_evidence_is_seen_by_office_team_leader_and_unit() -> None:
    mending = make_fixing(1)
    make_evidence(mending, mending.item)
    assert sees(Evidence, mending) == OFFICE | UNIT | {"team_lead"}


def test_monthly_reports_are_seen_by_office_and_unit() -> None:
    mending = make_fixing(1, days_ago=70)
    open_report(mending)
    assert sees(MonthlyReport, mending) == OFFICE | UNIT


def test_another_unit_of_the_county_sees_nothing() -> None:
    mending = make_fixing(1, days_ago=70)
    open_report(mending)
    make_evidence(mending, mending.item)
    claim_result(mending)
    ask_extension(mending)
    person = make_person(mending.county.office, "邻镇书记", make_user("neighbour", Role.UNH, name="邻镇书记"))
    stand_at(person, make_unit(mending.county.office, "邻镇"), TenureKind.HEAD)
    assert person.user
    by = actor(person.user)
    for model in (Item, RectificationPlan, MonthlyReport, Evidence, Result, ExtensionRequest, JointOpinion):
        assert not model.objects.visible_to(by).exists()
        assert model.objects.visible_to(mending.by("director")).exists() or model is JointOpinion


def test_the_office_of_another_county_sees_nothing() -> None:
    make_fixing(1)
    office = make_office("临川县委巡察办")
    person = make_person(office, "外县主任", make_user("far", Role.ODR, name="外县主任"))
    sit_in_office(person, OfficePostKind.DIRECTOR)
    assert person.user
    assert not Item.objects.visible_to(actor(person.user)).exists()


def waits(model: Any, mending: Mending) -> set[str]:
    return {name for name in PEOPLE if model.objects.awaiting(mending.by(name)).exists()}


def test_whose_turn_an_item_is() -> None:
    mending = make_fixing(1)
    turns = {}
    for state in ItemState:
        Item.objects.update(state=state, applied_by=None, checked_by=None)
        turns[state] = waits(Item, mending)
    assert turns == {
        S.UNCLAIMED: UNIT,
        S.PLANNING: NOBODY,
        S.JOINT: NOBODY,
        S.FIXING: UNIT,
        S.APPLIED: CLERK,
        S.CHECKED: DIRECTOR,
        S.SAMPLED: CLERK,
        S.CLOSED: NOBODY,
    }
    Item.objects.update(state=S.SAMPLED, site_found=SiteFinding.TRUE)
    assert waits(Item, mending) == DIRECTOR
    Item.objects.update(state=S.CHECKED, sampled=True, site_found="")
    assert waits(Item, mending) == CLERK


def test_an_item_does_not_wait_for_who_applied_or_checked() -> None:
    mending = make_fixing(1)
    Item.objects.update(state=S.APPLIED, applied_by=mending.county.user("clerk").pk)
    assert waits(Item, mending) == NOBODY
    Item.objects.update(state=S.CHECKED, applied_by=None, checked_by=mending.county.user("director").pk)
    assert waits(Item, mending) == NOBODY


def test_whose_turn_a_plan_is(settings: Any) -> None:
    settings.JOINT_BODIES_MIN = 1
    mending = make_planning(1)
    assert waits(RectificationPlan, mending) == UNIT
    mending = make_joint(1, name="临川")
    assert waits(RectificationPlan, mending) == CLERK
    opinion = ask_opinion(mending)
    assert (waits(RectificationPlan, mending), waits(JointOpinion, mending)) == (NOBODY, {"receiver"})
    JointOpinion.objects.filter(pk=opinion.pk).update(state="agreed", given_on=timezone.localdate())
    assert (waits(RectificationPlan, mending), waits(JointOpinion, mending)) == (DIRECTOR, NOBODY)


def test_a_county_without_joint_review_leaves_a_plan_to_its_director() -> None:
    assert waits(RectificationPlan, make_joint(1)) == DIRECTOR


def test_a_plan_waits_for_the_clerk_until_enough_bodies_were_asked(settings: Any) -> None:
    settings.JOINT_BODIES_MIN = 1
    mending = make_joint(1)
    JointOpinion.objects.filter(pk=ask_opinion(mending).pk).update(state="agreed")
    settings.JOINT_BODIES_MIN = 2
    assert waits(RectificationPlan, mending) == CLERK
    assert may_all(rules.can_accept_plan, mending, mending.plan) == NOBODY


def test_whose_turn_a_monthly_report_is() -> None:
    mending = make_fixing(1, days_ago=70)
    open_report(mending)
    assert waits(MonthlyReport, mending) == LIAISON
    signing(mending)
    assert waits(MonthlyReport, mending) == HEAD
    other = make_fixing(1, name="临川", days_ago=70)
    submitted(other)
    assert waits(MonthlyReport, other) == CLERK


def test_whose_turn_an_extension_is() -> None:
    mending = make_fixing(1)
    ask_extension(mending)
    turns = []
    for state in ("draft", "applied", "proposed", "approved", "refused"):
        ExtensionRequest.objects.update(state=state)
        turns.append(waits(ExtensionRequest, mending))
    assert turns == [HEAD, CLERK, DIRECTOR, NOBODY, NOBODY]
    ExtensionRequest.objects.update(state="proposed", proposed_by=mending.county.user("director").pk)
    assert waits(ExtensionRequest, mending) == NOBODY


def test_whose_turn_a_result_is() -> None:
    mending = make_fixing(1)
    claim_result(mending)
    assert waits(Result, mending) == OFFICE
    Result.objects.update(state="accepted")
    assert waits(Result, mending) == NOBODY


@pytest.mark.parametrize(
    ("rule", "state"),
    [(rules.can_finish, AssignmentState.RECTIFYING), (rules.can_archive, AssignmentState.ASSESSED)],
    ids=["can_finish", "can_archive"],
)
def test_can_finish_and_can_archive_are_the_directors_each_in_its_state(
    rule: Callable[[Actor, Assignment], bool], state: AssignmentState
) -> None:
    mending, other = make_fixing(1), make_fed_back(1, name="临川")
    for now in AssignmentState:
        Assignment.objects.filter(pk=mending.assignment.pk).update(state=now)
        task = Assignment.objects.get(pk=mending.assignment.pk)
        assert may_all(rule, mending, task) == (DIRECTOR if now == state else NOBODY)
        assert may_all(rule, other, task) == NOBODY


def test_can_edit_monthly_is_the_liaisons_until_it_goes_to_the_head_and_when_it_comes_back() -> None:
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    report = open_report(mending)
    for state in ReportState:
        MonthlyReport.objects.filter(pk=report.pk).update(state=state)
        now = MonthlyReport.objects.get(pk=report.pk)
        written = state in {ReportState.OPEN, ReportState.RETURNED}
        assert may_all(rules.can_edit_monthly, mending, now) == (LIAISON if written else NOBODY)
        assert may_all(rules.can_edit_monthly, other, now) == NOBODY


def test_can_look_again_at_a_long_term_item_and_can_make_long_term_once() -> None:
    mending = make_fixing(1)
    assert may_all(rules.can_look_again, mending, mending.item) == NOBODY
    Item.objects.update(long_term=True)
    assert may_all(rules.can_look_again, mending, mending.item) == CLERK
    assert may_all(rules.can_make_long_term, mending, mending.item) == NOBODY
    Item.objects.update(state=S.APPLIED)
    assert may_all(rules.can_look_again, mending, mending.item) == NOBODY


def test_a_long_term_item_has_no_day_to_put_off() -> None:
    mending = make_fixing(1)
    assert rules.can_ask_extension(mending.by("unit_liaison"), mending.item)
    acts.make_long_term(mending.item, look_at_on=today() + DAY, reason="长期坚持", by=mending.by("clerk"))
    assert not rules.can_ask_extension(mending.by("unit_liaison"), mending.item)
