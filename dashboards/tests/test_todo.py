"""The workbench: what waits for whom, by when; each line leads where the act is done."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.tests.factories import actor
from audit.actor import Actor
from audit.models import Proposal
from clues.states import ClueState
from clues.tests.factories import SECRET, WAY, make_clue, register
from dashboards.todo import todos
from dashboards.todo.line import MOST, Todo
from organizations.models import Body
from rectification.models import Item
from rectification.operations import closing, revoking
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rectification.tests.factories import (
    DAY,
    applied,
    checked,
    draw,
    make_fixing,
    revoked,
    seen,
    today,
)
from rounds.models import Assignment, Report
from rounds.operations import feedback as feedbacks
from rounds.operations import plan as plans
from rounds.operations import referral as referrals
from rounds.operations import review
from rounds.states import Adoption, AssignmentState, PaperState, ReportState
from rounds.tests.factories import (
    County,
    make_assignment,
    make_county,
    make_paper,
    make_published_assignment,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


def lines(by: Actor) -> list[Todo]:
    return [line for group in todos(by) for line in group.lines]


def waits(county: County, who: str) -> set[tuple[str, str]]:
    return {(line.act, line.object) for line in lines(county.by(who))}


def acts(county: County, who: str) -> set[str]:
    return {line.act for line in lines(county.by(who))}


PAPERS = {
    PaperState.DRAFT: ("提交底稿", {"member"}),
    PaperState.DEPUTY: ("审核底稿", {"deputy"}),
    PaperState.LEADER: ("审签底稿", {"team_lead"}),
    PaperState.NUMBERED: ("", set()),
}
EVERYBODY = (
    "director", "clerk", "leadership", "team_lead", "deputy", "liaison", "member",
    "unit_head", "unit_liaison", "receiver",
)  # fmt: skip


@pytest.mark.parametrize("state", PAPERS)
def test_a_paper_waits_for_whoever_has_the_next_step(county: County, state: PaperState) -> None:
    paper = make_paper(county.assignment, county.people["member"], state)
    word, who = PAPERS[state]
    found = {name: {line for line in waits(county, name) if line[1] == paper.title} for name in EVERYBODY}
    assert {name for name, rows in found.items() if rows} >= who
    assert {act for rows in found.values() for act, _ in rows} <= {word}
    assert not {name for name, rows in found.items() if rows} & {"director", "clerk", "unit_head", "receiver"}


CLUES = {
    ClueState.REGISTERED: ("组务会研判", "team_lead"),
    ClueState.TEAM: ("送审", "team_lead"),
    ClueState.OFFICE: ("审核", "director"),
    ClueState.APPROVAL: ("审批", "leadership"),
    ClueState.APPROVED: ("移交", "director"),
    ClueState.HANDED: ("签收", "receiver"),
    ClueState.RECEIVED: ("确定处置方式", "receiver"),
    ClueState.WORKING: ("反馈办理情况", "receiver"),
    ClueState.ANSWERED: ("办结", "receiver"),
    ClueState.CLOSED: ("", ""),
}


@pytest.mark.parametrize("state", WAY)
def test_a_clue_waits_for_one_person_by_number_only(county: County, state: ClueState) -> None:
    clue = make_clue(county, state)
    word, who = CLUES[state]
    name = f"线索 {clue.number}"
    found = {person: {act for act, thing in waits(county, person) if thing == name} for person in EVERYBODY}
    assert {person: rows for person, rows in found.items() if rows} == ({who: {word}} if who else {})
    assert SECRET not in str([lines(county.by(person)) for person in EVERYBODY])


def test_a_clue_with_the_receiver_carries_its_deadline(county: County) -> None:
    make_clue(county, ClueState.HANDED)
    line = next(line for line in lines(county.by("receiver")) if line.act == "签收")
    assert line.due == county.by("receiver").on + dt.timedelta(days=30)


def test_who_sent_a_clue_does_not_find_it_to_review(county: County) -> None:
    clue = register(county)
    type(clue).objects.filter(pk=clue.pk).update(state=ClueState.OFFICE, sent_by=county.user("director").pk)
    assert "审核" not in acts(county, "director")


REFERRAL = ("签批移交建议", "签收移交建议", "开始办理", "反馈办理情况", "办结移交建议")


def test_a_referral_waits_for_director_body_and_director_again(county: County) -> None:
    body = Body.objects.get(office=county.office)
    director, receiver = county.by("director"), county.by("receiver")
    referral = referrals.draft_referral(
        county.office, body, title="规范小微工程", text="建议出台办法", by=county.by("clerk")
    )
    steps: tuple[tuple[str, str, Any], ...] = (
        ("director", REFERRAL[0], lambda: referrals.send_referral(referral, by=director)),
        ("receiver", REFERRAL[1], lambda: referrals.receive_referral(referral, by=receiver)),
        ("receiver", REFERRAL[2], lambda: referrals.start_referral(referral, by=receiver)),
        (
            "receiver",
            REFERRAL[3],
            lambda: referrals.answer_referral(
                referral, answer="已办", adoption=Adoption.ADOPTED, by=receiver
            ),
        ),
        ("director", REFERRAL[4], lambda: referrals.close_referral(referral, by=director)),
    )
    for who, word, run in steps:
        for person in ("director", "receiver", "clerk", "leadership"):
            mine = {act for act, thing in waits(county, person) if thing == "规范小微工程"}
            assert mine == ({word} if person == who else set()), (word, person)
        run()
    assert not any("移交建议" in act for person in EVERYBODY for act in acts(county, person))


def test_a_plan_waits_for_the_director_then_for_the_leaders(county: County) -> None:
    clerk, director = county.by("clerk"), county.by("director")
    term = plans.draft_plan(county.term, title="五年规划", body="全覆盖", by=clerk)
    annual = plans.draft_annual_plan(county.term, year=2026, title="年度计划", body="三轮", by=clerk)
    plans.add_objects(term, party_organizations=[county.assignment.party_organization], year=2026, by=clerk)
    titles = {"五年规划", "年度计划"}
    assert {thing for act, thing in waits(county, "director") if act == "提请审批"} == titles
    assert not {thing for _, thing in waits(county, "leadership")} & titles
    for plan in (term, annual):
        plans.submit(plan, by=director)
    assert not {thing for _, thing in waits(county, "director")} & titles
    assert {thing for act, thing in waits(county, "leadership") if act == "审批"} == titles


def test_a_report_is_to_be_begun_in_the_last_week_on_site(county: County) -> None:
    word = ("起草报告", f"{county.unit}巡察报告")
    assert word in waits(county, "team_lead")
    assert word not in waits(county, "clerk")
    far = county.by("team_lead").on + dt.timedelta(days=40)
    Assignment.objects.update(leaves_on=far)
    assert word not in waits(county, "team_lead")
    Assignment.objects.update(leaves_on=far - dt.timedelta(days=40))
    Report.objects.create(assignment=county.assignment, state=ReportState.DRAFT)
    assert word not in waits(county, "team_lead")


def test_a_final_report_waits_for_its_feedback_and_feedback_for_its_hands(county: County) -> None:
    Assignment.objects.update(state=AssignmentState.FINAL)
    Report.objects.create(assignment=county.assignment, findings_count=0, state=ReportState.FINAL)
    assert "起草反馈意见" in acts(county, "clerk")
    county.assignment.refresh_from_db()
    feedback = feedbacks.draft_feedback(county.assignment, by=county.by("clerk"), overview="x", demands="y")
    assert "起草反馈意见" not in acts(county, "clerk")
    assert "提请发布" in acts(county, "clerk")
    points = review.points_for(feedback, county.by("clerk").on)
    said = [review.Said(point, passed=True) for point in points]
    review.review_feedback(feedback, said, by=county.by("clerk"))
    feedbacks.propose_feedback(feedback, by=county.by("clerk"))
    assert "发布反馈" in acts(county, "director")
    assert "发布反馈" not in acts(county, "clerk")


def test_published_feedback_waits_for_the_unit(county: County) -> None:
    assignment = make_published_assignment(make_team(county.round, 2), county.unit)
    assert {"认领问题", "签收反馈意见"} <= acts(county, "unit_liaison")
    assert not {"认领问题"} & acts(county, "clerk")
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.RECTIFYING)
    assert "认领问题" not in acts(county, "unit_liaison")


def test_arrival_and_leaving_are_the_teams_own(county: County) -> None:
    make_assignment(county.team, state=AssignmentState.WAITING)
    assert {"登记进驻", "登记撤离"} <= acts(county, "team_lead")
    assert not {"登记进驻", "登记撤离"} & (acts(county, "director") | acts(county, "clerk"))


def test_lines_stand_by_their_day(county: County) -> None:
    on = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)  # a Wednesday
    days = {"已逾期": 10, "今天": 11, "本周": 15, "以后": 16}
    Assignment.objects.all().delete()
    for day in days.values():
        make_assignment(county.team, state=AssignmentState.WAITING, enters_on=dt.date(2026, 3, day))
    groups = {group.title: group for group in todos(actor(county.user("team_lead"), on))}
    for title, day in days.items():
        assert [line.due for line in groups[title].lines if line.act == "登记进驻"] == [dt.date(2026, 3, day)]


def test_a_desk_that_tells_only_the_first_of_a_kind_says_so(county: County, client: Client) -> None:
    client.force_login(county.user("team_lead"))
    Assignment.objects.all().delete()
    make_assignment(county.team, state=AssignmentState.WAITING)
    assert "件以上" not in client.get("/").content.decode()
    for _ in range(MOST):
        make_assignment(county.team, state=AssignmentState.WAITING)
    page = client.get("/").content.decode()
    assert f"{MOST} 件以上" in page
    assert f"每类事项先列 {MOST} 件" in page
    assert len([line for line in lines(county.by("team_lead")) if line.act == "登记进驻"]) == MOST


def test_what_was_drawn_waits_for_the_site_then_for_the_director() -> None:
    mending = make_fixing(1)
    item, county = checked(mending), mending.county
    thing, words = str(item), {"现场抽查", "销号", "退回整改"}

    def told() -> dict[str, set[str]]:
        found = {who: {act for act, name in waits(county, who) if name == thing} & words for who in EVERYBODY}
        return {who: acts for who, acts in found.items() if acts}

    assert told() == {"director": {"销号"}}
    draw(mending)
    assert told() == {"clerk": {"现场抽查"}}
    seen(mending, mending.item)
    assert told() == {"director": {"销号"}}
    seen(mending, mending.item, SiteFinding.UNTRUE)
    assert told() == {"director": {"退回整改"}}


def test_a_long_term_item_waits_for_the_office_when_its_closing_is_applied_for() -> None:
    mending = make_fixing(1)
    closing.make_long_term(mending.item, look_at_on=today() + DAY, reason="长期", by=mending.by("clerk"))
    assert not [line for line in lines(mending.by("unit_liaison")) if line.act == "登记进展"]
    item = applied(mending)
    found = [line for line in lines(mending.by("clerk")) if line.act == "初核"]
    assert [(line.object, line.due) for line in found] == [(str(item), None)]


def test_a_long_term_item_waits_to_be_looked_at_from_its_day_until_the_next_is_set() -> None:
    mending = make_fixing(2)
    other = make_fixing(1, name="临川")
    for one in (mending, other):
        by = one.by("clerk")
        closing.make_long_term(one.item, look_at_on=today() + DAY, reason="长期", by=by)
    title = str(mending.item)

    def told() -> dict[str, set[tuple[str, dt.date | None]]]:
        found = {
            who: {(line.object, line.due) for line in lines(mending.by(who)) if line.act == "查看长期事项"}
            for who in EVERYBODY
        }
        return {who: rows for who, rows in found.items() if rows}

    assert told() == {}
    Item.objects.update(look_at_on=today())
    assert told() == {"clerk": {(title, today())}}
    Item.objects.filter(pk=mending.item.pk).update(state=ItemState.APPLIED)
    assert told() == {}
    Item.objects.filter(pk=mending.item.pk).update(state=ItemState.FIXING)
    closing.make_long_term(
        mending.item, look_at_on=today() + 9 * DAY, reason="仍需坚持", by=mending.by("clerk")
    )
    assert told() == {}


def test_a_revocation_waits_for_the_director_until_it_is_decided() -> None:
    mending = make_fixing(1)
    proposal = revoked(mending)

    def told() -> set[str]:
        return {who for who in EVERYBODY if "决定是否撤销销号" in acts(mending.county, who)}

    assert told() == {"director"}
    Proposal.objects.update(proposed_by=mending.county.user("director"))
    assert told() == set()
    Proposal.objects.update(proposed_by=mending.county.user("clerk"))
    revoking.approve_reopening(proposal, by=mending.by("director"))
    assert told() == set()


def test_every_line_opens_for_whom_it_waits(client: Client, county: County) -> None:
    for state in (ClueState.REGISTERED, ClueState.OFFICE, ClueState.APPROVAL, ClueState.HANDED):
        make_clue(county, state)
    for step in (PaperState.DRAFT, PaperState.DEPUTY, PaperState.LEADER):
        make_paper(county.assignment, county.people["member"], step)
    make_published_assignment(make_team(county.round, 2), county.unit)
    opened = 0
    for who in EVERYBODY:
        client.force_login(county.user(who))
        for line in lines(county.by(who)):
            assert client.get(line.url).status_code == 200, (who, line)
            opened += 1
    assert opened > 10
