"""报告和反馈的名单, 代录 from their pages, and what each home may ask: narrowed, offered, refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from organizations.tests.factories import make_unit
from rounds.models import Assignment, Feedback, Report, WorkingPaper
from rounds.operations import report as reports
from rounds.states import AssignmentState, FeedbackState, ReportState
from rounds.tests.factories_papers import (
    SERVING,
    World,
    make_assignment,
    make_feedback,
    make_paper,
    make_report,
    make_world,
    passed,
    post,
    publish,
    signed,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def second_unit(world: World, name: str = "县水利局") -> Assignment:
    """Let the same people serve in another team at another unit."""
    team, assignment = make_assignment(world.round, make_unit(world.office, name), number=5)
    for person, role in SERVING.items():
        post(world, person, team, Role(role))
    return assignment


def test_reports_are_narrowed_by_step_and_round_and_searched_by_unit(world: World) -> None:
    make_report(world, ReportState.GROUP)
    world.assignment = second_unit(world)
    make_report(world)
    client = sign_in(world, "leader")

    def units(**query: str) -> list[str]:
        rows = client.get(page("report_list"), query).context["listing"].rows
        return sorted(row.assignment.unit.name for row in rows)

    assert units() == ["县水利局", "青石镇"]
    assert units(state="group") == ["青石镇"]
    assert units(q="水利") == ["县水利局"]
    assert units(round=str(world.round.pk)) == ["县水利局", "青石镇"]


def test_a_report_is_offered_where_there_is_none_and_only_to_who_may_write_it(world: World) -> None:
    second_unit(world)
    offers = [
        name
        for name in ("leader", "liaison", "director", "leadership")
        if page("report_start", world.assignment)
        in sign_in(world, name).get(page("report_list")).content.decode()
    ]
    assert offers == ["leader", "liaison"]
    make_report(world)
    content = sign_in(world, "leader").get(page("report_list")).content.decode()
    assert page("report_start", world.assignment) not in content


def test_a_report_is_not_started_twice_or_by_a_stranger(world: World) -> None:
    assert sign_in(world, "director").post(page("report_start", world.assignment)).status_code == 404
    assert sign_in(world, "leader").get(page("report_start", world.assignment)).status_code == 405
    make_report(world)
    assert sign_in(world, "leader").post(page("report_start", world.assignment)).status_code == 403
    assert Report.objects.count() == 1


def test_feedback_is_offered_for_a_final_report_to_the_clerk(world: World) -> None:
    make_report(world, ReportState.FINAL)
    offers = [
        name
        for name in ("clerk", "director", "leader", "leadership")
        if page("feedback_draft", world.assignment)
        in sign_in(world, name).get(page("feedback_list")).content.decode()
    ]
    assert offers == ["clerk"]
    assert sign_in(world, "director").post(page("feedback_draft", world.assignment)).status_code == 404
    sign_in(world, "clerk").post(page("feedback_draft", world.assignment))
    assert sign_in(world, "clerk").post(page("feedback_draft", world.assignment)).status_code == 403
    assert Feedback.objects.count() == 1


def test_feedback_is_narrowed_by_state_and_searched_by_number(world: World) -> None:
    publish(world, make_feedback(world, proposed=True))
    world.assignment = second_unit(world)
    make_feedback(world)
    client = sign_in(world, "clerk")

    def units(**query: str) -> list[str]:
        rows = client.get(page("feedback_list"), query).context["listing"].rows
        return sorted(row.assignment.unit.name for row in rows)

    assert units() == ["县水利局", "青石镇"]
    assert units(state="draft") == ["县水利局"]
    assert units(q="5号") == ["青石镇"]


def test_the_unit_lists_its_own_published_feedback_only(world: World) -> None:
    publish(world, make_feedback(world, proposed=True))
    world.assignment = second_unit(world)
    make_feedback(world, proposed=True)
    content = sign_in(world, "unit-head").get(page("feedback_list")).content.decode()
    assert ("青石镇" in content, "县水利局" in content) == (True, False)


@pytest.mark.parametrize(("state", "offered"), [(ReportState.OFFICE, False), (ReportState.GROUP, True)])
def test_the_office_enters_a_leaders_decision_from_the_report(
    world: World, state: ReportState, *, offered: bool
) -> None:
    report = make_report(world, state)
    address = reverse("rounds:proxy_enter", args=["report-advance", report.pk])
    assert (address in sign_in(world, "clerk").get(page("report_detail", report)).content.decode()) == offered
    assert address not in sign_in(world, "leader").get(page("report_detail", report)).content.decode()


def test_the_office_enters_the_units_receipt_from_the_feedback(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    address = reverse("rounds:proxy_enter", args=["feedback-receive", feedback.pk])
    assert address in sign_in(world, "clerk").get(page("feedback_detail", feedback)).content.decode()
    assert address not in sign_in(world, "unit-head").get(page("feedback_detail", feedback)).content.decode()


def test_a_page_shows_the_next_acts_and_no_others(world: World) -> None:
    paper = submitted(world)
    seen = {
        name: sign_in(world, name).get(page("paper_detail", paper)).context["acts"]
        for name in ("member", "deputy", "liaison")
    }
    assert {name: [one.label for one in acts] for name, acts in seen.items()} == {
        "member": ["撤回"],
        "deputy": ["审核通过", "退回"],
        "liaison": [],
    }
    assert [one.primary for one in seen["member"]] == [False]
    assert [one.primary for one in seen["deputy"]] == [True, False]


def test_a_page_stands_at_its_place_with_links_as_far_as_one_may_go(world: World) -> None:
    signed(world)
    feedback = publish(world, make_feedback(world, proposed=True))
    crumbs = sign_in(world, "director").get(page("feedback_detail", feedback)).context["crumbs"]
    assert [word for word, _ in crumbs] == ["十届县委", "第六轮巡察", "县委第2巡察组", "青石镇", "反馈意见"]
    assert all(url for _, url in crumbs[:4])
    theirs = sign_in(world, "unit-head").get(page("feedback_detail", feedback)).context["crumbs"]
    assert [bool(url) for _, url in theirs[:3]] == [False, False, False]


def test_the_timeline_says_who_when_from_where_to_where_and_why(world: World) -> None:
    paper = submitted(world)
    client = sign_in(world, "deputy")
    client.post(page("paper_return", paper), {"reason": "请补充付款凭证"})
    content = client.get(page("paper_detail", paper)).content.decode()
    for words in (world.users["member"].name, world.users["deputy"].name, "副组长审核", "请补充付款凭证"):
        assert words in content


def test_a_paper_that_waits_for_me_is_found_in_the_list(world: World) -> None:
    make_paper(world)
    submitted(world)
    waiting = passed(world)
    listing = sign_in(world, "leader").get(f"{page('paper_list')}?whose=waiting").context["listing"]
    assert [row.pk for row in listing.rows] == [waiting.pk]


def test_nobody_outside_the_trade_finds_a_list_of_papers(world: World) -> None:
    for name in ("unit-head", "director", "clerk", "leadership"):
        assert sign_in(world, name).get(page("paper_list")).status_code == 404
    assert Client().get(page("paper_list")).status_code == 302


def test_the_report_says_when_papers_findings_and_its_own_number_differ(world: World) -> None:
    signed(world)
    report = make_report(world)
    client = sign_in(world, "leader")
    client.post(page("report_edit", report), {"findings_count": "3", "version": "1"})
    content = client.get(page("report_detail", report)).content.decode()
    assert "报告写明 3 个" in content
    assert "不一致" in content
    sent = {"findings_count": "3", "difference": "两个问题并案表述", "version": "2"}
    client.post(page("report_edit", report), sent)
    assert "差异说明：两个问题并案表述" in client.get(page("report_detail", report)).content.decode()


def test_work_goes_on_after_a_return_and_the_number_is_reckoned_anew(world: World) -> None:
    signed(world)
    report = make_report(world, ReportState.OFFICE)
    reports.return_report(report, by=world.by("director"), reason="补充一个问题")
    world.assignment.refresh_from_db()
    assert world.assignment.state == AssignmentState.LEFT
    signed(world)
    sent = {"held_on": world.by("leader").on.isoformat(), "seen": "draft", "findings_count": "2"}
    sign_in(world, "leader").post(page("report_advance", report), {**sent, "difference": ""})
    stored = Report.objects.get()
    assert (stored.state, stored.findings_count) == (ReportState.TEAM, 2)


def test_numbered_papers_stay_as_they_are(world: World) -> None:
    paper = signed(world)
    client = sign_in(world, "leader")
    for name in ("paper_edit", "paper_sign", "paper_drop", "paper_return", "paper_merge"):
        assert client.post(page(name, paper), {"reason": "改"}).status_code == 409
    assert client.post(page("paper_submit", paper)).status_code == 409
    stored = WorkingPaper.objects.get()
    assert (stored.number, stored.version) == (paper.number, paper.version)


def test_feedback_that_is_out_stays_as_it_is(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    clerk, director = sign_in(world, "clerk"), sign_in(world, "director")
    assert clerk.post(page("feedback_edit", feedback), {"overview": "改"}).status_code == 409
    assert clerk.post(page("feedback_propose", feedback)).status_code == 409
    assert director.post(page("feedback_return", feedback), {"reason": "改"}).status_code == 409
    assert Feedback.objects.get().state == FeedbackState.PUBLISHED


def test_the_lists_behind_an_assignment_hold_that_assignment_only(world: World) -> None:
    first = world.assignment
    for place in (first, second_unit(world)):
        world.assignment = place
        signed(world)
        make_report(world, ReportState.FINAL)
        make_feedback(world, proposed=True)
    counted = {}
    for who, lists in (("leader", ("底稿", "问题", "巡察报告")), ("clerk", ("反馈意见",))):
        client = sign_in(world, who)
        sections = dict(client.get(page("assignment_detail", first)).context["sections"])
        for word in lists:
            listing = client.get(sections[word]).context["listing"]
            counted[word] = (
                {row.assignment_id for row in listing.rows},
                [one.value for one in listing.chips],
            )
    seen = ({first.pk}, [f"{world.round} 青石镇"])
    assert counted == {"底稿": ({first.pk}, ["青石镇"]), "问题": seen, "巡察报告": seen, "反馈意见": seen}


@pytest.mark.parametrize("name", ["finding_list", "report_list", "feedback_list", "paper_list"])
def test_an_assignment_out_of_sight_lists_nothing_and_is_not_named(world: World, name: str) -> None:
    signed(world)
    _, other = make_assignment(world.round, make_unit(world.office, "县水利局"), number=5)
    for sent in (str(other.pk), "nonsense"):
        answer = sign_in(world, "leader").get(page(name), {"assignment": sent})
        content = answer.content.decode()
        assert answer.context["listing"].total == 0
        assert "没有列出记录" in content
        assert sent not in content
