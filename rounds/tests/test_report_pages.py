"""报告和反馈的页面: whoever holds the step finds its act there, everybody else does not."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.states import TenureKind
from organizations.tests.factories import make_unit, stand_at
from rounds.models import Assignment, Feedback, Report, ReviewPoint
from rounds.operations import feedback as feedbacks
from rounds.operations import report as reports
from rounds.states import AssignmentState, FeedbackState, ReportState
from rounds.tests.factories_papers import World, make_feedback, make_report, make_world, publish, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> World:
    world = make_world()
    signed(world)
    return world


built, world = standing(build)


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def today() -> str:
    return timezone.localdate().isoformat()


def test_report_is_started_from_the_list_and_written(world: World) -> None:
    client = sign_in(world, "leader")
    assert page("report_start", world.assignment) in client.get(page("report_list")).content.decode()
    client.post(page("report_start", world.assignment))
    report = Report.objects.get()
    client.post(
        page("report_edit", report), {"overview": "总体较好。", "advice": "健全制度。", "version": "1"}
    )
    content = client.get(page("report_detail", report)).content.decode()
    assert "总体较好。" in content
    assert "进报告底稿 1 份，问题 1 个" in content
    assert "聚焦决策部署落实" in content


def test_report_edit_shows_both_texts_when_somebody_was_faster(world: World) -> None:
    report = make_report(world)
    reports.edit_report(Report.objects.get(), by=world.by("deputy"), version=1, advice="副组长先保存")
    sent = {"overview": "", "advice": "组长后保存", "version": "1"}
    content = sign_in(world, "leader").post(page("report_edit", report), sent).content.decode()
    assert "副组长先保存" in content
    assert "组长后保存" in content


def test_report_goes_through_its_meetings_in_the_browser(world: World) -> None:
    report = make_report(world, ReportState.TEAM)
    Assignment.objects.update(state=AssignmentState.LEFT)
    for name in ("leader", "director", "leadership", "leadership"):
        seen = Report.objects.get().state
        sign_in(world, name).post(
            page("report_advance", report),
            {"held_on": today(), "seen": seen, "findings_count": "1", "difference": ""},
        )
    assert Report.objects.get().state == ReportState.FINAL
    assert Assignment.objects.get().state == AssignmentState.FINAL


def test_report_advance_from_a_page_opened_earlier_does_not_skip_a_meeting(world: World) -> None:
    report = make_report(world, ReportState.GROUP)
    client, sent = sign_in(world, "leadership"), {"held_on": today(), "seen": "group"}
    client.post(page("report_advance", report), sent)
    assert client.post(page("report_advance", report), sent).status_code == 409
    assert Report.objects.get().state == ReportState.SECRETARY


def test_report_advance_asks_for_the_reason_of_a_difference_and_keeps_the_rest(world: World) -> None:
    report = make_report(world)
    sent = {
        "held_on": today(),
        "seen": "draft",
        "findings_count": "4",
        "difference": "",
        "reason": "一致同意",
    }
    content = sign_in(world, "leader").post(page("report_advance", report), sent).content.decode()
    assert "报告写明 4 个" in content
    assert "一致同意" in content
    assert Report.objects.get().state == ReportState.DRAFT


def test_report_return_goes_back_with_its_reason(world: World) -> None:
    report = make_report(world, ReportState.OFFICE)
    sign_in(world, "director").post(page("report_return", report), {"reason": "第三个问题再核实"})
    content = sign_in(world, "leader").get(page("report_detail", report)).content.decode()
    assert "第三个问题再核实" in content
    assert Report.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize(
    ("state", "seeing"),
    [
        (ReportState.DRAFT, ["leader"]),
        (ReportState.OFFICE, ["leader", "director", "clerk"]),
        (ReportState.GROUP, ["leader", "director", "clerk", "leadership"]),
    ],
)
def test_report_page_is_there_for_whom_it_has_reached(
    world: World, state: ReportState, seeing: list[str]
) -> None:
    report = make_report(world, state)
    people = ["leader", "member", "director", "clerk", "leadership", "unit-head"]
    for name in people:
        answer = sign_in(world, name).get(page("report_detail", report))
        assert (answer.status_code == 200) == (name in seeing), name


def test_report_acts_are_refused_to_who_sees_it_without_holding_the_step(world: World) -> None:
    report = make_report(world, ReportState.GROUP)
    assert sign_in(world, "director").get(page("report_advance", report)).status_code == 403
    assert sign_in(world, "leader").get(page("report_return", report)).status_code == 403
    assert sign_in(world, "leader").post(page("report_edit", report)).status_code == 409
    assert sign_in(world, "member").get(page("report_advance", report)).status_code == 404


def test_report_list_costs_the_same_for_many_rows(world: World, django_assert_max_num_queries: Any) -> None:
    make_report(world, ReportState.GROUP)
    client = sign_in(world, "director")
    client.get(page("report_list"))
    with django_assert_max_num_queries(15):
        client.get(page("report_list"))


def test_feedback_from_draft_to_receipt_in_the_browser(world: World) -> None:
    make_report(world, ReportState.FINAL)
    clerk = sign_in(world, "clerk")
    assert page("feedback_draft", world.assignment) in clerk.get(page("feedback_list")).content.decode()
    clerk.post(page("feedback_draft", world.assignment))
    feedback = Feedback.objects.get()
    clerk.post(
        page("feedback_edit", feedback), {"overview": "总体较好。", "demands": "限期整改。", "version": "1"}
    )
    told = clerk.get(page("feedback_detail", feedback)).content.decode()
    assert page("feedback_review", feedback) in told
    assert page("feedback_propose", feedback) not in told
    ticks = {f"passed-{point.pk}": "on" for point in ReviewPoint.objects.all()}
    clerk.post(page("feedback_review", feedback), {**ticks, "version": "2"})
    clerk.post(page("feedback_propose", feedback))
    sent = {
        "meeting_on": today(),
        "attendance": "镇党委班子",
        "number": "云巡反〔2026〕5号",
        "difference": "",
    }
    answer = sign_in(world, "director").post(page("feedback_publish", feedback), sent, follow=True)
    assert "已向青石镇反馈" in answer.content.decode()
    head = sign_in(world, "unit-head")
    assert page("feedback_receive", feedback) in head.get(page("feedback_detail", feedback)).content.decode()
    head.post(page("feedback_receive", feedback), {"received_on": today(), "received_by": "何向东"})
    stored = Feedback.objects.get()
    assert (stored.state, stored.received_by) == (FeedbackState.RECEIVED, "何向东")


def test_feedback_publish_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    sent = {"meeting_on": "2199-01-01", "attendance": "镇党委班子全体", "number": "云巡反〔2026〕5号"}
    content = sign_in(world, "director").post(page("feedback_publish", feedback), sent).content.decode()
    assert "晚于今天" in content
    assert "镇党委班子全体" in content
    assert Feedback.objects.get().state == FeedbackState.PROPOSED


def test_feedback_propose_without_its_assessment_says_so(world: World) -> None:
    feedback = make_feedback(world)
    feedbacks.edit_feedback(feedback, by=world.by("clerk"), overview="")
    answer = sign_in(world, "clerk").post(page("feedback_propose", feedback), follow=True)
    assert "总体评价" in answer.content.decode()
    assert Feedback.objects.get().state == FeedbackState.DRAFT


def test_feedback_goes_back_or_is_taken_back_in_the_browser(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    sign_in(world, "director").post(page("feedback_return", feedback), {"reason": "再压缩"})
    sign_in(world, "clerk").post(page("feedback_propose", feedback))
    sign_in(world, "clerk").post(page("feedback_withdraw", feedback))
    assert Feedback.objects.get().state == FeedbackState.DRAFT


def test_feedback_page_tells_the_unit_what_was_published_and_not_who_made_it(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    head = sign_in(world, "unit-head")
    assert head.get(page("feedback_detail", feedback)).status_code == 404
    publish(world, feedback)
    content = head.get(page("feedback_detail", feedback)).content.decode()
    assert "三次会议没有会议记录" in content
    for name in ("clerk", "leader", "deputy", "member"):
        assert world.users[name].name not in content
    assert "对账" not in content
    assert "对账" in sign_in(world, "director").get(page("feedback_detail", feedback)).content.decode()


def test_feedback_page_is_not_there_for_another_unit(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    world.people["unit-head"].tenures.all().delete()
    stand_at(world.people["unit-head"], make_unit(world.office, "白水镇"), TenureKind.HEAD)
    assert sign_in(world, "unit-head").get(page("feedback_detail", feedback)).status_code == 404
    assert sign_in(world, "unit-head").post(page("feedback_receive", feedback)).status_code == 404


def test_feedback_acts_are_refused_to_whom_they_are_not(world: World) -> None:
    feedback = make_feedback(world, proposed=True)
    assert sign_in(world, "clerk").get(page("feedback_publish", feedback)).status_code == 404
    assert sign_in(world, "second-clerk").post(page("feedback_withdraw", feedback)).status_code == 403
    assert sign_in(world, "director").get(page("feedback_propose", feedback)).status_code == 404
    assert sign_in(world, "clerk").get(page("feedback_propose", feedback)).status_code == 405
    publish(world, feedback)
    assert sign_in(world, "director").get(page("feedback_publish", feedback)).status_code == 409


def test_feedback_detail_costs_the_same_for_many_findings(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        signed(world)
    feedback = publish(world, make_feedback(world, proposed=True))
    client = sign_in(world, "director")
    with django_assert_max_num_queries(22):
        client.get(page("feedback_detail", feedback))
