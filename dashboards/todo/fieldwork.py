"""待办：规划、组队、现场、报告、反馈."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts.rules import held, may
from audit.actor import Actor
from audit.models import Proposal
from dashboards.todo.line import MOST, Todo, dues_of
from rounds.models import (
    AnnualPlan,
    Assignment,
    Feedback,
    FeedbackCopy,
    Referral,
    Report,
    Team,
    TermPlan,
    WorkingPaper,
)
from rounds.rules.feedback import wanting_feedback
from rounds.rules.report import wanting_report
from rounds.states import AssignmentState, FeedbackState, PlanState, ReferralState

PARTY = "feedback__assignment__party_organization"
SOON = dt.timedelta(days=7)  # a report is begun in the last week on site


def papers(by: Actor) -> Iterator[Todo]:
    """底稿: own drafts, reviews, signatures."""
    words = {"draft": "提交底稿", "deputy": "审核底稿", "leader": "审签底稿"}
    rows = WorkingPaper.objects.awaiting(by).select_related("assignment__unit", "author")
    for row in rows.order_by("written_at")[:MOST]:
        url = reverse("rounds:paper_detail", args=[row.pk])
        yield Todo(row.title, words[row.state], url, who=f"{row.assignment.unit} {row.author}")


def arrivals(by: Actor) -> Iterator[Todo]:
    """进驻、撤离: tasks of one's own team that are due."""
    words = {
        AssignmentState.WAITING: ("登记进驻", "enters_on"),
        AssignmentState.ON_SITE: ("登记撤离", "leaves_on"),
    }
    own = [pair for pair in held(by, "assign.progress:E") if pair[1] == "task"]
    rows = Assignment.objects.visible_to(by).filter(state__in=words) if own else Assignment.objects.none()
    for row in rows.select_related("unit")[:MOST]:
        act, day = words[AssignmentState(row.state)]
        yield Todo(str(row.unit), act, reverse("rounds:assignment_detail", args=[row.pk]), getattr(row, day))


def reports(by: Actor) -> Iterator[Todo]:
    """报告: to be begun, to be taken to the next meeting, due after the team has left."""
    for assignment in wanting_report(by).filter(leaves_on__lte=by.on + SOON).select_related("unit")[:MOST]:
        url = reverse("rounds:report_list")
        yield Todo(f"{assignment.unit}巡察报告", "起草报告", url, assignment.leaves_on)
    rows = list(
        Report.objects.awaiting(by).select_related("assignment__unit", "assignment__team__round")[:MOST]
    )
    dues = dues_of(Assignment, [row.assignment for row in rows])
    for row in rows:
        url = reverse("rounds:report_detail", args=[row.pk])
        act = f"送审：{row.get_state_display()}"
        yield Todo(str(row), act, url, dues.get(row.assignment_id), str(row.assignment.team))


def feedbacks(by: Actor) -> Iterator[Todo]:
    """反馈: to be proposed, published, signed for; and final reports without feedback."""
    words = {
        FeedbackState.DRAFT: "提请发布",
        FeedbackState.PROPOSED: "发布反馈",
        FeedbackState.PUBLISHED: "签收反馈意见",
    }
    rows = Feedback.objects.awaiting(by).select_related("assignment__unit", "assignment__party_organization")
    for row in rows[:MOST]:
        url = reverse("rounds:feedback_detail", args=[row.pk])
        yield Todo(str(row), words.get(FeedbackState(row.state), "办理"), url)
    for copy in FeedbackCopy.objects.awaiting(by).select_related(PARTY)[:MOST]:
        url = reverse("rounds:feedback_detail", args=[copy.feedback_id])
        yield Todo(str(copy.feedback), "签收抄送", url)
    for assignment in wanting_feedback(by).select_related("unit")[:MOST]:
        url = reverse("rounds:feedback_list")  # drafting is a button there: an act is never a link
        yield Todo(f"{assignment.unit}反馈意见", "起草反馈意见", url)


def plans(by: Actor) -> Iterator[Todo]:
    """规划与年度计划: to be submitted, to be decided."""
    words = {PlanState.DRAFT: "提请审批", PlanState.SUBMITTED: "审批"}
    for kind, model in (("term", TermPlan), ("annual", AnnualPlan)):
        rows: Any = model.objects.awaiting(by)
        for row in rows[:MOST]:
            yield Todo(
                row.title, words[PlanState(row.state)], reverse("rounds:plan_detail", args=[kind, row.pk])
            )


def postings(by: Actor) -> Iterator[Todo]:
    """组队: proposals to be approved by another."""
    if not may(by, "team.assign:A"):
        return
    waiting = Proposal.objects.pending().filter(act="team.assign:P").exclude(proposed_by=by.user.pk)
    teams = Team.objects.visible_to(by).select_related("round").in_bulk([row.record_id for row in waiting])
    for row in waiting[:MOST]:
        if team := teams.get(row.record_id):
            url = reverse("rounds:team_detail", args=[team.pk])
            yield Todo(f"{team.round}{team}人员", "核准组队", url)


def referrals(by: Actor) -> Iterator[Todo]:
    """移交建议: to be sent, signed for, answered, closed."""
    words = {
        ReferralState.DRAFT: "签批移交建议",
        ReferralState.SENT: "签收移交建议",
        ReferralState.RECEIVED: "开始办理",
        ReferralState.WORKING: "反馈办理情况",
        ReferralState.ANSWERED: "办结移交建议",
    }
    rows = Referral.objects.awaiting(by).select_related("body")
    for row in rows[:MOST]:
        url = reverse("rounds:referral_detail", args=[row.pk])
        yield Todo(row.title, words[ReferralState(row.state)], url, who=str(row.body))
